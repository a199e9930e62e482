"""HTTP/1.x messages as bytes: their heads, transfer and content codings (RFC 9110, RFC 9112).

Everything here is tolerant: archives hold what servers really sent. Nothing raises on bad bytes;
what could not be decoded is said in a ``fault``.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import brotli
import zstandard

from archive.content import Long, between
from archive.errors import TooLong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"^\s*HTTP/\d(?:\.\d)?\s+(\d{3})(?:[ \t]+([^\r\n]*))?", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]+)""", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,16})[^\n]*\n")

ENDS_EARLY = "compressed body ends early"
TOO_LARGE = "body too large"
NO_CHECKSUM = "checksum of the compressed body is missing"
CUT_SHORT = (ENDS_EARLY, TOO_LARGE)
"""Faults that leave the beginning of a body only."""

MAX_HELD = 64 * 1024 * 1024
"""Bytes a body may have, as it came, to be had in one piece: longer ones are not read for text."""
_MAX_SIZE_LINE = 1 << 16

MAX_DECODED = 256 * 1024 * 1024
"""Bytes a decoded body may have at most: a decompression bomb ends here, with a fault."""


@dataclass(frozen=True)
class Message:
    """An HTTP message split into head and body, both exactly as on the wire.

    Attributes:
        head: the first line and the fields, up to and with the blank line.
        body: the body; of one that is not held in memory only its opening.
        long: the whole body, where it is not held in memory.
    """

    head: bytes
    body: bytes
    long: Long | None = None

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each field in order, folded lines joined, latin-1 as last resort."""
        lines: list[bytes] = []
        for line in self.head.split(b"\n")[1:]:
            bare = line.rstrip(b"\r")
            if bare[:1] in (b" ", b"\t") and lines:
                lines[-1] += b" " + bare.strip()
            elif b":" in bare:
                lines.append(bare)
        pairs = (line.split(b":", 1) for line in lines)
        return tuple((text(name.strip()), text(value.strip())) for name, value in pairs)

    def field(self, name: str) -> str | None:
        """Value of the first field called ``name`` (in any case), or ``None``."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)

    @property
    def status(self) -> int | None:
        """Status code of a response; ``None`` for a request or a status line without a code."""
        match = _STATUS.match(self.head)
        return int(match[1]) if match else None

    @property
    def reason(self) -> str:
        """Reason phrase of a response, empty where there is none."""
        match = _STATUS.match(self.head)
        return text((match[2] or b"").strip()) if match else ""

    @property
    def method(self) -> str:
        """Method of a request; empty for anything else."""
        word = self.head.split(b" ", 1)[0]
        return text(word) if word.isalpha() else ""

    @property
    def media_type(self) -> str:
        """Media type in lower case without parameters; empty where not given."""
        return (self.field("content-type") or "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset parameter of ``Content-Type``."""
        match = _CHARSET.search(self.field("content-type") or "")
        return match[1].lower() if match else None

    @property
    def is_framed(self) -> bool:
        """Whether the body carries a transfer coding (RFC 9112, 6.1)."""
        return self.field("transfer-encoding") is not None

    @property
    def has_bare_line_ends(self) -> bool:
        """Whether a line of the head ends without a carriage return (RFC 9112, 2.2)."""
        return b"\n" in self.head.replace(b"\r\n", b"")

    @cached_property
    def entity(self) -> bytes:
        """The body with transfer coding removed, content coding kept: the WARC payload (5.9).

        Raises:
            TooLong: it has more than ``MAX_HELD`` bytes; ``entity_pieces`` gives it.
        """
        if not self.fits:
            raise TooLong("the body is too long to be had in one piece")
        body = b"".join(self.content())
        codings = (self.field("transfer-encoding") or "").lower()
        return dechunked(body) if "chunked" in codings else body

    @property
    def fits(self) -> bool:
        """Whether the body is short enough to be had in one piece."""
        return self.long is None or self.long.size <= MAX_HELD

    def content(self) -> Iterator[bytes]:
        """The body as on the wire, piece by piece, whatever its length."""
        return self.long.read() if self.long else iter((self.body,))

    def entity_pieces(self) -> Iterator[bytes]:
        """The body with transfer coding removed, piece by piece, whatever its length."""
        codings = (self.field("transfer-encoding") or "").lower()
        return dechunked_pieces(self.content()) if "chunked" in codings else self.content()

    def entity_part(self, start: int, count: int) -> Iterator[bytes]:
        """So many bytes of ``entity`` from one on, piece by piece."""
        if self.long and not self.is_framed:
            return self.long.between(start, count)
        return between(self.entity_pieces(), start, count)

    def decoded(self) -> tuple[bytes, str | None]:
        """The body with all codings removed, and what went wrong on the way, if anything.

        Raises:
            TooLong: as ``entity``.
        """
        return content_decoded(self.entity, self.field("content-encoding") or "")


def text(raw: bytes) -> str:
    """Field bytes as text: UTF-8 where they are, else latin-1 (RFC 9110, 5.5)."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def split(raw: bytes, long: Long | None = None) -> Message:
    """Split a message at its first blank line; without one all of it is head.

    Args:
        raw: the message, or the opening of one that is not held in memory.
        long: then, all of it.
    """
    match = _HEAD_END.search(raw)
    end = match.end() if match else len(raw)
    return Message(raw[:end], raw[end:], long.after(end) if long else None)


def bare(payload: bytes, content_type: str, long: Long | None = None) -> Message:
    """A payload that came without a head, as a message that only has a ``Content-Type``."""
    value = content_type.encode("utf-8", "surrogateescape")
    return Message(b"\r\nContent-Type: " + value + b"\r\n\r\n", payload, long)


def dechunked(body: bytes) -> bytes:
    """The data of a chunked body (RFC 9112, 7.1); of a broken one, as far as it goes.

    A body whose first line is no chunk size is returned as it is: some archives keep bodies
    de-chunked below a head that still says ``Transfer-Encoding: chunked``.
    """
    spans = chunk_spans(body)
    return body if spans is None else b"".join(body[start:end] for start, end in spans)


def dechunked_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What ``dechunked`` gives, of a body that comes in pieces."""
    feed = _Feed(pieces)
    size = feed.chunk_size()
    if size is None:
        yield from feed.rest()
    while size:
        yield from feed.taken(size)
        feed.drop_line_end()
        size = feed.chunk_size()


class _Feed:
    """Bytes that come in pieces, looked at before they are taken."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._data = b""
        self._at = 0

    def _has_more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._data = self._data[self._at :] + piece
        self._at = 0
        return True

    def chunk_size(self) -> int | None:
        """The number in the line that comes next, and go past it; ``None`` where it is no size."""
        while True:
            is_enough = (
                _CHUNK_SIZE.match(self._data, self._at)
                or len(self._data) - self._at > _MAX_SIZE_LINE
            )
            if is_enough or not self._has_more():
                break
        match = _size_line(self._data, self._at)
        if match is None:
            return None
        self._at = match.end()
        return int(match[1], 16)

    def taken(self, size: int) -> Iterator[bytes]:
        """The next bytes, as many as there are up to ``size``."""
        while size and (self._at < len(self._data) or self._has_more()):
            part = self._data[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            yield part

    def drop_line_end(self) -> None:
        """Go past the end of a line, if one is next."""
        while len(self._data) - self._at < 2 and self._has_more():
            pass
        if self._data.startswith(b"\r\n", self._at):
            self._at += 2
        elif self._data.startswith(b"\n", self._at):
            self._at += 1

    def rest(self) -> Iterator[bytes]:
        """All that is left."""
        yield self._data[self._at :]
        yield from self._pieces


def chunk_spans(body: bytes) -> list[tuple[int, int]] | None:
    """Where the data of a chunked body stands in it; ``None`` if it begins with no chunk size."""
    if not _size_line(body, 0):
        return None
    spans: list[tuple[int, int]] = []
    at = 0
    while match := _size_line(body, at):
        size = int(match[1], 16)
        at = match.end()
        if size == 0:
            break
        spans.append((at, min(at + size, len(body))))
        at += size
        if body[at : at + 2] == b"\r\n":
            at += 2
        elif body[at : at + 1] == b"\n":
            at += 1
    return spans


def _size_line(data: bytes, at: int) -> re.Match[bytes] | None:
    match = _CHUNK_SIZE.match(data, at)
    return match if match and match.end() - at <= _MAX_SIZE_LINE else None


def content_decoded(entity: bytes, codings: str) -> tuple[bytes, str | None]:
    """Remove the content codings named in a ``Content-Encoding`` value, last applied first.

    Returns:
        The bytes as far as they could be decoded, and the fault that stopped it, if any.
    """
    fault = None
    for coding in reversed([c.strip().lower() for c in codings.split(",")]):
        if coding in ("", "identity") or not entity:
            continue
        decoder = _DECODERS.get(coding)
        if decoder is None:
            return entity, f"unknown content coding {coding!r}"
        entity, fault = decoder(entity)
        if fault:
            break
    return entity, fault


def _inflated(data: bytes, wbits: int) -> tuple[bytes, str | None]:
    out = bytearray()
    try:
        while data and len(out) < MAX_DECODED:
            stream = zlib.decompressobj(wbits)
            start = len(out)
            out += stream.decompress(data, MAX_DECODED - start)
            if not stream.eof:
                if len(out) >= MAX_DECODED:
                    return bytes(out), TOO_LARGE
                is_all = _awaits_checksum(stream, bytes(memoryview(out)[start:]), wbits)
                return bytes(out), NO_CHECKSUM if is_all else ENDS_EARLY
            data = stream.unused_data
            if wbits < 0 or data[:2] != b"\x1f\x8b":
                break
    except zlib.error as error:
        return bytes(out), f"cannot inflate: {error}"
    return bytes(out), None


def _awaits_checksum(stream: zlib._Decompress, out: bytes, wbits: int) -> bool:
    """Whether all data came and only (the rest of) the checksum did not: some servers leave it off.

    That is so if the stream ends, without a further byte of data, once it is given what should
    stand there (RFC 1952, 2.3.1; RFC 1950, 2.2).
    """
    if wbits < 0:
        return False
    if wbits > zlib.MAX_WBITS:
        trailer = struct.pack("<II", zlib.crc32(out), len(out) & 0xFFFFFFFF)
    else:
        trailer = struct.pack(">I", zlib.adler32(out))
    return any(_ends_with(stream.copy(), trailer[come:]) for come in range(len(trailer)))


def _ends_with(stream: zlib._Decompress, tail: bytes) -> bool:
    try:
        more = stream.decompress(tail)
    except zlib.error:
        return False
    return stream.eof and not more


def _gunzipped(data: bytes) -> tuple[bytes, str | None]:
    if data[:2] != b"\x1f\x8b":
        # Servers that label plain bodies gzip exist; browsers show them as they are.
        return data, "not gzip"
    return _inflated(data, 31)


def _deflated(data: bytes) -> tuple[bytes, str | None]:
    out, fault = _inflated(data, 15)
    return _inflated(data, -15) if fault and not out else (out, fault)


def _unbrotlied(data: bytes) -> tuple[bytes, str | None]:
    stream = brotli.Decompressor()
    out = bytearray()
    try:
        for start in range(0, len(data), 65536):
            out += stream.process(data[start : start + 65536])
            if len(out) > MAX_DECODED:
                return bytes(out[:MAX_DECODED]), TOO_LARGE
    except brotli.error as error:
        return bytes(out), f"cannot decode brotli: {error}"
    return bytes(out), None if stream.is_finished() else ENDS_EARLY


def _unzstd(data: bytes) -> tuple[bytes, str | None]:
    try:
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            return reader.read(MAX_DECODED), None
    except zstandard.ZstdError as error:
        return b"", f"cannot decode zstd: {error}"


_DECODERS: dict[str, Callable[[bytes], tuple[bytes, str | None]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
