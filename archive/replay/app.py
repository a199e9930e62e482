"""The replay origin: saved pages in a browser, apart from everything else.

It shows one thing to a browser, the frame that the reading room puts saved pages into, and
answers the worker in that frame. Nothing can be listed, searched or changed here: scripts of
saved pages run on this origin and can ask it whatever a browser can.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from archive.leaves.gallery import Busy, Gallery
from archive.leaves.leaf import Leaf, Undrawn, is_pdf
from archive.memento import Memento
from archive.replay import raw, showing
from archive.replay.closest import closest, nearest, target
from archive.replay.notes import in_place_of
from archive.replay.notes import is_page as can_stand
from archive.replay.ranges import better, ranged
from archive.serving.addresses import Address, asked, asked_page, paged, quoted
from archive.serving.addresses import address as path_of
from archive.serving.guard import ENTRY, App, Guard, by_pass, origin
from archive.serving.languages import language_of
from archive.serving.lock import PASS
from archive.serving.readers import Readers
from archive.serving.venue import HERE, Venue
from archive.translation import speaking
from archive.translation.speaking import forms
from archive.translation.templates import translated
from archive.urls import timestamp

_ASSETS = Path(__file__).parent / "assets"
_UNKEPT = {"Cache-Control": "no-store"}
_BY_READER = {"Vary": "Accept-Language, Cookie"}
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_WORKER = "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self' data: blob:"
_OPENED = ("/replay/", "/still/")
_SCRIPT = "text/javascript; charset=utf-8"


def app(readers: Readers, room_port: int, venue: Venue = HERE) -> App:
    """The ASGI application of the replay origin.

    Args:
        readers: the archive.
        room_port: port of the reading room, which alone may frame what is shown here.
        venue: where it is reached.
    """
    pages = translated(
        Environment(
            loader=PackageLoader("archive.replay"), autoescape=True, undefined=StrictUndefined
        )
    )
    origin_app = _Replay(readers, room_port, pages, venue)
    routes = [
        Route("/", origin_app.home),
        Route(ENTRY, origin_app.enter),
        Route("/sw.js", origin_app.worker),
        Route("/wabac.js", origin_app.wabac),
        Route("/frame.js", origin_app.script),
        Route("/frame.css", origin_app.style),
        Route("/replay/{address:path}", origin_app.frame),
        Route("/still/{address:path}", origin_app.still),
        Route("/instead/{address:path}", origin_app.instead),
        Route("/w/{address:path}", origin_app.unworked),
        Route("/leaf/{address:path}", origin_app.leaf),
        Route("/raw/{address:path}", origin_app.raw),
    ]
    application = Starlette(routes=routes)
    application.router.redirect_slashes = False
    headers = {"Content-Security-Policy": _NOTHING, "Cache-Control": "no-cache"}
    return Guard(application, headers, venue, by_pass)


class _Replay:
    """The endpoints; those that read the archive run in threads."""

    def __init__(self, readers: Readers, room_port: int, pages: Environment, venue: Venue) -> None:
        self._readers = readers
        self._lock = venue.lock
        self._language = venue.language
        self._room_port = room_port
        self._pages = pages
        self._gallery = Gallery()

    def _room(self, request: Request) -> str:
        return origin(request.scope, self._room_port)

    def _speaking(self, request: Request) -> AbstractContextManager[None]:
        """The language of our own words around a saved page, as the reading room has it."""
        return speaking(language_of(request.scope, self._language))

    async def home(self, request: Request) -> Response:
        """There is nothing to see here: on to the reading room."""
        return RedirectResponse(self._room(request) + "/")

    async def enter(self, request: Request) -> Response:
        """Take a pass that the reading room gave, keep it in the browser, and go on."""
        shown, to = (request.query_params.get(name, "") for name in ("pass", "to"))
        if self._lock is None or not self._lock.opens(shown) or not to.startswith(_OPENED):
            return PlainTextResponse("403: saved pages are opened from the reading room\n", 403)
        response = RedirectResponse(quoted(to), 303)
        response.set_cookie(
            PASS, shown, secure=request.url.scheme == "https", httponly=True, samesite="strict",
        )  # fmt: skip
        return response

    async def worker(self, request: Request) -> Response:
        """The service worker."""
        del request
        source = (_ASSETS / "worker.js").read_text("utf-8")
        source = source.replace("$ROOM_PORT", str(self._room_port))
        headers = {"Content-Security-Policy": _WORKER}
        return Response(source, headers=headers, media_type=_SCRIPT)

    async def wabac(self, request: Request) -> Response:
        """wabac.js as published."""
        del request
        file = _ASSETS / "wabac" / "sw.js"
        if not file.is_file():
            words = "wabac.js is missing: run `python hatch_build.py` in the checkout\n"
            return PlainTextResponse(words, 404)
        return Response(file.read_bytes(), media_type=_SCRIPT)

    async def script(self, request: Request) -> Response:
        """The frame's script."""
        del request
        return Response((_ASSETS / "frame.js").read_bytes(), media_type=_SCRIPT)

    async def style(self, request: Request) -> Response:
        """The frame's style sheet."""
        del request
        return Response((_ASSETS / "frame.css").read_bytes(), media_type="text/css")

    async def frame(self, request: Request) -> Response:
        """The frame that shows the saved page of an address."""
        address = asked(request.scope, "/replay/")
        if address is None:
            return _no_url()
        room = self._room(request)
        place = "/".join(part for part in (address.digits, quoted(address.url)) if part)
        with self._speaking(request):
            body = self._pages.get_template("frame.html").render(
                room=room, place=place, url=address.url
            )
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; "
            f"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {room}"
        )
        return HTMLResponse(body, headers={"Content-Security-Policy": policy} | _BY_READER)

    def still(self, request: Request) -> Response:
        """A saved page without its scripts, and what it is made of."""
        address = asked(request.scope, "/still/")
        if address is None:
            return _no_url()
        archive = self._readers.here()
        capture = closest(archive, address)
        memento = archive.memento(capture) if capture else None
        if capture and memento and (leads := target(capture)):
            at = Address(leads, (address.digits or timestamp(capture.time),))
            return RedirectResponse(showing.place_of(at) + quoted(leads), 302, _UNKEPT)
        is_page = request.headers.get("sec-fetch-dest", "iframe") in ("iframe", "frame", "document")
        if capture is None or memento is None or (is_page and not can_stand(memento)):
            return self._in_place(memento, address, request) if is_page else _nothing()
        if showing.is_script(memento):
            return _nothing()
        # A link that was followed: the line around the frame does not know of it.
        above = ""
        if request.headers.get("sec-fetch-user") and (
            request.headers.get("sec-fetch-site") == "same-origin"
        ):
            with self._speaking(request):
                above = self._pages.get_template("above.html").render(
                    capture=capture, time=forms().clock(capture.time)
                )
        answer = showing.shown(memento, address, codings(request), self._room(request), above)
        return sent(ranged(answer, wanted(request, memento)), self._readers, memento)

    def instead(self, request: Request) -> Response:
        """Words in place of a page that cannot be shown."""
        place, number = asked_page(request.scope, "/instead/")
        if place is None:
            return _no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        return self._in_place(memento, place, request, number)

    def leaf(self, request: Request) -> Response:
        """A page of a saved PDF as a picture."""
        place, number = asked_page(request.scope, "/leaf/")
        archive = self._readers.here()
        capture = closest(archive, place) if place else None
        memento = archive.memento(capture) if capture else None
        leaf = self._drawn(memento, number)
        if leaf is None:
            return _nothing()
        return Response(leaf.png, media_type="image/png", headers=_UNKEPT)

    def _drawn(self, memento: Memento | None, number: int) -> Leaf | None:
        if memento is None or not is_pdf(memento):
            return None
        try:
            made = self._gallery.leaf(memento, number)
        except Busy:
            return None
        return None if isinstance(made, Undrawn) else made

    def _in_place(
        self, memento: Memento | None, place: Address, request: Request, number: int = 1
    ) -> Response:
        leaf = self._drawn(memento, number)

        def at(prefix: str, page: int) -> str:
            time = memento.capture.time if memento else None
            return paged(path_of(prefix, place.url, time), page)

        with self._speaking(request):
            title, words = in_place_of(memento)
            body = self._pages.get_template("leaf.html" if leaf else "instead.html").render(
                title=title, words=words, url=place.url, leaf=leaf, at=at,
                ts=timestamp(memento.capture.time) if memento else "",
            )  # fmt: skip
        policy = (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            "form-action 'none'; "
            f"frame-ancestors 'self' {self._room(request)}"
        )
        return HTMLResponse(body, headers={"Content-Security-Policy": policy} | _BY_READER)

    async def unworked(self, request: Request) -> Response:
        """A replayed page's own address, asked for while no worker runs."""
        if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
            return Response(status_code=404)
        name, _, place = request.scope["raw_path"].decode("latin-1")[3:].partition("/")
        del name
        address = asked({**request.scope, "raw_path": f"/{place}".encode("latin-1")}, "/")
        if address is None:
            return _no_url()
        path = "/".join(part for part in (address.digits, quoted(address.url)) if part)
        return RedirectResponse(f"{self._room(request)}/replay/{path}")

    def raw(self, request: Request) -> Response:
        """The memento of an address, for the worker."""
        address = asked(request.scope, "/raw/")
        is_script = request.headers.get("service-worker") is not None
        # A saved script must not become a worker of this origin.
        archive = self._readers.here()
        found = None if address is None or is_script else nearest(archive, address)
        memento = archive.memento(found.capture) if found else None
        if found is None or memento is None:
            return _nothing()
        span = wanted(request, memento)
        memento = better(archive, memento, span)
        answer = ranged(raw.for_worker(memento, codings(request)), span)
        if found.rule:
            answer = replace(answer, fields=(*answer.fields, ("x-greffe-rule", found.rule)))
        return sent(answer, self._readers, memento)


