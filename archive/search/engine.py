"""Search over the current version of every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.archive import Archive
from archive.errors import DamagedArchive
from archive.search.query import compiled
from archive.store.database import explained
from archive.store.texts import COLUMNS, Version, version_of
from archive.urls import moment, urlkey

MARK = ("\x02", "\x03")
"""What stands before and after a found word in a snippet."""
COUNT_LIMIT = 10_000
"""Hits are counted up to this number."""
_SNIPPET_WORDS = 32


@dataclass(frozen=True, slots=True)
class Hit:
    """A page whose current version matches.

    Attributes:
        version: the version.
        source: name of the source, if any.
        captured: when it was first captured.
        snippet: plain text around the found words, which stand between the two ``MARK``s.
        score: bm25, lower is better.
    """

    version: Version
    source: str | None
    captured: datetime
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        hits: the hits asked for, best first.
        total: how many there are in all, counted up to ``COUNT_LIMIT``.
        total_is_capped: whether there are more than that.
        understood: the query as it was understood.
        note: what was done beyond the query, e.g. that any of the words was enough.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_capped: bool
    understood: str
    note: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be besides matching.

    Attributes:
        source: name of its source.
        site: beginning of its URL, scheme and ``www.`` aside.
        language: ISO 639-1 code.
        since, until: bounds of the date it bears (published, else first captured), inclusive
            and exclusive.
    """

    source: str | None = None
    site: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """An SQL condition and its values."""
        parts: list[tuple[str, Any]] = []
        if self.source:
            parts.append(("source.name = ?", self.source))
        if self.site:
            address = self.site if "://" in self.site else f"http://{self.site}"
            key = urlkey(address)
            # A bare host stands for all of it: its key ends with the root path.
            prefix = key.removesuffix("/") if key.endswith(")/") else key
            parts.append((r"page.urlkey LIKE ? ESCAPE '\'", f"{_literal(prefix)}%"))
        if self.language:
            parts.append(("version.language = ?", self.language.lower()))
        # Published dates have the page's own zone and precision: compared as days, as text.
        if self.since:
            parts.append((f"{_DATE} >= ?", self.since.astimezone(UTC).strftime("%Y-%m-%d")))
        if self.until:
            parts.append((f"{_DATE} < ?", self.until.astimezone(UTC).strftime("%Y-%m-%d")))
        return "".join(f" AND {sql}" for sql, _ in parts), [value for _, value in parts]


_DATE = "coalesce(substr(version.published, 1, 10), date(capture.time / 1000000, 'unixepoch'))"
_BASE = (
    "FROM version_fts CROSS JOIN version ON version.id = version_fts.rowid "
    "CROSS JOIN page ON page.id = version.page_id AND page.version_id = version.id "
    "CROSS JOIN capture ON capture.id = version.capture_id "
    "LEFT JOIN source ON source.id = capture.source_id "
    "WHERE version_fts MATCH ?"
)
_RANK = "bm25(version_fts, 8.0, 3.0, 1.0)"


def _literal(text: str) -> str:
    """Text that stands for itself in a LIKE pattern."""
    for character in ("\\", "%", "_"):
        text = text.replace(character, f"\\{character}")
    return text


def search(
    archive: Archive,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    source: str | None = None,
    site: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Results:
    """Pages whose current version matches what a person typed, best first.

    Where no page has all the words, pages with any of them are found, and ``note`` says so.
    """
    asked = compiled(query)
    if asked.match is None:
        return Results((), 0, False, str(asked), "nothing to search for: type a word")
    filters = Filters(source, site, language, since, until)
    with explained(archive.path):
        total = _count(archive, asked.match, filters)
        match, note = asked.match, ""
        if not total and len(asked.all_of) > 1 and asked.any_match:
            match = asked.any_match
            total = _count(archive, match, filters)
            note = "no page has all of these words; these have some of them" if total else ""
        hits = _hits(archive, match, filters, limit, offset) if total else ()
    return Results(hits, min(total, COUNT_LIMIT), total > COUNT_LIMIT, str(asked), note)


def _count(archive: Archive, match: str, filters: Filters) -> int:
    condition, values = filters.sql()
    sql = f"SELECT count(*) FROM (SELECT 1 {_BASE}{condition} LIMIT ?)"
    row = archive.connection.execute(sql, (match, *values, COUNT_LIMIT + 1)).fetchone()
    return int(row[0])


def _hits(
    archive: Archive, match: str, filters: Filters, limit: int, offset: int
) -> tuple[Hit, ...]:
    condition, values = filters.sql()
    # Ranking first, on numbers only: snippets are cut for the few rows that are shown.
    ranked = (
        f"SELECT version.id AS id, {_RANK} AS score {_BASE}{condition} "
        "ORDER BY score, version.id LIMIT ? OFFSET ?"
    )
    best: Sequence[tuple[int, float]] = archive.connection.execute(
        ranked, (match, *values, limit, offset)
    ).fetchall()
    return tuple(_hit(archive, match, number, score) for number, score in best)


def _hit(archive: Archive, match: str, number: int, score: float) -> Hit:
    sql = (
        f"SELECT snippet(version_fts, -1, ?, ?, '…', {_SNIPPET_WORDS}), source.name, capture.time, "
        f"{COLUMNS} {_BASE} AND version_fts.rowid = ?"
    )
    row = archive.connection.execute(sql, (*MARK, match, number)).fetchone()
    if row is None:
        raise DamagedArchive(f"the search index disagrees with itself on text {number}")
    return Hit(version_of(row[3:]), row[1], moment(row[2]), row[0], score)
