"""The words that came and went, without where: for lists, and for texts too long to be aligned.

Sentences that stand in both texts are left out, wherever they stand and noise aside; of the others
the words are counted. It takes time in proportion to the texts, whatever they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.clean.article import Block
from archive.history.diff.noise import SHORT
from archive.history.diff.text import Item, Text
from archive.history.diff.words import counted, listed

_NOISE = re.compile("\0[^\0]*\0")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted.

    Attributes:
        added_words, removed_words: words that came and went, of sentences that did.
        fresh: the sentences that are not in the old text, in the order of the new one.
        is_reordered: whether what both have stands in another order.
    """

    added_words: int = 0
    removed_words: int = 0
    fresh: tuple[str, ...] = ()
    is_reordered: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, noise aside."""
        return not (self.added_words or self.removed_words or self.fresh or self.is_reordered)


def tallied(old: Sequence[Block], new: Sequence[Block]) -> Tally:
    """What came and went from one list of blocks to another."""
    here, there = _apart(old, new), _apart(new, old)
    gone, come = _left(here, there), _left(there, here)
    was, now = (Counter(_words(items)) for items in (gone, come))
    return Tally(
        (now - was).total(),
        (was - now).total(),
        tuple(text for item in come if counted(text := item.text.strip())),
        _kept(here, gone) != _kept(there, come),
    )


def _apart(blocks: Sequence[Block], others: Sequence[Block]) -> list[Item]:
    """The sentences of a text; long blocks that the other has too are not taken apart.

    Lines that are noise are left out: of the counters of a list each is like the others, so where
    one came or went would look as if all had moved.
    """
    text, known = Text(blocks), {block.text for block in others if len(block.text) > SHORT}
    return [
        item
        for number, block in enumerate(blocks)
        for item in ([text.whole(number)] if block.text in known else text.items(number))
        if not (item.marks and _NOISE.fullmatch(item.key))
    ]


def _left(items: Iterable[Item], others: Iterable[Item]) -> list[Item]:
    """Those that the others do not have, each as often as they do not."""
    known = Counter(item.key for item in others)
    found: list[Item] = []
    for item in items:
        if known[item.key]:
            known[item.key] -= 1
        else:
            found.append(item)
    return found


def _kept(items: Iterable[Item], left: Sequence[Item]) -> list[str]:
    gone = set(map(id, left))
    return [item.key for item in items if id(item) not in gone]


def _words(items: Iterable[Item]) -> Iterable[str]:
    """The words of sentences, but for those of lines of noise."""
    for item in items:
        yield from listed(_NOISE.sub(" ", item.key) if item.marks else item.key)
