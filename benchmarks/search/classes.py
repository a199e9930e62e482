"""Classes of queries, drawn from the documents by how many of them have a word."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from archive.store.index.labels import days
from benchmarks.search.asking import Filter, Query, Shape
from benchmarks.search.fts5 import Fts5

QUERIES = 50
_PLAIN = re.compile(r"(?<!\S)[A-Za-z]{3,}(?: [A-Za-z]{3,})+(?!\S)")
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Site:
    """A host to narrow queries to, and what the table calls it."""

    name: str
    host: str


class Drawing:
    """Draws queries, always the same from the same documents.

    Attributes:
        documents: how many there are.
    """

    def __init__(self, engine: Fts5, documents: int, last: int, sites: tuple[Site, ...]) -> None:
        self._engine = engine
        self._last = last
        self._sites = sites
        self._words = engine.frequencies(20, documents)
        self.documents = documents

    def drawn(self) -> Iterator[tuple[str, list[Query]]]:
        """The queries of every class, bare and narrowed in each way."""
        for name, make in self._classes().items():
            chosen = random.Random(name)
            found = [(one, self._language(one[1])) for one in self._made(make, chosen)]
            ways = [Filter("bare"), *(Filter(one.name, host=one.host) for one in self._sites)]
            for way in ways:
                yield name, [Query(shape, words, way) for (shape, words), _ in found]
            months = [_month(chosen) for _ in found]
            yield (
                name,
                [
                    Query(*one, Filter("a month", days=span))
                    for (one, _), span in zip(found, months, strict=True)
                ],
            )
            years = [_years(chosen) for _ in found]
            yield (
                name,
                [
                    Query(*one, Filter("five years", days=span))
                    for (one, _), span in zip(found, years, strict=True)
                ],
            )
            yield name, [Query(*one, Filter("language", language=code)) for one, code in found]

    def _classes(self) -> dict[str, Callable[[random.Random], tuple[Shape, tuple[str, ...]]]]:
        share = self.documents / 100
        bounds = {
            "rare": (30, 80), "medium": (0.12 * share, 0.18 * share),
            "7 %": (5.5 * share, 8.5 * share), "24 %": (18 * share, 30 * share),
        }  # fmt: skip
        made: dict[str, Callable[[random.Random], tuple[Shape, tuple[str, ...]]]] = {}
        lists = {name: self._between(*both) for name, both in bounds.items()}
        for name, words in lists.items():
            made[name] = lambda chosen, words=words: ("words", (chosen.choice(words),))
        made["two words"] = lambda chosen: ("words", self._of_text(chosen, 2))
        made["three words"] = lambda chosen: ("words", self._of_text(chosen, 3))
        made["phrase"] = lambda chosen: ("phrase", self._in_sequence(chosen, 1))
        made["NEAR"] = lambda chosen: ("near", self._in_sequence(chosen, 4))
        longer = [word for word in lists["medium"] if len(word) > 5]
        for size in (4, 3, 2):
            made[f"{size} letters*"] = lambda chosen, size=size: (
                "prefix", (chosen.choice(longer)[:size],),
            )  # fmt: skip
        return made

    @staticmethod
    def _made(
        make: Callable[[random.Random], tuple[Shape, tuple[str, ...]]], chosen: random.Random
    ) -> list[tuple[Shape, tuple[str, ...]]]:
        return [make(chosen) for _ in range(QUERIES)]

    def _between(self, least: float, most: float) -> list[str]:
        found = sorted(
            word for word, count in self._words.items()
            if least <= count <= most and len(word) > 2
        )  # fmt: skip
        if not found:
            raise LookupError(f"no word is in {least:,.0f} to {most:,.0f} documents")
        return found

    def _of_text(self, chosen: random.Random, count: int) -> tuple[str, ...]:
        """Words of one document, none of them in very many or few."""
        for _ in range(_TRIES):
            stretch = " ".join(_PLAIN.findall(self._text(chosen))).lower().split()
            words = sorted({word for word in stretch if self._is_telling(word)})
            if len(words) >= count:
                return tuple(chosen.sample(words, count))
        raise LookupError("no document has enough words")

    def _in_sequence(self, chosen: random.Random, apart: int) -> tuple[str, str]:
        """Two words of one document that are so far from each other at most."""
        for _ in range(_TRIES):
            for stretch in chosen.sample(found := _PLAIN.findall(self._text(chosen)), len(found)):
                words = stretch.lower().split()
                first = chosen.randrange(len(words))
                second = first + chosen.randint(1, apart)
                if second < len(words) and self._is_telling(words[first]):
                    return words[first], words[second]
        raise LookupError("no document has such words")

    def _text(self, chosen: random.Random) -> str:
        return self._engine.body(chosen.randrange(1, self._last + 1))

    def _is_telling(self, word: str) -> bool:
        return 0.001 <= self._words.get(word, 0) / self.documents <= 0.06

    def _language(self, words: tuple[str, ...]) -> str:
        return self._engine.language_of(words)


def _month(chosen: random.Random) -> tuple[int, int]:
    year, month = chosen.randrange(2012, 2025), chosen.randrange(1, 12)
    return days(date(year, month, 1)), days(date(year, month + 1, 1))


def _years(chosen: random.Random) -> tuple[int, int]:
    year = chosen.randrange(2011, 2021)
    return days(date(year, 1, 1)), days(date(year + 5, 1, 1))
