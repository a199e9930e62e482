"""Lists in the reading room: what stood on one at a time, and where an article stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.archive import Archive
from archive.history.listings import (
    DEPARTURES,
    Change,
    Item,
    Listing,
    Look,
    Stay,
    Stood,
    listing_of,
    stood_on,
    wording,
)
from archive.serving.addresses import asked
from archive.serving.readers import Readers
from archive.urls import timestamp
from archive.web.pages import environment
from archive.web.strips import HEIGHT, WIDTH, Strip, strip

_WINDOW = timedelta(days=2)
"""Time on either side of a look that the strips of its items cover."""
_TICKS = 400
_MOST, _SHOWN = 500, 3
"""Items of a list that are shown, and lists on an article's own page."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a list at a time.

    Attributes:
        item: as it stood there.
        changes: what became of it since the look before.
        stay: since when it had stood there.
        strip: its places about that time.
    """

    item: Item
    changes: tuple[Change, ...]
    stay: Stay | None
    strip: Strip | None

    @property
    def is_new(self) -> bool:
        """Whether it was not there in the look before."""
        return any(change.kind in ("appeared", "back") for change in self.changes)


@dataclass(frozen=True, slots=True)
class View:
    """A list at a time.

    Attributes:
        listing: the list through all times.
        look: the one that is shown.
        rows: its items.
        left: how many are not shown.
        gone: what had gone since the look before.
        before, after: the looks next to it.
        day_before, day_after: the looks a day or more away from it.
        ticks: the looks on a line from 0 to 1000.
    """

    listing: Listing
    look: Look
    rows: tuple[Row, ...]
    left: int
    gone: tuple[Change, ...]
    before: Look | None
    after: Look | None
    day_before: Look | None
    day_after: Look | None
    ticks: tuple[tuple[int, Look], ...]


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of lists, for the reading room."""
    desk = _Desk(readers)
    return (
        Route("/listing/{address:path}", desk.listing),
        Route("/stood/{address:path}", desk.stood),
    )


def view_of(listing: Listing, at: datetime | None) -> View:
    """What is shown of a list as it stood at a time."""
    looks = listing.looks
    number = listing.at(at)
    look = looks[number]
    near = [one for one in looks if abs(one.time - look.time) <= _WINDOW]
    changes: dict[str, list[Change]] = {}
    for change in listing.changes:
        if change.by == look.time:
            changes.setdefault(change.item.key, []).append(change)
    gone = [one for several in changes.values() for one in several if one.kind in DEPARTURES]
    day = timedelta(hours=23)
    return View(
        listing,
        look,
        tuple(_row(listing, item, changes, look, near) for item in look.items[:_MOST]),
        max(0, len(look.items) - _MOST),
        tuple(gone),
        looks[number - 1] if number else None,
        looks[number + 1] if number + 1 < len(looks) else None,
        next((one for one in reversed(looks[:number]) if look.time - one.time >= day), None),
        next((one for one in looks[number:] if one.time - look.time >= day), None),
        tuple(_ticks(looks)),
    )


def _row(
    listing: Listing,
    item: Item,
    changes: dict[str, list[Change]],
    look: Look,
    near: Sequence[Look],
) -> Row:
    life = listing.life(item.key)
    stays = life.stays if life else ()
    stay = next((one for one in stays if one.first <= look.time <= one.last), None)
    line = strip(life, near) if life and len(near) > 1 and listing.order != "none" else None
    return Row(item, tuple(changes.get(item.key, ())), stay, line)


def _ticks(looks: Sequence[Look]) -> list[tuple[int, Look]]:
    start = looks[0].time
    span = (looks[-1].time - start).total_seconds() or 1.0
    some = looks[:: -(-len(looks) // _TICKS)]
    return [(round((one.time - start).total_seconds() / span * 1000), one) for one in some]


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def listing(self, request: Request) -> Response:
        """A list as it stood at a time."""
        place = asked(request.scope, "/listing/")
        archive = self._readers.here()
        found = listing_of(archive, place.url) if place else None
        if place is None or found is None:
            raise HTTPException(404)
        view = view_of(found, place.at)
        off = (
            place.at is not None and timestamp(view.look.time)[: len(place.digits)] != place.digits
        )
        return self._page("listing.html", view=view, off=off, asked=place)

    def stood(self, request: Request) -> Response:
        """The lists on which an article stood."""
        place = asked(request.scope, "/stood/")
        archive = self._readers.here()
        found = stood_on(archive, place.url) if place else []
        if place is None or not found:
            raise HTTPException(404)
        version = next((one for one in archive.versions(place.url) if one.is_current), None)
        title = (version.title if version else "") or found[0].life.last.title
        lines = [(one, strip(one.life, one.looks)) for one in found]
        is_held = bool(archive.captures(place.url))
        return self._page("stood.html", url=place.url, title=title, lines=lines, is_held=is_held)

    def _page(self, template: str, **values: Any) -> Response:
        values = {
            "query": "", "here": "", "w": wording, "strip_width": WIDTH, "strip_height": HEIGHT,
            **values,
        }  # fmt: skip
        return HTMLResponse(self._pages.get_template(template).render(**values))


def standing(archive: Archive, url: str) -> list[Stood]:
    """The lists on which an article stood highest, for its own page."""
    return stood_on(archive, url, _SHOWN)
