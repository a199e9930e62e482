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

# Of a page with one text only, which most are, nothing is compared.
_EDITS = (
    "SELECT capture.id, (SELECT earlier.version_id FROM capture AS old "
    "JOIN reading AS earlier ON earlier.capture_id = old.id WHERE old.page_id = capture.page_id "
    "AND (old.time, old.id) < (capture.time, capture.id) AND earlier.version_id IS NOT NULL "
    "ORDER BY old.time DESC, old.id DESC LIMIT 1) AS before, reading.version_id "
    "FROM capture CROSS JOIN reading ON reading.capture_id = capture.id "
    "CROSS JOIN version ON version.id = reading.version_id "
    "WHERE capture.time >= ? AND (version.kind <> 'listing' OR ?) "
    "AND EXISTS (SELECT 1 FROM version AS other "
    "WHERE other.page_id = version.page_id AND other.id <> version.id) "
    "AND before <> reading.version_id ORDER BY capture.time DESC, capture.id DESC LIMIT ?"
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
    values = (microseconds(since) if since else -(1 << 62), listings, limit)
    for capture_id, old_id, new_id in archive.connection.execute(_EDITS, values):
        old, new = (texts.by_id(archive.connection, number) for number in (old_id, new_id))
        capture = archive.capture_by_id(capture_id)
        if new and old and capture:
            yield Edit(old, new, capture)


def _change(capture: Capture, version: Version | None, seen: list[int]) -> Change:
    if version is None:
        return _NO_TEXT.get(capture.outcome, "no text")
    if not seen:
        return "first"
    if seen[-1] == version.id:
        return "unchanged"
    return "returned" if version.id in seen else "edited"
