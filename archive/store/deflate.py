"""The deflate algorithm (RFC 1951) as zlib has it, bit for bit, in Python alone.

The same bytes deflate to many streams; which one comes out depends on the program. Bodies of
answers that are kept decoded are coded again by the algorithm of zlib (https://zlib.net), which
most servers and Pythons use. Some Pythons have another in its place (zlib-ng, say), and nobody
knows what they will have in twenty years: ``followed`` gives what zlib 1.2 and 1.3 give, slowly.

Positions count from the beginning of the input. zlib moves its window on by ``wsize`` at a time
and cannot tell position 0 of it from none; ``_Matcher.base`` stands for that.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise

from archive.store.huffman import Blocks

_MIN, _MAX = 3, 258
_MIN_LOOKAHEAD = _MAX + _MIN + 1
_TOO_FAR = 4096

_TUNING = {
    1: (4, 4, 8, 4), 2: (4, 5, 16, 8), 3: (4, 6, 32, 32),
    4: (4, 4, 16, 16), 5: (8, 16, 32, 32), 6: (8, 16, 128, 128),
    7: (8, 32, 128, 256), 8: (32, 128, 258, 1024), 9: (32, 258, 258, 4096),
}  # fmt: skip
"""For each level: good, lazy and nice length of a match, and how many are looked at."""
_LAZY = 4
"""The first level that looks whether the next position has a longer match."""


@dataclass(frozen=True, slots=True)
class Deflate:
    """Parameters of a deflate stream, as zlib's ``deflateInit2`` names them.

    Attributes:
        level: 1 to 9.
        memory: 1 to 9.
        window: logarithm of the window's size, 9 to 15.
        flushes: after how many bytes of input the stream was flushed (``Z_SYNC_FLUSH``).
    """

    level: int
    memory: int = 8
    window: int = 15
    flushes: tuple[int, ...] = ()


def deflated(plain: bytes, deflate: Deflate) -> bytes:
    """The stream, by this Python's zlib."""
    encoder, parts = _fed(plain, deflate)
    return b"".join((*parts, encoder.flush()))


def opening(plain: bytes, deflate: Deflate) -> bytes:
    """The stream as far as it is certain when no more than ``plain`` of its input is known."""
    return b"".join(_fed(plain, deflate)[1])


def _fed(plain: bytes, deflate: Deflate) -> tuple[zlib._Compress, list[bytes]]:
    encoder = zlib.compressobj(deflate.level, zlib.DEFLATED, -deflate.window, deflate.memory)
    parts = []
    for start, end in pairwise((0, *deflate.flushes)):
        parts += [encoder.compress(plain[start:end]), encoder.flush(zlib.Z_SYNC_FLUSH)]
    start = deflate.flushes[-1] if deflate.flushes else 0
    return encoder, [*parts, encoder.compress(plain[start:])]


def followed(plain: bytes, deflate: Deflate) -> bytes:
    """The stream as zlib makes it, whatever this Python has in its place: a second a megabyte."""
    matcher = _Matcher(plain, deflate)
    for end in deflate.flushes:
        matcher.run(end)
        matcher.flush()
    matcher.run(len(plain))
    return matcher.finish()


