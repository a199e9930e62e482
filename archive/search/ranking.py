"""Which texts match, and in what order.

The newest that match are walked once; the others are counted as far as people care. Few are scored
one by one, by bm25 with titles and summaries weighed more (Robertson and Zaragoza 2009). That takes
a microsecond for each text that has a word, also to know how rare the word is, so where many
thousands have it, those come first that have it in their title, early or often, the rarer the word
the more it counts, and after them the newest others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from archive.search.compiling import quoted
from archive.search.plan import SCORED, Plan, texts_with
from archive.search.walking import CANDIDATES, COUNT_LIMIT, Hits, Walk, json_list, newest
from archive.store.database import Connection
from archive.store.index.labels import days, year_labels

Order = Literal["relevance", "fresh", "newest"]
_ENOUGH = 500
"""Texts about the words, of which some have more of them than others."""
_FEWEST = 200
"""Of these that many are needed, so that the first pages of hits are of them."""
_LOOKED_THROUGH = 5_000
"""Texts about a word that are looked through for those that match."""
_BM25 = "bm25({table}, 8.0, 3.0, 1.0, 1.0, 8.0, 1.0, 0.0, 0.0)"
_CARDS = (
    "SELECT version_id, page_id, is_latest, twin FROM json_each(?) "
    "CROSS JOIN indexed ON version_id = value"
)
_VERSIONS = (
    "SELECT page_id, version_id, is_latest FROM json_each(?) CROSS JOIN indexed ON page_id = value"
)
# As two texts: to fetch thousands of rows takes longer than to find them.
_DAYS = (
    "SELECT group_concat(version_id), group_concat(day) FROM json_each(?) "
    "CROSS JOIN indexed ON version_id = value"
)
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


def ranked(
    connection: Connection,
    plan: Plan,
    walk: Walk,
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
    if not walk.numbers:
        return []
    if order == "newest":
        known = _days_of(connection, _latest(connection, plan, walk))
        scores: Mapping[int, float] = {}
        listed: Iterable[int] = sorted(known, key=lambda number: (-known[number], -number))
    else:
        scores = _scores(connection, plan, walk)
        listed = _by_score(scores, walk)
        if order == "fresh":
            listed = _freshened(_days_of(connection, listed), scores, today)
    if len(plan.tables) == 1:
        return _first(connection, listed, scores, wanted)
    listed = list(listed)
    return _with_versions(connection, _first(connection, listed, scores, wanted), listed)


def _by_score(scores: Mapping[int, float], walk: Walk) -> Iterator[int]:
    """Texts that match, the best first; of many only the first are looked at."""
    first = sorted((score, -number) for number, score in scores.items())
    yield from (-number for _, number in first)
    yield from (number for number in walk.numbers if number not in scores)


def _scores(connection: Connection, plan: Plan, walk: Walk) -> dict[int, float]:
    """How well texts match, lower being better; those that are about none of the words have none.

    All words count alike where each text is scored; the rarer the more they count in any case.
    """
    if plan.words is None:
        return {}
    if plan.scored is not None:
        return dict(_weighed(connection, plan, _telling(connection, plan, walk)))
    scores: dict[int, float] = {}
    known = None if walk.hits else _known(plan, walk)
    for table in plan.tables if plan.about else ():
        about = _about_in(walk.hits, plan) if walk.hits else None
        for weight, numbers in about or _about(connection, plan, table, known):
            for number in numbers:
                scores[number] = scores.get(number, 0.0) - weight
            if len(scores) >= _ENOUGH:
                break
    return scores


def _known(plan: Plan, walk: Walk) -> set[int] | None:
    """All texts that match, where those that are about the words are held against them."""
    is_all = walk.total == len(walk.numbers)
    return set(walk.numbers) if is_all or not plan.is_implied else None


def _about_in(hits: Hits, plan: Plan) -> Iterator[tuple[float, Iterable[int]]]:
    """As ``_about``, of hits that were had as a set."""
    for weight, match in _tiers(plan):
        yield weight, hits.sets.newest(match, hits.bits, _ENOUGH)


def _tiers(plan: Plan) -> Iterator[tuple[float, str]]:
    """What texts may be asked for that are about the words: all of them, then each."""
    whole = sum(word.rarity for word in plan.about)
    yield whole, _all_of(word.in_title for word in plan.about)
    yield whole, _all_of(word.about for word in plan.about)
    if len(plan.about) > 1:
        yield from ((word.rarity, word.in_title) for word in plan.about)
        yield from ((word.rarity, word.about) for word in plan.about)


def _about(
    connection: Connection, plan: Plan, table: str, hits: set[int] | None
) -> Iterator[tuple[float, Iterable[int]]]:
    """Texts that match and are about the words, with what that weighs: all of them, then each.

    Where all texts that match are known, the others need not be told apart by asking once more.
    """
    if hits:
        first, last = min(hits), max(hits)
        for weight, match in _tiers(plan):
            sql = (
                f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? "
                "ORDER BY rowid DESC LIMIT ?"
            )
            rows = connection.execute(sql, (match, first, last, _LOOKED_THROUGH)).fetchall()
            yield weight, [number for (number,) in rows if number in hits]
        return
    beside = plan.labels if plan.is_implied else plan.parts
    for weight, match in islice(_tiers(plan), 2):
        yield weight, _first_of(connection, plan, table, beside, match)
    for word in plan.about if len(plan.about) > 1 else ():
        yield word.rarity, _first_of(connection, plan, table, plan.parts, f"({word.about})")


def _first_of(
    connection: Connection, plan: Plan, table: str, parts: Iterable[str], match: str
) -> list[int]:
    """Texts that match and are in one of some parts, of the first of these most."""
    found: list[int] = []
    for part in parts:
        both = f"{match} AND ({part})" if part else match
        found += newest(connection, plan, table, both, _ENOUGH - len(found))
        if len(found) >= _ENOUGH:
            break
    return found


def _all_of(parts: Iterable[str]) -> str:
    return "(" + " AND ".join(f"({part})" for part in parts) + ")"


def _latest(connection: Connection, plan: Plan, walk: Walk) -> Iterable[int]:
    """Texts that match, among them those that bear the latest days."""
    if walk.hits and walk.total > CANDIDATES:
        return _latest_in(walk.hits)
    if len(walk.numbers) == walk.total:
        return walk.numbers
    found: list[int] = []
    for label in year_labels(plan.years):
        for table in plan.tables:
            match = f"({plan.match}) AND {quoted(label)}"
            found += newest(connection, plan, table, match, COUNT_LIMIT)
        if len(found) >= CANDIDATES:
            break
    return found or walk.numbers


def _latest_in(hits: Hits) -> Iterable[int]:
    """As ``_latest``, of hits that were had as a set: by the sets of months, the last first."""
    known = hits.sets.alive(hits.bits)
    found, enough = hits.bits - known, CANDIDATES + len(hits.bits) - len(known)
    for _, texts in hits.sets.by_month():
        found |= known & texts
        if len(found) >= enough:
            break
    return found or hits.bits


def _telling(connection: Connection, plan: Plan, walk: Walk) -> Sequence[int]:
    """Those of the texts that match which are worth scoring: all, or those about the words.

    Where many match, who has a word once far down, in a long text, comes behind all of these; the
    newest of such texts are scored where others are few.
    """
    hits = walk.numbers
    if len(hits) <= _ENOUGH or not plan.about:
        return hits
    match = " OR ".join(word.about for word in plan.about)
    if walk.hits:
        found = walk.hits.sets.newest(match, walk.hits.bits, len(hits))
    else:
        found = [n for table in plan.tables for n in _among(connection, table, match, hits)]
    if len(found) >= _FEWEST:
        return found
    others = sorted(set(hits).difference(found), reverse=True)
    return [*found, *others[: _ENOUGH - len(found)]]


def _among(connection: Connection, table: str, match: str, hits: Sequence[int]) -> Iterator[int]:
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? "
        "AND +rowid IN (SELECT value FROM json_each(?))"
    )
    for (number,) in connection.execute(sql, (match, json_list(hits))):
        yield number


def _weighed(
    connection: Connection, plan: Plan, hits: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """Texts and their scores by bm25.

    What they are asked beside their words would be weighed, too, so it is left out. Others that
    have one of the words are passed over before they are scored, which is what takes the time.
    """
    match = " OR ".join(_usual(connection, plan, forms) for forms in plan.scored or ())
    for table in plan.tables if match else ():
        sql = (
            f"SELECT rowid, {_BM25.format(table=table)} FROM {table} WHERE {table} MATCH ? "
            "AND +rowid IN (SELECT value FROM json_each(?))"
        )
        yield from connection.execute(sql, (match, json_list(hits)))


def _usual(connection: Connection, plan: Plan, forms: Sequence[str]) -> str:
    """The form of a word by which texts are scored: its stem in the language of most that have it.

    Texts with another form have that, too; scored by all, a word would count for each form it has.
    Stems of other languages may be words of their own: ``build`` is one of ``builders``.
    """
    if len(forms) == 1:
        return forms[0]

    def texts(form: str) -> int:
        return sum(texts_with(connection, table, form, SCORED) for table in plan.tables)

    typed, *stems = forms
    having = texts(typed)
    if not having:
        return max(stems, key=texts)
    both = {stem: texts(f"({typed}) AND ({stem})") for stem in stems}
    best = max(stems, key=lambda stem: (both[stem], -texts(stem)))
    return best if 2 * both[best] > having else typed


def _first(
    connection: Connection, listed: Iterable[int], scores: Mapping[int, float], wanted: int
) -> list[Ranked]:
    """The first of some texts, each of another page, and none that one of another page says."""
    hits: list[Ranked] = []
    pages: set[int] = set()
    twins: set[int] = set()
    texts = iter(listed)
    while batch := list(islice(texts, wanted)):
        rows = {row[0]: row[1:] for row in connection.execute(_CARDS, (json_list(batch),))}
        for number in batch:
            if number not in rows or rows[number][0] in pages:
                continue
            page_id, is_latest, twin = rows[number]
            pages.add(page_id)
            if twin in twins:
                continue
            twins.add(twin)
            versions = ((number, bool(is_latest)),)
            hits.append(Ranked(number, page_id, twin, scores.get(number, 0.0), versions))
            if len(hits) == wanted:
                return hits
    return hits


def _with_versions(
    connection: Connection, hits: Sequence[Ranked], listed: Iterable[int]
) -> list[Ranked]:
    """Hits with all texts of their pages that match, the best first."""
    places = {number: place for place, number in enumerate(listed)}
    rows = connection.execute(_VERSIONS, (json_list(hit.page_id for hit in hits),)).fetchall()
    versions: dict[int, list[tuple[int, bool]]] = {hit.page_id: [] for hit in hits}
    for page_id, number, is_latest in rows:
        if number in places:
            versions[page_id].append((number, bool(is_latest)))
    return [
        replace(hit, versions=tuple(sorted(versions[hit.page_id], key=lambda one: places[one[0]])))
        for hit in hits
    ]


def _days_of(connection: Connection, texts: Iterable[int]) -> dict[int, int]:
    """The days that texts bear, in their order."""
    row = connection.execute(_DAYS, (json_list(texts),)).fetchone()
    numbers, found = (map(int, column.split(",")) if column else () for column in row)
    return dict(zip(numbers, found, strict=True))


def _freshened(
    known: Mapping[int, int], scores: Mapping[int, float], today: date | None
) -> list[int]:
    """Texts by their scores weighed with age: halved for each year."""
    now = days(today) if today else max(known.values(), default=0)

    def weighed(number: int) -> float:
        return scores.get(number, 0.0) * float(0.5 ** (max(0, now - known[number]) / _HALF))

    return sorted(known, key=lambda number: (weighed(number), -known[number], -number))
