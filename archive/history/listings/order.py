"""How a list is kept: newest first, or by hand, as far as it was seen to do so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from archive.history.listings.items import Form, Item, Look, Order

_DATED = 0.6
"""Share of items with a day from which the days decide."""
_FALLING = 0.95
"""Share of neighbours of which the lower is not newer, in a list that is newest first."""
_PAIRS = 4
"""Neighbours that stand in order for each that does not, at the least."""
_ENOUGH = 5
"""Arrivals that show where a list takes new items in."""
_ON_TOP = 0.8


def order_of(looks: Sequence[Look], form: Form) -> Order:
    """How a list is kept.

    By the days of its items where most have one; else by where new items came in. Without either
    it is taken to be kept by hand, which says least of what leaves it.
    """
    if form in ("sitemap", "news-sitemap"):
        return "none"
    if not looks:
        return "by hand"
    # Some of the looks tell as much as all of them.
    some = [looks[0], looks[len(looks) // 2], looks[-1]]
    if all(_is_dated(look.items) for look in some):
        return "newest first" if all(_falls(look.items) for look in some) else "by hand"
    return "newest first" if _takes_in_on_top(looks) else "by hand"


def _is_dated(items: Sequence[Item]) -> bool:
    return sum(item.day is not None for item in items) >= _DATED * max(len(items), 1)


def _falls(items: Sequence[Item]) -> bool:
    days = [item.day[:10] for item in items if item.day]
    pairs = list(pairwise(days))
    rises = sum(old < new for old, new in pairs)
    # One that is pinned on top is no reason to doubt the others.
    return rises <= max(1, (1 - _FALLING) * len(pairs)) and len(pairs) > _PAIRS * rises


def _takes_in_on_top(looks: Sequence[Look]) -> bool:
    count = on_top = 0
    for old, new in pairwise(looks):
        if old.items is new.items:
            continue
        known = {item.key for item in old.items}
        fresh = [item.place for item in new.items if item.key not in known]
        if len(fresh) < len(new.items):
            count += len(fresh)
            on_top += sum(place <= len(fresh) for place in fresh)
    return count >= _ENOUGH and on_top >= _ON_TOP * count