def codings(request: Request) -> frozenset[str] | None:
    """Content codings that a client says it can undo; ``None`` for any."""
    value = request.headers.get("accept-encoding")
    if value is None:
        return None
    names = {part.partition(";")[0].strip().lower() for part in value.split(",")}
    return None if "*" in names else frozenset(names)


def wanted(request: Request, memento: Memento) -> str | None:
    """The ``Range`` that a request asks for, if it is of this file (RFC 9110, 13.1.5)."""
    held = request.headers.get("if-range")
    if held is not None and held not in (memento.field("last-modified"), memento.field("etag")):
        return None
    return request.headers.get("range")


def sent(answer: raw.Answer, readers: Readers, memento: Memento) -> Response:
    """An answer as Starlette sends it, its fields byte for byte; a long body piece by piece."""
    response: Response
    if answer.body is None:
        response = StreamingResponse(readers.payload(memento.capture, answer.span), answer.status)
    else:
        response = Response(answer.body, answer.status)
    response.raw_headers = [
        (name.lower().encode("latin-1", "replace"), value.encode("latin-1"))
        for name, value in answer.fields
    ]
    return response


def _nothing() -> Response:
    return Response(status_code=404, headers=_UNKEPT)


def _no_url() -> Response:
    return PlainTextResponse("404: this address holds no URL\n", 404)
