"""Citations in the reading room: of a capture, and of words in it, whether they stand or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from archive.archive import READABLE, Archive
from archive.citing import gathering
from archive.citing.annotation import MEDIA_TYPE, annotation
from archive.citing.citation import Citation
from archive.citing.gathering import Missed, Quoted
from archive.citing.permalinks import live_address, page_address, quote_address, quote_in
from archive.citing.reading import Reading, Segment, reading_of
from archive.citing.selectors import Passage, Quote, selector
from archive.citing.styles import STYLES, Style
from archive.citing.styles.bibtex import citation_key
from archive.citing.wording import details, likeness, missed, verdict
from archive.errors import NotFound
from archive.serving.addresses import Address, address, asked, period_start, whole_url
from archive.serving.base import Base
from archive.serving.readers import Readers
from archive.store.captures import Capture
from archive.translation import _
from archive.urls import timestamp
from archive.web import presence
from archive.web.pages import environment
from archive.web.paths import page_path, raw_path
from archive.web.wording import clock

_PLACES = 20
"""Places of the same words that are listed."""


@dataclass(frozen=True, slots=True)
class Form:
    """A citation as it is shown.

    Attributes:
        style: which form it is.
        words: the citation.
        path: of its machine form.
    """

    style: Style
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a text around a quotation: its pieces, each with whether it is quoted."""

    kind: str
    pieces: tuple[tuple[str, bool], ...]


def forms(cited: Citation, path: Callable[[str], str]) -> list[Form]:
    """A citation in all forms.

    Args:
        cited: the citation.
        path: of the machine form of a style, by its name.
    """
    return [Form(one, one.written(cited), path(name)) for name, one in STYLES.items()]


def of_capture(archive: Archive, capture: Capture, base: Base) -> list[Form]:
    """A capture in all forms."""
    cited = gathering.citation(archive, capture, archive.version_of(capture), base)
    return forms(cited, lambda style: address(f"/cite/{style}", capture.url, capture.time))


def block_path(capture: Capture) -> str:
    """The address at which a block of the text of a capture is quoted, up to its number."""
    return f"{quote_address(capture.url, capture.time, Quote(''))}&block="


def base_at(request: Request, base: Base | None) -> Base:
    """Where the reading room is reached: as it was told, else as it was asked."""
    return base or Base(str(request.base_url).rstrip("/"))


def routes(readers: Readers, base: Base | None) -> Sequence[BaseRoute]:
    """The addresses of citations, for the reading room.

    Args:
        readers: the archive.
        base: the address under which others reach the room; the one asked by default.
    """
    desk = _Desk(readers, base)
    return (
        Route("/quote", desk.quote),
        Route("/quote.json", desk.annotation),
        Route("/cite/{style}", desk.cite_words),
        Route("/cite/{style}/{address:path}", desk.cite),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, base: Base | None) -> None:
        self._readers = readers
        self._base = base
        self._pages = environment(can_save=readers.can_save)

    def cite(self, request: Request) -> Response:
        """A capture in one form, for programs."""
        style = _style(request)
        place = asked(request.scope, f"/cite/{style.name}/")
        archive = self._readers.here()
        capture = _capture(archive, place) if place else None
        if capture is None:
            return _told(404, "the archive holds no capture of this address")
        base = base_at(request, self._base)
        cited = gathering.citation(archive, capture, archive.version_of(capture), base)
        return _sent(style, cited)

    def cite_words(self, request: Request) -> Response:
        """Quoted words in one form, for programs."""
        style = _style(request)
        one = self._quoted(request)
        if not isinstance(one, Quoted):
            return _told(404, _why(one))
        base = base_at(request, self._base)
        cited = gathering.of_quoted(self._readers.here(), one, base)
        return _sent(style, cited)

    def annotation(self, request: Request) -> Response:
        """Quoted words as an annotation of the W3C's model."""
        one = self._quoted(request)
        if not isinstance(one, Quoted):
            return JSONResponse({"detail": _why(one)}, 404)
        base = base_at(request, self._base)
        url, at = one.capture.url, one.capture.time
        told = annotation(
            one.quote, one.place, one.fragment,
            address=base.joined(quote_address(url, at, one.quote, text=one.reading)),
            page=base.joined(page_path(url, at)), raw=base.joined(raw_path(url, at)),
            captured=f"{at:%Y-%m-%dT%H:%M:%SZ}", verdict=verdict(one.standing, clock) + ".",
        )  # fmt: skip
        return Response(json.dumps(told, ensure_ascii=False, indent=1), media_type=MEDIA_TYPE)

    def quote(self, request: Request) -> Response:
        """Quoted words in their context, whether they stand, and how they are cited."""
        one = self._quoted(request)
        if one is None or isinstance(one, str):
            return self._unquoted(request, one)
        if isinstance(one, Missed):
            return self._missed(request, one)
        base = base_at(request, self._base)
        capture, url, at = one.capture, one.capture.url, one.capture.time
        cited = gathering.of_quoted(self._readers.here(), one, base)
        paths = {
            name: quote_address(url, at, one.quote, f"/cite/{name}", one.reading) for name in STYLES
        }
        return self._page(
            "quote.html", url=url, capture=capture, version=one.version, one=one,
            presence=presence.shown(self._readers.here(), url),
            verdict=verdict(one.standing, clock), details=list(details(one.standing, clock)),
            note=likeness(one.place.likeness), context=_context(one.reading, one.place),
            page_number=cited.page, others=_others(one), count=len(one.places), base=base,
            words_path=page_address(url, at, one.fragment),
            quote_path=quote_address(url, at, one.quote, text=one.reading),
            api=quote_address(url, at, one.quote, "/api/quote", one.reading),
            json_path=quote_address(url, at, one.quote, "/quote.json", one.reading),
            live=live_address(cited.url, one.fragment),
            forms=forms(cited, paths.__getitem__), asked=one.quote.exact, at=timestamp(at),
        )  # fmt: skip

    def _unquoted(self, request: Request, why: str | None) -> Response:
        """The form, where no words were given yet; or why nothing can be quoted."""
        url = whole_url(request.query_params.get("url", "")) or ""
        at = _time(request)
        capture = self._readers.here().capture(url, at, outcomes=READABLE) if url else None
        if why is None and capture is not None:
            return self._page("unquoted.html", url=url, capture=capture, missed=None, why="",
                              asked="", at=timestamp(at) if at else "")  # fmt: skip
        words = why or _("The archive holds no text of this page to quote from.")
        return self._page("message.html", 404, title=_("Nothing to quote"), words=words, url=url,
                          links=())  # fmt: skip

    def _missed(self, request: Request, one: Missed) -> Response:
        """What is said of words that are not there: what is nearest, and which captures have it."""
        near = None
        if one.nearest:
            place, _ = one.nearest
            quote = selector(reading_of(one.version), place.start, place.end)
            near = quote_address(one.capture.url, one.capture.time, quote)
        held = one.held[-1] if one.held else None
        words = quote_in(request.query_params)
        return self._page(
            "unquoted.html", 404, url=one.capture.url, capture=one.capture, missed=one, near=near,
            why=missed(one.held, clock), asked=words.exact, at=timestamp(one.capture.time),
            held=quote_address(one.capture.url, held, words) if held else None,
        )  # fmt: skip

    def _quoted(self, request: Request) -> Quoted | Missed | str | None:
        """What an address quotes; why it cannot, in words; nothing where it names no words."""
        values = request.query_params
        url = whole_url(values.get("url", ""))
        if url is None:
            return _("This address names no page; one looks like /quote?url=URL&q=WORDS.")
        archive, quote = self._readers.here(), quote_in(values)
        try:
            if not quote.exact.strip() and (block := values.get("block", "")):
                quote = _of_block(archive, url, _time(request), block)
            return (
                gathering.quoted(archive, url, _time(request), quote)
                if quote.exact.strip()
                else None
            )
        except NotFound as error:
            return str(error)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        body = self._pages.get_template(template).render(**{"query": "", "here": "", **values})
        return HTMLResponse(body, status)


