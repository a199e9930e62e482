"""Search over what pages say now, or ever said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from archive.archive import Archive
from archive.errors import DamagedArchive
from archive.search.candidates import Candidates
from archive.search.facets import facets_of
from archive.search.options import Options, Planner, narrowed
from archive.search.plan import Plan, relaxed
from archive.search.ranking import Order, Ranked, ranked
from archive.search.reading import read
from archive.search.results import Facets, Hit, Place, Results, Sighting
from archive.search.snippets import marked, snippet_of
from archive.search.spelling import suggested
from archive.search.walking import COUNT_LIMIT, json_list, walked
from archive.search.wording import explained as told
from archive.search.wording import written
from archive.store.database import Connection, explained
from archive.store.texts import COLUMNS, version_of
from archive.translation import _
from archive.urls import moment

_MOST_PLACES = 20
_VERSIONS = (
    f"SELECT source.name, capture.time, {COLUMNS} FROM json_each(?) "
    "CROSS JOIN version ON version.id = value JOIN page ON page.id = version.page_id "
    "JOIN capture ON capture.id = version.capture_id "
    "LEFT JOIN source ON source.id = capture.source_id"
)
_PLACES = (
    "SELECT page.url, source.name, capture.time FROM indexed "
    "JOIN version ON version.id = indexed.version_id JOIN page ON page.id = indexed.page_id "
    "JOIN capture ON capture.id = version.capture_id "
    "LEFT JOIN source ON source.id = capture.source_id "
    "WHERE indexed.twin = ? AND indexed.is_latest AND indexed.page_id <> ? "
    "ORDER BY capture.time, page.id LIMIT ?"
)
_SIGHTING = (
    "SELECT min(time), max(time) FROM reading JOIN capture ON capture.id = reading.capture_id "
    "WHERE reading.version_id = ?"
)


def search(
    archive: Archive,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    source: str | None = None,
    site: str | None = None,
    language: str | None = None,
    kind: str | None = None,
    since: date | None = None,
    until: date | None = None,
    all_versions: bool = False,
    at: date | None = None,
    order: Order = "relevance",
    today: date | None = None,
    with_facets: bool = False,
) -> Results:
    """Pages whose text matches what a person typed, best first.

    Where no page has all the words, pages with any of them are found, and ``note`` says so.

    Args:
        archive: where.
        query: any text; see ``docs/search.md``.
        limit: hits at most.
        offset: leave out so many of the first.
        source: name of the source they are of.
        site: host or beginning of their URL.
        language: ISO 639-1 code.
        kind: page kind.
        since: of the day they bear (published, else first captured), inclusive.
        until: the same, exclusive.
        all_versions: whether what pages showed before counts too; a hit is a page all the same.
        at: the day whose versions are meant; as ``at:`` in the query.
        order: by relevance, by relevance and how recent they are, or the newest first.
        today: the day from which ``after:7d`` counts.
        with_facets: whether hits are to be counted by source, language, year and kind.
    """
    asked = read(query, today=today)
    options = Options(source, site, language, kind, since, until, asked.at or at, all_versions)
    node = narrowed(asked.node, options)
    understood = written(asked.node, asked.at)
    notes = list(asked.notes)
    with explained(archive.path):
        planner = Planner.of(archive.connection, options)
        plan = planner.plan(node)
        if not plan or node is None:
            notes.append(_("nothing to search for: type a word"))
            return Results((), 0, False, understood, tuple(notes), told(asked))
        if asked.node is None and asked.at is None and query.strip():
            notes.append(_("what was typed has no word to search for; only the filters count"))
        walk = walked(archive.connection, plan, planner.sets)
        suggestion = suggested(planner, asked, walk.total)
        if not walk.total and (other := planner.plan(relaxed(node))):
            walk = walked(archive.connection, other, planner.sets)
            if walk.total:
                plan = other
                notes.append(_("no page has all of these words; these have some of them"))
        notes += plan.notes
        found = ranked(archive.connection, plan, walk, order, offset + limit + 1, today)
        hits = _hits(archive.connection, plan, found[offset : offset + limit])
        facets = facets_of(archive.connection, walk) if with_facets else Facets()
    return Results(
        tuple(hits), min(walk.total, COUNT_LIMIT), walk.total > COUNT_LIMIT, understood,
        tuple(dict.fromkeys(notes)), told(asked), facets, len(found) > offset + limit, suggestion,
    )  # fmt: skip


def _hits(connection: Connection, plan: Plan, found: Sequence[Ranked]) -> list[Hit]:
    """Hits as they are shown."""
    candidates = Candidates(plan.wanted)
    shared = _shared(connection, found)
    numbers = json_list(one.version_id for one in found)
    rows = {row[2]: row for row in connection.execute(_VERSIONS, (numbers,))}
    hits = []
    for one in found:
        row = rows.get(one.version_id)
        if row is None:
            raise DamagedArchive(f"the search index has a text {one.version_id} that is not here")
        version = version_of(row[2:])
        hits.append(
            Hit(
                version,
                row[0],
                moment(row[1]),
                snippet_of(version.text or version.summary, version.language, candidates),
                one.score,
                marked(version.title, version.language, candidates),
                tuple(_places(connection, one)) if one.twin in shared else (),
                tuple(_sightings(connection, one.versions)) if len(plan.tables) > 1 else (),
            )
        )
    return hits


def _shared(connection: Connection, found: Sequence[Ranked]) -> set[int]:
    """The texts among these that several pages show."""
    sql = (
        f"SELECT twin FROM indexed WHERE twin IN ({','.join('?' * len(found))}) "
        "GROUP BY twin HAVING count(*) > 1"
    )
    return {twin for (twin,) in connection.execute(sql, [one.twin for one in found])}


def _places(connection: Connection, found: Ranked) -> Iterator[Place]:
    """The other pages that show the same text."""
    values = (found.twin, found.page_id, _MOST_PLACES)
    for url, name, when in connection.execute(_PLACES, values).fetchall():
        yield Place(url, name, moment(when))


def _sightings(connection: Connection, versions: Sequence[tuple[int, bool]]) -> list[Sighting]:
    found = []
    for number, is_current in versions:
        first, last = connection.execute(_SIGHTING, (number,)).fetchone()
        if first is not None:
            found.append(Sighting(number, moment(first), moment(last), is_current))
    return sorted(found, key=lambda one: one.last, reverse=True)
