"""What repeats on different articles of a site, and at which places things repeat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.clean.site.samples import Mark, Sample, pair_of

WHOLE = -1
"""In place of a place: the layout as such."""


@dataclass(slots=True)
class Place:
    """What stands at one place of the pages.

    Attributes:
        articles: how many have the place.
        blocks: different blocks of each, added up.
        repeated: those of them that other articles have there too.
    """

    articles: int = 0
    blocks: int = 0
    repeated: int = 0

    @property
    def share(self) -> float:
        """How much of it repeats, from 0 to 1."""
        return self.repeated / self.blocks if self.blocks else 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """What an article says, on all of its pages.

    Attributes:
        keys: of its blocks.
        pairs: the places of its blocks, by words and place.
        links: the layouts of its pages with the places of links on them.
    """

    keys: frozenset[int]
    pairs: dict[int, int]
    links: frozenset[tuple[int, int]]


def said(samples: Iterable[tuple[Sample, int]]) -> Said:
    """What an article says, by the samples of its pages and the numbers of their layouts."""
    keys: set[int] = set()
    pairs: dict[int, int] = {}
    links: set[tuple[int, int]] = set()
    for sample, layout in samples:
        keys.update(sample.keys)
        pairs |= zip(map(pair_of, sample.keys, sample.places), sample.places, strict=True)
        links.update((layout, place) for place in sample.places if place & 1)
        links.add((layout, WHOLE))
    return Said(frozenset(keys), pairs, frozenset(links))


@dataclass(frozen=True, slots=True)
class Repetition:
    """Counts over articles, not over pages.

    Attributes:
        articles: how many.
        keys: on how many of them words occur; what occurs on one is left out.
        pairs: on how many words stand at a place; what stands on one is left out.
        places: by their numbers.
        links: on how many of them links stand at a place, by layout and place; how many have the
            layout at all, by layout and ``WHOLE``.
    """

    articles: int
    keys: dict[int, int]
    pairs: dict[int, int]
    places: dict[int, Place]
    links: dict[tuple[int, int], int]


def repetition(articles: Iterable[Said]) -> Repetition:
    """What repeats on different articles."""
    number = 0
    keys: Counter[int] = Counter()
    pairs: Counter[int] = Counter()
    links: Counter[tuple[int, int]] = Counter()
    standing = []
    for article in articles:
        number += 1
        keys.update(article.keys)
        pairs.update(article.pairs.keys())
        links.update(article.links)
        standing.append(article.pairs)
    places: dict[int, Place] = defaultdict(Place)
    for where in standing:
        for place in set(where.values()):
            places[place].articles += 1
        for pair, place in where.items():
            entry = places[place]
            entry.blocks += 1
            entry.repeated += pairs[pair] > 1
    return Repetition(number, _several(keys), _several(pairs), dict(places), dict(links))


def _several(counts: Counter[int]) -> dict[int, int]:
    return {number: count for number, count in counts.items() if count > 1}


class Rest:
    """What repeats on the articles of a site that a page is not.

    So it makes no difference whether the page itself was learned.

    Attributes:
        articles: how many these are.
    """

    __slots__ = ("_all", "_links", "_places", "_said", "articles")

    def __init__(self, everything: Repetition, own: Sequence[Said]) -> None:
        self._all = everything
        self.articles = everything.articles - len(own)
        self._said: Counter[int] = Counter()
        self._links: Counter[tuple[int, int]] = Counter()
        self._places: dict[int, Place] = {}
        counts: dict[int, Place] = defaultdict(Place)
        for article in own:
            self._said.update(article.keys)
            self._said.update(article.pairs.keys())
            self._links.update(article.links)
            self._count(article, counts)
        for number, its in counts.items():
            place = everything.places[number]
            self._places[number] = Place(
                place.articles - its.articles,
                place.blocks - its.blocks,
                max(0, place.repeated - its.repeated),
            )

    def _count(self, article: Said, places: dict[int, Place]) -> None:
        for place in set(article.pairs.values()):
            places[place].articles += 1
        for pair, place in article.pairs.items():
            entry, on = places[place], self._all.pairs.get(pair, 1)
            entry.blocks += 1
            # What one other says too does not repeat any more.
            entry.repeated += 0 if on == 1 else 2 if on == 2 else 1

    def with_key(self, mark: Mark) -> int:
        """How many say the same."""
        count = self._all.keys.get(mark.key)
        return count - self._said.get(mark.key, 0) if count else 0

    def with_pair(self, mark: Mark) -> int:
        """How many say the same there."""
        count = self._all.pairs.get(mark.pair)
        return count - self._said.get(mark.pair, 0) if count else 0

    def links(self, layout: int, place: int) -> int:
        """How many of a layout have links at a place; or have the layout, if it is ``WHOLE``."""
        return self._all.links.get((layout, place), 0) - self._links[layout, place]

    def place(self, number: int) -> Place:
        """What stands at a place."""
        return self._places.get(number) or self._all.places.get(number, _NOWHERE)


_NOWHERE = Place()
