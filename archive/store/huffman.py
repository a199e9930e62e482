"""Blocks of a deflate stream (RFC 1951, 3.2) as zlib's trees.c writes them, bit for bit."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_LITERALS = 256
_END = 256
_CODES = 286
_DISTANCES = 30
_LENGTH_BITS = (*([0] * 8), *(n for n in range(1, 6) for _ in range(4)), 0)
_DISTANCE_BITS = (0, 0, *(n for n in range(14) for _ in range(2)))
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_REPEAT_BITS = (*([0] * 16), 2, 3, 7)
_STATIC = (*([8] * 144), *([9] * 112), *([7] * 24), *([8] * 8))
_STORED, _FIXED, _DYNAMIC = 0, 1, 2


def _bases(bits: tuple[int, ...], first: int) -> tuple[int, ...]:
    """The smallest value of each code, by how many bits more it has."""
    bases = []
    for extra in bits:
        bases.append(first)
        first += 1 << extra
    return tuple(bases)


_LENGTHS = (*_bases(_LENGTH_BITS[:-1], 3), 258)
_DISTANCE = _bases(_DISTANCE_BITS, 1)


def _codes_by_value(bases: tuple[int, ...], end: int) -> list[int]:
    codes = [0] * end
    for code, (low, high) in enumerate(zip(bases, (*bases[1:], end), strict=True)):
        codes[low:high] = [code] * (high - low)
    return codes


_LENGTH_CODE = _codes_by_value(_LENGTHS, 259)
_DISTANCE_CODE = _codes_by_value(_DISTANCE, 32769)


@dataclass(slots=True)
class _Tree:
    """A Huffman code: how long each symbol's code is, and what coding by it takes.

    Attributes:
        lengths: bits of each symbol's code, 0 where it has none.
        last: the last symbol that has one.
        bits: bits that all symbols take by it.
        fixed: bits they take by the fixed code.
    """

    lengths: list[int]
    last: int
    bits: int
    fixed: int


class Blocks:
    """Writes symbols in blocks, each in the way that takes the fewest bits."""

    def __init__(self, plain: bytes, memory: int) -> None:
        self._plain = plain
        self._most = (1 << (memory + 6)) - 1
        self._symbols: list[tuple[int, int]] = []
        self._start = 0
        self._out = _Bits()

    def literal(self, byte: int) -> bool:
        """Add a byte; whether the block is full."""
        self._symbols.append((0, byte))
        return len(self._symbols) == self._most

    def match(self, distance: int, length: int) -> bool:
        """Add a match; whether the block is full."""
        self._symbols.append((distance, length))
        return len(self._symbols) == self._most

    def end(self, at: int, base: int) -> None:
        """End the block at a position, if there is one; ``base`` is where the window begins."""
        if self._symbols:
            self._write(at, base, is_last=0)
        self._start = at

    def pad(self) -> None:
        """An empty stored block, which fills up the byte."""
        self._out.add(_STORED << 1, 3)
        self._out.store(b"")

    def finish(self, at: int, base: int) -> bytes:
        """The last block; the whole stream."""
        self._write(at, base, is_last=1)
        return self._out.data()

    def _write(self, at: int, base: int, *, is_last: int) -> None:
        literals, distances = [0] * _CODES, [0] * _DISTANCES
        for distance, value in self._symbols:
            literals[_LITERALS + 1 + _LENGTH_CODE[value] if distance else value] += 1
            if distance:
                distances[_DISTANCE_CODE[distance]] += 1
        literals[_END] = 1
        extra = ((0,) * (_LITERALS + 1) + _LENGTH_BITS, _DISTANCE_BITS)
        first = _tree(literals, extra[0], _STATIC, 15)
        second = _tree(distances, extra[1], (5,) * _DISTANCES, 15)
        third, runs = _lengths_tree(first, second)
        kinds = max(n for n in range(3, 19) if n == 3 or third.lengths[_ORDER[n]])
        dynamic = first.bits + second.bits + third.bits + 3 * (kinds + 1) + 14
        dynamic, fixed = (dynamic + 10) >> 3, (first.fixed + second.fixed + 10) >> 3
        size = at - self._start
        if size + 4 <= min(dynamic, fixed) and self._start >= base:
            self._out.add(_STORED << 1 | is_last, 3)
            self._out.store(self._plain[self._start : at])
        elif fixed <= dynamic:
            self._out.add(_FIXED << 1 | is_last, 3)
            self._write_symbols(_STATIC, (5,) * _DISTANCES)
        else:
            self._out.add(_DYNAMIC << 1 | is_last, 3)
            self._write_trees(first, second, third, kinds, runs)
            self._write_symbols(first.lengths, second.lengths)
        if is_last:
            self._out.fill()
        self._symbols.clear()
        self._start = at

    def _write_trees(
        self, first: _Tree, second: _Tree, third: _Tree, kinds: int, runs: list[tuple[int, int]]
    ) -> None:
        out = self._out
        out.add(first.last - _LITERALS, 5)
        out.add(second.last, 5)
        out.add(kinds - 3, 4)
        for n in range(kinds + 1):
            out.add(third.lengths[_ORDER[n]], 3)
        codes = _codes(third.lengths)
        for symbol, more in runs:
            out.add(codes[symbol], third.lengths[symbol])
            out.add(more, _REPEAT_BITS[symbol])

    def _write_symbols(
        self, literals: tuple[int, ...] | list[int], distances: tuple[int, ...] | list[int]
    ) -> None:
        out = self._out
        codes, far = _codes(literals), _codes(distances)
        for distance, value in self._symbols:
            if not distance:
                out.add(codes[value], literals[value])
                continue
            code = _LENGTH_CODE[value]
            out.add(codes[_LITERALS + 1 + code], literals[_LITERALS + 1 + code])
            out.add(value - _LENGTHS[code], _LENGTH_BITS[code])
            code = _DISTANCE_CODE[distance]
            out.add(far[code], distances[code])
            out.add(distance - _DISTANCE[code], _DISTANCE_BITS[code])
        out.add(codes[_END], literals[_END])


@dataclass(slots=True)
class _Bits:
    """Bits put into bytes, the lowest first (RFC 1951, 3.1.1)."""

    done: bytearray = field(default_factory=bytearray)
    held: int = 0
    count: int = 0

    def add(self, value: int, size: int) -> None:
        self.held |= value << self.count
        self.count += size
        if self.count > 4096:
            whole = self.count >> 3
            self.done += (self.held & ((1 << whole * 8) - 1)).to_bytes(whole, "little")
            self.held >>= whole * 8
            self.count &= 7

    def fill(self) -> None:
        size = (self.count + 7) >> 3
        self.done += self.held.to_bytes(size, "little")
        self.held = self.count = 0

    def store(self, data: bytes) -> None:
        self.fill()
        self.done += struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data

    def data(self) -> bytes:
        return bytes(self.done)


def _codes(lengths: tuple[int, ...] | list[int]) -> list[int]:
    """The code of each symbol, its bits turned round (RFC 1951, 3.2.2)."""
    count = [0] * 17
    for length in lengths:
        count[length] += 1
    count[0] = code = 0
    following = [0] * 17
    for bits in range(1, 16):
        code = (code + count[bits - 1]) << 1
        following[bits] = code
    codes = []
    for length in lengths:
        codes.append(int(f"{following[length]:0{length}b}"[::-1], 2) if length else 0)
        following[length] += 1
    return codes


def _tree(counts: list[int], extra: tuple[int, ...], static: tuple[int, ...], most: int) -> _Tree:
    """The code for symbols that are met so often (``build_tree``)."""
    heap = [n for n, count in enumerate(counts) if count]
    last = heap[-1] if heap else -1
    freq = [*counts, *([0] * len(counts))]
    bits = fixed = 0
    while len(heap) < 2:
        # At least two codes, so that none is of no bits.
        last, node = (last + 1, last + 1) if last < 2 else (last, 0)
        heap.append(node)
        freq[node] = 1
        bits -= 1
        fixed -= static[node] if static else 0
    order, parents = _joined(heap, freq, len(counts))
    lengths = _limited(order, parents, last, most, len(counts))
    for n in (n for n, length in enumerate(lengths) if length):
        bits += freq[n] * (lengths[n] + extra[n])
        fixed += freq[n] * (static[n] + extra[n]) if static else 0
    return _Tree(lengths, last, bits, fixed)


def _joined(symbols: list[int], freq: list[int], node: int) -> tuple[list[int], list[int]]:
    """Huffman's tree: all nodes, the root first, and the parent of each."""
    depth, parents = [0] * len(freq), [0] * len(freq)
    heap = [0, *symbols]
    order: list[int] = []
    for n in range(len(symbols) // 2, 0, -1):
        _sink(heap, n, freq, depth)
    while len(heap) > 2:
        one = heap[1]
        heap[1] = heap[-1]
        heap.pop()
        _sink(heap, 1, freq, depth)
        other = heap[1]
        order += [one, other]
        freq[node] = freq[one] + freq[other]
        depth[node] = max(depth[one], depth[other]) + 1
        parents[one] = parents[other] = node
        heap[1] = node
        node += 1
        _sink(heap, 1, freq, depth)
    return [heap[1], *reversed(order)], parents


def _sink(heap: list[int], at: int, freq: list[int], depth: list[int]) -> None:
    """Move an entry down to its place (``pqdownheap``)."""
    moved = heap[at]
    child = at * 2
    while child < len(heap):
        if child + 1 < len(heap) and _is_smaller(heap[child + 1], heap[child], freq, depth):
            child += 1
        if _is_smaller(moved, heap[child], freq, depth):
            break
        heap[at] = heap[child]
        at, child = child, child * 2
    heap[at] = moved


def _is_smaller(one: int, other: int, freq: list[int], depth: list[int]) -> bool:
    return (freq[one], depth[one]) <= (freq[other], depth[other])


def _limited(order: list[int], parents: list[int], last: int, most: int, size: int) -> list[int]:
    """Bits of each code, at most so many (``gen_bitlen``)."""
    lengths = [0] * (2 * size)
    count = [0] * (most + 1)
    over = 0
    for n in order[1:]:
        bits = lengths[parents[n]] + 1
        over += bits > most
        lengths[n] = min(bits, most)
        if n <= last:
            count[lengths[n]] += 1
    if over > 0:
        while over > 0:
            bits = most - 1
            while not count[bits]:
                bits -= 1
            count[bits] -= 1
            count[bits + 1] += 2
            count[most] -= 1
            over -= 2
        leaves = (n for n in reversed(order) if n <= last)
        for bits in range(most, 0, -1):
            for _ in range(count[bits]):
                lengths[next(leaves)] = bits
    return lengths[:size]


def _lengths_tree(first: _Tree, second: _Tree) -> tuple[_Tree, list[tuple[int, int]]]:
    """The code for the lengths of two codes, and what it is to say (``scan_tree``)."""
    runs: list[tuple[int, int]] = []
    for tree in (first, second):
        runs += _runs(tree.lengths[: tree.last + 1])
    counts = [0] * 19
    for symbol, _ in runs:
        counts[symbol] += 1
    return _tree(counts, _REPEAT_BITS, (), 7), runs


def _runs(lengths: list[int]) -> list[tuple[int, int]]:
    """Lengths, with what comes several times in a row said at once (RFC 1951, 3.2.7)."""
    runs: list[tuple[int, int]] = []
    before, count = -1, 0
    most, least = (138, 3) if lengths[0] == 0 else (7, 4)
    for current, following in zip(lengths, [*lengths[1:], -2], strict=True):
        count += 1
        if count < most and current == following:
            continue
        if count < least:
            runs += [(current, 0)] * count
        elif current:
            if current != before:
                runs.append((current, 0))
                count -= 1
            runs.append((16, count - 3))
        elif count <= 10:
            runs.append((17, count - 3))
        else:
            runs.append((18, count - 11))
        before, count = current, 0
        most, least = (138, 3) if following == 0 else (6, 3) if current == following else (7, 4)
    return runs