def _style(request: Request) -> Style:
    style = STYLES.get(request.path_params["style"])
    if style is None:
        raise HTTPException(404)
    return style


def _sent(style: Style, cited: Citation) -> Response:
    name = f"{citation_key(cited)}.{style.ending}"
    return Response(
        style.written(cited) + "\n",
        media_type=style.media_type,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _told(status: int, words: str) -> Response:
    return Response(f"{status}: {words}\n", status, media_type="text/plain")


def _why(one: Missed | str | None) -> str:
    if isinstance(one, Missed):
        return f"these words are not in the capture of {clock(one.capture.time)}; " + missed(
            one.held, clock
        )
    return one or "this address names no words: q=WORDS"


def _time(request: Request) -> datetime | None:
    return period_start(request.query_params.get("at", ""))


def _capture(archive: Archive, place: Address) -> Capture | None:
    at = place.at
    exact = archive.capture(place.url, at)
    if exact and at and timestamp(exact.time) == place.digits:
        return exact
    return archive.capture(place.url, at, outcomes=READABLE) or exact


def _of_block(archive: Archive, url: str, at: datetime | None, number: str) -> Quote:
    """A block of the text of a capture, whole."""
    capture = archive.capture(url, at, outcomes=READABLE)
    version = archive.version_of(capture) if capture else None
    if version is None or not (number.isascii() and number.isdigit() and len(number) < 8):
        raise NotFound(_("the archive has no such paragraph of {url}", url=url))
    reading = reading_of(version)
    segment = reading.of_block(int(number))
    if segment is None:
        raise NotFound(_("the archive has no such paragraph of {url}", url=url))
    return selector(reading, segment.start, segment.end)


def _context(reading: Reading, place: Passage) -> list[Shown]:
    """The blocks that a passage runs through, and the ones beside them."""
    first, last = reading.number_at(place.start), reading.number_at(place.end - 1)
    around = reading.segments[max(0, first - 1) : last + 2]
    # The title is the heading of the view.
    return [_shown(one, place) for one in around if one.part != "title" or place.start < one.end]


def _shown(segment: Segment, place: Passage) -> Shown:
    start = min(max(place.start - segment.start, 0), len(segment.text))
    end = min(max(place.end - segment.start, 0), len(segment.text))
    text = segment.text
    pieces = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return Shown(segment.kind, tuple(piece for piece in pieces if piece[0]))


def _others(one: Quoted) -> list[tuple[str, Shown]]:
    """The other places of the same words: the address of each, and its block."""
    found = []
    for place in sorted(one.places[1:], key=lambda place: place.start)[:_PLACES]:
        quote = selector(one.reading, place.start, place.end)
        path = quote_address(one.capture.url, one.capture.time, quote, text=one.reading)
        segment = one.reading.segments[one.reading.number_at(place.start)]
        found.append((path, _shown(segment, place)))
    return found
