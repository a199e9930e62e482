"""How lists through time are told: intervals between looks, never instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.history.listings.items import Change, Life, Listing, Stay
from archive.translation import N_, NP_, _, n_
from archive.translation.table import Table

if TYPE_CHECKING:
    from archive.history.listings.gathering import Stood

ORDERS = Table({
    "newest first": N_("its items stand newest first"),
    "by hand": N_(
        "its items are placed by hand, as far as is known: that one leaves says little"
    ),
    "none": N_("its order means nothing"),
})  # fmt: skip
FORMS = Table({
    "page": NP_("form of a list", "page"),
    "feed": NP_("form of a list", "feed"),
    "sitemap": NP_("form of a list", "sitemap"),
    "news-sitemap": NP_("form of a list", "news sitemap"),
}, "form of a list")  # fmt: skip
ANSWERS = Table({
    "partial": NP_("outcome of a capture", "partial"),
    "redirect": NP_("outcome of a capture", "redirect"),
    "absent": NP_("outcome of a capture", "absent"),
    "error": NP_("outcome of a capture", "error"),
    "blocked": NP_("outcome of a capture", "blocked"),
    "failure": NP_("outcome of a capture", "failure"),
}, "outcome of a capture")  # fmt: skip
"""Captures that say nothing of a list, by outcome."""
_CLOCK = "%Y-%m-%d %H:%M"


def between(after: datetime | None, by: datetime) -> str:
    """When something happened that two looks show: ``between 2025-10-05 14:02 and 14:31 UTC``."""
    end = by.astimezone(UTC)
    if after is None:
        return _("{time} UTC or before", time=f"{end:{_CLOCK}}")
    start = after.astimezone(UTC)
    day = "" if start.date() == end.date() else "%Y-%m-%d "
    begun, ended = f"{start:{_CLOCK}}", f"{end:{day}%H:%M}"
    return _("between {start} and {end} UTC", start=begun, end=ended)


def told(change: Change) -> str:
    """What became of an item, without when."""
    place, was = change.item.place, change.was.place if change.was else 0
    words = _(_TOLD[change.kind], place=place, was=was)
    if change.is_reread:
        return _(
            "{change} (read by another version of Greffe: may be technical)", change=words
        )  # fmt: skip
    return words


_TOLD = {
    "appeared": N_("appeared, at place {place}"),
    "back": N_("came back, at place {place}"),
    "moved up": N_("moved up from place {was} to {place}"),
    "moved down": N_("moved down from place {was} to {place}"),
    "retitled": N_("retitled"),
    "kicker": N_("another kicker"),
    "rolled off": N_("rolled off the end, from place {place}"),
    "vanished": N_("vanished from place {place}; older ones below it stayed"),
    "left": N_("left, from place {place}"),
}


def gone(stay: Stay) -> str:
    """How a stay ended: ``last seen …, first absent …``."""
    last = f"{stay.last.astimezone(UTC):{_CLOCK}}"
    if stay.by is None:
        return _("last seen {last} UTC, still there then", last=last)
    message = _GONE.get(stay.departure or "", N_("last seen {last} UTC, first absent {by} UTC"))
    return _(message, last=last, by=f"{stay.by.astimezone(UTC):{_CLOCK}}")


_GONE = {
    "rolled off": N_("last seen {last} UTC, first absent {by} UTC (rolled off the end)"),
    "vanished": N_(
        "last seen {last} UTC, first absent {by} UTC (vanished while older ones below stayed)"
    ),
}


def standing(stood: Stood) -> str:
    """Where and when an article stood on a list, in a line."""
    return f"{stood.url} {stay_of(stood)}"


def stay_of(stood: Stood) -> str:
    """The same without the address of the list."""
    life = stood.life
    first, last = life.stays[0], life.stays[-1]
    start = f"{first.first.astimezone(UTC):{_CLOCK}}"
    end = f"{last.last.astimezone(UTC):{_CLOCK}}"
    if last.by is None:
        parts = [_("from {start} still there {end} UTC", start=start, end=end)]
    else:
        parts = [_("from {start} to {end} UTC", start=start, end=end)]
    if len(life.stays) > 1:
        parts.append(n_("in {n} stay", "in {n} stays", len(life.stays)))
    if stood.form in ("page", "feed"):
        parts.append(_("at best in place {place}", place=life.best[1].place))
    titles = len({title for title, _first, _last in life.titles})
    if titles > 1:
        parts.append(n_("under {n} headline", "under {n} headlines", titles))
    return ", ".join(parts)


def top(life: Life) -> str:
    """How long an item stood at the top, as far as was seen; empty where it never did."""
    if life.best[1].place != 1:
        return ""
    minutes = round(life.at_top.total_seconds() / 60)
    if not minutes:
        return _("at the top in one look")
    if minutes < 60:
        return _("at the top for {minutes} min at least", minutes=minutes)
    return _(
        "at the top for {hours} h {minutes} min at least",
        hours=minutes // 60, minutes=f"{minutes % 60:02}",
    )  # fmt: skip


def looked(listing: Listing) -> str:
    """By how many looks a list is known: ``36 looks from … to …``; how many say nothing of it."""
    first, last = listing.looks[0].time, listing.looks[-1].time
    count = len(listing.looks)
    start, end = f"{first.astimezone(UTC):{_CLOCK}}", f"{last.astimezone(UTC):{_CLOCK}}"
    if count > 1:
        words = n_(
            "{n} look from {start} to {end} UTC", "{n} looks from {start} to {end} UTC", count,
            start=start, end=end,
        )  # fmt: skip
    else:
        words = _("1 look at {time} UTC", time=start)
    if not (silent := len(listing.unread)):
        return words
    return n_(
        "{looks}; {n} more says nothing of it", "{looks}; {n} more say nothing of it", silent,
        looks=words,
    )  # fmt: skip
