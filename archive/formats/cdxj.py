"""CDXJ: the index by which replay programs find records in WARC files (CDXJ 0.1.0).

Lines are those of ``cdxj-indexer --sort --post-append --digest-records``, read with the same
reader, warcio. One thing differs: where a record names no payload digest, that program takes it
of nothing with ``--post-append``, and of the body as it lies without; here it is the latter.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.timeutils import iso_date_to_timestamp

from archive.bodies import UNKNOWN, appended, query_of
from archive.errors import BadInput
from archive.formats.members import Span
from archive.formats.sorting import SortedLines
from archive.store.exchanges import date_of
from archive.store.records import Record
from archive.surt import surt
from archive.urls import timestamp

_LISTED = ("response", "revisit", "resource", "metadata")
_END_OF_TYPE = re.compile(r"[;\s]")
_PIECE = 1 << 16
_LARGEST_BODY = 16 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index tells of a record.

    Attributes:
        type, uri, concurrent_to: of the record, as its fields have them.
        url: what it is about.
        time: 14 digits.
        fields: the line's JSON but for where the record lies; empty where there is to be no line.
        method, query: of a POST or PUT: its method, and its body as a query; ``None`` where the
            length that it names is no number.
    """

    type: str
    uri: str
    concurrent_to: str
    url: str
    time: str
    fields: dict[str, str | None]
    method: str = ""
    query: str | None = ""

    def joins(self, other: Entry) -> bool:
        """Whether two records that follow one another are request and response."""
        pair = {self.type, other.type} == {"request", "response"}
        return pair and self.url == other.url and other.concurrent_to == self.uri


class Index:
    """The lines of one index, of any number of WARC files."""

    def __init__(self) -> None:
        self.lines = SortedLines()
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        self._last: tuple[Entry, Span, str] | None = None

    def put(self, record: Record, span: Span, name: str) -> None:
        """Take a record that was written.

        Args:
            record: the record.
            span: where it lies.
            name: name of the file it lies in.
        """
        if record.type not in (*_LISTED, "request"):
            return
        raw = record.raw if record.long is None else None
        stream = io.BytesIO(raw) if raw is not None else io.BufferedReader(_Pieces(record))
        self.put_entry(_entry(self._loader.parse_record_stream(stream), record), span, name)

    def put_entry(self, entry: Entry, span: Span, name: str) -> None:
        """Take what is known of a record."""
        last, self._last = self._last, (entry, span, name)
        if last is None:
            return
        if last[2] == name and last[0].joins(entry):
            request = next(one for one in (last[0], entry) if one.type == "request")
            self._add(*last, request)
            self._add(entry, span, name, request)
            self._last = None
        else:
            self._add(*last)

    def closed(self) -> SortedLines:
        """All lines, sorted by bytes, each once."""
        if self._last:
            self._add(*self._last)
            self._last = None
        return self.lines

    def _add(self, entry: Entry, span: Span, name: str, request: Entry | None = None) -> None:
        if not entry.fields:
            return
        lies = {
            "length": str(span.size), "offset": str(span.offset), "filename": name,
            "recordDigest": f"sha256:{span.digest.hex()}",
        }  # fmt: skip
        key = surt(entry.url)
        told = {**entry.fields, **lies}
        if request and request.method:
            key = surt(appended(entry.url, request.method, request.query or ""))
            told |= {"requestBody": request.query, "method": request.method.upper()}
        line = f"{key} {entry.time} {json.dumps(told)}\n"
        self.lines.add(line.encode("utf-8", "backslashreplace"))


def indexed(file: Path, index: Index) -> int:
    """Put the records of a WARC or ARC file into an index; return how many were read.

    Args:
        file: plain, or gzipped a member a record.
        index: the index.

    Raises:
        BadInput: the file cannot be read, or not to its end.
    """
    count = 0
    try:
        with file.open("rb") as stream, file.open("rb") as again:
            reader = ArchiveIterator(stream, arc2warc=True, verify_http=False)
            for record in reader:
                entry = _entry(record)
                offset, size = reader.get_record_offset(), reader.get_record_length()
                index.put_entry(entry, Span(offset, size, _digest(again, offset, size)), file.name)
                count += 1
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror or error}") from error
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError) as error:
        words = " ".join(str(error).split())
        raise BadInput(
            f"cannot index {file}: after {count:,} records {words or type(error).__name__}; "
            "import it, and export it with --cdxj"
        ) from error
    if not count:
        raise BadInput(f"cannot index {file}: it holds no record")
    return count


def _entry(record: Any, own: Record | None = None) -> Entry:
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    time = head.get_header("WARC-Date") or ""
    try:
        time = iso_date_to_timestamp(time)
    except (ValueError, TypeError):
        moment = date_of(own) if own else None
        time = timestamp(moment) if moment else ""
    method, query = _request(record) if record.rec_type == "request" else ("", "")
    is_told = bool(url and time) and _is_listed(record)
    return Entry(
        type=record.rec_type or "",
        uri=head.get_header("WARC-Record-ID") or "",
        concurrent_to=head.get_header("WARC-Concurrent-To") or "",
        url=url,
        time=time,
        fields=_fields(record, url) if is_told else {},
        method=method,
        query=query,
    )


def _is_listed(record: Any) -> bool:
    is_fields = record.rec_headers.get_header("Content-Type") == "application/warc-fields"
    return record.rec_type in _LISTED and not (
        is_fields and record.rec_type in ("resource", "metadata")
    )


def _fields(record: Any, url: str) -> dict[str, str | None]:
    http = record.http_headers
    has_status = record.rec_type in ("response", "revisit") and http
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    if not digest and record.rec_type != "revisit":
        digest = _payload_digest(record)
    told = {
        "url": url, "mime": _mime(record),
        "status": http.get_statuscode() if has_status else None, "digest": digest or None,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def _mime(record: Any) -> str | None:
    if record.rec_type == "revisit":
        return "warc/revisit"
    if record.rec_type == "response":
        http = record.http_headers
        named = http.get_header("Content-Type") if http else None
    else:
        named = record.rec_headers.get_header("Content-Type")
    return _END_OF_TYPE.split(named, maxsplit=1)[0] if named else named


def _payload_digest(record: Any) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    while piece := record.raw_stream.read(_PIECE):
        digest.update(piece)
    return "sha1:" + base64.b32encode(digest.digest()).decode()


def _request(record: Any) -> tuple[str, str | None]:
    http = record.http_headers
    method = http.protocol if http else ""
    if method.upper() not in ("POST", "PUT"):
        return "", ""
    if not method.isupper():
        return method, ""
    named = http.get_header("Content-Length")
    try:
        size = UNKNOWN if named is None else int(named)
    except ValueError:
        return method, None
    body = b""
    stream = record.content_stream()
    with suppress(Exception):  # a body in a broken coding counts as far as it can be read
        while left := min(size, _LARGEST_BODY) - len(body):
            piece = stream.read(left)
            if not piece:
                break
            body += piece
    return method, query_of(http.get_header("Content-Type") or "", body)


def _digest(file: BinaryIO, offset: int, size: int) -> bytes:
    digest = hashlib.sha256()
    file.seek(offset)
    while size and (piece := file.read(min(size, _PIECE))):
        digest.update(piece)
        size -= len(piece)
    return digest.digest()


class _Pieces(io.RawIOBase):
    """A long record as a stream."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._pieces: Iterator[bytes] = record.pieces()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
