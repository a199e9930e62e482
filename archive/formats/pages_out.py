"""The text of pages out: one JSON object a line, for other programs to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive.archive import Archive
from archive.errors import BadInput, NotFound
from archive.formats.selection import Selection
from archive.formats.target import target
from archive.store import texts
from archive.store.database import snapshot
from archive.store.texts import Version
from archive.urls import moment

_ALL = Selection()

Progress = Callable[[int, int], None]
"""Told how many pages of how many have been written."""


def export_pages(
    archive: Archive,
    file: Path | BinaryIO,
    *,
    where: Selection = _ALL,
    progress: Progress | None = None,
) -> int:
    """Write the current text of each page as JSON Lines; return how many there were.

    A page is written if a capture that shows its current text is meant by ``where``.

    Raises:
        NotFound: there is none.
        DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
    """
    if isinstance(file, Path) and file.exists() and file.samefile(archive.path):
        raise BadInput(f"{file} is the archive itself; name another file")
    with snapshot(archive.connection):
        found = _found(archive, where)
        if not found:
            raise NotFound(where.lack)
        with target(file) as stream:
            for done, line in enumerate(_lines(archive, found), 1):
                stream.write(line)
                if progress:
                    progress(done, len(found))
    return len(found)


def _found(archive: Archive, where: Selection) -> list[tuple[int, int]]:
    condition, values = where.condition()
    sql = (
        "SELECT page.version_id, max(capture.time) FROM page "  # noqa: S608
        "JOIN reading ON reading.version_id = page.version_id "
        "JOIN capture ON capture.id = reading.capture_id "
        f"WHERE {condition} GROUP BY page.id ORDER BY page.id"
    )
    return list(archive.connection.execute(sql, values))


def _lines(archive: Archive, found: list[tuple[int, int]]) -> Iterator[bytes]:
    for version_id, last in found:
        version = texts.by_id(archive.connection, version_id)
        if version:
            line = json.dumps(page_record(version, moment(last)), ensure_ascii=False)
            yield line.encode("utf-8", "backslashreplace") + b"\n"


def page_record(version: Version, last: datetime) -> dict[str, Any]:
    """A page's text as plain values.

    Args:
        version: its text.
        last: when a capture showed it last.
    """
    return {
        "url": version.url,
        "kind": version.kind,
        "captured": _written(version.first_seen),
        "last_captured": _written(last),
        "title": version.title,
        "summary": version.summary,
        "text": version.text,
        "authors": list(version.authors),
        "published": version.published,
        "modified": version.modified,
        "language": version.language,
        "canonical": version.canonical,
        "extractor": version.extractor,
    }


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
