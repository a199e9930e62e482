"""Saved pages in frames of the replay origin, and the files they came as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api import timemaps
from archive.archive import Archive
from archive.leaves.leaf import is_pdf
from archive.memento import Memento
from archive.replay import raw
from archive.replay.app import codings, sent, wanted
from archive.replay.closest import closest, target
from archive.replay.notes import in_place_of, is_page
from archive.replay.ranges import ranged
from archive.replay.showing import parts_of
from archive.serving.addresses import Address, address, asked
from archive.serving.guard import ENTRY, origin
from archive.serving.readers import Readers
from archive.serving.venue import Venue
from archive.store.captures import Capture
from archive.translation import _
from archive.urls import timestamp
from archive.web import views
from archive.web.answers import POLICY, Answers
from archive.web.missing import not_archived
from archive.web.parts import shares_of
from archive.web.paths import page_path, picture_path, raw_path, still_path


def routes(readers: Readers, replay_port: int, venue: Venue) -> Sequence[BaseRoute]:
    """The addresses of saved pages as they looked, for the reading room."""
    desk = _Desk(readers, replay_port, venue)
    return (
        Route("/replay/{address:path}", desk.replay),
        Route("/still/{address:path}", desk.still),
        Route("/raw/{address:path}", desk.raw),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, replay_port: int, venue: Venue) -> None:
        self._readers = readers
        self._replay_port = replay_port
        self._lock = venue.lock
        self._answers = Answers(readers)

    def replay(self, request: Request) -> Response:
        """A saved page as it looked, in a frame of the replay origin."""
        found = self._asked(request, "/replay/")
        if isinstance(found, Response):
            return found
        place, memento = found
        first = address("/replay", place.url, memento.capture.time)
        return self._framed("replay.html", request, place, memento.capture, first, script="'self'")

    def still(self, request: Request) -> Response:
        """A saved page without its scripts, in a frame of the replay origin."""
        found = self._asked(request, "/still/")
        if isinstance(found, Response):
            return found
        place, memento = found
        capture = memento.capture
        if leads := target(capture):
            return RedirectResponse(still_path(leads, capture.time), 303)
        first = address("/still", place.url, capture.time)
        parts = parts_of(self._readers.here(), memento, timestamp(capture.time))
        shares = shares_of(parts, capture)
        return self._framed("still.html", request, place, capture, first, shares=shares)

    def _asked(self, request: Request, prefix: str) -> tuple[Address, Memento] | Response:
        """The saved page that is asked for; an answer where there is none to be framed."""
        place = asked(request.scope, prefix)
        if place is None:
            return self._answers.no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if memento is None or not is_page(memento):
            return self._no_replay(archive, place, memento)
        return place, memento

    def _framed(
        self, template: str, request: Request, place: Address, capture: Capture, first: str,
        script: str = "'none'", **values: Any,
    ) -> Response:  # fmt: skip
        """A line of ours above a frame of the replay origin."""
        saved = origin(request.scope, self._replay_port)
        asked_with = {"pass": self._lock.given(), "to": first} if self._lock else {}
        answer = self._answers.page(
            template, policy=f"{POLICY}; script-src {script}; frame-src {saved}", url=place.url,
            capture=capture, origin=saved, first=first,
            source=saved + (f"{ENTRY}?{urlencode(asked_with)}" if asked_with else first),
            off=views.off(place, capture), at=place.at, **values,
        )  # fmt: skip
        archive = self._readers.here()
        answer.headers["Link"] = timemaps.header(request, archive, capture, place)
        return answer

    def raw(self, request: Request) -> Response:
        """The payload of a capture, as a file to keep."""
        place = asked(request.scope, "/raw/")
        if place is None:
            return self._answers.no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if memento is None:
            return self._not_archived(archive, place)
        answer = raw.for_download(memento, codings(request))
        answer = ranged(answer, wanted(request, memento))
        answer = timemaps.linked(request, archive, answer, memento.capture, place)
        return sent(answer, self._readers, memento)

    def _no_replay(self, archive: Archive, place: Address, memento: Memento | None) -> Response:
        if memento is None and archive.capture(place.url) is None:
            return self._not_archived(archive, place)
        title, words = in_place_of(memento)
        at = place.at
        links = [(page_path(place.url, at), _("Its record in the reading room"))]
        if memento is not None and is_pdf(memento):
            links.insert(0, (picture_path(place.url, memento.capture.time), _("See its pages")))
        if memento is not None:
            links.append((raw_path(place.url, memento.capture.time), _("Download as received")))
        return self._answers.message(404, title, words, url=place.url, links=links)

    def _not_archived(self, archive: Archive, place: Address) -> Response:
        return not_archived(self._answers, archive, place, can_save=self._readers.can_save)
