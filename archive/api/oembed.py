"""oEmbed 1.0 (https://oembed.com): a page of the reading room as a card in other people's pages.

A card of type ``link``: it tells what is there, and brings no frame or picture into a page that is
not ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.api.of_pages import shown
from archive.api.parameters import Refused
from archive.api.problems import problem
from archive.api.uris import room_of
from archive.archive import Archive
from archive.errors import NotFound
from archive.presence.wording import clock
from archive.serving.addresses import Address, parsed
from archive.serving.base import Base
from archive.serving.readers import Readers
from archive.telling.plain import written

PATHS = ("/page/", "/replay/")
"""Beginnings of addresses that there are cards of."""
TYPE = "application/json+oembed"


def routes(readers: Readers, base: Base | None) -> Sequence[BaseRoute]:
    """The endpoint, for the reading room."""

    # Reads the archive; as a plain function it is run in a thread.
    def oembed(request: Request) -> Response:
        room = (base or Base(room_of(request))).url
        if request.query_params.get("format", "json") != "json":
            return problem(501, "cards are had as JSON only: format=json")
        try:
            place = _asked(request, room)
            told = card(readers.here(), place, room)
        except Refused as error:
            return problem(400, str(error), error.faults)
        except NotFound as error:
            return problem(404, str(error))
        return Response(written(told), media_type="application/json")

    return (Route("/oembed", oembed),)


def card(archive: Archive, place: Address, room: str) -> dict[str, object]:
    """What is told of a page of the reading room (oEmbed 1.0, 2.3.4)."""
    capture = shown(archive, place.url, place.at)
    version = archive.version_of(capture)
    title = (version.title if version else "") or capture.url
    return {
        "version": "1.0",
        "type": "link",
        "title": f"{title} (captured {clock(capture.time)})",
        "author_name": capture.source or urlsplit(capture.url).hostname or capture.url,
        "author_url": capture.url,
        "provider_name": "Greffe",
        "provider_url": f"{room}/",
        "cache_age": 3600,
    }


def path(room: str, page: str) -> str:
    """The address of the card of a page.

    Args:
        room: address of the reading room.
        page: path of the page in it.
    """
    return f"/oembed?url={quote(room + page, safe='')}"


def _asked(request: Request, room: str) -> Address:
    url = request.query_params.get("url", "")
    if not url:
        raise Refused({"url": f"is missing; one is {room}/page/https://www.example.org/"})
    known = {room, room_of(request)}
    start = next((f"{one}{path}" for one in known for path in PATHS
                  if url.startswith(f"{one}{path}")), None)  # fmt: skip
    place = parsed(url[len(start) :]) if start else None
    if place is None:
        raise NotFound(f"{url[:200]} is no page of this reading room")
    return place
