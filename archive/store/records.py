"""WARC 1.1 records (ISO 28500:2017) as bytes: made from an exchange, and taken apart.

Blocks are never re-serialised: a response record holds the response as it came.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archive import http, notice
from archive.content import HELD, OPENING, Long
from archive.exchange import Exchange

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

CLOSING = b"\r\n\r\n"
"""What closes a record (WARC 1.1, 4)."""

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record.

    Attributes:
        type: ``WARC-Type``.
        uri: ``WARC-Record-ID`` without brackets.
        head: version line and named fields up to and with the blank line, as bytes.
        block: the record's content; of a long one its first ``OPENING`` bytes.
        long: the whole content, where it is too long to be held in memory.
    """

    type: str
    uri: str
    head: bytes
    block: bytes
    long: Long | None = None

    @property
    def size(self) -> int:
        """Bytes of the whole content."""
        return self.long.size if self.long else len(self.block)

    def pieces(self) -> Iterator[bytes]:
        """The whole record with the two line ends that close it (WARC 1.1, 4)."""
        yield self.head
        yield from self.content()
        yield CLOSING

    def content(self) -> Iterator[bytes]:
        """The whole content, piece by piece."""
        return self.long.read() if self.long else iter((self.block,))

    @property
    def raw(self) -> bytes:
        """The whole record in one piece, for those that are not long."""
        if self.long:
            raise ValueError(f"{self.uri} is too long to be had in one piece")
        return self.head + self.block + CLOSING

    def field(self, name: str) -> str | None:
        """Value of a named field, in any case; ``None`` where absent."""
        return http.Message(self.head, b"").field(name)

    @property
    def message(self) -> http.Message:
        """The block as an HTTP message; a block without an HTTP head has only its media type."""
        if content_type := self.content_type:
            return http.bare(self.block, content_type, self.long)
        return http.split(self.block, self.long)

    @property
    def content_type(self) -> str:
        """Media type of a block that is a bare payload; empty where it is an HTTP message."""
        named = self.field("Content-Type") or ""
        # Old tools name the type of the payload on responses too; a resource is what it says.
        is_message = self.type != "resource" and self.block[:5].upper() == b"HTTP/"
        if named.lower().startswith("application/http") or is_message:
            return ""
        return named or "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Original:
    """What a revisit refers to: the earlier capture that holds the payload."""

    uri: str
    url: str
    time: datetime
    digest: bytes


def record_of(raw: bytes) -> Record:
    """Take apart one record's bytes as ``Record.raw`` gives them."""
    message = http.split(raw)
    block = message.body.removesuffix(CLOSING)
    uri = (message.field("WARC-Record-ID") or "").strip("<> ")
    return Record((message.field("WARC-Type") or "").lower(), uri, message.head, block)


def answer_of(records: Sequence[Record]) -> Record | None:
    """The record among those of a capture that shows what was answered.

    Of one that was written in segments, its head and the content of all of them: the records stay
    as they came, and are joined where they are read.
    """
    wanted = ("response", "revisit", "resource", "conversion")
    answer = next((record for record in records if record.type in wanted), None)
    parts = [record for record in records if record.type == "continuation"]
    return joined(answer, parts) if answer and parts else answer


def joined(first: Record, parts: Sequence[Record]) -> Record:
    """A record whose content goes on in ``continuation`` records (WARC 1.1, 7)."""
    every = (first, *sorted(parts, key=segment_number))
    size = sum(record.size for record in every)
    long = Long(size, lambda: (piece for record in every for piece in record.content()))
    if size > HELD:
        return replace(first, block=opening_of(long), long=long)
    return replace(first, block=b"".join(long.read()), long=None)


def segment_number(record: Record) -> int:
    """Which part of a segmented record it is, from 1 on; 0 where it does not say (5.18)."""
    word = (record.field("WARC-Segment-Number") or "").strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


def opening_of(long: Long) -> bytes:
    """The first ``OPENING`` bytes of a long content."""
    start = bytearray()
    for piece in long.read():
        start += piece[: OPENING - len(start)]
        if len(start) >= OPENING:
            break
    return bytes(start)


def made(
    type_: str, fields: Fields, content_type: str, block: bytes, uri: str, long: Long | None = None
) -> Record:
    """A WARC 1.1 record with its block digest (``sha256`` in hexadecimal).

    Args:
        type_: ``WARC-Type``.
        fields: named fields beside those that every record has.
        content_type: of the block.
        block: the content; of a long one its first ``OPENING`` bytes.
        uri: the record's id.
        long: the whole content, where it is not held in memory.
    """
    digest = hashlib.sha256()
    for piece in long.read() if long else (block,):
        digest.update(piece)
    named = [
        ("WARC-Type", type_),
        ("WARC-Record-ID", f"<{uri}>"),
        *fields,
        ("WARC-Block-Digest", labelled(digest.digest())),
        ("Content-Type", content_type),
        ("Content-Length", str(long.size if long else len(block))),
    ]
    lines = "".join(f"{name}: {_on_one_line(value)}\r\n" for name, value in named)
    return Record(type_, uri, f"WARC/1.1\r\n{lines}\r\n".encode(), block, long)


