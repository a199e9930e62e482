"""How a query is answered: what the full-text index is asked, and what the tables beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import nlargest
from math import log
from typing import Any, Generic, TypeVar

from archive.analysis.characters import HYPHENS
from archive.analysis.folding import fold
from archive.analysis.languages import is_function_word
from archive.errors import DamagedArchive
from archive.search.asked import AllOf, AnyOf, Days, Labelled, Node, Not, Word
from archive.search.compiling import Compiler, Vocabulary, Wanted, either, quoted
from archive.search.sets import Sets
from archive.store.database import Connection
from archive.store.index.columns import HEAD, STRONG
from archive.store.index.labels import EVERYTHING
from archive.store.index.labels import days as day_number
from archive.store.index.tables import LATEST, PAST
from archive.urls import microseconds, urlkey

SCORED = 2_500
"""Texts with words of a query, all in all, up to which each is scored."""
_EXPANDED = 32
_HYPHENS = re.compile(f"[{re.escape(HYPHENS)}]")
_ONE_WORD = re.compile(r"[^\W_]+")
_MOST_ABOUT = 6
"""Words of a query, the rarest, that texts are asked to be about."""
_LANGUAGES = 64
_T = TypeVar("_T")
_Condition = tuple[str, tuple[Any, ...]]
_NEXT = "\U0010ffff"
_SHOWN_AT = (
    "i.version_id = (SELECT reading.version_id FROM capture JOIN reading "
    "ON reading.capture_id = capture.id WHERE capture.page_id = i.page_id AND capture.time < ? "
    "AND reading.version_id IS NOT NULL ORDER BY capture.time DESC, capture.id DESC LIMIT 1)"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A word of a query, and the texts that are about it, in FTS5's language.

    Attributes:
        in_title: asks for texts that have it in their title.
        about: for these and texts that have it early or often.
        rarity: inverse document frequency, as in bm25.
    """

    in_title: str
    about: str
    rarity: float


@dataclass(frozen=True, slots=True)
class Undated:
    """A query without the days it is narrowed to.

    Attributes:
        match: in FTS5's language.
        column: of ``indexed``, that the days are in.
        first, end: the days, the last not among them.
    """

    match: str
    column: str
    first: int
    end: int


