"""WACZ 1.1.1 out: WARC, index and list of pages in one file that a browser can open.

Written in one pass and never held in memory: the records first, then the index that was noted
meanwhile, then the pages.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from archive.archive import Archive
from archive.formats.cdxj import Index
from archive.formats.company import Gathered, gathered
from archive.formats.package import Package
from archive.formats.selection import Selection
from archive.formats.sorting import SortedLines
from archive.formats.target import require_other, target
from archive.formats.volumes import Volumes
from archive.formats.wacz_pages import HEADER, Page, begins_better, pages
from archive.formats.warc_out import (
    Exported,
    Progress,
    Volume,
    choice,
    copy_captures,
    info,
)
from archive.store.database import snapshot

_ALL = Selection()
_WARC = "data.warc.gz"
_INDEX = "index.cdx.gz"
_BLOCK_LINES = 1024
"""Lines of the index that are compressed together; readers fetch the index by such blocks."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written.

    Attributes:
        captures: what was written of captures and records.
        pages: entries of the list of pages.
        bytes: size of the file.
        main_page: URL of the page that readers show first; ``None`` where there is no page.
    """

    captures: Exported
    pages: int
    bytes: int
    main_page: str | None


def export_wacz(
    archive: Archive,
    file: Path | BinaryIO,
    *,
    where: Selection = _ALL,
    has_requisites: bool = True,
    operator: str | None = None,
    title: str | None = None,
    progress: Progress | None = None,
) -> Packed:
    """Write captures as a WACZ file.

    Args:
        archive: where from.
        file: the file, or a stream such as standard output.
        where: which captures. Originals of revisits among them are written too.
        has_requisites: whether what pages among them need is written too, and robots.txt.
        operator: who made the crawl: a name with an address to write to.
        title: of the package; if not told, the name of the archive.
        progress: told how many captures of how many have been written.

    Raises:
        NotFound: no capture is meant.
        DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
    """
    require_other(archive, file)
    now = datetime.now(UTC)
    with snapshot(archive.connection), target(file) as stream:
        count = gathered(archive.connection, where, has_requisites=has_requisites)
        # A file is gone back in to write sizes where some readers want them; a stream cannot be.
        counted = _Counted(stream)
        kept = stream if isinstance(file, Path) else cast("BinaryIO", counted)
        with Package(kept, now) as package:
            written = _put_records(archive, package, Volume(where, count, operator), progress)
            listed = _put_pages(package, pages(archive.connection))
            package.closed(_about(archive, title, where, count, now, listed.main))
        size = stream.tell() if isinstance(file, Path) else counted.size
    return Packed(written, listed.count, size, listed.main.url if listed.main else None)


def _put_records(
    archive: Archive, package: Package, about: Volume, progress: Progress | None
) -> Exported:
    index = Index()
    with package.opened(f"archive/{_WARC}", is_packed=True) as warc:
        volumes = Volumes(
            lambda _: (_WARC, cast("BinaryIO", warc)), lambda name: info(archive, name, about),
            "gzip", index=index,
        )  # fmt: skip
        copied = copy_captures(archive, volumes, about.count, progress)
    _put_index(package, index.closed())
    return copied.outcome(about.count, volumes)


def _put_index(package: Package, lines: SortedLines) -> None:
    """The index in compressed blocks, and the list of the blocks (as cdxj-indexer writes them)."""
    meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": _INDEX})
    blocks = [f"!meta 0 {meta}\n".encode()]
    offset = 0
    with package.opened(f"indexes/{_INDEX}", is_packed=True) as file:
        found = iter(lines)
        while group := list(islice(found, _BLOCK_LINES)):
            packer = zlib.compressobj(wbits=31)
            data = packer.compress(b"".join(group)) + packer.flush()
            file.write(data)
            digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
            place = json.dumps({"offset": offset, "length": len(data), "digest": digest})
            blocks.append(group[0].split(b"{", 1)[0].strip() + f" {place}\n".encode())
            offset += len(data)
    lines.close()
    with package.opened("indexes/index.idx", is_packed=False) as file:
        file.writelines(blocks)


@dataclass(slots=True)
class _Listed:
    count: int = 0
    main: Page | None = None


def _put_pages(package: Package, found: Iterator[Page]) -> _Listed:
    listed = _Listed()
    with package.opened("pages/pages.jsonl", is_packed=False) as file:
        file.write(json.dumps(HEADER).encode() + b"\n")
        for page in found:
            file.write(page.line)
            listed.count += 1
            if begins_better(page, listed.main):
                listed.main = page
    return listed


def _about(
    archive: Archive, title: str | None, where: Selection, count: Gathered, now: datetime,
    main: Page | None,
) -> dict[str, Any]:  # fmt: skip
    chosen = [f"- {name.removeprefix('selection-')}: {v}" for name, v in choice(where, count) if v]
    about = {
        "title": title or archive.path.stem,
        "description": "\n".join([f"Taken from the archive {archive.path.name}.", "", *chosen]),
        "created": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "software": f"Greffe/{version('greffe')}",
    }
    if main:
        about |= {"mainPageUrl": main.url, "mainPageDate": main.ts}
    return about


class _Counted:
    """A stream whose bytes are counted, and that is never gone back in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()
