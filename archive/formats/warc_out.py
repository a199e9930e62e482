"""WARC files out: the records as they are kept, byte for byte, each compressed by itself.

The first record says what the file is. ``warcinfo`` records of imported files that records here
name (``WARC-Warcinfo-ID``) stand at the end: there they describe those, and nothing by position.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from archive.archive import Archive
from archive.errors import DamagedArchive
from archive.formats.cdxj import Index
from archive.formats.company import Gathered, gathered
from archive.formats.members import Codec, codec_of
from archive.formats.selection import Selection
from archive.formats.target import Targets, require_other, targets
from archive.formats.volumes import Opened, Volumes
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
_ALL = Selection()
_ENDING = re.compile(r"(?i)(\.warc)?(\.gz|\.zst)?$")

Progress = Callable[[int, int], None]
"""Told how many captures of how many have been written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        records: all records, the first ones too.
        captures: captures, those that were pulled in too.
        pulled: captures outside the selection that hold the payload of a revisit inside.
        orphans: revisits whose payload is not in the archive.
        bytes: size of the file, or of all of them.
        damaged: what is missing because the archive's own bytes are damaged, one line each.
        requisites: captures outside the selection that pages inside need, and the robots.txt by
            which they were fetched.
        files: names of the files; ``-`` for a stream.
    """

    records: int
    captures: int
    pulled: int
    orphans: int
    bytes: int
    damaged: tuple[str, ...] = ()
    requisites: int = 0
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """What the first record of a file says of it.

    Attributes:
        where: which captures were chosen.
        count: how many there are, and for what reason.
        operator: who made the crawl: a name with an address to write to.
    """

    where: Selection
    count: Gathered
    operator: str | None = None


def export_warc(
    archive: Archive,
    file: Path | BinaryIO,
    *,
    where: Selection = _ALL,
    has_requisites: bool = True,
    operator: str | None = None,
    codec: Codec | None = None,
    max_size: int | None = None,
    has_index: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write captures to a WARC 1.1 file, or to several.

    Args:
        archive: where from.
        file: the file, or a stream such as standard output.
        where: which captures. Originals of revisits among them are written too.
        has_requisites: whether what pages among them need is written too, and robots.txt.
        operator: who made the crawl, with an address to write to.
        codec: how records are compressed; else as the file's name says.
        max_size: bytes after which a new file begins: ``NAME-00000.warc.gz``, ``NAME-00001…``.
        has_index: whether a CDXJ index of it is written beside it.
        progress: told how far it is.

    Raises:
        NotFound: no capture is meant.
        DiskFull, BadInput: a file cannot be written; nothing of any is left behind.
    """
    require_other(archive, file)
    index = Index() if has_index else None
    codec = codec or codec_of(file.name if isinstance(file, Path) else "-")
    with snapshot(archive.connection), targets() as written:
        count = gathered(archive.connection, where, has_requisites=has_requisites)
        first = partial(info, archive, about=Volume(where, count, operator))
        volumes = Volumes(_opened(written, file, max_size), first, codec, max_size, index)
        copied = copy_captures(archive, volumes, count, progress)
        if index and isinstance(file, Path):
            _write_index(written, index, index_of(file))
    return copied.outcome(count, volumes)


def _opened(written: Targets, file: Path | BinaryIO, max_size: int | None) -> Opened:
    def opened(number: int) -> tuple[str | None, BinaryIO]:
        if not isinstance(file, Path):
            return None, file
        path = numbered(file, number) if max_size else file
        return path.name, written.opened(path)

    return opened


def numbered(file: Path, number: int) -> Path:
    """The file with a number of an export to several files."""
    stem, ending = _split(file)
    return file.with_name(f"{stem}-{number:05}{ending}")


def volumes_of(file: Path) -> list[Path]:
    """The files that are there of an export to several files."""
    stem, ending = _split(file)
    name = re.compile(rf"{re.escape(stem)}-\d{{5,}}{re.escape(ending)}")
    if not file.parent.is_dir():
        return []
    return sorted(path for path in file.parent.iterdir() if name.fullmatch(path.name))


