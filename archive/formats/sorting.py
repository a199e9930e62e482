"""Lines sorted by bytes, however many: what does not fit into memory waits in files."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

_HELD = 32 << 20
"""Bytes of lines that are held in memory."""


class SortedLines:
    """Lines, each with its line end, to be had in the order of their bytes (``LC_ALL=C``)."""

    def __init__(self, held: int = _HELD) -> None:
        self._most = held
        self._lines: list[bytes] = []
        self._size = 0
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []

    def add(self, line: bytes) -> None:
        """Take a line."""
        self._lines.append(line)
        self._size += len(line)
        if self._size > self._most:
            run = self._files.enter_context(_file())
            run.writelines(sorted(self._lines))
            self._runs.append(run)
            self._lines, self._size = [], 0

    def __iter__(self) -> Iterator[bytes]:
        """All lines, those that are alike once."""
        for run in self._runs:
            run.seek(0)
        self._lines.sort()
        last = None
        for line in heapq.merge(*self._runs, self._lines):
            if line != last:
                yield line
            last = line

    def close(self) -> None:
        """Give up what waits in files."""
        self._files.close()
        self._runs, self._lines, self._size = [], [], 0


def _file() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="greffe-")
