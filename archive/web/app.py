"""The reading room: every view is a page of plain HTML with an address that can be sent on.

What comes out of the archive was written by strangers. It is escaped, linked to only where it is
http or https, and never runs here: pages are shown on the replay origin.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api import cdx, endpoints, oembed, timemaps, warc
from archive.api import views as machine
from archive.api.problems import is_for_programs, problem
from archive.archive import READABLE, Archive
from archive.errors import BadInput, GreffeError, NotFound, TooSlow
from archive.history import difference
from archive.history.blame.gathering import blame_of
from archive.history.blame.wording import clocks, outcomes
from archive.history.choosing import chosen
from archive.leaves.leaf import is_pdf
from archive.replay import raw
from archive.replay.app import codings, sent, wanted
from archive.replay.closest import closest, target
from archive.replay.notes import in_place_of, is_page
from archive.replay.ranges import ranged
from archive.replay.showing import parts_of
from archive.serving import languages
from archive.serving.addresses import Address, address, asked, is_web, period_start, whole_url
from archive.serving.guard import ENTRY, App, Guard, by_password, origin
from archive.serving.readers import Readers
from archive.serving.venue import HERE, Venue
from archive.store.captures import Capture
from archive.store.database import meaning
from archive.store.sqlite import sqlite3
from archive.store.texts import Version
from archive.translation import _
from archive.urls import parsed_time, timestamp
from archive.web import (
    beside,
    changes,
    citing,
    crawls,
    holdings,
    listings,
    papers,
    picturing,
    presence,
    saving,
    sources,
    views,
)
from archive.web import blame as blaming
from archive.web import search as searching
from archive.web.comparing import comparison, neighbours
from archive.web.linked import links_of
from archive.web.pages import (
    compare_path,
    diff_path,
    environment,
    page_path,
    picture_path,
    raw_path,
    still_path,
)
from archive.web.parts import shares_of
from archive.web.said import said, site_of

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
)
_SIMILAR = 20
_PASSAGES = 4


def app(
    readers: Readers, replay_port: int, routes: Sequence[BaseRoute] = (), venue: Venue = HERE
) -> App:
    """The ASGI application of the reading room.

    Args:
        readers: the archive.
        replay_port: port on which saved pages are shown.
        routes: further routes on the same origin.
        venue: where it is reached.
    """
    room = _Room(readers, replay_port, venue)
    own = [
        Route("/", room.home),
        Route("/page/{address:path}", room.page),
        Route("/diff/{address:path}", room.diff),
        Route("/compare/{address:path}", room.diff),
        Route("/between", room.between),
        Route("/blame", room.blame),
        Route("/blame/{address:path}", room.blame),
        Route("/similar/{address:path}", room.similar),
        Route("/replay/{address:path}", room.replay),
        Route("/still/{address:path}", room.still),
        Route("/raw/{address:path}", room.raw),
        Route("/static/{name}", room.static),
        *beside.routes(readers, replay_port, venue.lock, _POLICY),
        *citing.routes(readers, venue.base),
        *languages.routes(),
        *listings.routes(readers),
        *picturing.routes(readers),
        *changes.routes(readers),
        *crawls.routes(readers),
        *presence.routes(readers),
        *sources.routes(readers),
        *searching.routes(readers),
        *machine.routes(readers, venue.base),
        *oembed.routes(readers, venue.base),
        *endpoints.routes(readers, venue.language),
        *(one for api in (cdx, timemaps, warc) for one in api.routes(readers)),
        *(saving.routes(readers, venue.saver) if venue.saver else ()),
    ]
    application = Starlette(
        routes=[*own, *routes],
        exception_handlers={
            HTTPException: room.refused,
            GreffeError: room.failed,
            sqlite3.Error: room.unread,
            Exception: room.broken,
        },
    )
    application.router.redirect_slashes = False
    headers = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "DENY"}
    spoken = languages.Interpreter(application, venue.language)
    return Guard(spoken, {**headers, "Cache-Control": "no-cache"}, venue, by_password)


class _Room:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, replay_port: int, venue: Venue) -> None:
        self._readers = readers
        self._lock = venue.lock
        self._replay_port = replay_port
        self._base = venue.base
        self._pages = environment(can_save=readers.can_save)

    def _page(
        self, template: str, status: int = 200, policy: str = _POLICY, **values: Any
    ) -> Response:
        body = self._pages.get_template(template).render(**{"query": "", "here": "", **values})
        return HTMLResponse(body, status, {"Content-Security-Policy": policy})

    def _message(self, status: int, title: str, words: str, **values: Any) -> Response:
        blank: dict[str, Any] = {"links": (), "url": ""}
        return self._page("message.html", status, title=title, words=words, **{**blank, **values})

    def home(self, request: Request) -> Response:
        """What the archive holds, and where to begin."""
        del request
        archive = self._readers.here()
        return self._page(
            "home.html",
            here="home",
            holdings=holdings.of(archive),
            sources=holdings.sources(archive),
            recent=changes.recent(archive, 5),
        )

    def page(self, request: Request) -> Response:
        """A page: its text at some time, and its history."""
        place = asked(request.scope, "/page/")
        if place is None:
            return self._no_url()
        # With numpy, which a server need not wait for when it starts.
        from archive.similar import number_similar

        archive = self._readers.here()
        view = views.page_view(archive, place)
        if view is None:
            return self._not_archived(archive, place)
        capture, memento = view.capture, view.memento
        base = citing.base_at(request, self._base)
        spoken = said(archive, capture, view.version)
        answer = self._page(
            "page.html",
            view=view,
            base=base,
            oembed=oembed.path(base.url, page_path(capture.url, capture.time)),
            forms=citing.of_capture(archive, capture, base),
            quoting=citing.block_path(capture),
            said=spoken,
            links=links_of(archive, capture, spoken),
            stood=listings.standing(archive, capture.url),
            paper=papers.of(archive, capture),
            presence=presence.shown(archive, view.url),
            site=site_of(archive, view.url),
            can_replay=memento is not None and is_page(memento),
            is_pdf=memento is not None and is_pdf(memento),
            target=target(capture),
            picture=raw_path(view.url, capture.time),
            similar=number_similar(archive, view.version) if view.version else 0,
        )
        answer.headers["Link"] = timemaps.header(request, archive, capture, place)
        return answer

    def diff(self, request: Request) -> Response:
        """What changed in a page from one time to another."""
        side = request.url.path.startswith("/compare/")
        place = asked(request.scope, "/compare/" if side else "/diff/", times=2)
        if place is None:
            return self._no_url()
        archive = self._readers.here()
        old, new = (_text_at(archive, place.url, digits) for digits in place.times)
        if old is None or new is None:
            return self._not_archived(archive, place)
        versions = archive.versions(place.url)
        return self._page(
            "diff.html", url=new[0].url, old=old, new=new, side=side,
            found=comparison(difference(old[1], new[1]), old[1].pages, new[1].pages),
            versions=versions, pairs=neighbours(versions, old[1], new[1]),
        )  # fmt: skip

    def between(self, request: Request) -> Response:
        """Lead to the difference of the two texts that are named in a form."""
        values = request.query_params
        url = whole_url(values.get("url", ""))
        if url is None:
            return self._no_url()
        try:
            old, new = chosen(self._readers.here(), url, values.get("old"), values.get("new"))
        except (BadInput, NotFound) as error:
            return self._message(404, _("Nothing to compare"), str(error), url=url)
        way = compare_path if values.get("side") else diff_path
        return RedirectResponse(way(url, old.captured, new.captured), 303)

    def blame(self, request: Request) -> Response:
        """Since when each sentence of a page stands there."""
        values = request.query_params
        place = asked(request.scope, "/blame/") or blaming.named(values)
        if place is None:
            return self._no_url()
        is_form = request.url.path == "/blame"
        archive = self._readers.here()
        found = blame_of(archive, place.url, place.at)
        if found is None:
            return self._not_archived(archive, place)
        since = values.get("since", "").strip() if is_form else ""
        start = parsed_time(since)
        view = blaming.view_of(found, start)
        return self._page(
            "blame.html", view=view, found=found, blame=found.blame, digits=place.digits,
            since=since, start=start, at=place.at, silent=outcomes(found.blame),
            clocks=clocks,
        )  # fmt: skip

    def similar(self, request: Request) -> Response:
        """Texts of other pages that are similar to that of a page."""
        from archive.similar import similar

        place = asked(request.scope, "/similar/")
        if place is None:
            return self._no_url()
        archive = self._readers.here()
        try:
            found = similar(archive, place.url, at=place.at, limit=_SIMILAR)
        except NotFound:
            return self._not_archived(archive, place)
        return self._page(
            "similar.html", url=place.url, at=place.at, found=found, most=_SIMILAR,
            passages=_PASSAGES,
        )  # fmt: skip

    def replay(self, request: Request) -> Response:
        """A saved page as it looked, in a frame of the replay origin."""
        place = asked(request.scope, "/replay/")
        if place is None:
            return self._no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if capture is None or memento is None or not is_page(memento):
            return self._no_replay(archive, place, memento)
        first = address("/replay", place.url, capture.time)
        return self._framed("replay.html", request, place, capture, first, script="'self'")

    def still(self, request: Request) -> Response:
        """A saved page without its scripts, in a frame of the replay origin."""
        place = asked(request.scope, "/still/")
        if place is None:
            return self._no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if capture is None or memento is None or not is_page(memento):
            return self._no_replay(archive, place, memento)
        if leads := target(capture):
            return RedirectResponse(still_path(leads, capture.time), 303)
        first = address("/still", place.url, capture.time)
        parts = parts_of(archive, memento, timestamp(capture.time))
        shares = shares_of(parts, capture)
        return self._framed("still.html", request, place, capture, first, shares=shares)

    def _framed(
        self, template: str, request: Request, place: Address, capture: Capture, first: str,
        script: str = "'none'", **values: Any,
    ) -> Response:  # fmt: skip
        """A line of ours above a frame of the replay origin."""
        saved = origin(request.scope, self._replay_port)
        asked_with = {"pass": self._lock.given(), "to": first} if self._lock else {}
        answer = self._page(
            template, policy=f"{_POLICY}; script-src {script}; frame-src {saved}", url=place.url,
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
            return self._no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if memento is None:
            return self._not_archived(archive, place)
        answer = raw.for_download(memento, codings(request))
        answer = ranged(answer, wanted(request, memento))
        answer = timemaps.linked(request, archive, answer, memento.capture, place)
        return sent(answer, self._readers, memento)

    async def static(self, request: Request) -> Response:
        """A style sheet or script of our own."""
        file = _STATIC / request.path_params["name"]
        if file.parent != _STATIC or not file.is_file():
            return PlainTextResponse("404\n", 404)
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        body = file.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, media_type=kind, headers={"ETag": tag})

    def refused(self, request: Request, error: Exception) -> Response:
        """What is said about an address that leads nowhere."""
        status = getattr(error, "status_code", 404)
        if is_for_programs(request):
            return problem(status, "there is no such endpoint; /api/openapi.json names them all")
        title = _("Nothing here") if status == 404 else _("This cannot be done")
        return self._message(status, title, _("The reading room has no such address."))

    def failed(self, request: Request, error: Exception) -> Response:
        """What is said when the archive cannot be read."""
        if is_for_programs(request):
            return problem(503, str(error))
        title = (
            _("This took too long")
            if isinstance(error, TooSlow)
            else _("The archive cannot be read")
        )
        return self._message(503, title, str(error))

    def unread(self, request: Request, error: Exception) -> Response:
        """What is said when SQLite says no."""
        return self.failed(request, meaning(error, self._readers.path))

    def broken(self, request: Request, error: Exception) -> Response:
        """What is said about a fault of ours; its traceback goes to the server's log."""
        words = _("Unforeseen {kind}: {error}", kind=type(error).__name__, error=error)
        if is_for_programs(request):
            return problem(500, words)
        return self._message(500, _("This went wrong"), words)

    def _no_url(self) -> Response:
        words = _("This address holds no URL; one looks like /page/https://www.example.org/news.")
        return self._message(404, _("Which page?"), words)

    def _not_archived(self, archive: Archive, place: Address) -> Response:
        links = [(page_path(url), url) for url in views.neighbours(archive, place.url)]
        if archive.capture(place.url) is not None:
            words, links = (
                _("There are captures of it, but none with a text."),
                [(page_path(place.url), _("Its captures"))],
            )
            return self._message(404, _("No text of this page"), words, url=place.url, links=links)
        near = _("The archive holds these near it:") if links else ""
        if gone := views.removed(archive, place.url):
            words = f"{gone[0].words} {near}".rstrip()
            title = _("No longer in this archive")
            return self._message(410, title, words, url=place.url, links=links)
        told = [_("The archive holds no capture of this address.")]
        if is_web(place.url) and not self._readers.can_save:
            command = f"greffe save {shlex.quote(place.url)}"
            told.append(_("The command {command} makes one.", command=command))
        words = " ".join(filter(None, (*told, near)))
        return self._message(404, _("Not in this archive"), words, url=place.url, links=links)

    def _no_replay(self, archive: Archive, place: Address, memento: Any) -> Response:
        if memento is None and archive.capture(place.url) is None:
            return self._not_archived(archive, place)
        title, words = in_place_of(memento)
        at = place.at
        links = [(page_path(place.url, at), _("Its record in the reading room"))]
        if memento is not None and is_pdf(memento):
            links.insert(0, (picture_path(place.url, memento.capture.time), _("See its pages")))
        if memento is not None:
            links.append((raw_path(place.url, memento.capture.time), _("Download as received")))
        return self._message(404, title, words, url=place.url, links=links)


def _text_at(archive: Archive, url: str, digits: str) -> tuple[Any, Version] | None:
    capture = archive.capture(url, period_start(digits), outcomes=READABLE)
    version = archive.version_of(capture) if capture else None
    return (capture, version) if capture and version else None
