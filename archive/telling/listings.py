"""Lists through time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.archive import Archive
from archive.history.listings import Change, Life, Listing, Look, Stay, stood_on


def look_records(listing: Listing, look: Look) -> Iterator[dict[str, Any]]:
    """What stood on a list at a time, and since when."""
    kinds: dict[str, list[str]] = {}
    for change in listing.changes:
        if change.by == look.time:
            kinds.setdefault(change.item.key, []).append(change.kind)
    for item in look.items:
        life = listing.life(item.key)
        stay = _stay_at(life, look) if life else None
        yield {
            "captured": look.time, "place": item.place, "title": item.title, "url": item.url,
            "day": item.day, "changes": kinds.get(item.key, []),
            "after": stay.after if stay else None, "first": stay.first if stay else look.time,
        }  # fmt: skip


def stood_records(archive: Archive, url: str) -> list[dict[str, Any]]:
    """The lists on which a page stood."""
    return [
        {"listing": one.url, "form": one.form, "is_there": one.is_there, **life_record(one.life)}
        for one in stood_on(archive, url)
    ]


def change_record(one: Change) -> dict[str, Any]:
    """What became of an item from one look to the next."""
    was = one.was
    return {
        "change": one.kind, "after": one.after, "by": one.by, "url": one.item.url,
        "title": one.item.title, "place": one.item.place, "day": one.item.day,
        "old_title": was.title if was else None, "old_place": was.place if was else None,
        "reread": one.is_reread,
    }  # fmt: skip


def life_record(life: Life) -> dict[str, Any]:
    """An item of a list through time."""
    time, best = life.best
    return {
        "url": life.last.url,
        "title": life.last.title,
        "best_place": best.place,
        "best_place_at": time,
        "seconds_at_top": round(life.at_top.total_seconds()),
        "stays": [
            {"after": one.after, "first": one.first, "last": one.last, "by": one.by,
             "departure": one.departure}
            for one in life.stays
        ],
        "titles": [
            {"title": title, "first": first, "last": last} for title, first, last in life.titles
        ],
        "places": [{"captured": when, "place": item.place} for when, item in life.seen],
        "changes": [change_record(one) for one in life.changes],
    }  # fmt: skip


def _stay_at(life: Life, look: Look) -> Stay | None:
    return next((one for one in life.stays if one.first <= look.time <= one.last), None)
