"""Which sentence of a text became which of another, and which blocks moved.

From what is certain to what is likely: blocks and sentences that are the same, as many words as may
be in order; those that are the same elsewhere, which moved; then, in what is left, sentences that
are alike.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from archive.history.diff.sequence import Match, common, edges, gaps, heaviest, once
from archive.history.diff.text import Item, Text
from archive.history.diff.words import counted, weight

_ALIKE = 0.42
"""Share of what two sentences say that both must say for one to be an edit of the other."""
_SURELY = 0.8
"""Where as many came as went, each may say so much of what the one in its place said."""
_ALIKE_ELSEWHERE = 0.6
"""The same where they stand in different places."""
_WITHIN = 0.75
"""Or what of the shorter one the longer must say."""
_FEW_WORDS = 4
"""A sentence of fewer words is never said to have moved by itself."""
_SMALL = 400
"""Sentences of one text times those of another that are all compared with one another."""
_RARE = 4
"""Times a word may stand in either text to tell which sentences may be alike."""
_CANDIDATES = 4


class Pair(NamedTuple):
    """Sentences of an old text that became sentences of a new one; mostly one each."""

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    moved: bool = False
    same: bool = False


_Near = tuple[Item, Item, float]
"""A sentence of either text, and how alike they are."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts belong together.

    Attributes:
        old, new: all sentences, in order; a block that is the same is one.
        pairs: those that belong together, in the order of the new text.
    """

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    pairs: tuple[Pair, ...]


def aligned(old: Text, new: Text) -> Alignment:
    """Which sentence became which."""
    return _Aligning(old, new).done()


class _Aligning:
    """The steps, each taking from what the ones before left."""

    def __init__(self, old: Text, new: Text) -> None:
        self.pairs: list[Pair] = []
        self.near: list[_Near] = []
        self.near_of = 0
        self.old, self.new = _Side(old), _Side(new)
        here, there = [b.text for b in old.blocks], [b.text for b in new.blocks]
        start, end = edges(here, there)
        ends = [(n, n) for n in range(start)]
        ends += [(len(here) - n, len(there) - n) for n in range(end, 0, -1)]
        for i, j in ends:
            self._pair(self.old.whole(i), self.new.whole(j), same=True)
        ranges = range(start, len(here) - end), range(start, len(there) - end)
        # Blocks that are the same need not be taken apart.
        both = _single([here[n] for n in ranges[0]]) & _single([there[n] for n in ranges[1]])
        self.olds = [i for n in ranges[0] for i in self.old.apart(n, both)]
        self.news = [i for n in ranges[1] for i in self.new.apart(n, both)]

    def _pair(self, one: Item, other: Item, *, moved: bool = False, same: bool = False) -> None:
        self.pairs.append(Pair((one,), (other,), moved, same))
        self.old.paired.add(one)
        self.new.paired.add(other)

    def done(self) -> Alignment:
        between = self._same_sentences()
        for olds, news in between:
            self._alike(olds, news)
        self._moved_and_edited()
        self._rest_of_moved()
        self._split()
        pairs = sorted(self.pairs, key=lambda pair: pair.new[0].start)
        return Alignment(self.old.items(), self.new.items(), tuple(pairs))

    def _same_sentences(self) -> list[tuple[list[Item], list[Item]]]:
        """Pair sentences that are the same, also elsewhere; return what lies between the others."""
        olds, news = self.olds, self.news
        ours, theirs = [item.key for item in olds], [item.key for item in news]
        kept, moved = once(ours, theirs, [len(key) + 1 for key in ours])
        every = list(kept)
        for i0, i1, j0, j1 in gaps(kept, len(olds), len(news)):
            # What stands several times is the same where it stands between the same.
            every += [(i + i0, j + j0) for i, j in common(ours[i0:i1], theirs[j0:j1])]
        every.sort()
        for i, j in every:
            self._pair(olds[i], news[j], same=True)
        for i, j in moved:
            one, other = olds[i], news[j]
            is_told = one.is_whole or counted(one.text) >= _FEW_WORDS
            if is_told and one not in self.old.paired and other not in self.new.paired:
                self._pair(one, other, moved=True, same=True)
        return [
            (self.old.unpaired(olds[i0:i1]), self.new.unpaired(news[j0:j1]))
            for i0, i1, j0, j1 in gaps(every, len(olds), len(news))
        ]

    def _alike(self, olds: Sequence[Item], news: Sequence[Item]) -> None:
        if not olds or not news:
            return
        small = len(olds) * len(news) <= _SMALL
        for i, j in _best_small(olds, news) if small else self._best_large(olds, news):
            self._pair(olds[i], news[j])

    def _best_large(self, olds: Sequence[Item], news: Sequence[Item]) -> list[Match]:
        """The same of too many to compare all: of those that have rare words in common."""
        self.near, self.near_of = _candidates(olds, news), len(olds) + len(news)
        at_old, at_new = ({item: n for n, item in enumerate(items)} for items in (olds, news))
        found = sorted(
            (at_old[one], -at_new[other], alike)
            for one, other, alike in self.near
            if alike >= _ALIKE
        )
        gains = [int(alike * 16 * (1 + len(olds[i].words))) for i, _, alike in found]
        return heaviest([(i, -j) for i, j, _ in found], gains)

    def _moved_and_edited(self) -> None:
        """Sentences that are very alike and stand elsewhere; the most alike first."""
        found = [
            (-alike, one.start, other.start, one, other)
            for one, other, alike in self._near_elsewhere()
            if alike >= _ALIKE_ELSEWHERE and len(one.words) >= 2 * _FEW_WORDS
        ]
        for _, _, _, one, other in sorted(found, key=lambda near: near[:3]):
            if one not in self.old.paired and other not in self.new.paired:
                self._pair(one, other, moved=True)

    def _near_elsewhere(self) -> list[_Near]:
        """What is near to what of all that is left."""
        if self.near and self.near_of == len(self.olds) + len(self.news):
            # No sentence is the same: all of them were held against one another already.
            return self.near
        return _candidates(*self._rest())

    def _rest_of_moved(self) -> None:
        """What stood with a sentence that moved, in the same block, and was changed."""
        rest: dict[tuple[int, int], tuple[list[Item], list[Item]]] = {}
        ways = dict.fromkeys(
            (pair.old[0].block, pair.new[0].block) for pair in self.pairs if pair.moved
        )
        olds, news = self._rest()
        ours, theirs = _by_block(olds), _by_block(news)
        for one, other in ways:
            rest[one, other] = (ours.get(one, []), theirs.get(other, []))
        for one_side, other_side in rest.values():
            here, there = self.old.unpaired(one_side), self.new.unpaired(other_side)
            if here and there and len(here) * len(there) <= _SMALL:
                for i, j in _best_small(here, there):
                    self._pair(here[i], there[j], moved=True)

    def _split(self) -> None:
        """Sentences that were made two of one, or one of two."""
        ours, theirs = self.old.neighbours(), self.new.neighbours()
        for number, pair in enumerate(self.pairs):
            if pair.same or pair.moved:
                continue
            one, other = pair.old[0], pair.new[0]
            for more in self.new.unpaired(theirs.get(other, ())):
                if len(self.pairs[number].new) == 1 and _holds(one, other, more):
                    self.new.paired.add(more)
                    self.pairs[number] = Pair(pair.old, _ordered(other, more))
            for more in self.old.unpaired(ours.get(one, ())):
                if self.pairs[number] is pair and _holds(other, one, more):
                    self.old.paired.add(more)
                    self.pairs[number] = Pair(_ordered(one, more), pair.new)
                    break

    def _rest(self) -> tuple[list[Item], list[Item]]:
        return self.old.unpaired(self.olds), self.new.unpaired(self.news)


class _Side:
    """One of the texts: its blocks as items, and which of them found their like."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.paired: set[Item] = set()
        self._items: dict[int, list[Item]] = {}

    def whole(self, number: int) -> Item:
        item = self.text.whole(number)
        self._items[number] = [item]
        return item

    def apart(self, number: int, whole: set[str]) -> list[Item]:
        """The sentences of a block; the block itself if it is among these."""
        if self.text.blocks[number].text in whole:
            return [self.whole(number)]
        self._items[number] = self.text.items(number)
        return self._items[number]

    def items(self) -> tuple[Item, ...]:
        return tuple(item for number in sorted(self._items) for item in self._items[number])

    def unpaired(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if item not in self.paired]

    def neighbours(self) -> dict[Item, list[Item]]:
        """For sentences those that found nothing yet, before and after them in their block."""
        found: dict[Item, list[Item]] = defaultdict(list)
        for items in self._items.values():
            for before, after in itertools.pairwise(items):
                if before not in self.paired:
                    found[after].append(before)
                if after not in self.paired:
                    found[before].append(after)
        return found