class _Once(Generic[_T]):
    """A value that is made when it is first asked for: many a plan is asked for a count alone."""

    def __init__(self, make: Callable[[], _T]) -> None:
        self._make = make
        self._made: list[_T] = []

    def __call__(self) -> _T:
        if not self._made:
            self._made.append(self._make())
        return self._made[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as it is put to an archive.

    Attributes:
        tables: the parts of the index that are asked.
        match: in FTS5's language.
        parts: queries that come to the same, none of which finds what another does: one for each
            year that is asked for, the last first.
        undated: where there are several parts, and words.
        words: ``match`` without labels; ``None`` where there is no word.
        conditions, values: on ``indexed AS i`` and ``page``, in SQL.
        wanted: what makes a text match.
        notes: what was not taken in full.
        labels: what the parts ask beside the words; empty if nothing.
        is_implied: whether a text that is about all of the words matches, but for ``labels``.
        years: the first and the last that a text of the archive bears.
    """

    tables: tuple[str, ...]
    match: str
    parts: tuple[str, ...]
    undated: Undated | None
    words: str | None
    _scored: _Once[tuple[tuple[str, ...], ...] | None]
    conditions: tuple[str, ...]
    values: tuple[Any, ...]
    wanted: Wanted
    notes: tuple[str, ...]
    _about: _Once[tuple[Telling, ...]]
    labels: tuple[str, ...]
    is_implied: bool
    years: tuple[int, int]

    @property
    def scored(self) -> tuple[tuple[str, ...], ...] | None:
        """For each word or phrase the queries by which texts with it may be scored.

        ``None`` where more texts have them than are scored one by one.
        """
        return self._scored()

    @property
    def about(self) -> tuple[Telling, ...]:
        """The words by which texts are told apart that are about them."""
        return self._about()

    @property
    def sql(self) -> str:
        """What the conditions come to, to be put behind ``MATCH ?``."""
        return "".join(f" AND {condition}" for condition in self.conditions)

    def source(self, table: str) -> str:
        """The tables that a query is put to, the full-text index first."""
        page = "CROSS JOIN page ON page.id = i.page_id " if self._asks_page else ""
        return f"{table} CROSS JOIN indexed AS i ON i.version_id = {table}.rowid {page}"

    def needed(self, table: str) -> str:
        """As ``source``, without tables that no condition is on."""
        return self.source(table) if self.conditions else table

    @property
    def _asks_page(self) -> bool:
        return any("page." in condition for condition in self.conditions)


def planned(
    connection: Connection,
    node: Node,
    sets: Sets | None,
    *,
    at: date | None = None,
    all_versions: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Plan | None:
    """How a query is answered; ``None`` if no word of it is one.

    Args:
        connection: of the archive.
        node: the query.
        sets: of the archive, if it has any.
        at: the day whose versions are meant.
        all_versions: whether what pages showed before counts too.
        vocabulary: of the archive, where it was looked up already.
    """
    vocabulary = vocabulary or vocabulary_of(connection)
    compiler = Compiler(vocabulary)
    nodes = node.nodes if isinstance(node, AllOf) else (node,)
    filters = [one for one in nodes if isinstance(one, (Labelled, Days))]
    rest = [one for one in nodes if not isinstance(one, (Labelled, Days))]
    words = compiler.match(AllOf(tuple(rest))) if rest else None
    if rest and words is None and not filters:
        return None
    groups = _alike(filters)
    days = next((one for one, *more in groups if isinstance(one, Days) and not more), None)
    found = compiler.match(AllOf(tuple(_one_of(group) for group in groups if group != [days])))
    periods = compiler.periods(days) if days else [""]
    labels = tuple(_both(found, period) for period in periods)
    conditions = [*_paths(groups), *_shown(at)]
    tables = (LATEST, PAST) if all_versions or at is not None else (LATEST,)
    return Plan(
        tables,
        _both(words, found, either(periods)) or quoted(EVERYTHING),
        tuple(_both(words, one) or quoted(EVERYTHING) for one in labels),
        _undated(days, _both(words, found)) if words and len(periods) > 1 else None,
        words,
        _Once(lambda: _scored(connection, tables, compiler, sets) if words is not None else None),
        tuple(sql for sql, _ in conditions),
        tuple(value for _, values in conditions for value in values),
        compiler.wanted,
        tuple(dict.fromkeys(compiler.notes)),
        _Once(lambda: _telling(connection, compiler.about)),
        labels,
        # Who is about a word has it.
        len(compiler.about) == len(rest) <= _MOST_ABOUT and all(map(_is_a_word, rest)),
        vocabulary.years,
    )


def relaxed(node: Node) -> Node | None:
    """The same with any of the words instead of all; ``None`` where that is no other query.

    A page that has but the commonest words of a language, ``the``, is about none of the others:
    they are left out, where there are others. Of a word with hyphens its parts are enough.
    """
    nodes = node.nodes if isinstance(node, AllOf) else (node,)
    kept = [one for one in nodes if isinstance(one, (Labelled, Days, Not))]
    words = [one for one in nodes if not isinstance(one, (Labelled, Days, Not))]
    if len(words) < 2 and not any(map(_parts, words)):
        return None
    telling: list[Node] = [one for one in words if not _says_nothing(one)] or [*words]
    telling += [part for one in words for part in _parts(one) if part not in telling]
    return AllOf((AnyOf(tuple(telling)) if len(telling) > 1 else telling[0], *kept))


def _parts(node: Node) -> list[Node]:
    if not isinstance(node, Word) or node.is_exact or node.is_prefix:
        return []
    parts = _HYPHENS.split(node.text)
    return [Word(part) for part in parts if len(part) > 1] if len(parts) > 1 else []


def _says_nothing(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and not (node.is_exact or node.is_prefix)
        and is_function_word(fold(node.text))
    )


def vocabulary_of(connection: Connection) -> Vocabulary:
    """What a compiler has to know of an archive."""
    sql = "SELECT substr(label, 6) FROM label WHERE label > 'lang=' AND label < 'lang>' "
    languages = connection.execute(f"{sql} ORDER BY texts DESC, label LIMIT {_LANGUAGES}")
    sources = connection.execute("SELECT lower(name), id FROM source")
    # One by one each is found at an end of an index; together they are looked for in all rows.
    years = connection.execute(
        "SELECT (SELECT min(day) FROM indexed), (SELECT max(day) FROM indexed), "
        "(SELECT max(captured) FROM indexed)"
    ).fetchone()

    def beginning(start: str) -> tuple[Sequence[str], bool]:
        sql = (
            "SELECT term FROM term WHERE term >= ? AND term < ? "
            "ORDER BY weight DESC, length(term), term LIMIT ?"
        )
        rows = connection.execute(sql, (start, start + _NEXT, _EXPANDED + 1)).fetchall()
        return [row[0] for row in rows[:_EXPANDED]], len(rows) > _EXPANDED

    return Vocabulary(
        [row[0] for row in languages], dict(sources.fetchall()),
        _years(years), beginning,
    )  # fmt: skip


def _years(row: Sequence[int | None]) -> tuple[int, int]:
    if row[0] is None or row[1] is None or row[2] is None:
        return 1970, 1970
    if not all(isinstance(number, int) for number in row):
        raise DamagedArchive("the search index has a day that is none; verify the archive")
    first = date(1970, 1, 1)
    numbers = (max(-719_162, min(2_932_896, number)) for number in (row[0], max(row[1], row[2])))
    low, high = ((first + timedelta(days=number)).year for number in numbers)
    return low, high


def _one_of(group: list[Node]) -> Node:
    return group[0] if len(group) == 1 else AnyOf(tuple(group))


def _paths(groups: Iterable[Sequence[Node]]) -> Iterator[_Condition]:
    """What pages must be below, where one address is asked for that is more than a host."""
    for one, *more in groups:
        if isinstance(one, Labelled) and one.label == "site" and "/" in one.value and not more:
            yield _below(one.value)


def _shown(at: date | None) -> Iterator[_Condition]:
    if at is not None:
        # That is seen sooner than what a page showed then.
        yield "i.captured <= ?", (day_number(at),)
        yield _SHOWN_AT, (microseconds(datetime.combine(at, time.max, UTC)) + 1,)


def _undated(days: Days | None, match: str) -> Undated | None:
    if days is None or days.clock == "published":
        return None
    column = "day" if days.clock == "dated" else "captured"
    first, end = days.first or date.min, days.end or date.max
    return Undated(match, column, day_number(first), day_number(end))


def _both(*parts: str | None) -> str:
    return " AND ".join(part for part in parts if part)


def _alike(nodes: Iterable[Node]) -> list[list[Node]]:
    """Filters by what they filter by: ``site:a site:b`` means one of them."""
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        name = node.label if isinstance(node, Labelled) else f"days {len(groups)}"
        groups.setdefault(name, []).append(node)
    return list(groups.values())


def _below(address: str) -> _Condition:
    """Pages whose URL begins like this, scheme and ``www.`` aside."""
    key = urlkey(f"http://{address}")
    if not address.endswith("/") or key.endswith("/"):
        return "page.urlkey >= ? AND page.urlkey < ?", (key, key + _NEXT)
    return "(page.urlkey = ? OR page.urlkey >= ? AND page.urlkey < ?)", (
        key, key + "/", key + "/" + _NEXT,
    )  # fmt: skip


def _texts(connection: Connection, label: str) -> int:
    row = connection.execute("SELECT texts FROM label WHERE label = ?", (label,)).fetchone()
    return int(row[0]) if row else 0


def _is_a_word(node: Node) -> bool:
    return isinstance(node, Word) and not node.is_exact and bool(_ONE_WORD.fullmatch(node.text))


def _telling(connection: Connection, words: Iterable[tuple[str, ...]]) -> tuple[Telling, ...]:
    """The rarest words of a query, the rarest first."""
    total = max(1, _texts(connection, EVERYTHING))
    found = []
    for terms in words:
        texts = min(total, _weighed(connection, terms) or 1)
        found.append(
            Telling(
                " OR ".join(quoted(f"{HEAD}{term}") for term in terms),
                " OR ".join(quoted(f"{STRONG}{term}") for term in terms),
                log(1 + (total - texts + 0.5) / (texts + 0.5)),
            )
        )
    return tuple(nlargest(_MOST_ABOUT, found, key=lambda one: one.rarity))


def _scored(
    connection: Connection, tables: Iterable[str], compiler: Compiler, sets: Sets | None
) -> tuple[tuple[str, ...], ...] | None:
    """What texts are scored by, if few have it: all words, or those that are not the commonest."""
    terms = {*compiler.wanted.words, *compiler.expanded}
    telling = [queries for queries, says_nothing in compiler.scored.items() if not says_nothing]
    if _are_few(connection, tables, terms, sets):
        return tuple(compiler.scored)
    # Of a phrase each word is looked up, also the commonest.
    inner = {term for phrase in compiler.wanted.phrases for term in phrase}
    rest = [term for term in terms if term in inner or not is_function_word(term)]
    return tuple(telling) if telling and _are_few(connection, tables, rest, sets) else None


def _are_few(
    connection: Connection, tables: Iterable[str], terms: Iterable[str], sets: Sets | None
) -> bool:
    """Whether texts have some terms ``SCORED`` times at most."""
    if sets and sets.has_more(frozenset(terms), SCORED):
        return False
    room = SCORED
    for term in sorted(terms):
        for table in tables:
            room -= texts_with(connection, table, quoted(term), room + 1)
            if room < 0:
                return False
    return True


def texts_with(connection: Connection, table: str, match: str, most: int) -> int:
    """How many texts match, in FTS5's language, counted so far at most."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)"
    return int(connection.execute(sql, (match, most)).fetchone()[0])


def _weighed(connection: Connection, terms: Iterable[str]) -> int:
    """About how many texts have some terms, all in all."""
    sql = "SELECT weight FROM term WHERE term = ?"
    rows = (connection.execute(sql, (term,)).fetchone() for term in terms)
    return sum(1 << row[0] for row in rows if row)
