"""A page through time: each capture, what it showed, and what that was against the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive.archive import Archive
from archive.store import texts
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.urls import microseconds, urlkey

Change = Literal[
    "first", "unchanged", "edited", "returned", "no text", "moved",
    "absent", "blocked", "error", "failure", "partial",
]  # fmt: skip
"""``returned``: a text the page had before the last one. The last seven are no texts."""

_NO_TEXT: dict[str, Change] = {
    "redirect": "moved", "absent": "absent", "blocked": "blocked", "error": "error",
    "failure": "failure", "partial": "partial",
}  # fmt: skip


_READINGS = (
    "SELECT capture_id, version_id FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE urlkey = ? AND version_id IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Observed:
    """A capture of a page, the version it shows, and what changed."""

    capture: Capture
    version: Version | None
    change: Change


@dataclass(frozen=True, slots=True)
class Edit:
    """A page's text that took the place of another."""

    old: Version
    new: Version
    capture: Capture


def observations(archive: Archive, url: str) -> list[Observed]:
    """Every capture of a page, oldest first.

    A block page, an error or an absence never becomes an edit: the text after it is compared
    with the text before it.
    """
    result: list[Observed] = []
    seen: list[int] = []
    # Each text once: a page of a thousand captures may have but two.
    versions = {version.id: version for version in archive.versions(url)}
    rows = archive.connection.execute(_READINGS, (urlkey(url),)).fetchall()
    readings: dict[int, int] = dict(rows)
    for capture in archive.captures(url):
        version = versions.get(readings.get(capture.id, 0))
        change = _change(capture, version, seen)
        if version:
            seen.append(version.id)
        result.append(Observed(capture, version, change))
    return result


def edits(
    archive: Archive,
    *,
    since: datetime | None = None,
    limit: int = 100,
    listings: bool = False,
) -> Iterator[Edit]:
    """The newest edits of all pages, newest first; of listings, which change daily, if asked."""
    sql = (
        "SELECT version.id, version.capture_id FROM version "
        "JOIN capture ON capture.id = version.capture_id "
        "WHERE capture.time >= ? AND (version.kind <> 'listing' OR ?) "
        "AND EXISTS (SELECT 1 FROM version AS other "
        "WHERE other.page_id = version.page_id AND other.id <> version.id) "
        "ORDER BY capture.time DESC, version.id DESC"
    )
    left = limit
    for number, capture_id in archive.connection.execute(
        sql, (microseconds(since) if since else 0, listings)
    ):
        new, capture = texts.by_id(archive.connection, number), archive.capture_by_id(capture_id)
        old = _text_before(archive, capture) if capture else None
        if new and old and capture and old.id != new.id:
            yield Edit(old, new, capture)
            left -= 1
        if not left:
            return


def _change(capture: Capture, version: Version | None, seen: list[int]) -> Change:
    if version is None:
        return _NO_TEXT.get(capture.outcome, "no text")
    if not seen:
        return "first"
    if seen[-1] == version.id:
        return "unchanged"
    return "returned" if version.id in seen else "edited"


def _text_before(archive: Archive, capture: Capture) -> Version | None:
    sql = (
        "SELECT version_id FROM capture JOIN reading ON capture_id = capture.id "
        "WHERE page_id = ? AND (time, capture.id) < (?, ?) AND version_id IS NOT NULL "
        "ORDER BY time DESC, capture.id DESC LIMIT 1"
    )
    values = (capture.page_id, microseconds(capture.time), capture.id)
    row = archive.connection.execute(sql, values).fetchone()
    return texts.by_id(archive.connection, row[0]) if row else None
