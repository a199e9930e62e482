"""One open archive per thread: SQLite connections are not shared."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.archive import Archive
from archive.store.captures import Capture

LONGEST = 30.0
"""Seconds that reading may take for one request."""
_STEPS = 100_000
"""Steps of SQLite's machine, some milliseconds, between two looks at the clock."""


class Readers:
    """Read-only archives, opened when a thread first asks for one."""

    def __init__(self, path: Path, *, can_save: bool = False) -> None:
        """Read the archive at ``path``; ``can_save``: whether who reads may have pages saved."""
        self.path = path
        self.can_save = can_save
        self._own = threading.local()
        self._lock = threading.Lock()
        self._opened: list[Archive] = []

    def here(self) -> Archive:
        """The archive of this thread, to be asked for once for each request.

        What takes longer than ``LONGEST`` from now on is broken off (SQLite's "interrupted").

        Raises:
            MissingArchive, ForeignFile, NewerArchive, DamagedArchive: as their names say.
        """
        archive: Archive | None = getattr(self._own, "archive", None)
        if archive is None:
            archive = Archive.open(self.path, create=False, read_only=True)
            self._own.archive = archive
            archive.connection.set_progress_handler(_late(self._own), _STEPS)
            with self._lock:
                self._opened.append(archive)
        self._own.until = time.monotonic() + LONGEST
        return archive

    def another(self) -> Archive:
        """An archive of its own for what one thread after another is to read; close it."""
        return Archive.open(self.path, create=False, read_only=True)

    def payload(self, capture: Capture, span: tuple[int, int] | None = None) -> Iterator[bytes]:
        """The body of what a capture answers, or so many bytes from one on, piece by piece."""
        with self.another() as archive:
            memento = archive.memento(capture)
            if memento is not None:
                yield from memento.part(*span) if span else memento.pieces()

    def close(self) -> None:
        """Close all of them; no thread may be reading."""
        with self._lock:
            for archive in self._opened:
                archive.close()
            self._opened.clear()
            self._own = threading.local()


def _late(own: threading.local) -> Callable[[], bool]:
    return lambda: time.monotonic() > own.until
