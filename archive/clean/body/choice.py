"""Which blocks of a page are its text, and what they become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from archive.clean.article import Block, BlockKind
from archive.clean.body.company import following, labels
from archive.clean.body.forest import forest
from archive.clean.body.hints import Hints
from archive.clean.body.situation import COLUMNS, Situation, situated
from archive.clean.litter import is_file_name
from archive.clean.sketch import Leaf, Sketch
from archive.clean.titles import key

_NOTE = re.compile(r"(?:\[(?:\d{1,3}|[ivxlc]{1,6})\]|[¹²³⁴-⁹])\s+\S", re.IGNORECASE)
_CARDS = COLUMNS.index("in_cards")
_LINKS = COLUMNS.index("link_share")
_LINKED = 0.5
_LINE = 60
_SIZE = COLUMNS.index("size")
_NEAR = 8
_LONG = 80
_LONGEST_CAPTION = 1_500


@dataclass(frozen=True, slots=True)
class Choice:
    """The text of a page.

    Attributes:
        leaves: those that are its text, in page order.
        blocks: what became of each of them.
        note: why a rule was not followed; else empty.
    """

    leaves: tuple[Leaf, ...] = ()
    blocks: tuple[Block, ...] = ()
    note: str = ""


def chosen(sketch: Sketch, hints: Hints, chrome: AbstractSet[int] | None = None) -> Choice:
    """The text of a page.

    Args:
        sketch: the page.
        hints: what it says of its text.
        chrome: numbers of the leaves that its site is known to repeat; they are left out unless
            they are all there is. ``None`` if nothing is known of the site.
    """
    if not sketch.leaves:
        return Choice()
    situation = situated(sketch, hints)
    scores = forest().scores(situation.figures)
    likely = sorted(
        {int(number) for number in (scores > 0).nonzero()[0]}
        - set(labels(sketch, situation, scores))
    )
    kept, note = _kept(sketch, situation, likely, chrome)
    if not kept:
        kept = list(range(len(sketch.leaves)))
        note = "the page says no sentence: all its words are given"
    repeated = frozenset(chrome or ())
    kept = sorted({*kept, *following(sketch, kept, scores, repeated)})
    numbers = list(_unrepeated(sketch, _untitled(sketch, kept, situation, hints)))
    return _made(sketch, {*numbers, *_captions(sketch, kept, situation, repeated)}, note)


def chosen_of_list(sketch: Sketch, hints: Hints, listed: AbstractSet[int]) -> Choice:
    """The text of a page that lists others: its entries, and what it says in sentences besides.

    Args:
        sketch: the page.
        hints: what it says of its text.
        listed: numbers of the leaves that are its entries.
    """
    situation = situated(sketch, hints)
    likely = forest().scores(situation.figures) > 0
    # What leads elsewhere in a word or two and is no entry belongs to a menu.
    links, sizes = situation.figures[:, _LINKS], situation.figures[:, _SIZE]
    said = likely & ((links < _LINKED) | (sizes >= _LINE))
    numbers = {*listed, *map(int, said.nonzero()[0])}
    return _made(sketch, set(_untitled(sketch, sorted(numbers), situation, hints)), "")


def all_of(sketch: Sketch) -> Choice:
    """All that a page says, where it is known to be nothing but its text."""
    return _made(sketch, set(range(len(sketch.leaves))), "")


def _made(sketch: Sketch, numbers: AbstractSet[int], note: str) -> Choice:
    leaves = tuple(sketch.leaves[number] for number in sorted(numbers))
    return Choice(leaves, tuple(Block(_kind(leaf), leaf.text) for leaf in leaves), note)


def _kept(
    sketch: Sketch, situation: Situation, likely: list[int], chrome: AbstractSet[int] | None
) -> tuple[list[int], str]:
    """The leaves that are text, and a note where they are not simply the likely ones."""
    repeated: AbstractSet[int] = chrome or frozenset()
    sentences = [int(number) for number in situation.prose.nonzero()[0]]
    rest = [] if chrome is None else [n for n in range(len(sketch.leaves)) if n not in chrome]
    return next(
        (
            ([number for number in kept if number not in repeated], note)
            for kept, note in (
                (likely, ""),
                (
                    sentences,
                    "no part of the page stands out as its text: all its sentences are given",
                ),
                (rest, "no part of the page is a text: all is given that other pages do not say"),
            )
            if any(number not in repeated for number in kept)
        ),
        (
            likely or sentences,
            "all of its text is on other pages of the site too: nothing is left out",
        ),
    )


def _untitled(sketch: Sketch, kept: list[int], situation: Situation, hints: Hints) -> Iterator[int]:
    """Without the title, which is told apart; all of them where nothing else is said."""
    title = key(hints.title)
    rest = [
        number
        for number in kept
        if number != situation.heading and key(sketch.leaves[number].text) != title
    ]
    yield from rest or kept


def _unrepeated(sketch: Sketch, numbers: Iterator[int]) -> Iterator[int]:
    """Once what a page says twice on end: for phones and for screens, say."""
    recent: list[str] = []
    for number in numbers:
        text = sketch.leaves[number].text
        if len(text) >= _LONG:
            name = key(text)
            if name in recent:
                continue
            recent = [*recent[1 - _NEAR :], name]
        yield number


def _captions(
    sketch: Sketch, kept: list[int], situation: Situation, chrome: AbstractSet[int]
) -> Iterator[int]:
    """The captions of pictures that stand in the text."""
    for number in range(kept[0], kept[-1]):
        leaf = sketch.leaves[number]
        if (
            leaf.kind == "caption"
            and number not in chrome
            and len(leaf.text) <= _LONGEST_CAPTION
            and not situation.figures[number, _CARDS]
            and not is_file_name(leaf.text)
        ):
            yield number


def _kind(leaf: Leaf) -> BlockKind:
    return "footnote" if leaf.kind == "paragraph" and _NOTE.match(leaf.text) else leaf.kind