class _Matcher:
    """Finds what is said again (``deflate_fast`` and ``deflate_slow`` of zlib's deflate.c)."""

    def __init__(self, plain: bytes, deflate: Deflate) -> None:
        self.plain = plain
        self.good, self.lazy, self.nice, self.chain = _TUNING[deflate.level]
        self.is_lazy = deflate.level >= _LAZY
        self.blocks = Blocks(plain, deflate.memory)
        self.wsize = 1 << deflate.window
        self.reach = self.wsize - _MIN_LOOKAHEAD
        self.base = 0  # what stands at the window's beginning
        self.at = 0
        self.read = 0  # bytes of input in the window
        self.end = 0  # bytes of input that are known
        self.missed = 0  # positions before ``at`` that could not be entered yet
        bits = deflate.memory + 7
        self.shift = (bits + _MIN - 1) // _MIN
        self.mask = (1 << bits) - 1
        self.head: dict[int, int] = {}
        self.prev = [0] * self.wsize
        self.length = self.start = _MIN - 1
        self.is_held = False  # whether the byte before is still to be told

    def run(self, end: int) -> None:
        """Take the input up to ``end``, all of it."""
        self.end = end
        step = self._slow if self.is_lazy else self._fast
        while True:
            if self.read - self.at < _MIN_LOOKAHEAD:
                self._fill()
                if self.read == self.at:
                    break
            step()
        if self.is_held:
            self.blocks.literal(self.plain[self.at - 1])
            self.is_held = False
        self.missed = min(self.at - self.base, _MIN - 1)

    def flush(self) -> None:
        """End the block and pad with an empty stored one (``Z_SYNC_FLUSH``)."""
        self.blocks.end(self.at, self.base)
        self.blocks.pad()

    def finish(self) -> bytes:
        """End the last block; the whole stream."""
        return self.blocks.finish(self.at, self.base)

    def _fill(self) -> None:
        while True:
            if self.at - self.base >= self.wsize + self.reach:
                self.base += self.wsize
            if self.read == self.end:
                return
            self.read = min(self.end, self.base + 2 * self.wsize)
            self._catch_up()
            if self.read - self.at >= _MIN_LOOKAHEAD or self.read == self.end:
                return

    def _catch_up(self) -> None:
        while self.missed and self.read - self.at + self.missed >= _MIN:
            self._enter(self.at - self.missed)
            self.missed -= 1

    def _enter(self, at: int) -> int:
        """Enter a position into the table; where the same three bytes were last, or a lie."""
        plain = self.plain
        key = plain[at] << 2 * self.shift ^ plain[at + 1] << self.shift ^ plain[at + 2]
        key &= self.mask
        last = self.head.get(key, 0)
        self.prev[at & (self.wsize - 1)] = last
        self.head[key] = at
        return last

    def _is_near(self, last: int) -> bool:
        return last > self.base and self.at - last <= self.reach

    def _fast(self) -> None:
        last = self._enter(self.at) if self.read - self.at >= _MIN else 0
        if self._is_near(last):
            self.length = self._longest(last, _MIN - 1)
        if self.length >= _MIN:
            length, self.length = self.length, 0
            is_full = self.blocks.match(self.at - self.start, length)
            if length <= self.lazy and self.read - self.at - length >= _MIN:
                for at in range(self.at + 1, self.at + length):
                    self._enter(at)
            self.at += length
        else:
            is_full = self.blocks.literal(self.plain[self.at])
            self.at += 1
        if is_full:
            self.blocks.end(self.at, self.base)

    def _slow(self) -> None:
        last = self._enter(self.at) if self.read - self.at >= _MIN else 0
        before, start = self.length, self.start
        self.length = _MIN - 1
        if before < self.lazy and self._is_near(last):
            self.length = self._longest(last, before)
            if self.length == _MIN and self.at - self.start > _TOO_FAR:
                self.length = _MIN - 1
        if before >= _MIN and self.length <= before:
            self._take(start, before)
        elif self.is_held:
            if self.blocks.literal(self.plain[self.at - 1]):
                self.blocks.end(self.at, self.base)
            self.at += 1
        else:
            self.is_held = True
            self.at += 1

    def _take(self, start: int, length: int) -> None:
        """The match of the position before is the better one."""
        is_full = self.blocks.match(self.at - 1 - start, length)
        last = self.read - _MIN
        for at in range(self.at + 1, self.at + length - 1):
            if at <= last:
                self._enter(at)
        self.at += length - 1
        self.is_held = False
        self.length = _MIN - 1
        if is_full:
            self.blocks.end(self.at, self.base)

    def _longest(self, last: int, best: int) -> int:
        """The length of the longest match found; where it starts is then ``start``."""
        plain, prev, mask, at = self.plain, self.prev, self.wsize - 1, self.at
        ahead = self.read - at
        limit = max(at - self.reach, self.base)
        chain = self.chain >> 2 if best >= self.good else self.chain
        nice = min(self.nice, ahead)
        most = min(_MAX, ahead)
        while True:
            if (
                best < most
                and plain[last + best] == plain[at + best]
                and plain[last + best - 1] == plain[at + best - 1]
                and plain[last : last + 2] == plain[at : at + 2]
            ):
                length = _alike(plain, last, at, most)
                if length > best:
                    self.start = last
                    best = length
                    if length >= nice:
                        break
            last = prev[last & mask]
            chain -= 1
            if last <= limit or not chain:
                break
        return min(best, ahead)


def _alike(plain: bytes, one: int, other: int, most: int) -> int:
    """How many bytes from two positions on are the same, at most ``most``."""
    length = 0
    step = most
    while step:
        if (
            plain[one + length : one + length + step]
            == plain[other + length : other + length + step]
        ):
            length += step
            step = min(step, most - length)
        else:
            step //= 2
    return length