def index_of(file: Path) -> Path:
    """The CDXJ index that stands beside a WARC file."""
    return file.with_name(f"{_split(file)[0]}.cdxj")


def _split(file: Path) -> tuple[str, str]:
    match = _ENDING.search(file.name)
    place = match.start() if match else len(file.name)
    return (file.name[:place], file.name[place:]) if place else (file.name, "")


def _write_index(written: Targets, index: Index, path: Path) -> None:
    stream = written.opened(path)
    lines = index.closed()
    stream.writelines(lines)
    lines.close()


@dataclass(slots=True)
class Copied:
    """What came of writing captures."""

    captures: int = 0
    orphans: int = 0
    named: dict[str, None] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    def outcome(self, count: Gathered, volumes: Volumes) -> Exported:
        """What was written in all."""
        return Exported(
            records=volumes.records,
            captures=self.captures,
            pulled=count.originals,
            orphans=self.orphans,
            bytes=volumes.bytes,
            damaged=tuple(self.damaged),
            requisites=count.requisites + count.robots,
            files=tuple(volumes.names),
        )


def copy_captures(
    archive: Archive, volumes: Volumes, count: Gathered, progress: Progress | None
) -> Copied:
    """Write all captures that were gathered, and the ``warcinfo`` records they name."""
    copied = Copied()
    volumes.write([])
    where = "capture.id IN (SELECT id FROM temp.gathered)"
    for done, capture in enumerate(archive.all_captures(where), 1):
        try:
            records = archive.records(capture)
        except DamagedArchive as error:
            copied.damaged.append(f"{capture.url} of {warc_date(capture.time)}: {error}")
            continue
        copied.captures += 1
        copied.orphans += _is_orphan(capture, records)
        for record in records:
            if record.type == "warcinfo":
                copied.named[record.uri] = None
            elif info := record.field("WARC-Warcinfo-ID"):
                copied.named[info.strip("<> ")] = None
        volumes.write([record for record in records if record.type != "warcinfo"])
        if progress:
            progress(done, count.total)
    _write_infos(archive, volumes, copied)
    return copied


def _write_infos(archive: Archive, volumes: Volumes, copied: Copied) -> None:
    for uri in copied.named:
        holder = captures.by_record(archive.connection, uri)
        try:
            records = archive.records(holder) if holder else ()
        except DamagedArchive:
            continue  # named already where its capture stood, or outside what was asked for
        for record in records:
            if record.uri == uri and record.type == "warcinfo":
                volumes.write([record])


def _is_orphan(capture: Capture, records: tuple[Record, ...]) -> bool:
    return capture.revisit_of is None and any(record.type == "revisit" for record in records)


def info(archive: Archive, name: str | None, about: Volume) -> Record:
    """The record that a file begins with: what made it, from what, and what was chosen."""
    lines = [
        ("software", f"Greffe/{version('greffe')}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("isPartOf", archive.path.name),
    ]
    if about.operator:
        lines.append(("operator", about.operator))
    lines += [(field, value) for field, value in choice(about.where, about.count) if value]
    lines.append(("description", _DIGESTS))
    block = "".join(f"{field}: {' '.join(value.split())}\r\n" for field, value in lines).encode()
    fields = [("WARC-Date", warc_date(datetime.now(UTC)))]
    if name:
        fields.append(("WARC-Filename", name))
    return made("warcinfo", fields, "application/warc-fields", block, uuid.uuid4().urn)


def choice(where: Selection, count: Gathered) -> list[tuple[str, str]]:
    """What was chosen, as names and values; values are empty where there is nothing to say."""
    besides = {
        "originals of revisits": count.originals, "requisites": count.requisites,
        "robots.txt": count.robots,
    }  # fmt: skip
    return [
        ("selection-source", where.source or ""),
        ("selection-prefix", where.prefix or ""),
        ("selection-from", warc_date(where.since) if where.since else ""),
        ("selection-until", warc_date(where.until) if where.until else ""),
        ("selection-search", where.found.words if where.found else ""),
        ("selection-captures", str(count.chosen)),
        ("selection-besides", ", ".join(f"{n} {what}" for what, n in besides.items() if n)),
    ]
