"""What a list shows at a time, what became of it, and the life of an item on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal

Form = Literal["page", "feed", "sitemap", "news-sitemap"]
"""What kind of list it is; the last two have no order that means anything."""

Order = Literal["newest first", "by hand", "none"]
"""How a list is kept, by what it was seen to do. ``by hand``: or nothing is known of it."""

Kind = Literal[
    "appeared", "back", "moved up", "moved down", "retitled", "kicker",
    "rolled off", "vanished", "left",
]  # fmt: skip
"""What became of an item between two looks.

``kicker``: only what stands before its headline is another. ``rolled off``: it stood at the end,
and as many new ones came above. ``vanished``: of a list that is newest first, it went while older
ones below it stayed. ``left``: it went, and the list does not tell why."""

COMINGS: tuple[Kind, ...] = ("appeared", "back")
DEPARTURES: tuple[Kind, ...] = ("rolled off", "vanished", "left")


@dataclass(frozen=True, slots=True)
class Item:
    """An item as a list shows it.

    Attributes:
        key: of the page that it leads to (``archive.identity``).
        url: where it leads.
        title: its headline as it stands there.
        day: ISO 8601, where the list gives one.
        place: in the list, from 1.
    """

    key: str
    url: str
    title: str
    day: str | None
    place: int


@dataclass(frozen=True, slots=True)
class Look:
    """A capture of a list.

    Attributes:
        capture_id: the capture.
        time: when it was made.
        items: what stood on the list, in order.
        reader: revision of what read it.
    """

    capture_id: int
    time: datetime
    items: tuple[Item, ...]
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A capture that says nothing of what stood on the list, and why."""

    capture_id: int
    time: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an item between two looks: after the one and by the other.

    Attributes:
        kind: what it was.
        item: as the list shows it now; of one that went, as it stood there last.
        after, by: the times of both looks. When in between it happened is not known.
        was: the item as it stood before; of one that came, ``None``.
        is_reread: whether the two looks were read by different revisions of the code, so that it
            may be nobody's doing.
    """

    kind: Kind
    item: Item
    after: datetime
    by: datetime
    was: Item | None = None
    is_reread: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """A time without a break that an item stood on a list.

    Attributes:
        after: the last look before it without the item; ``None`` where there was none.
        first, last: the first and the last look at it.
        by: the first look after it without the item; ``None`` where there was none.
        departure: how it went.
    """

    after: datetime | None
    first: datetime
    last: datetime
    by: datetime | None = None
    departure: Kind | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """An item through all looks.

    Attributes:
        key: of its page.
        seen: each time it was seen, and how it stood there.
        stays: when it stood there.
        changes: what became of it.
    """

    key: str
    seen: tuple[tuple[datetime, Item], ...]
    stays: tuple[Stay, ...]
    changes: tuple[Change, ...]

    @property
    def last(self) -> Item:
        """The item as it was seen last."""
        return self.seen[-1][1]

    @property
    def best(self) -> tuple[datetime, Item]:
        """Where it stood highest, and when first."""
        return min(self.seen, key=lambda one: (one[1].place, one[0]))

    @property
    def titles(self) -> tuple[tuple[str, datetime, datetime], ...]:
        """Its headlines in order, each with the first and the last look at it."""
        runs = [list(run) for _, run in groupby(self.seen, key=lambda one: one[1].title)]
        return tuple((run[0][1].title, run[0][0], run[-1][0]) for run in runs)

    @property
    def at_top(self) -> timedelta:
        """How long it stood at the top at least: from look to look that saw it there."""
        spans = [
            later - time
            for (time, item), (later, after) in pairwise(self.seen)
            if item.place == after.place == 1 and any(s.first <= time < s.last for s in self.stays)
        ]
        return sum(spans, timedelta())


@dataclass(frozen=True, slots=True)
class Listing:
    """A list through time.

    Attributes:
        url: its address.
        form: what kind of list it is.
        order: how it is kept.
        looks: the captures that show it, oldest first.
        unread: those that say nothing of it.
        changes: what became of its items, oldest first.
        lives: its items by their keys, in the order they were first seen.
    """

    url: str
    form: Form
    order: Order
    looks: tuple[Look, ...]
    unread: tuple[Unread, ...] = ()
    changes: tuple[Change, ...] = ()
    lives: dict[str, Life] | None = None

    def life(self, key: str) -> Life | None:
        """The life of an item."""
        return (self.lives or {}).get(key)

    def at(self, time: datetime | None) -> int:
        """The number of the look that shows the list as it stood at a time.

        That is the last look up to it; the first, where none was that early.
        """
        if time is None:
            return len(self.looks) - 1
        return max(0, sum(1 for look in self.looks if look.time.replace(microsecond=0) <= time) - 1)
