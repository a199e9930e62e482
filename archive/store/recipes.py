"""Recipes: how the coded bytes of a message body are made again from what they decode to.

What is compressed already does not compress against an earlier page: two gzip streams of nearly
the same page share nothing. So where the same bytes can be made again, a body is kept decoded,
with the few numbers it takes: the parameters of the deflate algorithm (RFC 1951) as zlib has it,
where the stream was flushed, and the frame around it: gzip (RFC 1952) or zlib (RFC 1950), chunks
(RFC 9112, 7.1). A recipe is proven when it is made: the bytes are made again and compared.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from archive import http
from archive.store.deflate import Deflate, deflated, opening

Coder = Callable[[bytes, Deflate], bytes]
"""Makes a deflate stream."""

_SAMPLE = 1 << 17
"""Bytes of a body by which it is told whether parameters can be the right ones."""
_SMALLEST = 256
"""Bytes of a body that are worth a recipe."""
_FLUSH = b"\x00\x00\xff\xff"
_LEVELS = {2: (9, 6), 4: (1, 6), 0: (6, 5, 4, 1, 9, 3, 2, 7, 8)}
"""Levels to try, by what gzip's field XFL says of them (RFC 1952, 2.3.1)."""
_MOST_FLUSHES = 4096


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one coded body is made again.

    Attributes:
        deflate: parameters of the algorithm, flushes among them.
        head: what stands before the deflate stream.
        wrap: what follows it: ``gzip``, ``zlib`` or nothing.
        tail: what stands after that.
        cuts: chunk framing: at which offsets of the coded bytes which bytes are put in.
    """

    deflate: Deflate
    head: bytes = b""
    wrap: str = ""
    tail: bytes = b""
    cuts: tuple[tuple[int, bytes], ...] = ()

    def coded(self, plain: bytes, by: Coder = deflated) -> bytes:
        """The body that this is the recipe of, from what it decodes to."""
        stream = by(plain, self.deflate)
        whole = b"".join((self.head, stream, _trailer(self.wrap, plain), self.tail))
        return b"".join(_interleaved(whole, self.cuts))


def recipe_of(message: http.Message, hint: Recipe | None = None) -> tuple[Recipe, bytes] | None:
    """The recipe of a message's body, and what the body decodes to.

    Args:
        message: a whole HTTP message.
        hint: the recipe of a message like it, whose parameters are tried first.

    Returns:
        ``None`` where the body is not coded, or cannot be made again.
    """
    coding = (message.field("content-encoding") or "").strip().lower()
    if coding not in ("gzip", "x-gzip", "deflate") or len(message.body) < _SMALLEST:
        return None
    if not is_zlib():
        return None
    parts = _unchunked(message.body) if message.is_framed else (message.body, ())
    if parts is None:
        return None
    coded, cuts = parts
    unwrapped = _unwrapped(coded)
    if unwrapped is None:
        return None
    draft, stream, plain = unwrapped
    for deflate in _candidates(draft.head, len(plain), stream, hint):
        # Those of a message like it are seldom wrong.
        if _is_of(deflate, hint) or _begins_alike(plain, stream, deflate):
            recipe = replace(draft, deflate=deflate, cuts=cuts)
            if recipe.coded(plain) == message.body:
                return recipe, plain
    return None


@cache
def is_zlib() -> bool:
    """Whether this Python's ``zlib`` is zlib itself, whose output is what recipes rest on.

    Others (zlib-ng, Intel's, Apple's) decode alike and encode otherwise: with them no recipe is
    made, and those there are are followed by ``archive.store.deflate``, slowly.
    """
    words = b"".join(b"%d %d " % (n % 97, n * n % 1009) for n in range(12_000))
    sums = [zlib.crc32(zlib.compress(words, level)) for level in (1, 6, 9)]
    return sums == [0x3E0AF682, 0x574BDCFA, 0x2D68AF0A]


def _unwrapped(coded: bytes) -> tuple[Recipe, bytes, bytes] | None:
    """A recipe without parameters yet, the deflate stream, and what it decodes to."""
    opened = _head(coded)
    if opened is None:
        return None
    size, wrap = opened
    inflater = zlib.decompressobj(-15)
    try:
        plain = inflater.decompress(coded[size:], http.MAX_DECODED)
    except zlib.error:
        return None
    if not inflater.eof:
        return None
    after = inflater.unused_data
    stream = coded[size : len(coded) - len(after)]
    trailer = _trailer(wrap, plain)
    if not after.startswith(trailer):
        return None
    draft = Recipe(Deflate(6), coded[:size], wrap, after[len(trailer) :])
    return draft, stream, plain


def _head(coded: bytes) -> tuple[int, str] | None:
    """Bytes before the deflate stream, and what they open."""
    if coded[:3] == b"\x1f\x8b\x08":
        size = _gzip_head(coded)
        return (size, "gzip") if size else None
    if len(coded) > 2 and coded[0] & 15 == 8 and int.from_bytes(coded[:2]) % 31 == 0:
        return (2, "zlib") if not coded[1] & 32 else None
    return 0, ""


def _gzip_head(coded: bytes) -> int:
    """Bytes of a gzip member's header (RFC 1952, 2.3); 0 where it does not end."""
    flags, at = coded[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(coded[at : at + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            at = coded.find(b"\0", at) + 1
            if not at:
                return 0
    return at + 2 if flags & 2 else at


def _trailer(wrap: str, plain: bytes) -> bytes:
    if wrap == "gzip":
        return struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return struct.pack(">I", zlib.adler32(plain)) if wrap == "zlib" else b""


def _candidates(head: bytes, size: int, stream: bytes, hint: Recipe | None) -> Iterator[Deflate]:
    """Parameters that servers use, the likeliest first."""
    flushes = _flushes(stream)
    shapes = [(hint.deflate.level, hint.deflate.memory, hint.deflate.window)] if hint else []
    speed = head[8] if len(head) >= 10 else 0
    levels = _LEVELS.get(speed, _LEVELS[0])
    shapes += [(level, memory, 15) for level in levels for memory in (8, 9)]
    if (small := _nginx(size)) != (8, 15):
        shapes += [(level, *small) for level in levels]
    for level, memory, window in dict.fromkeys(shapes):
        if flushes:
            yield Deflate(level, memory, window, flushes)
        yield Deflate(level, memory, window)


def _nginx(size: int) -> tuple[int, int]:
    """Memory level and window that nginx chooses for a body whose length it knows.

    As ``ngx_http_gzip_filter_memory`` does.
    """
    window, memory = 15, 8
    while window > 9 and size < (1 << (window - 1)) - 262:
        window -= 1
        memory = max(memory - 1, 1)
    return memory, window


def _flushes(stream: bytes) -> tuple[int, ...]:
    """Where the stream was flushed, in decoded bytes: after each empty stored block."""
    found: list[int] = []
    inflater = zlib.decompressobj(-15)
    total = start = 0
    while (at := stream.find(_FLUSH, start)) >= 0 and len(found) < _MOST_FLUSHES:
        try:
            total += len(inflater.decompress(stream[start : at + 4]))
        except zlib.error:
            break
        start = at + 4
        found.append(total)
    return tuple(found)


def _is_of(deflate: Deflate, hint: Recipe | None) -> bool:
    return hint is not None and replace(deflate, flushes=()) == replace(hint.deflate, flushes=())


def _begins_alike(plain: bytes, stream: bytes, deflate: Deflate) -> bool:
    """Whether parameters can be the right ones, told by the first blocks."""
    if len(plain) <= _SAMPLE:
        return True
    flushes = tuple(at for at in deflate.flushes if at <= _SAMPLE)
    return stream.startswith(opening(plain[:_SAMPLE], replace(deflate, flushes=flushes)))


# Chunks


def _unchunked(body: bytes) -> tuple[bytes, tuple[tuple[int, bytes], ...]] | None:
    """A chunked body without its framing, and the framing; ``None`` where it is not well formed."""
    spans = http.chunk_spans(body)
    if not spans:
        return None
    cuts: list[tuple[int, bytes]] = []
    done = last = 0
    for start, end in spans:
        cuts.append((done, body[last:start]))
        done += end - start
        last = end
    cuts.append((done, body[last:]))
    return b"".join(body[start:end] for start, end in spans), tuple(cuts)


def _interleaved(whole: bytes, cuts: Sequence[tuple[int, bytes]]) -> Iterable[bytes]:
    if not cuts:
        yield whole
        return
    for (at, framing), (end, _) in pairwise((*cuts, (len(whole), b""))):
        yield framing
        yield whole[at:end]


# Written down


def written(recipe: Recipe, start: int, size: int) -> bytes:
    """One line that says how to make what stands decoded at ``start``."""
    deflate = recipe.deflate
    line = {
        "at": start,
        "size": size,
        "deflate": [deflate.level, deflate.memory, deflate.window],
        "flushes": deflate.flushes,
        "head": recipe.head.hex(),
        "wrap": recipe.wrap,
        "tail": recipe.tail.hex(),
        "cuts": [[at, framing.decode("latin-1")] for at, framing in recipe.cuts],
    }
    kept = {name: value for name, value in line.items() if value not in ("", (), [])}
    return json.dumps(kept, separators=(",", ":")).encode() + b"\n"


def read(line: bytes) -> tuple[Recipe, int, int]:
    """What ``written`` wrote.

    Raises:
        ValueError: it did not.
    """
    try:
        said = json.loads(line)
        level, memory, window = said["deflate"]
        recipe = Recipe(
            Deflate(level, memory, window, tuple(said.get("flushes", ()))),
            bytes.fromhex(said.get("head", "")),
            said.get("wrap", ""),
            bytes.fromhex(said.get("tail", "")),
            tuple((at, framing.encode("latin-1")) for at, framing in said.get("cuts", ())),
        )
        return recipe, int(said["at"]), int(said["size"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no recipe: {error}") from error
