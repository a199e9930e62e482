"""Exchanges read in processes beside this one, as reading takes most of the time of an import.

What comes back is what ``seen`` gives here: which process read a page makes no difference. A page
that kills or hangs its process costs its text, and no more.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from archive.archive import Archive
from archive.beside import Beside
from archive.exchange import Exchange
from archive.observation import Observation, seen, unread
from archive.store.sites import Models

PATIENCE = 120.0
"""Seconds a page may take to read; then it is left without its text."""
_FEW = 40
"""Exchanges that are read here: for fewer no process is worth its start."""
_COMMAND = (sys.executable, "-m", "archive.formats.reading_worker")


@dataclass(frozen=True, slots=True)
class Reading:
    """An exchange that is being read.

    Attributes:
        exchange: what is read.
        future: what it will show; ``None`` where it is read when it is asked for.
        models: of the archive that it is to be kept in, if any.
    """

    exchange: Exchange
    future: Future[Observation] | None
    models: Models | None = None


class Readers:
    """Processes that read, as many as there are processors; none on a single one."""

    def __init__(self, count: int | None = None, patience: float = PATIENCE) -> None:
        self._count = (os.cpu_count() or 1) if count is None else count
        self._patience = patience
        self._begun = 0
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._all: list[Beside] = []

    def begin(self, exchange: Exchange, archive: Archive | None = None) -> Reading:
        """Have an exchange read as those of an archive are; ``observation`` gives what it shows."""
        models = archive.models if archive else None
        self._begun += 1
        # What is not in memory cannot be handed over.
        if exchange.long is not None or self._count < 2 or self._begun <= _FEW:
            return Reading(exchange, None, models)
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._count)
        return Reading(exchange, self._threads.submit(self._read, exchange, archive))

    def observation(self, reading: Reading) -> Observation:
        """What an exchange shows."""
        if reading.future is not None:
            return reading.future.result()
        site = reading.models.of(reading.exchange.url) if reading.models else None
        return seen(reading.exchange, site=site)

    def close(self) -> None:
        """End the processes."""
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.end()
        if self._threads:
            self._threads.shutdown()
        self._threads = None
        self._all.clear()

    def _read(self, exchange: Exchange, archive: Archive | None) -> Observation:
        process: Beside | None = getattr(self._own, "process", None)
        if process is None or process.is_over:
            process = self._own.process = Beside(
                (*_COMMAND, str(archive.path)) if archive else _COMMAND
            )
            self._all.append(process)
        answer = process.asked(exchange, self._patience)
        if isinstance(answer.said, Observation):
            return replace(answer.said, exchange=exchange)
        return unread(exchange, answer.fault)
