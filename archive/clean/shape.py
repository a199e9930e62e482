"""How the words of a page stand: in cards that lead elsewhere, or in a text of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.clean.cards import DATE, Card, Frame
from archive.clean.litter import is_prose
from archive.clean.sketch import Leaf, Sketch

_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$")
_SMALL_CARD = 1_200
_AFTER = 2
_SUMMARY = 400
_MUCH = 4_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How the words of a page stand.

    Attributes:
        cards: boxes around one headline each.
        dated: those with a date.
        headline: mean length of their headlines, in characters.
        carded: characters of sentences in them.
        cut: how many of those texts are broken off ("…").
        own: characters of the sentences outside of cards and of the page's frame.
        away: cards that lead to other sites.
        whole: boxes around one headline that hold a whole text.
    """

    cards: int = 0
    dated: int = 0
    headline: int = 0
    carded: int = 0
    cut: int = 0
    own: int = 0
    away: int = 0
    whole: int = 0


def shape_of(sketch: Sketch, cards: Sequence[Card], url: str) -> Shape:
    """The shape of a page.

    Args:
        sketch: the page.
        cards: of it, in page order.
        url: its address.
    """
    behind = _behind(sketch, cards)
    large = [card for card in cards if _is_large(card, sketch)]
    covered = _covered([card for card in cards if card not in large], behind)
    frame = Frame(sketch)
    own = framed = carded = cut = 0
    for leaf in sketch.leaves:
        if 2 * leaf.linked >= len(leaf.text) or not is_prose(leaf.text):
            continue
        if leaf.number in covered:
            carded += len(leaf.text)
            cut += _CUT.search(leaf.text) is not None
        elif frame.holds(leaf.box):
            framed += len(leaf.text)
        else:
            own += len(leaf.text)
    if framed > _MUCH:
        # So much is said in no menu or footer, whatever its box is called.
        own += framed
    length = sum(len(card.title) for card in cards) // max(1, len(cards))
    pairs = zip(cards, behind, strict=True)
    dated = sum(_is_dated(card, leaves, sketch) for card, leaves in pairs)
    site = _site(url)
    away = sum(_site(card.url) != site for card in cards)
    return Shape(len(cards), dated, length, carded, cut, own, away, len(large))


def _is_dated(card: Card, behind: Sequence[Leaf], sketch: Sketch) -> bool:
    leaves = (*sketch.leaves_in(card.box), *behind)
    if any(DATE.search(leaf.text[:_SUMMARY]) for leaf in leaves):
        return True
    return next(card.box.element.iter("time"), None) is not None


def _behind(sketch: Sketch, cards: Sequence[Card]) -> list[list[Leaf]]:
    """Behind each card that is but its headline, the short texts that are its date and summary."""
    found = []
    for place, card in enumerate(cards):
        box = card.box
        until = cards[place + 1].box.first if place + 1 < len(cards) else len(sketch.leaves)
        is_bare = box.end - box.first == 1
        leaves = sketch.leaves[box.end : min(until, box.end + _AFTER)] if is_bare else []
        found.append([leaf for leaf in leaves if _is_summary(leaf, card)])
    return found


def _is_large(card: Card, sketch: Sketch) -> bool:
    """Whether a box has the text of a whole article, which makes it no card."""
    length = sum(len(leaf.text) for leaf in sketch.leaves_in(card.box))
    return length > _SMALL_CARD + len(card.title)


def _covered(cards: Sequence[Card], behind: Sequence[Sequence[Leaf]]) -> set[int]:
    """The numbers of the leaves that belong to cards."""
    numbers = {leaf.number for leaves in behind for leaf in leaves}
    for card in cards:
        numbers.update(range(card.box.first, card.box.end))
    return numbers


def _is_summary(leaf: Leaf, card: Card) -> bool:
    return len(leaf.text) < _SUMMARY and card.box.parent in (leaf.box.parent, leaf.box)


def _site(url: str) -> str:
    """The last two labels of a host: near enough where nothing but a share is counted."""
    host = url.split("/", 3)[2] if url.count("/") >= 2 else ""
    return ".".join(host.split(".")[-2:])