def _single(texts: Sequence[str]) -> set[str]:
    """The texts that stand once among some."""
    return {text for text, count in Counter(texts).items() if count == 1}


def _likeness(one: Item, other: Item) -> float:
    """How much of what two sentences say both say, from 0 to 1."""
    if one.marks or other.marks:
        rules = [{mark.rule for mark in item.marks if mark.is_line} for item in (one, other)]
        if any(rules):
            return 1.0 if rules[0] & rules[1] else 0.0
    ours, theirs = one.words, other.words
    both = ours & theirs
    # Short words alone, which any two sentences share, are no reason to look closer.
    if 5 * len(both) < min(len(ours), len(theirs)):
        return 0.0
    shared, here, there = sum(map(weight, both)), one.weight, other.weight
    alike = 2 * shared / (here + there) if here + there else 0.0
    if alike >= _ALIKE or len(both) < _FEW_WORDS:
        return alike
    within = shared / min(here, there)
    return _ALIKE if within >= _WITHIN else alike


def _best_small(olds: Sequence[Item], news: Sequence[Item]) -> list[Match]:
    """The pairs in order that have most in common, of all there are."""
    rows, columns = len(olds), len(news)
    if rows == columns and all(
        _likeness(one, other) >= _SURELY for one, other in zip(olds, news, strict=True)
    ):
        return [(n, n) for n in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    chosen = [[False] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        one, row, below = olds[i], best[i], best[i + 1]
        for j in range(columns - 1, -1, -1):
            skipped = max(below[j], row[j + 1])
            alike = _likeness(one, news[j])
            gain = alike * (len(one.words) + len(news[j].words) + 1) if alike >= _ALIKE else 0
            paired = gain + below[j + 1]
            chosen[i][j] = gain > 0 and paired >= skipped
            row[j] = paired if chosen[i][j] else skipped
    found: list[Match] = []
    i = j = 0
    while i < rows and j < columns:
        if chosen[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _candidates(olds: Sequence[Item], news: Sequence[Item]) -> list[_Near]:
    """Sentences that have rare words in common, with how alike they are."""
    ours, theirs = _places(olds), _places(news)
    votes: dict[Item, Counter[Item]] = defaultdict(Counter)
    for word, here in ours.items():
        there = theirs.get(word, ())
        if len(here) <= _RARE and len(there) <= _RARE:
            for item in here:
                votes[item].update(there)
    return [
        (one, other, _likeness(one, other))
        for one, counts in votes.items()
        for other, _ in counts.most_common(_CANDIDATES)
    ]


def _places(items: Sequence[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for word in item.words:
            found[word].append(item)
    return found


def _by_block(items: Iterable[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[item.block].append(item)
    return found


def _holds(long: Item, first: Item, second: Item) -> bool:
    """Whether a sentence says most of what a second one says beside the first."""
    words = second.words - first.words
    told = sum(map(weight, words & long.words))
    return bool(words) and told >= _WITHIN * sum(map(weight, words))


def _ordered(one: Item, other: Item) -> tuple[Item, Item]:
    return (one, other) if one.start < other.start else (other, one)
