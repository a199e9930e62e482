"""Which of the latest texts a query finds, by the sets of bits beside the full-text index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from archive.search.clauses import All, Clause, Some, Standing, Terms, Without, clause_of, quoted
from archive.search.kept import Kept
from archive.search.standing import (
    Places,
    Unknown,
    is_within_reach,
    texts_with_near,
    texts_with_phrase,
)
from archive.store.index import places
from archive.store.index.bitmaps import LARGEST
from archive.store.index.postings import Span, sets_of, span_of
from archive.store.index.tables import LATEST

if TYPE_CHECKING:
    from archive.store.database import Connection

_WORDS = f"{{{' '.join(places.SURFACES)}}}"
_LOOKED_UP = 8 * places.LEAST
"""Texts with all words of a phrase that are looked up, where it is not known where words stand."""
_MONTHS = (
    "SELECT label FROM label WHERE label > 'd=' AND label < 'd>' AND length(label) = 9 "
    "ORDER BY label DESC"
)
_WALKED = 5_000
"""Texts that a query finds, of the newest, that are looked through for others."""


_SETS: Kept[BitMap] = Kept(64 << 20, 512)
"""Of terms that many texts have. None of them is changed: threads have them in common."""


class Sets:
    """The sets of an archive, for one search, which may put several queries. None is changed.

    Attributes:
        span: of which texts there are sets.
    """

    def __init__(self, connection: Connection, span: Span) -> None:
        self.span = span
        self._connection = connection
        self._words = Places(connection, span.state)
        self._known: dict[str, BitMap | None] = {}
        self._rare: dict[str, BitMap] = {}
        self._unions: dict[frozenset[str], BitMap] = {}
        self._found: dict[tuple[str, int], BitMap | None] = {}
        self._placed: dict[str, bool] = {}
        self._pages: dict[tuple[object, ...], BitMap] = {}

    @classmethod
    def of(cls, connection: Connection) -> Sets | None:
        """Those of an archive; ``None`` where it has none."""
        span = span_of(connection)
        return cls(connection, span) if span else None

    def found(self, match: str, most: int = LARGEST) -> BitMap | None:
        """The latest texts that a query finds; ``None`` where the index itself is quicker.

        Args:
            match: the query, in FTS5's language.
            most: texts that are enough. Where words stand in some way others may be left out, which
                are older than these.
        """
        key = (match, most)
        if key not in self._found:
            self._found[key] = self._all_found(match, most)
        return self._found[key]

    def _all_found(self, match: str, most: int) -> BitMap | None:
        asked = clause_of(match)
        if asked is None or not self._is_quick(asked):
            return None
        try:
            found = self._whole(asked, match, most)
        except Unknown:
            return None
        return BitMap(found[-most:]) if _has_standing(asked) and len(found) > most else found

    def has_more(self, terms: frozenset[str], most: int) -> bool:
        """Whether sets tell that more texts than so many have one of some terms."""
        return any(len(bits) > most < len(self.alive(bits)) for bits in self._sets(terms))

    def newest(self, match: str, hits: BitMap, most: int) -> list[int]:
        """Those of some texts that a query finds, the newest first.

        If the query is none of sets, that is looked up for the newest that it finds.
        """
        asked = clause_of(match)
        if asked is not None and not _has_standing(asked):
            known = self.alive(hits)
            found = self._of(asked, known, LARGEST)
            if len(known) < len(hits):
                found.update(self._beside(match))
            return newest_of(found & hits, most)
        sql = (
            f"SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ? ORDER BY rowid DESC LIMIT {_WALKED}"
        )
        rows = self._connection.execute(sql, (match,))
        return list(islice((number for (number,) in rows if number in hits), most))

    def _whole(self, asked: Clause, match: str, most: int) -> BitMap:
        found = self.alive(self._of(asked, None, most))
        found.update(self._beside(match))
        return found

    def alive(self, texts: BitMap) -> BitMap:
        """Those of some texts that sets tell the truth of."""
        found = texts - self.span.gone
        # Of a set that is being made, more may be there already.
        found.remove_range(self.span.upto + 1, LARGEST + 1)
        return found

    def _is_quick(self, asked: Clause) -> bool:
        match asked:
            case Terms():
                return True
            case Standing():
                sets = self._sets(asked.terms)
                if len(sets) < len(asked.terms) or min(map(len, sets)) <= _LOOKED_UP:
                    return True
                return self._is_placed(asked)
            case All(clauses) | Some(clauses):
                return all(map(self._is_quick, clauses))
            case Without(kept, left_out):
                return self._is_quick(kept) and self._is_quick(left_out)

    def _of(self, asked: Clause, texts: BitMap | None, most: int) -> BitMap:
        """Those of some texts, or of all, that are asked for; of the newest enough."""
        match asked:
            case Terms(terms):
                return self._any(terms, texts)
            case Standing():
                return self._standing(asked, texts, most)
            case All(clauses):
                *first, last = sorted(clauses, key=_has_standing)
                for one in first:
                    texts = self._of(one, texts, LARGEST)
                return self._of(last, texts, most)
            case Some(clauses):
                return BitMap.union(*(self._of(one, texts, most) for one in clauses))
            case Without(kept, left_out):
                found = self._of(kept, texts, LARGEST)
                return found - self._of(left_out, found, LARGEST)

    def _any(self, terms: frozenset[str], texts: BitMap | None) -> BitMap:
        """Texts with any of some terms."""
        if terms not in self._unions:
            known = self._sets(terms)
            known += [self.texts_with(term) for term in terms if self._known[term] is None]
            # What is of one term is not made anew, as none is changed.
            self._unions[terms] = known[0] if len(known) == 1 else BitMap.union(*known)
        found = self._unions[terms]
        return found if texts is None else found & texts

    def texts_with(self, term: str) -> BitMap:
        """The texts with a term, those that left the index since maybe among them."""
        if known := self._sets(frozenset((term,))):
            return known[0]
        if term not in self._rare:
            self._rare[term] = BitMap(self._looked_up(quoted(term), 0, self.span.upto))
        return self._rare[term]

    def shown_by_pages(self, where: str, values: Sequence[Any], most: int) -> BitMap | None:
        """The texts that pages show now which are chosen in SQL; ``None`` if it is more pages."""
        key = (where, *values)
        if key not in self._pages:
            run = self._connection.execute
            sql = f"SELECT count(*) FROM (SELECT 1 FROM page WHERE {where} LIMIT ?)"
            (pages,) = run(sql, (*values, most + 1)).fetchone()
            if pages > most:
                return None
            rows = run(f"SELECT version_id FROM page WHERE {where} AND version_id > 0", values)
            self._pages[key] = BitMap([number for (number,) in rows])
        return self._pages[key]

    def texts_with_each(self, terms: Sequence[str]) -> list[BitMap]:
        """For each of some terms what ``texts_with`` tells."""
        self._sets(frozenset(terms))
        return [self.texts_with(term) for term in terms]

    def by_month(self) -> Iterator[tuple[str, BitMap]]:
        """The months that texts bear, as ``2025-03``, the last first, and which texts each has."""
        for (label,) in self._connection.execute(_MONTHS):
            yield label.removeprefix("d="), self.texts_with(label)

    def _standing(self, asked: Standing, texts: BitMap | None, most: int) -> BitMap:
        for bits in self._sets(asked.terms):
            texts = bits if texts is None else texts & bits
        if texts is None:
            return BitMap(self._looked_up(asked.match, 0, self.span.upto))
        texts = self.alive(texts)
        if not texts:
            return texts
        if not self._is_placed(asked):
            return texts & BitMap(self._looked_up(asked.match, texts.min(), texts.max()))
        if asked.distance is None:
            return texts_with_phrase(self._words, asked.phrases[0], texts, most)
        (first,), (second,) = asked.phrases
        return texts_with_near(self._words, (first, second), asked.distance, texts, most)

    def _is_placed(self, asked: Standing) -> bool:
        """Whether places tell where words stand in that way."""
        if asked.columns != _WORDS or not all(map(self._has_places, asked.terms)):
            return False
        if asked.distance is None:
            return True
        is_of_two = [len(phrase) for phrase in asked.phrases] == [1, 1] and len(asked.terms) == 2
        return is_of_two and is_within_reach(asked.distance)

    def _has_places(self, term: str) -> bool:
        if term not in self._placed:
            self._placed[term] = places.is_placed(self._connection, term)
        return self._placed[term]

    def _sets(self, terms: frozenset[str]) -> list[BitMap]:
        """The sets of some terms, as far as they have any."""
        for term in terms:
            if term not in self._known and (bits := _SETS.get((self.span.state, term))):
                self._known[term] = bits
        if unknown := [term for term in terms if term not in self._known]:
            sets = sets_of(self._connection, unknown)
            self._known.update((term, sets.get(term)) for term in unknown)
            for term, bits in sets.items():
                _SETS.put((self.span.state, term), bits, 2 * len(bits))
        return [bits for term in sorted(terms) if (bits := self._known[term]) is not None]

    def _beside(self, match: str) -> Iterator[int]:
        """Texts that a query finds among those that no set tells the truth of."""
        if self.span.last > self.span.upto:
            yield from self._looked_up(match, self.span.upto + 1, LARGEST)
        if self.span.again:
            sql = (
                f"SELECT value FROM json_each(?) CROSS JOIN {LATEST} "
                f"ON {LATEST}.rowid = value WHERE {LATEST} MATCH ?"
            )
            rows = self._connection.execute(sql, (json.dumps(self.span.again), match))
            yield from (number for (number,) in rows)

    def _looked_up(self, match: str, first: int, last: int) -> list[int]:
        sql = f"SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ? AND rowid BETWEEN ? AND ?"
        return [number for (number,) in self._connection.execute(sql, (match, first, last))]


def newest_of(bits: BitMap, most: int) -> list[int]:
    """The last numbers of a set, the last first."""
    return list(bits[-most:] if len(bits) > most else bits)[::-1]


def _has_standing(clause: Clause) -> bool:
    """Whether any words of it are to stand in some way."""
    match clause:
        case Terms():
            return False
        case Standing():
            return True
        case All(clauses) | Some(clauses):
            return any(map(_has_standing, clauses))
        case Without(kept, left_out):
            return _has_standing(kept) or _has_standing(left_out)
