"""Bytes that can be looked at before they are taken, with stops where bytes are missing."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from archive.formats.pieces import Fault, Piece

STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a byte is: offset in the file and, in compressed data, how far into what is there."""

    offset: int
    inner: int | None

    @property
    def words(self) -> str:
        """What the offset alone does not say."""
        return f" ({self.inner} bytes into the decompressed data)" if self.inner else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A byte of a tape that can be returned to.

    Attributes:
        place: where it is.
        base: how far into the tape it is.
        again: gives what a piece holds that begins before it, and all after that.
        skip: how far into that it is.
    """

    place: Place
    base: int
    again: Callable[[], Iterator[Piece | Fault]]
    skip: int

    def read(self, start: int, size: int) -> Iterator[bytes]:
        """``size`` bytes from ``start`` beyond it, read anew.

        Raises:
            OSError: they are no longer there.
        """
        skip = self.skip + start
        for part in self.again():
            if isinstance(part, Fault) or not size:
                break
            data = part.data[skip : skip + size]
            skip = max(skip - len(part.data), 0)
            size -= len(data)
            if data:
                yield data
        if size:
            raise OSError(f"the file changed while it was read: {size} bytes are gone")


class Tape:
    """The decoded bytes of a file. Holds no more of them than was asked for."""

    def __init__(self, parts: Iterator[Piece | Fault]) -> None:
        self._parts = parts
        self._data = bytearray()
        self._base = 0
        self._pieces: deque[tuple[int, Piece]] = deque()
        self._stop: Fault | None = None
        self._is_over = False

    def ahead(self, size: int) -> int:
        """How many bytes, up to ``size``, can be had before the next stop."""
        while len(self._data) < size and not self._stop and not self._is_over:
            part = next(self._parts, None)
            if part is None:
                self._is_over = True
            elif isinstance(part, Fault):
                self._stop = part
            else:
                self._pieces.append((self._base + len(self._data), replace(part, data=b"")))
                self._data += part.data
        return min(size, len(self._data))

    def peek(self, size: int, start: int = 0) -> bytes:
        """The bytes from ``start`` ahead on, as many as there are up to ``size``."""
        self.ahead(start + size)
        return bytes(self._data[start : start + size])

    def find(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """How far ahead ``pattern`` begins, looked for between ``start`` and ``end`` ahead."""
        match = pattern.search(self._data, start, self.ahead(end))
        return match.start() if match else None

    def drop(self, size: int) -> int:
        """Go forward; return how many bytes there were up to ``size``."""
        left = size
        while left and (step := self.ahead(min(left, STEP))):
            del self._data[:step]
            self._base += step
            left -= step
            self._forget()
        return size - left

    def cross(self) -> Fault | None:
        """Leave all bytes before the next stop and pass it; ``None`` at the end of the file."""
        self._base += len(self._data)
        self._data.clear()
        fault, self._stop = self._stop, None
        return fault

    @property
    def place(self) -> Place:
        """Where the next byte is."""
        self._forget()
        if not self._pieces:
            return Place(0, None)
        start, piece = self._pieces[0]
        if piece.inner is None:
            return Place(piece.offset + self._base - start, None)
        return Place(piece.offset, piece.inner + self._base - start)

    def _forget(self) -> None:
        """Let go of pieces that have been left behind."""
        while len(self._pieces) > 1 and self._pieces[1][0] <= self._base:
            self._pieces.popleft()

    def mark(self) -> Mark:
        """The next byte, to return to; there must be one."""
        place = self.place
        start, piece = self._pieces[0]
        return Mark(place, self._base, piece.again, self._base - start)

    def back(self, mark: Mark) -> None:
        """Return to a byte."""
        self._parts = mark.again()
        self._data.clear()
        self._pieces.clear()
        self._stop = None
        self._is_over = False
        self._base = mark.base - mark.skip
        self.drop(mark.skip)
        self.ahead(1)