def labelled(digest: bytes) -> str:
    """A SHA-256 as WARC writes a labelled digest (5.8)."""
    return f"sha256:{digest.hex()}"


def warc_date(time: datetime) -> str:
    """A time as ``WARC-Date`` with microseconds (5.4)."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_uri() -> str:
    """A record id nobody has had before."""
    return f"urn:uuid:{uuid.uuid4()}"


def records_of(
    exchange: Exchange,
    *,
    digest: bytes | None,
    original: Original | None,
    facts: Fields = (),
    uri: Callable[[], str] = new_uri,
) -> tuple[Record, ...]:
    """The records of one exchange, pointing at one another (``WARC-Concurrent-To``, 5.7).

    Args:
        exchange: what was said.
        digest: SHA-256 of the payload, ``None`` where there is no response.
        original: the earlier capture with the same payload: makes the response a revisit.
        facts: further lines for the metadata record.
        uri: gives record ids.

    Returns:
        The response or revisit (if any), the request (if sent), the metadata record, in order.
    """
    ids = [uri(), uri(), uri()]
    common = [("WARC-Target-URI", exchange.url), ("WARC-Date", warc_date(exchange.began))]
    wire = [("WARC-IP-Address", exchange.ip)] if exchange.ip else []
    if exchange.tls:
        wire += [
            ("WARC-Protocol", exchange.tls.protocol),
            ("WARC-Cipher-Suite", exchange.tls.cipher),
        ]
    present = [bool(exchange.response), bool(exchange.request), True]

    def joined(index: int) -> list[tuple[str, str]]:
        others = [i for i in range(3) if i != index and present[i]]
        return [*common, *(("WARC-Concurrent-To", f"<{ids[i]}>") for i in others)]

    records = []
    if exchange.response and digest is not None:
        records.append(_response(exchange, digest, original, [*joined(0), *wire], ids[0]))
    if exchange.request:
        request = "application/http;msgtype=request"
        records.append(made("request", [*joined(1), *wire], request, exchange.request, ids[1]))
    block = _metadata(exchange, facts)
    records.append(made("metadata", joined(2), "application/warc-fields", block, ids[2]))
    return tuple(records)


def _response(
    exchange: Exchange, digest: bytes, original: Original | None, fields: Fields, uri: str
) -> Record:
    truncated = [("WARC-Truncated", exchange.truncated)] if exchange.truncated else []
    if exchange.content_type:
        fields = [*fields, *truncated]
        kind = exchange.content_type
        return made("resource", fields, kind, exchange.response, uri, exchange.long)
    message = http.split(exchange.response)
    kind = "application/http;msgtype=response"
    if original is None:
        # The payload digest is taken after transfer coding is removed (5.9), which today's
        # checkers do not do, and some do not find the end of a head with bare line feeds: it is
        # left off where it would make them report damage.
        is_doubted = message.is_framed or message.has_bare_line_ends
        payload = [] if is_doubted else [("WARC-Payload-Digest", labelled(digest))]
        named = [*fields, *payload, *truncated]
        return made("response", named, kind, exchange.response, uri, exchange.long)
    refers = [
        ("WARC-Refers-To", f"<{original.uri}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", warc_date(original.time)),
        ("WARC-Payload-Digest", labelled(original.digest)),
    ]
    if message.status == 304:
        profile = [("WARC-Profile", NOT_MODIFIED)]
        return made(
            "revisit", [*fields, *profile, *refers, *truncated], kind, exchange.response, uri
        )
    profile = [("WARC-Profile", IDENTICAL), ("WARC-Truncated", "length")]
    return made("revisit", [*fields, *profile, *refers], kind, message.head, uri)


def _metadata(exchange: Exchange, facts: Fields) -> bytes:
    lines: list[tuple[str, str]] = [("how", exchange.how)]
    if exchange.via:
        lines.append(("via", exchange.via))
    lines.append(("fetchTimeMs", str(round(exchange.elapsed * 1000))))
    if exchange.error:
        lines.append(("error", exchange.error))
    if exchange.robots:
        lines.append(("robots", exchange.robots.decision))
        if exchange.robots.record:
            lines.append(("robots-record", f"<{exchange.robots.record}>"))
    if exchange.notice:
        lines.append(("notice", notice.written(exchange.notice)))
    if exchange.tls and exchange.tls.fault:
        lines.append(("tls-fault", exchange.tls.fault))
    binary = {
        "tls-certificate": exchange.tls.certificate if exchange.tls else b"",
        "interim-responses": exchange.interim,
        "surplus-bytes": exchange.surplus,
    }
    lines += [
        (name, "base64 " + base64.b64encode(value).decode())
        for name, value in binary.items()
        if value
    ]
    lines += facts
    return "".join(f"{name}: {_on_one_line(value)}\r\n" for name, value in lines).encode()


def _on_one_line(value: str) -> str:
    return " ".join(value.split()) if any(c in value for c in "\r\n\0") else value
