"""What a listing names: headlines, where they lead and when they are dated, in page order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.clean import dates
from archive.clean.article import Entry
from archive.clean.cards import DATE, Card
from archive.clean.sketch import Leaf, Sketch

_MOST = 500
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_LONGEST = 200
_NEAR = 6


def entries_of(cards: Sequence[Card], sketch: Sketch) -> tuple[Entry, ...]:
    """The entries of a page: its cards, each with the date that stands in or beside it.

    Args:
        cards: of the page, in page order.
        sketch: the page.
    """
    cards = cards[:_MOST]
    spans = _spans(cards, sketch)
    stated = [_stated(card) for card in cards]
    written = [_written(span, card) for span, card in zip(spans, cards, strict=True)]
    day_first = _is_day_first(text for text in written if text)
    return tuple(
        Entry(card.url, card.title, said or _read(text, day_first=day_first))
        for card, said, text in zip(cards, stated, written, strict=True)
    )


def _stated(card: Card) -> str | None:
    """The date that markup gives: a ``time`` element, or a title as Wix writes it."""
    if card.box.tag in ("body", "main"):
        return None
    for element in card.box.element.iter("time"):
        if found := dates.iso(element.get("datetime") or "".join(element.itertext())):
            return found
    for element in card.box.element.iter("span"):
        if element.get("data-hook") == "time-ago":
            return dates.iso(element.get("title") or "".join(element.itertext()))
    return None


def _spans(cards: Sequence[Card], sketch: Sketch) -> list[list[Leaf]]:
    """The leaves among which the date of each card is looked for.

    Where headlines, dates and summaries stand in a row without boxes around each of them, those
    between a headline and the next belong to it; or those before it, where it comes after them.
    """
    after, before = [], []
    for number, card in enumerate(cards):
        box = card.box
        limit = box.parent.end if box.parent else box.end
        if number + 1 < len(cards):
            limit = min(limit, max(box.end, cards[number + 1].box.first))
        start = box.parent.first if box.parent else box.first
        if number:
            start = max(start, min(box.first, cards[number - 1].box.end))
        after.append(sketch.leaves[box.first : max(box.end, min(limit, box.end + _NEAR))])
        before.append(sketch.leaves[max(start, box.first - 2) : box.end])
    counts = [sum(_has_date(leaves) for leaves in spans) for spans in (after, before)]
    return before if counts[1] > counts[0] else after


def _has_date(leaves: Sequence[Leaf]) -> bool:
    return any(DATE.search(leaf.text[:_LONGEST]) for leaf in leaves)


def _written(leaves: Sequence[Leaf], card: Card) -> str:
    """The date as it stands in a card, the shortest line first: dates stand by themselves."""
    lines = [leaf.text for leaf in leaves if leaf is not card.leaf and len(leaf.text) <= _LONGEST]
    if len(card.leaf.text) > len(card.title):
        lines.append(card.leaf.text.replace(card.title, " "))
    for line in sorted(lines, key=len):
        if match := DATE.search(line):
            return match[0]
    return ""


def _is_day_first(texts: Iterable[str]) -> bool:
    """Whether a list writes the day before the month: one of its dates can be read no other way."""
    found = [match for text in texts if (match := _NUMBERS.fullmatch(text))]
    days = any(int(match[1]) > 12 >= int(match[3]) for match in found)
    return days and not any(int(match[3]) > 12 for match in found)


def _read(text: str, *, day_first: bool) -> str | None:
    if not text:
        return None
    match = _NUMBERS.fullmatch(text)
    if match is None or not day_first:
        return dates.iso(text)
    day, _, month, year = match.groups()
    # Two digits are a year of this century where the list has shown its order.
    return dates.iso(f"{year if len(year) == 4 else '20' + year}-{month}-{day}")
