"""Which texts match: the newest are walked, the others counted as far as people care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from archive.search.plan import Plan, Undated
from archive.search.sets import Sets, newest_of
from archive.store.database import Connection
from archive.store.index.bitmaps import LARGEST
from archive.store.index.tables import LATEST

COUNT_LIMIT = 10_000
"""Hits are counted up to this number."""
_DATED = 3_000
"""Texts whose days are looked up one by one, rather than those of the days that have the words."""
_LISTED = 5_200
"""Hits that are put in order: nobody reads so far."""
_BELOW = 30_000
"""Pages or texts that are looked up to know which are below an address."""
_SOONER = 4
"""So many pages are looked up while a text is: they stand in a row."""
_FEW_BELOW = 1_000
"""So few texts are looked up without asking how many pages there are."""
_LAST = 2**63 - 1
CANDIDATES = 2_000
"""Texts that are walked where all with a word match: those about it are looked at beside."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The texts that match.

    Attributes:
        numbers: the newest first: all, or where there are many the newest of each table.
        total: how many there are, counted up to one more than ``COUNT_LIMIT``.
        hits: all of them, where they were had as a set.
    """

    numbers: tuple[int, ...]
    total: int
    hits: Hits | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """All texts that match, among the sets of the archive."""

    sets: Sets
    bits: BitMap


def walked(connection: Connection, plan: Plan, sets: Sets | None) -> Walk:
    """The texts that match.

    Args:
        connection: of the archive.
        plan: the query.
        sets: of the archive, if it has any.
    """
    if hits := hits_of(connection, plan, sets, COUNT_LIMIT + 1):
        numbers = newest_of(hits.bits, _LISTED)
        return Walk(tuple(numbers), min(len(hits.bits), COUNT_LIMIT + 1), hits)
    if plan.undated is not None and (known := _known(connection, plan, plan.undated)) is not None:
        return Walk(known, len(known))
    most = CANDIDATES if plan.is_implied and len(plan.about) == 1 else COUNT_LIMIT + 1
    found: list[int] = []
    total = 0
    for table in plan.tables:
        left = most
        for part in plan.parts:
            numbers = newest(connection, plan, table, part, left) if left else []
            found += numbers
            total += len(numbers)
            left -= len(numbers)
            if not left and total <= COUNT_LIMIT:
                last = numbers[-1] if numbers else None
                total += _older(connection, plan, table, part, last, COUNT_LIMIT + 1 - total)
    return Walk(tuple(found), total)


def total_of(connection: Connection, plan: Plan, sets: Sets | None) -> int:
    """How many texts match, counted up to one more than ``COUNT_LIMIT``."""
    if hits := hits_of(connection, plan, sets, COUNT_LIMIT + 1):
        return min(len(hits.bits), COUNT_LIMIT + 1)
    return walked(connection, plan, sets).total


def hits_of(connection: Connection, plan: Plan, sets: Sets | None, most: int) -> Hits | None:
    """All texts that match, where that is a matter of sets, or the newest if those are enough."""
    if not sets or plan.tables != (LATEST,):
        return None
    bits = sets.found(plan.match, LARGEST if plan.conditions else most)
    if bits is not None and plan.conditions:
        bits = _below(connection, plan, sets, bits)
    return Hits(sets, bits) if bits is not None else None


def _below(connection: Connection, plan: Plan, sets: Sets, texts: BitMap) -> BitMap | None:
    """Those of some texts that pages show below an address; ``None`` if both are very many.

    What is sooner looked up is: the texts, or the pages.
    """
    where = " AND ".join(plan.conditions)
    if len(texts) > _FEW_BELOW:
        pages = sets.shown_by_pages(where, plan.values, min(_BELOW, _SOONER * len(texts)))
        if pages is not None:
            return texts & pages
        if len(texts) > _BELOW:
            return None
    sql = (
        "SELECT value FROM json_each(?) CROSS JOIN indexed AS i ON i.version_id = value "
        f"CROSS JOIN page ON page.id = i.page_id WHERE {where}"
    )
    return BitMap([row[0] for row in connection.execute(sql, (json_list(texts), *plan.values))])


def _known(connection: Connection, plan: Plan, undated: Undated) -> tuple[int, ...] | None:
    """The texts that match, if so few do at any time that the day of each is looked up."""
    found: list[int] = []
    for table in plan.tables:
        numbers = newest(connection, plan, table, undated.match, _DATED + 1)
        if len(numbers) > _DATED:
            return None
        found += numbers
    sql = (
        "SELECT version_id FROM json_each(?) CROSS JOIN indexed ON version_id = value "
        f"WHERE {undated.column} >= ? AND {undated.column} < ?"
    )
    rows = connection.execute(sql, (json_list(found), undated.first, undated.end)).fetchall()
    return tuple(number for (number,) in rows)


def newest(connection: Connection, plan: Plan, table: str, match: str, most: int) -> list[int]:
    """The newest texts that match, in FTS5's language, and what the plan asks beside that."""
    sql = (
        f"SELECT {table}.rowid FROM {plan.needed(table)} WHERE {table} MATCH ?{plan.sql} "
        f"ORDER BY {table}.rowid DESC LIMIT ?"
    )
    rows = connection.execute(sql, (match, *plan.values, most)).fetchall()
    return [number for (number,) in rows]


def _older(
    connection: Connection, plan: Plan, table: str, match: str, number: int | None, most: int
) -> int:
    """How many texts match that are older than one, if one is given, counted so far at most."""
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {plan.needed(table)} WHERE {table} MATCH ? "
        f"AND {table}.rowid < ?{plan.sql} ORDER BY {table}.rowid DESC LIMIT ?)"
    )
    values = (match, _LAST if number is None else number, *plan.values, most)
    return int(connection.execute(sql, values).fetchone()[0])


def json_list(numbers: Iterable[int]) -> str:
    """Numbers as ``json_each`` takes them, which is quicker to read than as many in a query."""
    return f"[{','.join(map(str, numbers))}]"
