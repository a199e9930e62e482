"""Which texts match, and in what order.

The newest that match are walked once, as far as they are counted. Few are scored one by one, by
bm25 with titles and summaries weighed more (Robertson and Zaragoza 2009). That takes a microsecond
for each text that has a word, also to know how rare the word is, so where many thousands have it,
the newest of those that are about it come first, and after them the newest others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from archive.search.plan import Plan
from archive.store.database import Connection
from archive.store.index.labels import days

Order = Literal["relevance", "fresh", "newest"]
COUNT_LIMIT = 10_000
"""Hits are counted up to this number."""
SCORED = 10_000
"""Texts with words of a query, all in all, up to which each is scored."""
_CANDIDATES = 2_000
_BM25 = "bm25({table}, 8.0, 3.0, 1.0, 1.0, 8.0, 1.0, 0.0, 0.0)"
_STRONG = "bm25({table}, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)"
_HALF = 365.0
"""Days after which a text counts for half as much, where how recent it is counts."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit in its place.

    Attributes:
        version_id: the text that is shown for it.
        page_id: its page.
        twin: stands for the words of the text.
        score: lower is better.
        versions: of the page that match, and whether it shows them now.
    """

    version_id: int
    page_id: int
    twin: int
    score: float
    versions: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    version_id: int
    page_id: int
    is_latest: bool
    twin: int
    day: int
    score: float


def walked(connection: Connection, plan: Plan) -> list[int]:
    """The texts that match, the newest first, up to one more than ``COUNT_LIMIT``."""
    found: list[int] = []
    for table in plan.tables:
        source = table if plan.is_bare else plan.source(table)
        sql = (
            f"SELECT {table}.rowid FROM {source} WHERE {table} MATCH ?{plan.sql} "
            f"ORDER BY {table}.rowid DESC LIMIT ?"
        )
        room = COUNT_LIMIT + 1 - len(found)
        rows = connection.execute(sql, (plan.match, *plan.values, room)).fetchall()
        found += [number for (number,) in rows]
    return found


def ranked(
    connection: Connection,
    plan: Plan,
    walk: Sequence[int],
    order: Order,
    wanted: int,
    today: date | None,
) -> list[Ranked]:
    """The first hits, one for each page, and one for each text that several pages show.

    Args:
        connection: of the archive.
        plan: the query.
        walk: the texts that match, as ``walked`` gives them.
        order: what counts.
        wanted: how many hits at most.
        today: from which recency counts; without it from the newest of the hits.
    """
    if not walk:
        return []
    listed = _in_order(connection, plan, walk)
    if order == "relevance" and len(plan.tables) == 1:
        return _first(connection, listed, wanted)
    found = _cards(connection, dict(listed))
    if order == "newest":
        found.sort(key=lambda one: (-one.day, -one.version_id))
    elif order == "fresh":
        found = _freshened(found, today)
    return _collapsed(found, wanted)


def _in_order(connection: Connection, plan: Plan, walk: Sequence[int]) -> list[tuple[int, float]]:
    """Texts that match and their scores, best first."""
    if plan.words is None:
        return [(number, 0.0) for number in walk]
    if plan.weight <= SCORED:
        # What they are asked beside their words would be weighed, too: it has been asked already.
        match = " OR ".join(_usual(connection, plan, group) for group in plan.scored)
        hits = set(walk)
        scored = dict(
            one for one in _scored(connection, plan.tables, _BM25, match, -1) if one[0] in hits
        )
        return [*scored.items(), *((number, 0.0) for number in walk if number not in scored)]
    others = walk[:_CANDIDATES]
    hits = set(others)
    about = _scored(connection, plan.tables, _STRONG, plan.strong, _CANDIDATES)
    first = dict(one for one in about if one[0] in hits)
    return [*first.items(), *((number, 0.0) for number in others if number not in first)]


def _usual(connection: Connection, plan: Plan, forms: Sequence[str]) -> str:
    """The form of a word that most texts have, which is its stem, mostly.

    Texts with another form have that, too; scored by all, a word would count for each form it has.
    """
    if len(forms) == 1:
        return forms[0]

    def texts(form: str) -> int:
        return sum(
            connection.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)",
                (form, SCORED),
            ).fetchone()[0]
            for table in plan.tables
        )

    return max(forms, key=texts)


def _scored(
    connection: Connection, tables: Iterable[str], rank: str, match: str, most: int
) -> list[tuple[int, float]]:
    """The newest texts that match and their scores, best first."""
    found: list[tuple[float, int]] = []
    for table in tables if match else ():
        sql = (
            f"SELECT {rank.format(table=table)}, -{table}.rowid FROM {table} "
            f"WHERE {table} MATCH ? ORDER BY {table}.rowid DESC LIMIT ?"
        )
        found += connection.execute(sql, (match, most)).fetchall()
    found.sort()
    return [(-number, score) for score, number in found]


def _first(connection: Connection, found: Iterable[tuple[int, float]], wanted: int) -> list[Ranked]:
    """The first of texts that pages show now, each of which is of another page."""
    hits: list[Ranked] = []
    twins: set[int] = set()
    sql = "SELECT page_id, twin FROM indexed WHERE version_id = ?"
    for number, score in found:
        row = connection.execute(sql, (number,)).fetchone()
        if row is None or row[1] in twins:
            continue
        twins.add(row[1])
        hits.append(Ranked(number, row[0], row[1], score, ((number, True),)))
        if len(hits) == wanted:
            break
    return hits


def _cards(connection: Connection, scores: Mapping[int, float]) -> list[_Candidate]:
    """What is known of texts that match, in the order of their scores."""
    numbers = ",".join(map(str, scores))
    sql = (
        "SELECT version_id, page_id, is_latest, twin, day FROM indexed "
        f"WHERE version_id IN ({numbers})"
    )
    rows = connection.execute(sql).fetchall()
    places = {number: place for place, number in enumerate(scores)}
    found = [
        _Candidate(number, page_id, bool(is_latest), twin, day, scores[number])
        for number, page_id, is_latest, twin, day in rows
    ]
    return sorted(found, key=lambda one: places[one.version_id])


def _freshened(found: Iterable[_Candidate], today: date | None) -> list[_Candidate]:
    """Scores weighed with age: halved for each year."""
    listed = list(found)
    now = days(today) if today else max((one.day for one in listed), default=0)

    def weighed(one: _Candidate) -> float:
        return one.score * float(0.5 ** (max(0, now - one.day) / _HALF))

    return sorted(listed, key=lambda one: (weighed(one), -one.day, -one.version_id))


def _collapsed(found: Iterable[_Candidate], wanted: int) -> list[Ranked]:
    """The first hits: pages with all of their texts that match, each text once."""
    pages: dict[int, list[_Candidate]] = {}
    for one in found:
        pages.setdefault(one.page_id, []).append(one)
    hits: list[Ranked] = []
    twins: set[int] = set()
    for page_id, own in pages.items():
        best = own[0]
        if best.twin in twins:
            continue
        twins.add(best.twin)
        versions = tuple((one.version_id, one.is_latest) for one in own)
        hits.append(Ranked(best.version_id, page_id, best.twin, best.score, versions))
        if len(hits) == wanted:
            break
    return hits
