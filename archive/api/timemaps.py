"""Memento (RFC 7089): TimeGates, TimeMaps, and the links that lead to them.

A TimeGate redirects (pattern 2.1). URI-M is the address of a capture as it was received.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.uris import memento_uri, room_of, timegate_uri, timemap_uri
from archive.archive import Archive
from archive.replay.closest import closest
from archive.replay.raw import Answer
from archive.serving.addresses import Address, asked, period_start, quoted
from archive.serving.readers import Readers
from archive.store import pages
from archive.store.captures import Capture
from archive.timemap.links import Link, field
from archive.timemap.mementos import neighbours
from archive.timemap.timemap import FORMS, Uris, timemap_of
from archive.urls import timestamp

# RFC 7089, 2.1.1: of the forms of HTTP dates, this one only.
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_VARY = {"Vary": "accept-datetime"}


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of TimeGates and TimeMaps, for the reading room."""
    desk = _Desk(readers)
    return (
        Route("/timegate/{address:path}", desk.timegate),
        Route("/timemap/{form}/{address:path}", desk.timemap),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def timegate(self, request: Request) -> Response:
        """On to the memento nearest to the time that is asked for; without any the latest."""
        place = asked(request.scope, "/timegate/", times=0)
        if place is None:
            return _refused(404, "this address holds no URL; one is /timegate/https://example.org/")
        wanted = request.headers.get("accept-datetime")
        at = accepted(wanted) if wanted is not None else None
        room = room_of(request)
        original = field([Link(quoted(place.url), "original")])
        if wanted is not None and at is None:
            words = f"Accept-Datetime is {wanted[:60]!r}; it is as in Sun, 05 Oct 2025 12:00:00 GMT"
            return _refused(400, words, {"Link": original, **_VARY})
        archive = self._readers.here()
        digits = timestamp(at) if at else ""
        # Without a capture of its own, replay would take one of a URL that is only like it.
        found = archive.capture(place.url) and closest(archive, Address(place.url, (digits,)))
        if found is None:
            words = "the archive holds no memento of this URL"
            return _refused(404, words, {"Link": original, **_VARY})
        links = links_of(archive, room, place.url, found.time, place.url)
        answer = RedirectResponse(memento_uri(room, place.url, found.time), 302)
        answer.headers["Link"] = field(link for link in links if link.rel != "timegate")
        answer.headers.update(_VARY)
        return answer

    def timemap(self, request: Request) -> Response:
        """The mementos of a URL, or those from a time on."""
        form = request.path_params["form"]
        place = asked(request.scope, f"/timemap/{form}/")
        if form not in FORMS:
            words = f"TimeMaps come in the forms {', '.join(FORMS)}"
            return _refused(404, f"{words}; one is /timemap/link/https://example.org/")
        if place is None:
            return _refused(404, "this address holds no URL")
        room = room_of(request)
        uris = Uris(
            partial(memento_uri, room, place.url),
            timegate_uri(room, place.url),
            lambda since, form: timemap_uri(room, place.url, since, form),
        )
        found = timemap_of(self._readers.here(), place.url, uris, period_start(place.digits))
        if found is None:
            words = "the archive holds no memento of this URL"
            return _refused(404, words, {"Link": field([Link(quoted(place.url), "original")])})
        media_type, told = FORMS[form]
        return Response(told(found), headers={"Content-Type": media_type})


def accepted(value: str) -> datetime | None:
    """The time of an ``Accept-Datetime``; ``None`` where it names none."""
    try:
        found = (
            parsedate_to_datetime(value.strip()) if _HTTP_DATE.fullmatch(value.strip()) else None
        )
    except ValueError:
        return None
    return found


def links_of(archive: Archive, room: str, url: str, time: datetime, original: str) -> list[Link]:
    """Links from a memento: to what it is of, TimeGate, TimeMap, and its neighbours.

    Args:
        archive: the archive.
        room: origin of the reading room.
        url: by which the memento was asked for.
        time: when it was captured.
        original: the URL that was captured.
    """
    near = neighbours(archive, url, time)
    first, last = (near.first, near.last) if near else (None, None)
    links = [
        Link(quoted(original), "original"),
        Link(timegate_uri(room, url), "timegate"),
        Link(timemap_uri(room, url), "timemap", since=first, until=last),
    ]
    if near is None:
        return links
    rels: dict[datetime, list[str]] = {}
    own = time.replace(microsecond=0)
    for rel, other in (
        ("first", near.first), ("prev", near.before), ("", own), ("next", near.after),
        ("last", near.last),
    ):  # fmt: skip
        if other is not None:
            rels.setdefault(other, []).append(rel)
    return links + [
        Link(memento_uri(room, url, other), " ".join([*filter(None, words), "memento"]), other)
        for other, words in sorted(rels.items())
    ]


def header(request: Request, archive: Archive, capture: Capture, place: Address) -> str:
    """The ``Link`` field of what shows a capture that was asked for at a place."""
    url = place.url
    if pages.of_url(archive.connection, url) != capture.page_id:
        url = capture.url  # found without numbers that only keep caches from answering
    return field(links_of(archive, room_of(request), url, capture.time, capture.url))


def linked(
    request: Request, archive: Archive, answer: Answer, capture: Capture, place: Address
) -> Answer:
    """The answer of a capture, with links to what is around it.

    Where it was asked for at another time, or by another URL, its own address is told besides.
    """
    fields = [pair for pair in answer.fields if pair[0].lower() != "link"]
    fields.append(("Link", header(request, archive, capture, place)))
    if place.digits != timestamp(capture.time) or place.url != capture.url:
        own = memento_uri(room_of(request), capture.url, capture.time)
        fields.append(("Content-Location", own))
    return replace(answer, fields=tuple(fields))


def _refused(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{status}: {words}\n", status, headers)
