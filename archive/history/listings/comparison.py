"""What became of the items of a list from one look to the next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile

from archive.history.listings import headlines
from archive.history.listings.items import Change, Item, Kind, Look, Order
from archive.urls import parsed_time

NEWS = timedelta(days=2)
"""A news sitemap names the articles of the last two days only (Google, news sitemaps)."""


_BOTH = 2


@dataclass(frozen=True, slots=True)
class Nature:
    """How a list is kept.

    Attributes:
        order: of its items.
        is_news: whether it names what is new only, and drops it after two days.
    """

    order: Order
    is_news: bool = False


def compared(old: Look, new: Look, nature: Nature) -> Iterator[Change]:
    """What became of each item from one look to the next, in the order of the new list.

    What came is ``appeared``, whether or not it had been there before the old look.
    """
    if old.items is new.items:
        return
    before = {item.key: item for item in old.items}
    now = {item.key: item for item in new.items}
    is_reread = old.reader != new.reader
    moved = set() if nature.order == "none" else _moved(old.items, new.items)
    ranks = {item.key: n for n, item in enumerate(i for i in old.items if i.key in now)}

    def change(kind: Kind, item: Item, was: Item | None) -> Change:
        return Change(kind, item, old.time, new.time, was, is_reread=is_reread)

    rank = 0
    for item in new.items:
        was = before.get(item.key)
        if was is None:
            yield change("appeared", item, None)
            continue
        said = headlines.verdict(was.title, item.title) if was.title != item.title else "same"
        if said != "same":
            yield change(said, item, was)
        if item.key in moved and (kind := _direction(ranks[item.key], rank, was, item)):
            yield change(kind, item, was)
        rank += 1
    for item in (one for one in old.items if one.key not in now):
        yield change(_departure(item, old, new, now, nature), item, item)


def _direction(old_rank: int, rank: int, was: Item, item: Item) -> Kind | None:
    """Which way an item moved: against those that stayed, if its place says so too.

    One that came before others, yet stands lower as new items pushed all of them down, did not.
    """
    if rank <= old_rank and item.place < was.place:
        return "moved up"
    return "moved down" if rank >= old_rank and item.place > was.place else None


def _departure(item: Item, old: Look, new: Look, now: dict[str, Item], nature: Nature) -> Kind:
    if nature.order == "none":
        return "rolled off" if nature.is_news and _is_old(item, new.time) else "left"
    # Where days show the order, what has none stands beside the list: a teaser over it, say.
    is_dated = nature.order == "newest first" and any(one.day for one in old.items)
    line = [one for one in old.items if one.day] if is_dated else old.items
    if item not in line:
        return "left"
    below = [one for one in line if one.place > item.place and one.key in now]
    if not below:
        return "rolled off" if _is_pushed_off(line, old, new, now) else "left"
    if nature.order != "newest first":
        return "left"
    # What stands above newer ones was pinned there: that it goes is no more than that.
    heir = below[0]
    return "left" if (item.day or "")[:10] < (heir.day or "")[:10] else "vanished"


def _is_pushed_off(line: Sequence[Item], old: Look, new: Look, now: dict[str, Item]) -> bool:
    """Whether the end of a list went as new items came: as many of them, or whole days of it."""
    tail = list(takewhile(lambda one: one.key not in now, reversed(line)))
    came = len(new.items) - sum(1 for one in old.items if one.key in now)
    if came >= len(tail):
        return True
    stays = line[len(line) - len(tail) - 1] if len(tail) < len(line) else None
    days = [(one.day or "")[:10] for one in (tail[-1], stays) if one]
    return len(tail) > 1 and len(days) == _BOTH and "" < days[0] < days[1]


def _is_old(item: Item, by: datetime) -> bool:
    told = parsed_time(item.day) if item.day else None
    # A day without an hour may be any hour of it.
    return told is None or by - told.astimezone(UTC) >= NEWS - timedelta(hours=1)


def _moved(old: Sequence[Item], new: Sequence[Item]) -> set[str]:
    """The fewest items by whose moves the order of the old list becomes that of the new one."""
    ranks = {item.key: number for number, item in enumerate(old)}
    common = [item.key for item in new if item.key in ranks]
    order = [ranks[key] for key in common]
    if all(a < b for a, b in pairwise(order)):
        return set()
    stays = _longest_rising(order)
    return {key for number, key in enumerate(common) if number not in stays}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence (patience sorting)."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(ends, number)
        before.append(places[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(number)
            places.append(place)
        else:
            ends[pile] = number
            places[pile] = place
    found: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
