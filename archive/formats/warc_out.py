"""WARC files out: the records as they are kept, byte for byte, one gzip member each.

The first record says what the file is. ``warcinfo`` records of imported files that records here
name (``WARC-Warcinfo-ID``) stand at the end: there they describe those, and nothing by position.
"""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from archive.archive import Archive
from archive.errors import BadInput, DamagedArchive, NotFound
from archive.formats.selection import Selection
from archive.formats.target import target
from archive.store import captures
from archive.store.captures import Capture
from archive.store.database import snapshot
from archive.store.records import Record, made, warc_date

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DIGESTS = (
    "Blocks are as received. Responses with a transfer coding that were recorded by Greffe carry "
    "no WARC-Payload-Digest: the payload is without that coding (WARC 1.1, 5.9), but common "
    "checkers take the digest with it. Nor do responses with bare line feeds in their head, whose "
    "end some checkers do not find. Their WARC-Block-Digest holds."
)
_LEVEL = 6
_ALL = Selection()

Progress = Callable[[int, int], None]
"""Told how many captures of how many have been written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        records: all records, the first one too.
        captures: captures, those that were pulled in too.
        pulled: captures outside the selection that hold the payload of a revisit inside.
        orphans: revisits whose payload is not in the archive.
        bytes: size of the file.
        damaged: what is missing because the archive's own bytes are damaged, one line each.
    """

    records: int
    captures: int
    pulled: int
    orphans: int
    bytes: int
    damaged: tuple[str, ...] = ()


def export_warc(
    archive: Archive,
    file: Path | BinaryIO,
    *,
    where: Selection = _ALL,
    operator: str | None = None,
    compress: bool | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write captures to a WARC 1.1 file.

    Args:
        archive: where from.
        file: the file, or a stream such as standard output.
        where: which captures. Originals of revisits among them are written too.
        operator: who made the crawl: a name with an address to write to.
        compress: one gzip member a record; if not told, unless the file's name ends in ``.warc``.
        progress: told how far it is.

    Raises:
        NotFound: no capture is meant.
        DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
    """
    if compress is None:
        compress = not (isinstance(file, Path) and file.suffix.lower() == ".warc")
    if isinstance(file, Path) and file.exists() and file.samefile(archive.path):
        raise BadInput(f"{file} is the archive itself; name another file")
    with snapshot(archive.connection):
        total = _counted(archive, where)
        with target(file) as stream:
            writer = _Writer(stream, compress=compress)
            name = file.name if isinstance(file, Path) else None
            writer.write(_info(archive, name, where, operator))
            _write_captures(archive, writer, where, total, progress)
            _write_infos(archive, writer)
    return writer.outcome(total)


def _counted(archive: Archive, where: Selection) -> int:
    condition, values = where.condition()
    sql = f"SELECT count(*) FROM capture WHERE {condition}"  # noqa: S608
    (total,) = archive.connection.execute(sql, values).fetchone()
    if not total:
        raise NotFound(where.lack)
    return int(total)


@dataclass(slots=True)
class _Writer:
    stream: BinaryIO
    compress: bool
    records: int = 0
    captures: int = 0
    orphans: int = 0
    bytes: int = 0
    named: dict[str, None] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    def write(self, record: Record) -> None:
        raw = record.raw
        data = gzip.compress(raw, _LEVEL, mtime=0) if self.compress else raw
        self.stream.write(data)
        self.records += 1
        self.bytes += len(data)

    def outcome(self, total: int) -> Exported:
        pulled = self.captures + len(self.damaged) - total
        damaged = tuple(self.damaged)
        return Exported(self.records, self.captures, pulled, self.orphans, self.bytes, damaged)


def _write_captures(
    archive: Archive, writer: _Writer, where: Selection, total: int, progress: Progress | None
) -> None:
    condition, values = where.condition()
    inside, again = where.condition("revisit")
    sql = (
        f"{condition} OR capture.id IN (SELECT revisit.revisit_of FROM capture AS revisit "  # noqa: S608
        f"WHERE {inside})"
    )
    for done, capture in enumerate(archive.all_captures(sql, [*values, *again]), 1):
        try:
            records = archive.records(capture)
        except DamagedArchive as error:
            writer.damaged.append(f"{capture.url} of {warc_date(capture.time)}: {error}")
            continue
        writer.captures += 1
        writer.orphans += _is_orphan(capture, records)
        for record in records:
            if record.type == "warcinfo":
                writer.named[record.uri] = None
                continue
            if info := record.field("WARC-Warcinfo-ID"):
                writer.named[info.strip("<> ")] = None
            writer.write(record)
        if progress:
            progress(min(done, total), total)


def _write_infos(archive: Archive, writer: _Writer) -> None:
    for uri in writer.named:
        holder = captures.by_record(archive.connection, uri)
        try:
            records = archive.records(holder) if holder else ()
        except DamagedArchive:
            continue  # named already where its capture stood, or outside what was asked for
        for record in records:
            if record.uri == uri and record.type == "warcinfo":
                writer.write(record)


def _is_orphan(capture: Capture, records: tuple[Record, ...]) -> bool:
    return capture.revisit_of is None and any(record.type == "revisit" for record in records)


def _info(archive: Archive, name: str | None, where: Selection, operator: str | None) -> Record:
    lines = [
        ("software", f"Greffe/{version('greffe')}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("isPartOf", archive.path.name),
    ]
    if operator:
        lines.append(("operator", operator))
    lines += [(field, value) for field, value in _choice(where) if value]
    lines.append(("description", _DIGESTS))
    block = "".join(f"{field}: {' '.join(value.split())}\r\n" for field, value in lines).encode()
    fields = [("WARC-Date", warc_date(datetime.now(UTC)))]
    if name:
        fields.append(("WARC-Filename", name))
    return made("warcinfo", fields, "application/warc-fields", block, uuid.uuid4().urn)


def _choice(where: Selection) -> list[tuple[str, str]]:
    return [
        ("selection-source", where.source or ""),
        ("selection-prefix", where.prefix or ""),
        ("selection-from", warc_date(where.since) if where.since else ""),
        ("selection-until", warc_date(where.until) if where.until else ""),
    ]
