"""All views of the reading room but the first page."""

from __future__ import annotations

from starlette.routing import Router

from archive.api import cdx, endpoints, oembed, timemaps, warc
from archive.api import views as machine
from archive.serving.readers import Readers
from archive.serving.venue import Venue
from archive.web import (
    beside,
    changes,
    citing,
    crawls,
    frames,
    listings,
    picturing,
    presence,
    reading,
    saving,
    search,
    sources,
    watches,
)


def rest(readers: Readers, replay_port: int, venue: Venue) -> Router:
    """What answers to their addresses: pages, machine forms and the web's own protocols.

    Args:
        readers: the archive.
        replay_port: port on which saved pages are shown.
        venue: where it is reached.
    """
    views = (
        *reading.routes(readers, venue),
        *frames.routes(readers, replay_port, venue),
        *beside.routes(readers, replay_port, venue.lock),
        *citing.routes(readers, venue.base),
        *listings.routes(readers),
        *picturing.routes(readers),
        *changes.routes(readers),
        *crawls.routes(readers),
        *presence.routes(readers),
        *sources.routes(readers),
        *watches.routes(readers, venue.clerk),
        *search.routes(readers, can_watch=venue.clerk is not None),
        *machine.routes(readers, venue.base),
        *oembed.routes(readers, venue.base),
        *endpoints.routes(readers, venue.language),
        *(one for api in (cdx, timemaps, warc) for one in api.routes(readers)),
        *(saving.routes(readers, venue.saver) if venue.saver else ()),
    )
    return Router(views, redirect_slashes=False)
