"""Hits counted: by source, language, year and kind, and by month."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pyroaring import BitMap

from archive.archive import Archive
from archive.search.options import Options, narrowed, planned_for
from archive.search.plan import Plan, relaxed
from archive.search.reading import read
from archive.search.results import Facet, Facets
from archive.search.sets import Sets
from archive.search.walking import Hits, Walk, hits_of, json_list
from archive.store.database import Connection, explained
from archive.store.index.bitmaps import LARGEST

_SAMPLE = 1_000
_EPOCH = date(1970, 1, 1)
_BETWEEN = "\x1f"
_WITHIN = "\x1e"
# As two texts: to fetch a thousand rows takes longer than to find them.
_OF_SAMPLE = (
    f"SELECT group_concat(ifnull(source_id, '') || '{_WITHIN}' || language || '{_WITHIN}' || kind, "
    f"'{_BETWEEN}'), group_concat(day, '{_BETWEEN}') "
    "FROM json_each(?) CROSS JOIN indexed ON version_id = value"
)
_LONGEST = 40
_DATED = 5_000
"""Texts whose days are looked up one by one."""
_DAYS = "SELECT day FROM json_each(?) CROSS JOIN indexed ON version_id = value"
_MONTHS = "SELECT label FROM label WHERE label GLOB 'd=[0-9][0-9][0-9][0-9]-[0-9][0-9]'"


def facets_of(connection: Connection, walk: Walk) -> Facets:
    """The newest hits by what they are.

    Args:
        connection: of the archive.
        walk: the texts that match.
    """
    sample = walk.numbers[:_SAMPLE]
    row = connection.execute(_OF_SAMPLE, (json_list(sample),)).fetchone()
    names = {
        str(number): name
        for number, name in connection.execute("SELECT id, name FROM source").fetchall()
    }
    kept, days = (column.split(_BETWEEN) if column else [] for column in row)
    sources, languages, kinds = _apart(Counter(kept))
    years = [*_years(sorted(map(int, days)))]
    return Facets(
        _facets((names.get(value, ""), hits) for value, hits in sources.most_common(_LONGEST)),
        _facets(languages.most_common(_LONGEST)),
        tuple(Facet(f"{year:04}", hits) for year, hits in years[::-1][:_LONGEST]),
        _facets(kinds.most_common(_LONGEST)),
        len(days),
        len(sample) < walk.total,
    )


def _apart(counts: Counter[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How many there are of each source, language and kind, of how many there are of all three."""
    sources, languages, kinds = Counter[str](), Counter[str](), Counter[str]()
    for value, hits in counts.items():
        source, language, kind = value.split(_WITHIN)
        sources[source] += hits
        languages[language] += hits
        kinds[kind] += hits
    return sources, languages, kinds


def trend(
    archive: Archive,
    query: str,
    *,
    source: str | None = None,
    site: str | None = None,
    language: str | None = None,
    kind: str | None = None,
    since: date | None = None,
    until: date | None = None,
    all_versions: bool = False,
    at: date | None = None,
    today: date | None = None,
) -> list[tuple[str, int]]:
    """Texts that match what a person typed, by the month they bear, none left out between.

    As in ``search``, whose options these are, any of the words is enough where nothing has all.

    Returns:
        ``("2025-03", 12)`` and so on; empty if there are none.
    """
    asked = read(query, today=today)
    options = Options(source, site, language, kind, since, until, asked.at or at, all_versions)
    node = narrowed(asked.node, options)
    with explained(archive.path):
        sets = Sets.of(archive.connection)
        plan = planned_for(archive.connection, node, options, sets)
        if plan is None or node is None:
            return []
        counts = _months_of(archive.connection, plan, sets)
        if not counts and (wider := planned_for(archive.connection, relaxed(node), options, sets)):
            counts = _months_of(archive.connection, wider, sets)
    return [(f"{year:04}-{month:02}", counts[year, month]) for year, month in _months(counts)]


def _months_of(connection: Connection, plan: Plan, sets: Sets | None) -> Counter[tuple[int, int]]:
    if hits := hits_of(plan, sets, LARGEST):
        return _months_in(connection, hits)
    counts: Counter[tuple[int, int]] = Counter()
    for table in plan.tables:
        sql = (
            f"SELECT i.day, count(*) FROM {plan.source(table)} "
            f"WHERE {table} MATCH ?{plan.sql} GROUP BY i.day"
        )
        for part in plan.parts:
            for number, hits in connection.execute(sql, (part, *plan.values)):
                day = _day(number)
                counts[day.year, day.month] += hits
    return counts


def _months_in(connection: Connection, hits: Hits) -> Counter[tuple[int, int]]:
    """The months of texts, by the sets of those of each month where many are to be counted."""
    counts: Counter[tuple[int, int]] = Counter()
    rest = hits.bits
    known = hits.sets.alive(rest) if len(rest) > _DATED else BitMap()
    labels = connection.execute(_MONTHS).fetchall() if known else []
    for (label,) in labels:
        texts = hits.sets.texts_with(label)
        year, month = map(int, label.removeprefix("d=").split("-"))
        counts[year, month] += known.intersection_cardinality(texts)
    if counts.total() == len(known):
        rest = rest - known
    else:
        # A day that no calendar has is of no month.
        counts.clear()
    rows = connection.execute(_DAYS, (json_list(rest),))
    for day, many in Counter(_day(number) for (number,) in rows).items():
        counts[day.year, day.month] += many
    return +counts


def _months(counts: Counter[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    if not counts:
        return
    (year, month), last = min(counts), max(counts)
    while (year, month) <= last:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _facets(pairs: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    return tuple(Facet(value, hits) for value, hits in pairs if value)


def _years(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The years of some days, which are in order, and how many there are of each."""
    place = 0
    while place < len(days):
        year = _day(days[place]).year
        end = (date(year, 12, 31) - _EPOCH).days + 1
        # A day that no calendar has counts as one of the epoch.
        following = max(place + 1, bisect_left(days, end, place))
        yield year, following - place
        place = following


def _day(number: int) -> date:
    try:
        return _EPOCH + timedelta(days=number)
    except OverflowError:
        return _EPOCH
