"""Queries in FTS5's language as operations on sets of texts, where they are of words and labels.

A phrase, or a word that is to stand in one column, is no such query: which texts it finds cannot be
told by the words that they have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pyroaring import BitMap

from archive.store.index.postings import LARGEST, Span, bits_of, span_of
from archive.store.index.tables import LATEST

if TYPE_CHECKING:
    from archive.store.database import Connection

_TOKEN = re.compile(r'\s*("(?:[^"]|"")*"|[()]|AND\b|OR\b|NOT\b|\S)')
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""What SQLite's ``ascii`` tokenizer does to terms (https://sqlite.org/fts5.html, 4.3.2)."""


_MOST_RARE = 4
"""Forms of a word without a set, all of whose texts are looked up."""
_WALKED = 5_000
"""Texts with rare terms that are looked through for those that match."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Texts that have any of some terms."""

    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Texts that are in all of some sets."""

    sets: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Texts that are in any of some sets."""

    sets: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Texts that are in one set and not in another."""

    kept: Set
    left_out: Set


Set = Terms | All | Some | Without


class _Other(Exception):  # no error: the query is of another kind
    pass


@lru_cache(maxsize=1_024)
def set_of(match: str) -> Set | None:
    """The set that a query in FTS5's language is, as ``archive.search.compiling`` writes it.

    ``None`` where more is asked than which terms a text has.
    """
    tokens = [found[1] for found in _TOKEN.finditer(match)]
    try:
        found, end = _some(tokens, 0)
    except (_Other, IndexError):
        return None
    return found if end == len(tokens) else None


def _some(tokens: list[str], at: int) -> tuple[Set, int]:
    sets, at = _several(tokens, at, "OR", _all)
    terms = [one.terms for one in sets if isinstance(one, Terms)]
    others = [one for one in sets if not isinstance(one, Terms)]
    joined: list[Set] = [Terms(frozenset().union(*terms))] if terms else []
    return _one([*joined, *others], Some), at


def _all(tokens: list[str], at: int) -> tuple[Set, int]:
    sets, at = _several(tokens, at, "AND", _without)
    return _one(sets, All), at


def _without(tokens: list[str], at: int) -> tuple[Set, int]:
    sets, at = _several(tokens, at, "NOT", _single)
    found, *left_out = sets
    for one in left_out:
        found = Without(found, one)
    return found, at


def _single(tokens: list[str], at: int) -> tuple[Set, int]:
    token = tokens[at]
    if token == "(":  # noqa: S105  # of a query
        found, at = _some(tokens, at + 1)
        if tokens[at] != ")":
            raise _Other
        return found, at + 1
    term = token[1:-1].replace('""', '"')
    if not token.startswith('"') or len(token) < 3 or " " in term:
        raise _Other
    return Terms(frozenset((term.translate(_LOWER),))), at + 1


def _several(
    tokens: list[str], at: int, word: str, inner: Callable[[list[str], int], tuple[Set, int]]
) -> tuple[list[Set], int]:
    found, at = inner(tokens, at)
    sets = [found]
    while at < len(tokens) and tokens[at] == word:
        found, at = inner(tokens, at + 1)
        sets.append(found)
    return sets, at


def _one(sets: list[Set], kind: type[All | Some]) -> Set:
    return sets[0] if len(sets) == 1 else kind(tuple(sets))


def _either(terms: Iterable[str]) -> str:
    """Any of some terms, in FTS5's language."""
    said = ('"' + term.replace('"', '""') + '"' for term in terms)
    return f"({' OR '.join(said)})"


class Sets:
    """The sets of an archive, for one query.

    Attributes:
        span: of which texts there are sets.
    """

    def __init__(self, connection: Connection, span: Span) -> None:
        self.span = span
        self._connection = connection
        self._known: dict[str, BitMap | None] = {}

    @classmethod
    def of(cls, connection: Connection) -> Sets | None:
        """Those of an archive; ``None`` where it has none."""
        span = span_of(connection)
        return cls(connection, span) if span else None

    def found(self, match: str) -> BitMap | None:
        """The latest texts that a query finds.

        ``None`` where it is not one of sets, or where the index itself is quicker: where a part of
        it that must hold is of rare terms alone, few texts are walked through.
        """
        asked = set_of(match)
        if asked is None or not self._is_common(asked):
            return None
        return self._whole(asked, match)

    def newest(self, match: str, hits: BitMap, most: int) -> list[int]:
        """Those of some texts that a query finds, the newest first.

        Of rare terms not all texts are looked up: the newest of them are, as far as need be.
        """
        asked = set_of(match)
        if asked is not None and self._has_all(asked):
            return newest_of(self._whole(asked, match) & hits, most)
        sql = (
            f"SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ? ORDER BY rowid DESC LIMIT {_WALKED}"
        )
        rows = self._connection.execute(sql, (match,))
        return list(islice((number for (number,) in rows if number in hits), most))

    def _whole(self, asked: Set, match: str) -> BitMap:
        found = self._of(asked) - self.span.gone
        # Of a set that is being made, more may be there already.
        found.remove_range(self.span.upto + 1, LARGEST + 1)
        found.update(self._beside(match))
        return found

    def _has_all(self, asked: Set) -> bool:
        """Whether each term of a query has a set."""
        match asked:
            case Terms(terms):
                return all(self._set(term) is not None for term in terms)
            case All(sets) | Some(sets):
                return all(map(self._has_all, sets))
            case Without(kept, left_out):
                return self._has_all(kept) and self._has_all(left_out)

    def _is_common(self, asked: Set) -> bool:
        """Whether sets tell most of what is asked."""
        match asked:
            case Terms(terms):
                rare = sum(self._set(term) is None for term in terms)
                return rare < len(terms) and rare <= _MOST_RARE
            case All(sets) | Some(sets):
                return all(map(self._is_common, sets))
            case Without(kept, left_out):
                return self._is_common(kept) and self._is_common(left_out)

    def _of(self, asked: Set) -> BitMap:
        match asked:
            case Terms(terms):
                return self._any(terms)
            case All(sets):
                return BitMap.intersection(*map(self._of, sets))
            case Some(sets):
                return BitMap.union(*map(self._of, sets))
            case Without(kept, left_out):
                return self._of(kept) - self._of(left_out)

    def _set(self, term: str) -> BitMap | None:
        if term not in self._known:
            self._known[term] = bits_of(self._connection, term)
        return self._known[term]

    def _any(self, terms: Iterable[str]) -> BitMap:
        """Texts with any of some terms: those that have no set are looked up at once."""
        found = BitMap()
        rest = []
        for term in sorted(terms):
            bits = self._set(term)
            if bits is None:
                rest.append(term)
            else:
                found |= bits
        if rest:
            found.update(self._looked_up(_either(rest), 0, self.span.upto))
        return found

    def _beside(self, match: str) -> Iterator[int]:
        """Texts that a query finds among those that no set tells the truth of."""
        yield from self._looked_up(match, self.span.upto + 1, LARGEST)
        for number in self.span.again:
            yield from self._looked_up(match, number, number)

    def _looked_up(self, match: str, first: int, last: int) -> list[int]:
        sql = f"SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ? AND rowid BETWEEN ? AND ?"
        return [number for (number,) in self._connection.execute(sql, (match, first, last))]


def newest_of(bits: BitMap, most: int) -> list[int]:
    """The last numbers of a set, the last first."""
    return list(bits[-most:] if len(bits) > most else bits)[::-1]
