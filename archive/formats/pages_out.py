"""The texts of pages out: one a line, as JSON for other programs or as CSV for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from archive.archive import Archive
from archive.clean.article import Field
from archive.errors import NotFound
from archive.formats.selection import Selection
from archive.formats.sheets import BOM, cell, line
from archive.formats.target import require_other, target
from archive.store import facts, texts
from archive.store.database import snapshot
from archive.store.texts import Version
from archive.urls import moment

Form = Literal["jsonl", "csv"]

_ALL = Selection()
Progress = Callable[[int, int], None]
"""Told how many texts of how many have been written."""


def export_pages(
    archive: Archive,
    file: Path | BinaryIO,
    *,
    where: Selection = _ALL,
    form: Form = "jsonl",
    delimiter: str = ",",
    has_versions: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the current text, one a line, of each page of which a chosen capture shows that text.

    Args:
        archive: where from.
        file: the file, or a stream such as standard output.
        where: which captures.
        form: JSON Lines, or CSV (RFC 4180) with a head.
        delimiter: what stands between the cells of CSV.
        has_versions: whether every text that a chosen capture shows is written, not only those
            that pages have now.
        progress: told how far it is.

    Raises:
        NotFound: there is none.
        DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
    """
    require_other(archive, file)
    with snapshot(archive.connection):
        found = _found(archive, where, has_versions=has_versions)
        if not found:
            raise NotFound(where.lack)
        records = _records(archive, found)
        lines = map(_json, records) if form == "jsonl" else _csv(records, delimiter)
        with target(file) as stream:
            for done, line in enumerate(lines, 1):
                stream.write(line)
                if progress:
                    progress(done, len(found))
    return len(found)


def _found(archive: Archive, where: Selection, *, has_versions: bool) -> list[tuple[int, int]]:
    condition, values = where.condition()
    versions = "" if has_versions else "AND reading.version_id = page.version_id "
    sql = (
        "SELECT reading.version_id, max(capture.time) FROM page "  # noqa: S608
        "JOIN capture ON capture.page_id = page.id "
        f"JOIN reading ON reading.capture_id = capture.id {versions}"
        f"WHERE reading.version_id IS NOT NULL AND {condition} "
        "GROUP BY page.id, reading.version_id ORDER BY page.id, min(capture.time)"
    )
    return list(archive.connection.execute(sql, values))


def _records(archive: Archive, found: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    for version_id, last in found:
        version = texts.by_id(archive.connection, version_id)
        if version:
            yield page_record(version, moment(last), _fields(archive, version))


def _fields(archive: Archive, version: Version) -> tuple[Field, ...]:
    """What a catalogue said of a text when it was captured last."""
    sql = (
        "SELECT capture_id FROM reading JOIN capture ON id = capture_id "
        "WHERE reading.version_id = ? ORDER BY time DESC, capture_id DESC LIMIT 1"
    )
    (number,) = archive.connection.execute(sql, (version.id,)).fetchone() or (0,)
    return facts.of_capture(archive.connection, number).fields


def page_record(version: Version, last: datetime, fields: Sequence[Field] = ()) -> dict[str, Any]:
    """A page's text as plain values.

    Args:
        version: its text.
        last: when a capture showed it last.
        fields: what a catalogue says of it.
    """
    return {
        "url": version.url,
        "kind": version.kind,
        "captured": _written(version.first_seen),
        "last_captured": _written(last),
        "is_current": version.is_current,
        "title": version.title,
        "summary": version.summary,
        "text": version.text,
        "authors": list(version.authors),
        "published": version.published,
        "modified": version.modified,
        "language": version.language,
        "canonical": version.canonical,
        "extractor": version.extractor,
        "fields": {field.name: list(field.values) for field in fields},
    }


_COLUMNS = (
    "url", "captured", "last_captured", "is_current", "title", "authors", "published", "modified",
    "language", "kind", "summary", "text", "canonical", "extractor", "fields",
)  # fmt: skip


def _json(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _csv(records: Iterator[dict[str, Any]], delimiter: str) -> Iterator[bytes]:
    head = BOM + line(_COLUMNS, delimiter)
    for record in records:
        yield head + line([cell(_flat(record[name])) for name in _COLUMNS], delimiter)
        head = b""


def _flat(value: Any) -> Any:
    """A value that is no list of names and values, and of such a list its lines."""
    if not isinstance(value, dict):
        return value
    return "\n".join(f"{name}: {'; '.join(found)}" for name, found in value.items())


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
