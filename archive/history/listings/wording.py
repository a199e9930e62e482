"""How lists through time are told: intervals between looks, never instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.history.listings.items import Change, Life, Listing, Stay

if TYPE_CHECKING:
    from archive.history.listings.gathering import Stood

ORDERS = {
    "newest first": "its items stand newest first",
    "by hand": "its items are placed by hand, as far as is known: that one leaves says little",
    "none": "its order means nothing",
}
FORMS = {
    "page": "page", "feed": "feed", "sitemap": "sitemap", "news-sitemap": "news sitemap",
}  # fmt: skip


def between(after: datetime | None, by: datetime) -> str:
    """When something happened that two looks show: ``between 2025-10-05 14:02 and 14:31 UTC``."""
    end = by.astimezone(UTC)
    if after is None:
        return f"{end:%Y-%m-%d %H:%M} UTC or before"
    start = after.astimezone(UTC)
    day = "" if start.date() == end.date() else "%Y-%m-%d "
    return f"between {start:%Y-%m-%d %H:%M} and {end:{day}%H:%M} UTC"


def told(change: Change) -> str:
    """What became of an item, without when."""
    place, was = change.item.place, change.was.place if change.was else 0
    words = {
        "appeared": f"appeared, at place {place}",
        "back": f"came back, at place {place}",
        "moved up": f"moved up from place {was} to {place}",
        "moved down": f"moved down from place {was} to {place}",
        "retitled": "retitled",
        "kicker": "another kicker",
        "rolled off": f"rolled off the end, from place {place}",
        "vanished": f"vanished from place {place}; older ones below it stayed",
        "left": f"left, from place {place}",
    }
    note = " (read by another version of Greffe: may be technical)" if change.is_reread else ""
    return words[change.kind] + note


def gone(stay: Stay) -> str:
    """How a stay ended: ``last seen …, first absent …``."""
    last = f"last seen {stay.last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if stay.by is None:
        return f"{last}, still there then"
    how = {"rolled off": "rolled off the end", "vanished": "vanished while older ones below stayed"}
    absent = f"first absent {stay.by.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{last}, {absent}" + (f" ({how[stay.departure]})" if stay.departure in how else "")


def standing(stood: Stood) -> str:
    """Where and when an article stood on a list, in a line."""
    life = stood.life
    first, last = life.stays[0], life.stays[-1]
    start = f"{first.first.astimezone(UTC):%Y-%m-%d %H:%M}"
    if last.by is None:
        until = f"still there {last.last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    else:
        until = f"to {last.last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    breaks = f", in {len(life.stays)} stays" if len(life.stays) > 1 else ""
    best = f", at best in place {life.best[1].place}" if stood.form in ("page", "feed") else ""
    titles = len({title for title, _, _ in life.titles})
    said = f", under {titles} headlines" if titles > 1 else ""
    return f"{stood.url} from {start} {until}{breaks}{best}{said}"


def top(life: Life) -> str:
    """How long an item stood at the top, as far as was seen; empty where it never did."""
    if life.best[1].place != 1:
        return ""
    minutes = round(life.at_top.total_seconds() / 60)
    hours = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
    return f"at the top for {hours} at least" if minutes else "at the top in one look"


def looked(listing: Listing) -> str:
    """By how many looks a list is known: ``36 looks from … to …``; how many say nothing of it."""
    first, last = listing.looks[0].time, listing.looks[-1].time
    count = len(listing.looks)
    words = f"{count:,} look{'s' if count > 1 else ''}"
    if count > 1:
        words += (
            f" from {first.astimezone(UTC):%Y-%m-%d %H:%M} to {last.astimezone(UTC):%Y-%m-%d %H:%M}"
        )
    else:
        words += f" at {first.astimezone(UTC):%Y-%m-%d %H:%M}"
    silent = len(listing.unread)
    return f"{words} UTC" + (f"; {silent:,} more say nothing of it" if silent else "")
