"""Which pages are the same article: second captures, print views, translations, agency texts.

What they share repeats without being chrome. So all pages of one article count once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from archive.clean.site.samples import Mark, Sample

_SAME = 0.5
_TELLING = 12
_CANDIDATES = 6
# So that pages are compared even where every block is on every page.
_LEAST = 0.01


class Twins:
    """The articles among samples.

    Two pages are the same article if their URLs differ in nothing but language or view, or if they
    share half of the text of the one that has less. A block counts by its length and by how rare
    it is on the site (inverse document frequency), so that chrome does not make pages alike and
    long blocks of their own do.

    Attributes:
        of: the number of the article of each sample, from 0.
    """

    __slots__ = ("_among", "_frequencies", "_samples", "_telling", "_weight", "of")

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = samples
        self._frequencies, self._among = _frequencies(samples)
        self._telling: dict[int, list[int]] = defaultdict(list)
        self._weight: list[float] = []
        for number, sample in enumerate(samples):
            weights = self._weights(zip(sample.keys, sample.units, strict=True))
            self._weight.append(sum(weights.values()))
            for key in sorted(weights, key=lambda key: (-weights[key], key))[:_TELLING]:
                self._telling[key].append(number)
        self.of = self._joined()

    def like(self, found: Sequence[Mark]) -> frozenset[int]:
        """The articles that a page is, by its blocks; none if it is a new one."""
        hits = Counter(n for mark in found for n in self._telling.get(mark.key, ()))
        own = self._weights((mark.key, mark.units) for mark in found)
        weight = sum(own.values())
        if all(self._is_common(mark.key) for mark in found):
            return frozenset()
        return frozenset(
            self.of[number]
            for number, _ in hits.most_common(_CANDIDATES)
            if self._is_same(own, weight, number)
        )

    def _weights(self, blocks: Iterable[tuple[int, int]]) -> dict[int, float]:
        known, rare = self._frequencies, log(max(1, self._among)) + _LEAST
        return {key: units * known.get(key, rare) for key, units in blocks}

    def _is_common(self, key: int) -> bool:
        """Whether half of the URLs have a block."""
        return self._frequencies.get(key, log(max(2, self._among))) < log(2)

    def _is_same(self, one: dict[int, float], weight: float, other: int) -> bool:
        shared = sum(one[key] for key in one.keys() & set(self._samples[other].keys))
        return shared >= _SAME * min(weight, self._weight[other])

    def _joined(self) -> list[int]:
        heads = list(range(len(self._samples)))

        def head(number: int) -> int:
            while heads[number] != number:
                heads[number] = number = heads[heads[number]]
            return number

        first: dict[int, int] = {}
        for number, sample in enumerate(self._samples):
            heads[number] = first.setdefault(sample.article, number)
        for one, other in sorted({pair for n in self._telling.values() for pair in pairwise(n)}):
            if head(one) == head(other):
                continue
            sample = self._samples[one]
            weights = self._weights(zip(sample.keys, sample.units, strict=True))
            if self._is_same(weights, self._weight[one], other):
                heads[max(head(one), head(other))] = min(head(one), head(other))
        names: dict[int, int] = {}
        return [names.setdefault(head(n), len(names)) for n in range(len(heads))]


def _frequencies(samples: Sequence[Sample]) -> tuple[dict[int, float], int]:
    """How telling blocks are that occur under more than one URL, and how many URLs there are."""
    blocks: dict[int, set[int]] = defaultdict(set)
    for sample in samples:
        blocks[sample.article].update(sample.keys)
    counts: Counter[int] = Counter()
    for keys in blocks.values():
        counts.update(keys)
    among = len(blocks)
    return {key: log(among / n) + _LEAST for key, n in counts.items() if n > 1}, among
