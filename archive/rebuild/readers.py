"""Captures read in several processes, given back in order.

A page that kills a parser, hangs it or eats all memory costs its text and nothing else.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Self

from archive.beside import Answer, Beside
from archive.rebuild.observing import Shown, Unreadable

PATIENCE = 120.0
"""Seconds a page may take to read; then it is left without its text."""
COMMAND = (sys.executable, "-m", "archive.rebuild.worker")

_ATTEMPTS = 2
_CHUNK = 16
_AHEAD = 4
"""Chunks that are read for each process before what they show is asked for."""

Read = list[tuple[int, Shown]]


class Readers:
    """So many reading processes; a context manager, which ends them."""

    def __init__(
        self,
        path: Path,
        count: int,
        patience: float = PATIENCE,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._command = (*command, str(path))
        self._count = count
        self._patience = patience
        self._pool = ThreadPoolExecutor(count)
        self._mine = threading.local()
        self._all: list[Beside] = []
        self._is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for process in self._all:
            process.end()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.end()

    def read(self, numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        """What captures show, by their numbers, in that order."""
        chunks = _chunked(numbers)
        waiting: deque[Future[Read]] = deque()
        while True:
            for chunk in islice(chunks, self._count * _AHEAD - len(waiting)):
                waiting.append(self._pool.submit(self._chunk, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()

    def _chunk(self, numbers: tuple[int, ...]) -> Read:
        return [(number, self._one(number)) for number in numbers]

    def _one(self, number: int) -> Shown:
        why = None
        for _ in range(_ATTEMPTS):
            answer = self._asked(number, None)
            if answer.said is not None:
                return answer.said  # type: ignore[no-any-return]
            why = answer.fault
            if answer.is_late:
                break
        answer = self._asked(number, why)
        return answer.said or Unreadable(f"reading it failed ({answer.fault})")

    def _asked(self, number: int, why: str | None) -> Answer:
        process: Beside | None = getattr(self._mine, "process", None)
        if process is None or process.is_over:
            if self._is_over:
                return Answer(None, "the rebuild is over", is_late=True)
            process = self._mine.process = Beside(self._command)
            self._all.append(process)
        return process.asked((number, why), self._patience)


def _chunked(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(numbers)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk
