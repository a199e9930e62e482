"""The history of a list out of its looks: what became of its items, and the life of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from archive.history.listings.comparison import Nature, compared
from archive.history.listings.items import (
    DEPARTURES,
    Change,
    Form,
    Item,
    Life,
    Listing,
    Look,
    Stay,
    Unread,
)
from archive.history.listings.order import order_of
from archive.history.listings.soundness import sound


@dataclass(slots=True)
class _Draft:
    """A life that is being told; its last stay ends with the last sight so far."""

    seen: list[tuple[datetime, Item]] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def settled(self) -> None:
        """Write into the last stay when the item was last seen."""
        self.stays[-1] = replace(self.stays[-1], last=self.seen[-1][0])

    def life(self, key: str) -> Life:
        """The life, at its end."""
        if self.stays[-1].by is None:
            self.settled()
        return Life(key, tuple(self.seen), tuple(self.stays), tuple(self.changes))


def told(url: str, form: Form, looks: Sequence[Look], unread: Iterable[Unread] = ()) -> Listing:
    """The history of a list.

    Args:
        url: its address.
        form: what kind of list it is.
        looks: the captures that show it, oldest first.
        unread: those of which is known that they say nothing of it.
    """
    kept, thin = sound(looks)
    order = order_of(kept, form)
    nature = Nature(order, is_news=form == "news-sitemap")
    drafts: dict[str, _Draft] = {}
    changes: list[Change] = []
    if kept:
        _open(drafts, kept[0], None)
    for old, new in pairwise(kept):
        found = [_named(change, drafts) for change in compared(old, new, nature)]
        changes += found
        for change in found:
            _apply(drafts, change)
        _saw(drafts, new)
    lives = {key: draft.life(key) for key, draft in drafts.items()}
    silent = sorted([*unread, *thin], key=lambda one: (one.time, one.capture_id))
    return Listing(url, form, order, tuple(kept), tuple(silent), tuple(changes), lives)


def _open(drafts: dict[str, _Draft], look: Look, after: datetime | None) -> None:
    for item in look.items:
        stay = Stay(after, look.time, look.time)
        drafts[item.key] = _Draft([(look.time, item)], [stay])


def _named(change: Change, drafts: dict[str, _Draft]) -> Change:
    """A change with what came called back, where it had been there before."""
    if change.kind != "appeared" or change.item.key not in drafts:
        return change
    return replace(change, kind="back", was=drafts[change.item.key].seen[-1][1])


def _apply(drafts: dict[str, _Draft], change: Change) -> None:
    draft = drafts.setdefault(change.item.key, _Draft())
    draft.changes.append(change)
    if change.kind in ("appeared", "back"):
        draft.stays.append(Stay(change.after, change.by, change.by))
    elif change.kind in DEPARTURES:
        draft.settled()
        draft.stays[-1] = replace(draft.stays[-1], by=change.by, departure=change.kind)


def _saw(drafts: dict[str, _Draft], look: Look) -> None:
    for item in look.items:
        drafts[item.key].seen.append((look.time, item))
