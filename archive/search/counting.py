"""Hits counted by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from pyroaring import BitMap

from archive.archive import Archive
from archive.search.options import Options, Planner, narrowed
from archive.search.plan import Plan, relaxed
from archive.search.reading import read
from archive.search.sets import Sets
from archive.search.walking import Hits, hits_of, json_list
from archive.store.database import Connection, explained
from archive.store.index.bitmaps import LARGEST
from archive.store.index.labels import date_of

_DATED = 5_000
"""Texts whose days are looked up one by one."""
_DAYS = "SELECT day FROM json_each(?) CROSS JOIN indexed ON version_id = value"


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
        planner = Planner.of(archive.connection, options)
        plan = planner.plan(node)
        if plan is None or node is None:
            return []
        counts = _months_of(archive.connection, plan, planner.sets)
        if not counts and (wider := planner.plan(relaxed(node))):
            counts = _months_of(archive.connection, wider, planner.sets)
    return [(f"{year:04}-{month:02}", counts[year, month]) for year, month in _months(counts)]


def _months_of(connection: Connection, plan: Plan, sets: Sets | None) -> Counter[tuple[int, int]]:
    if hits := hits_of(connection, plan, sets, LARGEST):
        return _months_in(connection, hits)
    counts: Counter[tuple[int, int]] = Counter()
    for table in plan.tables:
        sql = (
            f"SELECT i.day, count(*) FROM {plan.source(table)} "
            f"WHERE {table} MATCH ?{plan.sql} GROUP BY i.day"
        )
        for part in plan.parts:
            for number, hits in connection.execute(sql, (part, *plan.values)):
                day = date_of(number)
                counts[day.year, day.month] += hits
    return counts


def _months_in(connection: Connection, hits: Hits) -> Counter[tuple[int, int]]:
    """The months of texts, by the sets of those of each month where many are to be counted."""
    counts: Counter[tuple[int, int]] = Counter()
    rest = hits.bits
    known = hits.sets.alive(rest) if len(rest) > _DATED else BitMap()
    for name, texts in hits.sets.by_month() if known else ():
        year, month = map(int, name.split("-"))
        counts[year, month] += known.intersection_cardinality(texts)
    if counts.total() == len(known):
        rest = rest - known
    else:
        # A day that no calendar has is of no month.
        counts.clear()
    rows = connection.execute(_DAYS, (json_list(rest),))
    for day, many in Counter(date_of(number) for (number,) in rows).items():
        counts[day.year, day.month] += many
    return +counts


def _months(counts: Counter[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    if not counts:
        return
    (year, month), last = min(counts), max(counts)
    while (year, month) <= last:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
