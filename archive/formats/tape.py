"""Bytes that can be looked at before they are taken, with stops where bytes are missing."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

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


class Tape:
    """The decoded bytes of a file, read forward. Holds no more of them than was asked for."""

    def __init__(self, parts: Iterator[Piece | Fault]) -> None:
        self._parts = parts
        self._data = bytearray()
        self._base = 0
        self._places: deque[tuple[int, Place]] = deque([(0, Place(0, None))])
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
                place = Place(part.offset, part.inner)
                self._places.append((self._base + len(self._data), place))
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
        while len(self._places) > 1 and self._places[1][0] <= self._base:
            self._places.popleft()
        start, place = self._places[0]
        if place.inner is None:
            return Place(place.offset + self._base - start, None)
        return Place(place.offset, place.inner + self._base - start)
