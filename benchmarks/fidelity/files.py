"""What the awkward site is made of: an answer for each path."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import brotli

from demo.pdf import Report, written

try:
    from compression import zstd
except ImportError:
    from backports import zstd

_FONTS = Path("/usr/share/fonts")
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered at a path.

    Attributes:
        body: the content, without coding.
        kind: its media type.
        fields: further fields.
        status: the status code.
        coding: the content coding it is sent with, where the browser takes it.
    """

    body: bytes
    kind: str = "text/html; charset=utf-8"
    fields: Fields = field(default_factory=dict)
    status: int = 200
    coding: str = ""


def coded(body: bytes, coding: str) -> bytes:
    """A body in a content coding."""
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    if coding == "deflate":
        return zlib.compress(body)
    if coding == "br":
        return bytes(brotli.compress(body))
    return bytes(zstd.compress(body))


def picture(red: int, green: int, blue: int, size: int = 48) -> bytes:
    """A square of one colour with a darker diagonal, as PNG (ISO/IEC 15948)."""
    red, green, blue = (min(max(one, 0), 255) for one in (red, green, blue))
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes((red // 2, green // 2, blue // 2) if x == y else (red, green, blue))
            for x in range(size)
        )
        for y in range(size)
    )

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def sound(seconds: int = 20, rate: int = 16000) -> bytes:
    """A tone, as WAVE."""
    data = b"".join(struct.pack("<h", (n * 440 * 2 // rate % 2) * 4000) for n in range(rate))
    data *= seconds
    shape = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16)
    size = struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + shape + b"data" + size + data


def font() -> bytes:
    """A font of this machine's; no font where it has none."""
    found = sorted(_FONTS.rglob("*Serif-Bold.ttf")) or sorted(_FONTS.rglob("*.ttf"))
    return found[0].read_bytes() if found else b"none"


def paper() -> bytes:
    """A document of two pages."""
    text = ("The delegation visited two prisons and a police station in the north.",)
    day = datetime(2025, 10, 5, tzinfo=UTC)
    return written(Report("Report", "CPT 7", "The committee", day, (("Visits", text * 3),)))


def digest(body: bytes) -> str:
    """As ``integrity`` and policies have it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def data(**values: object) -> Answer:
    """JSON."""
    return Answer(json.dumps(values).encode(), "application/json")


def script(text: str, **more: str) -> Answer:
    """A script."""
    return Answer(text.encode(), "text/javascript; charset=utf-8", **more)  # type: ignore[arg-type]


def style(text: str, **more: str) -> Answer:
    """A style sheet."""
    return Answer(text.encode(), "text/css", **more)  # type: ignore[arg-type]


def image(red: int, green: int, blue: int, **more: str) -> Answer:
    """A picture."""
    return Answer(picture(red, green, blue), "image/png", **more)  # type: ignore[arg-type]


def moved(target: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(b"", "text/html", {"Location": target}, status)
