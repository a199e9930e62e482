"""Heads of HTTP/1.1 responses (RFC 9112, sections 4 to 6), read as leniently as browsers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_STATUS_LINE = re.compile(rb"(?i:HTTP)/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]+(.*))?", re.DOTALL)


class MessageError(ValueError):
    """The bytes are no HTTP/1.1 response, or their framing is broken; says how in one line."""


class Framing(Enum):
    """How the end of a body is found (RFC 9112, 6.3)."""

    NONE = "none"
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and fields of one response.

    Attributes:
        version: HTTP version as ``(major, minor)``.
        status: three-digit code.
        reason: reason phrase, whatever its charset.
        fields: names and values in the order received, names in the case received,
            folded lines joined (RFC 9112, 5.2).
    """

    version: tuple[int, int]
    status: int
    reason: bytes
    fields: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def parse(cls, block: bytes) -> Head:
        """Read the lines up to and including the empty one.

        A line without a colon is skipped. Lines end with CRLF or LF.

        Raises:
            MessageError: the first line is no status line.
        """
        first, *rest = block.split(b"\n")
        match = _STATUS_LINE.fullmatch(first.removesuffix(b"\r"))
        if match is None:
            raise MessageError(f"not an HTTP status line: {first[:60]!r}")
        major, minor, code, reason = match.groups()
        version = (int(major), int(minor or b"0"))
        return cls(version, int(code), (reason or b"").rstrip(b" \t"), _fields(rest))

    def values(self, name: bytes) -> list[bytes]:
        """Values of every field of this (lower-case) name, in order."""
        return [value for key, value in self.fields if key.lower() == name]

    def tokens(self, name: bytes) -> list[bytes]:
        """Elements of a comma-separated field (RFC 9110, 5.6.1), lower-case."""
        joined = b",".join(self.values(name)).lower()
        return [token for part in joined.split(b",") if (token := part.strip(b" \t"))]

    @property
    def protocol(self) -> str:
        """The version as the status line spells it, e.g. ``HTTP/1.1``."""
        return f"HTTP/{self.version[0]}.{self.version[1]}"

    @property
    def persistent(self) -> bool:
        """Whether the server keeps the connection open (RFC 9112, 9.3)."""
        options = self.tokens(b"connection")
        if b"close" in options or self.status == 101:
            return False
        return self.version >= (1, 1) or b"keep-alive" in options


def _fields(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    fields: list[tuple[bytes, bytes]] = []
    foldable = False
    for line in lines:
        text = line.removesuffix(b"\r")
        if not text:
            continue
        if text[0] in b" \t":
            if foldable:
                name, value = fields[-1]
                fields[-1] = (name, (value + b" " + text.strip(b" \t")).strip())
            continue
        name, colon, value = text.partition(b":")
        name = name.rstrip(b" \t")
        foldable = bool(colon and name)
        if foldable:
            fields.append((name, value.strip(b" \t")))
    return tuple(fields)


def framing(head: Head, method: str) -> tuple[Framing, int]:
    """Tell how the body after ``head`` ends, and its length where that is known (RFC 9112, 6.3).

    ``Transfer-Encoding`` beats ``Content-Length``. A ``Content-Length`` that is no number is
    ignored, as browsers do; two that differ are an error, as the standard wants.

    Raises:
        MessageError: conflicting lengths.
    """
    if method == "HEAD" or head.status < 200 or head.status in (204, 304):
        return Framing.NONE, 0
    if method == "CONNECT" and head.status < 300:
        return Framing.NONE, 0
    codings = [coding for coding in head.tokens(b"transfer-encoding") if coding != b"identity"]
    if codings:
        return (Framing.CHUNKED, 0) if codings[-1] == b"chunked" else (Framing.CLOSE, 0)
    lengths = set(head.tokens(b"content-length"))
    numbers = {int(length) for length in lengths if length.isdigit() and len(length) < 19}
    if not numbers:
        return Framing.CLOSE, 0
    if len(numbers) > 1 or len(numbers) != len({n.lstrip(b"0") for n in lengths}):
        shown = b", ".join(sorted(lengths)).decode("latin-1")
        raise MessageError(f"conflicting Content-Length: {shown[:80]}")
    return Framing.LENGTH, numbers.pop()
