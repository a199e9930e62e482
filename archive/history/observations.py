"""A page through time: each capture, what it showed, and what that was against the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from archive.store import pages, texts
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.urls import microseconds

if TYPE_CHECKING:
    from archive.archive import Archive

Change = Literal[
    "first", "unchanged", "edited", "returned", "reread", "no text", "moved",
    "absent", "blocked", "error", "failure", "partial",
]  # fmt: skip
"""``returned``: a text the page had before the last one. ``reread``: a text that was read in
another way than the one before, by another version of Greffe or when more had been learned of the
site, so that who changed it cannot be told. The last seven are no texts."""

_NO_TEXT: dict[str, Change] = {
    "redirect": "moved", "absent": "absent", "blocked": "blocked", "error": "error",
    "failure": "failure", "partial": "partial",
}  # fmt: skip


_READINGS = (
    "SELECT capture_id, version_id, extractor FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE page_id = ? AND version_id IS NOT NULL"
)

# Of a page with one text only, which most are, nothing is compared.
_PAIRS = (
    "FROM capture CROSS JOIN reading ON reading.capture_id = capture.id "
    "CROSS JOIN version ON version.id = reading.version_id "
    "CROSS JOIN reading AS before ON before.capture_id = (SELECT old.id "
    "FROM capture AS old JOIN reading AS earlier ON earlier.capture_id = old.id "
    "WHERE old.page_id = capture.page_id "
    "AND (old.time, old.id) < (capture.time, capture.id) AND earlier.version_id IS NOT NULL "
    "ORDER BY old.time DESC, old.id DESC LIMIT 1) "
    "WHERE capture.time >= ? AND (version.kind NOT IN ('listing', 'search', 'profile') OR ?) "
    "AND EXISTS (SELECT 1 FROM version AS other "
    "WHERE other.page_id = version.page_id AND other.id <> version.id) "
    "AND before.version_id <> reading.version_id"
)
# What was read in two ways can differ on a page that nobody touched.
_EDITS = (
    f"SELECT capture.id, before.version_id, reading.version_id {_PAIRS} "
    "AND before.extractor = reading.extractor "
    "ORDER BY capture.time DESC, capture.id DESC LIMIT ?"
)
_REREAD = f"SELECT count(*) {_PAIRS} AND before.extractor <> reading.extractor"


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
    seen: list[_Read] = []
    # Each text once: a page of a thousand captures may have but two.
    versions = {version.id: version for version in archive.versions(url)}
    page = pages.of_url(archive.connection, url)
    rows = archive.connection.execute(_READINGS, (page,)).fetchall()
    readings = {number: (version, extractor) for number, version, extractor in rows}
    for capture in archive.captures(url):
        read = readings.get(capture.id)
        version = versions.get(read[0]) if read else None
        change = _change(capture, read, seen)
        if read and version:
            seen.append(read)
        result.append(Observed(capture, version, change))
    return result


def edits(
    archive: Archive,
    *,
    since: datetime | None = None,
    limit: int = 100,
    listings: bool = False,
) -> Iterator[Edit]:
    """The newest edits of all pages, newest first; of listings, which change daily, if asked.

    A text that was read in another way than the one before is none; see ``reread``.
    """
    values = (microseconds(since) if since else -(1 << 62), listings, limit)
    for capture_id, old_id, new_id in archive.connection.execute(_EDITS, values):
        old, new = (texts.by_id(archive.connection, number) for number in (old_id, new_id))
        capture = archive.capture_by_id(capture_id)
        if new and old and capture:
            yield Edit(old, new, capture)


def reread(archive: Archive, *, since: datetime | None = None, listings: bool = False) -> int:
    """How many texts differ from those before them and were read in another way.

    They are no edits until both were read in one way: by a rebuild where another version of Greffe
    read the one, by ``archive.learning`` where more had been learned of the site.
    """
    values = (microseconds(since) if since else -(1 << 62), listings)
    (count,) = archive.connection.execute(_REREAD, values).fetchone()
    return int(count)


_Read = tuple[int, str]
"""A version, by its number, and what read it."""


def _change(capture: Capture, read: _Read | None, seen: list[_Read]) -> Change:
    if read is None:
        return _NO_TEXT.get(capture.outcome, "no text")
    if not seen:
        return "first"
    version, extractor = read
    if seen[-1][0] == version:
        return "unchanged"
    if seen[-1][1] != extractor:
        return "reread"
    return "returned" if version in {earlier for earlier, _ in seen} else "edited"
