"""Saved pages as pictures, and saved PDFs page by page.

A picture of a page takes seconds and a browser. Pages of other sites may lead here, but not have
one made: that takes a reader who comes from the reading room, or presses the button.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.archive import READABLE, Archive
from archive.errors import BadInput, GreffeError
from archive.leaves.gallery import Busy, Gallery
from archive.leaves.leaf import Leaf, Undrawn, is_pdf
from archive.memento import Memento
from archive.pictures.studio import Studio
from archive.replay.closest import closest, target
from archive.replay.notes import in_place_of, is_page
from archive.serving.addresses import Address, asked_page
from archive.serving.forms import is_own
from archive.serving.readers import Readers
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.translation import _
from archive.web.answers import Answers
from archive.web.paths import page_path, picture_path, raw_path
from archive.web.views import off

_VIEW, _IMAGE = "/picture/", "/picture.png/"
_PNG = {"Cache-Control": "private, max-age=600"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request is for.

    Attributes:
        place: the address.
        number: of the page, from 1.
        memento: what the archive has there.
    """

    place: Address
    number: int
    memento: Memento

    @property
    def capture(self) -> Capture:
        """The capture that is meant."""
        return self.memento.capture


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of pictures, for the reading room."""
    desk = _Desk(readers)
    return (
        Route(_VIEW + "{address:path}", desk.view),
        Route(_VIEW + "{address:path}", desk.made, methods=["POST"]),
        Route(_IMAGE + "{address:path}", desk.image),
    )


class _Desk:
    """The endpoints. They read the archive, wait for pictures, and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._studio = Studio(readers.path)
        self._gallery = Gallery()
        self._answers = Answers(readers)

    def view(self, request: Request) -> Response:
        """A saved page as a picture, or a page of a saved PDF, with what it is."""
        one = self._asked(request, _VIEW)
        if isinstance(one, Response):
            return one
        may_make = _may_make(request)
        if is_pdf(one.memento):
            return self._leaf(one, may_make=may_make)
        return self._picture(one, may_make=may_make)

    def made(self, request: Request) -> Response:
        """Make a picture at the wish of who pressed the button, and lead to it."""
        if not is_own(request):
            return PlainTextResponse("403: pictures are made from the reading room\n", 403)
        one = self._asked(request, _VIEW)
        if isinstance(one, Response):
            return one
        answer = (self._leaf if is_pdf(one.memento) else self._picture)(one, may_make=True)
        if answer.status_code != 200:  # what it is
            return answer
        return RedirectResponse(picture_path(one.place.url, one.capture.time, one.number), 303)

    def image(self, request: Request) -> Response:
        """The picture itself (PNG)."""
        one = self._asked(request, _IMAGE)
        if isinstance(one, Response):
            return one
        number = one.number if is_pdf(one.memento) else 0
        studio, gallery = self._studio, self._gallery
        kept = gallery.kept(one.capture, number) if number else studio.kept(one.capture)
        if kept is None and not _may_make(request):
            words = f"404: this picture is made on demand; ask for {_VIEW} first\n"
            return PlainTextResponse(words, 404)
        try:
            found = kept or (
                gallery.leaf(one.memento, number) if number else studio.picture(one.capture)
            )
        except GreffeError as error:
            return PlainTextResponse(f"503: {error}\n", 503, {"Retry-After": "60"})
        if isinstance(found, Undrawn):
            return PlainTextResponse(f"404: {found.why}\n", 404)
        return Response(found.png, media_type="image/png", headers=_PNG)

    def _picture(self, one: _Asked, *, may_make: bool) -> Response:
        picture = self._studio.kept(one.capture)
        if picture is None and not may_make:
            return self._page("picture_ask.html", one)
        try:
            picture = picture or self._studio.picture(one.capture)
        except GreffeError as error:
            return self._unmade(one, error)
        return self._page("picture.html", one, picture=picture, sha256=_sha256(picture.png))

    def _leaf(self, one: _Asked, *, may_make: bool) -> Response:
        leaf: Leaf | Undrawn | None = self._gallery.kept(one.capture, one.number)
        if leaf is None and not may_make:
            return self._page("picture_ask.html", one)
        try:
            leaf = leaf or self._gallery.leaf(one.memento, one.number)
        except GreffeError as error:
            return self._unmade(one, error)
        if isinstance(leaf, Undrawn):
            return self._undrawn(one, leaf)
        version = _text_of(self._readers.here(), one.capture, one.number)
        return self._page("leaf.html", one, leaf=leaf, version=version, sha256=_sha256(leaf.png))

    def _asked(self, request: Request, prefix: str) -> _Asked | Response:
        """What a request is for; an answer where there is no picture of it."""
        place, number = asked_page(request.scope, prefix)
        if place is None:
            return self._answers.no_url()
        archive = self._readers.here()
        capture = closest(archive, place)
        memento = archive.memento(capture) if capture else None
        if capture and memento and is_page(memento) and (leads := target(capture)):
            return RedirectResponse(picture_path(leads, capture.time), 303)
        if memento is None or not (is_page(memento) or is_pdf(memento)):
            return self._no_picture(place, memento)
        return _Asked(place, number, memento)

    def _no_picture(self, place: Address, memento: Memento | None) -> Response:
        title, words = in_place_of(memento)
        links = [(page_path(place.url, place.at), _("Its record in the reading room"))]
        if memento is not None:
            links.append((raw_path(place.url, memento.capture.time), _("Download as received")))
        return self._answers.message(404, title, words, url=place.url, links=links)

    def _undrawn(self, one: _Asked, leaf: Undrawn) -> Response:
        links = self._elsewhere(one)
        if leaf.count:
            first = picture_path(one.place.url, one.capture.time)
            links.insert(0, (first, _("Its first page")))
        words = _("This page cannot be shown as a picture: {why}.", why=leaf.why)
        title = _("There is no picture")
        return self._answers.message(404, title, words, url=one.place.url, links=links)

    def _unmade(self, one: _Asked, error: GreffeError) -> Response:
        title = _("Pictures cannot be made here") if isinstance(error, BadInput) else (
            _("Try again in a minute") if isinstance(error, Busy) else _("There is no picture")
        )  # fmt: skip
        url, links = one.place.url, self._elsewhere(one)
        answer = self._answers.message(503, title, str(error), url=url, links=links)
        if isinstance(error, Busy):
            answer.headers["Retry-After"] = "60"
        return answer

    def _elsewhere(self, one: _Asked) -> list[tuple[str, str]]:
        """Where else the capture can be looked at."""
        url, time = one.place.url, one.capture.time
        return [
            (page_path(url, time), _("Its text in the reading room")),
            (raw_path(url, time), _("Download as received")),
        ]

    def _page(self, template: str, one: _Asked, **values: Any) -> Response:
        return self._answers.page(
            template, url=one.place.url, capture=one.capture, number=one.number,
            off=off(one.place, one.capture), is_pdf=is_pdf(one.memento), **values,
        )  # fmt: skip


def _may_make(request: Request) -> bool:
    """Whether who asks is led here by the reading room, or typed the address.

    Browsers that do not say so get a button, which says where it stands.
    """
    return request.headers.get("sec-fetch-site") in ("same-origin", "none")


def _text_of(archive: Archive, capture: Capture, number: int) -> Version | None:
    """The text of one page of a document, of what begins there."""
    version = archive.version_of(capture) if capture.outcome in READABLE else None
    if version is None or number > len(version.pages):
        return None
    start, *after = version.pages[number - 1 : number + 1]
    blocks = version.blocks[start : after[0] if after else None]
    return replace(version, blocks=blocks, summary="")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
