"""Content that is too long to be held in memory: read piece by piece, each time anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

HELD = 4 * 1024 * 1024
"""Bytes of content up to which a record is held in memory."""
OPENING = 1 << 20
"""How much of a long record's content is at hand: more than any HTTP head."""


@dataclass(frozen=True, slots=True)
class Long:
    """The content of a record that is too long to be held in memory.

    Attributes:
        size: bytes of it.
        read: gives the pieces of it, one after another, each time anew.
        part: gives those of so many bytes from one on, where that is less work than to read up to
            there.
    """

    size: int
    read: Callable[[], Iterator[bytes]]
    part: Callable[[int, int], Iterator[bytes]] | None = None

    def after(self, start: int) -> Long:
        """What is left of it without its first ``start`` bytes."""
        size, part = max(self.size - start, 0), self.part
        if part is None:
            return Long(size, lambda: _after(self.read(), start))
        return Long(size, lambda: part(start, size), lambda at, count: part(start + at, count))

    def between(self, start: int, count: int) -> Iterator[bytes]:
        """So many bytes from one on, piece by piece."""
        count = min(count, max(self.size - start, 0))
        return self.part(start, count) if self.part else between(self.read(), start, count)


def between(pieces: Iterator[bytes], start: int, count: int) -> Iterator[bytes]:
    """So many bytes of a content from one on, piece by piece."""
    for piece in _after(pieces, start):
        if count <= 0:
            return
        yield piece[:count]
        count -= len(piece)


def _after(pieces: Iterator[bytes], start: int) -> Iterator[bytes]:
    for piece in pieces:
        if start < len(piece):
            yield piece[start:]
        start = max(start - len(piece), 0)


def are_alike(one: Iterator[bytes], other: Iterator[bytes]) -> bool:
    """Whether two contents are the same bytes, however they are cut into pieces."""
    left, right = b"", b""
    while True:
        left = left or next((piece for piece in one if piece), b"")
        right = right or next((piece for piece in other if piece), b"")
        size = min(len(left), len(right))
        if not size or left[:size] != right[:size]:
            return not left and not right
        left, right = left[size:], right[size:]
