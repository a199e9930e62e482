"""Queries in FTS5's language, as ``archive.search.compiling`` writes them, taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r'\s*("(?:[^"]|"")*"|\{[^}]*\}|NEAR\(|\w+|\S)')
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""What SQLite's ``ascii`` tokenizer does to terms (https://sqlite.org/fts5.html, 4.3.2)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Texts that have any of some terms."""

    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Texts in which terms stand in some way.

    Attributes:
        match: the query itself.
        columns: where, as FTS5 takes it; empty for anywhere.
        phrases: terms in sequence.
        distance: terms that may stand between the phrases; ``None`` where there is one phrase.
    """

    match: str
    columns: str
    phrases: tuple[tuple[str, ...], ...]
    distance: int | None = None

    @property
    def terms(self) -> frozenset[str]:
        """All of them."""
        return frozenset(term for phrase in self.phrases for term in phrase)


@dataclass(frozen=True, slots=True)
class All:
    """Texts that are in all of some sets."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Texts that are in any of some sets."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Texts that are in one set and not in another."""

    kept: Clause
    left_out: Clause


Clause = Terms | Standing | All | Some | Without


class _Other(Exception):  # no error: the query is of another kind
    pass


@lru_cache(maxsize=1_024)
def clause_of(match: str) -> Clause | None:
    """What a query in FTS5's language is made of; ``None`` where that is something else."""
    tokens = [found[1] for found in _TOKEN.finditer(match)]
    try:
        found, end = _some(tokens, 0)
    except (_Other, IndexError):
        return None
    return found if end == len(tokens) else None


def _some(tokens: list[str], at: int) -> tuple[Clause, int]:
    clauses, at = _several(tokens, at, "OR", _all)
    terms = [one.terms for one in clauses if isinstance(one, Terms)]
    others = [one for one in clauses if not isinstance(one, Terms)]
    joined: list[Clause] = [Terms(frozenset().union(*terms))] if terms else []
    return _one([*joined, *others], Some), at


def _all(tokens: list[str], at: int) -> tuple[Clause, int]:
    clauses, at = _several(tokens, at, "AND", _without)
    return _one(clauses, All), at


def _without(tokens: list[str], at: int) -> tuple[Clause, int]:
    clauses, at = _several(tokens, at, "NOT", _single)
    found, *left_out = clauses
    for one in left_out:
        found = Without(found, one)
    return found, at


def _single(tokens: list[str], at: int) -> tuple[Clause, int]:
    token = tokens[at]
    if token == "(":  # noqa: S105  # of a query
        found, at = _some(tokens, at + 1)
        return found, _behind(tokens, at, ")")
    if token == "NEAR(":  # noqa: S105
        return _near(tokens, at + 1)
    if not token.startswith('"'):
        inner, at = _single(tokens, _behind(tokens, at + 1, ":"))
        return _within(inner, token), at
    terms = _terms(token)
    if len(terms) > 1:
        return Standing(token, "", (terms,)), at + 1
    return Terms(frozenset(terms)), at + 1


def _near(tokens: list[str], at: int) -> tuple[Clause, int]:
    phrases = []
    while tokens[at].startswith('"'):
        phrases.append(tokens[at])
        at += 1
    number = tokens[_behind(tokens, at, ",")]
    if not phrases or not number.isdecimal():
        raise _Other
    match = f"NEAR({' '.join(phrases)}, {number})"
    standing = Standing(match, "", tuple(map(_terms, phrases)), int(number))
    return standing, _behind(tokens, at + 2, ")")


def _within(clause: Clause, columns: str) -> Clause:
    """The same, where terms are to be in some columns."""
    match clause:
        case Terms(terms):
            each: list[Clause] = [
                Standing(f"{columns} : {quoted(term)}", columns, ((term,),))
                for term in sorted(terms)
            ]
            return _one(each, Some)
        case Standing(match, "", phrases, distance):
            return Standing(f"{columns} : {match}", columns, phrases, distance)
        case All(clauses) | Some(clauses):
            return type(clause)(tuple(_within(one, columns) for one in clauses))
        case Without(kept, left_out):
            return Without(_within(kept, columns), _within(left_out, columns))
    raise _Other


def _terms(token: str) -> tuple[str, ...]:
    terms = tuple(token[1:-1].replace('""', '"').translate(_LOWER).split(" "))
    if not all(terms):
        raise _Other
    return terms


def _behind(tokens: list[str], at: int, token: str) -> int:
    if tokens[at] != token:
        raise _Other
    return at + 1


def _several(
    tokens: list[str], at: int, word: str, inner: Callable[[list[str], int], tuple[Clause, int]]
) -> tuple[list[Clause], int]:
    found, at = inner(tokens, at)
    clauses = [found]
    while at < len(tokens) and tokens[at] == word:
        found, at = inner(tokens, at + 1)
        clauses.append(found)
    return clauses, at


def _one(clauses: list[Clause], kind: type[All | Some]) -> Clause:
    return clauses[0] if len(clauses) == 1 else kind(tuple(clauses))


def quoted(term: str) -> str:
    """A term, in FTS5's language."""
    return '"' + term.replace('"', '""') + '"'
