"""WARC files made by hand, and where the corpora of other tools' files are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from archive.store.records import Fields, Record, made

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "web"
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the corpora of other tools' files are not beside the checkout"
)

DATE = "2014-03-25T12:12:25Z"
HTTP = "application/http; msgtype=response"
PAGE = (
    b"<!doctype html><html lang='en'><head><title>Prison report</title></head><body><article>"
    b"<h1>Prison report</h1><p>The delegation visited two prisons and a police station, and spoke "
    b"in private with many of the people who are held there about their treatment.</p><p>It found "
    b"that the conditions had improved since the last visit, though the cells were still small "
    b"and the sanitary annexes in a poor state of repair.</p></article></body></html>"
)


def response(body: bytes = PAGE, fields: str = "Content-Type: text/html\r\n") -> bytes:
    """A response with a body."""
    return f"HTTP/1.1 200 OK\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


def record(
    kind: str,
    number: int,
    block: bytes = b"",
    *,
    url: str = "http://site.example/a",
    date: str = DATE,
    content_type: str = HTTP,
    more: Fields = (),
) -> Record:
    """A record with the id ``urn:uuid:…number``."""
    fields = [("WARC-Target-URI", url), ("WARC-Date", date), *more]
    return made(kind, fields, content_type, block, uri(number))


def uri(number: int) -> str:
    """The id of record ``number``."""
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def written(path: Path, *parts: Record | bytes) -> Path:
    """A file of these records and bytes; gzip a record where its name says so."""
    raw = [part.raw if isinstance(part, Record) else part for part in parts]
    if path.suffix == ".gz":
        raw = [gzip.compress(part, mtime=0) for part in raw]
    path.write_bytes(b"".join(raw))
    return path
