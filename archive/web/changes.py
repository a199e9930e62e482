"""Changes in the reading room: what changed, vanished and came back, as a page and as feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.feeds import ATOM, JSON, Feed, atom, json_feed
from archive.api.paths import path as api_path
from archive.archive import Archive
from archive.errors import BadInput
from archive.history.diff import Piece
from archive.history.diff.glimpse import glimpse
from archive.history.reports import KINDS, USUAL, Event, Report, Wanted, report
from archive.history.reports import wording as said
from archive.history.reports.feed import feed
from archive.history.reports.links import link_of, path_of
from archive.history.reports.words import difference_of
from archive.serving.readers import Readers
from archive.store import crawls
from archive.store.marks import made_of
from archive.translation import _
from archive.urls import host_meant, parsed_time
from archive.web.pages import environment
from archive.web.wording import no_date

_SHOWN = 50
_IN_FEED = 100
_LAST_PAGE = 200
_FORMS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": (ATOM, atom),
    "json": (JSON, json_feed),
}
_FIELDS = ("since", "until", "source", "host", "kind", "least", "words", "order", "lists")


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is shown.

    Attributes:
        event: what became of a page.
        name: that in a word or three.
        size: of an edit.
        words: by what it is told.
        pieces: the first words that changed.
        path: where the whole of it is read.
    """

    event: Event
    name: str
    size: str
    words: str
    pieces: Sequence[Piece]
    path: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks for.

    Attributes:
        given: the fields as they were typed, empty ones too.
        wanted: what they mean.
        faults: what of them means nothing, in sentences.
    """

    given: dict[str, str]
    wanted: Wanted
    faults: tuple[str, ...]

    def query(self, **more: str) -> str:
        """The query string that asks for the same."""
        return urlencode({k: v for k, v in {**self.given, **more}.items() if v})

    def machine(self, offset: int) -> str:
        """The address of the same for programs, without what means nothing."""
        wanted, given = self.wanted, self.given
        return api_path(
            "changes", since=given["since"] if wanted.since else "",
            until=given["until"] if wanted.until else "", source=given["source"],
            host=given["host"], kind=wanted.kinds[0] if len(wanted.kinds) == 1 else "",
            least=str(wanted.least or ""), words=wanted.words, order=wanted.order,
            lists="true" if wanted.lists else "", offset=str(offset or ""),
        )  # fmt: skip


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of changes, for the reading room."""
    desk = _Desk(readers)
    return Route("/changes", desk.page), Route("/changes.{form}", desk.feed)


def recent(archive: Archive, most: int) -> list[Line]:
    """The newest changes of all pages."""
    return [line_of(archive, event) for event in report(archive, Wanted(), limit=most).events]


def line_of(archive: Archive, event: Event) -> Line:
    """An event with the first words that changed."""
    delta = difference_of(archive, event)
    return Line(
        event, said.name_of(event), said.size_of(event), said.told(event),
        glimpse(delta) if delta else (), path_of(event),
    )  # fmt: skip


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def page(self, request: Request) -> Response:
        """What changed, as a page."""
        archive = self._readers.here()
        asked = _asked(request)
        number = _number(request.query_params.get("p", ""))
        found, fault = _report(archive, asked.wanted, _SHOWN, (number - 1) * _SHOWN)
        values: dict[str, Any] = {
            "query": "", "here": "changes", **asked.given,
            "faults": (*asked.faults, *((fault,) if fault else ())),
            "lines": [line_of(archive, event) for event in found.events],
            "totals": found.totals, "columns": said.columns_of(found.totals),
            "counted": said.counted(said.summed(found.totals)), "reread": found.reread,
            "sources": crawls.names(archive.connection), "kinds": KINDS,
            "kind_names": said.COLUMNS,
            "more": f"/changes?{asked.query(p=str(number + 1))}"
            if found.has_more and number < _LAST_PAGE else "",
            "newer": f"/changes?{asked.query(p=str(number - 1) if number > 2 else '')}"
            if number > 1 else "",
            "feed": asked.query(), "machine": [("JSON", asked.machine((number - 1) * _SHOWN))],
            "start": asked.wanted.since,
        }  # fmt: skip
        return HTMLResponse(self._pages.get_template("changes.html").render(**values))

    def feed(self, request: Request) -> Response:
        """The same as a feed."""
        form = _FORMS.get(request.path_params["form"])
        if form is None:
            raise HTTPException(404)
        archive = self._readers.here()
        asked = _asked(request)
        found, fault = _report(archive, asked.wanted, _IN_FEED, 0)
        if asked.faults or fault:
            return Response("\n".join((*asked.faults, fault or "")), 400, media_type="text/plain")
        room = str(request.base_url)
        query = asked.query()
        addresses = [f"{room}{path}{f'?{query}' if query else ''}"
                     for path in ("changes.atom", "changes.json", "changes")]  # fmt: skip
        made = feed(
            found, made_of(archive.connection), query, lambda event: difference_of(archive, event),
            lambda event: link_of(event, room), addresses,
        )  # fmt: skip
        media_type, written = form
        return Response(written(made), media_type=media_type)


def _report(archive: Archive, wanted: Wanted, limit: int, offset: int) -> tuple[Report, str | None]:
    """A report, or an empty one and why there is none."""
    try:
        return report(archive, wanted, limit=limit, offset=offset), None
    except BadInput as error:
        return Report((), False, (), 0), str(error)


def _asked(request: Request) -> _Asked:
    given = {name: request.query_params.get(name, "").strip() for name in _FIELDS}
    faults = []
    times: dict[str, datetime | None] = {}
    for name in ("since", "until"):
        times[name] = parsed_time(given[name])
        if given[name] and times[name] is None:
            faults.append(no_date(given[name]))
    kind = given["kind"]
    if kind and kind not in KINDS:
        faults.append(_("“{typed}” is no kind of change and was left out.", typed=kind))
        kind = ""
    if given["least"] and not given["least"].isdecimal():
        faults.append(_("“{typed}” is no number of words and was left out.", typed=given["least"]))
    host = given["host"]
    wanted = Wanted(
        since=times["since"],
        until=times["until"],
        sources=(given["source"],) if given["source"] else (),
        host=host_meant(host) if host else "",
        kinds=(kind,) if kind else USUAL,
        least=int(given["least"][:9]) if given["least"].isdecimal() else 0,
        words=given["words"],
        lists=given["lists"] == "1",
        order="largest" if given["order"] == "largest" else "newest",
    )
    return _Asked(given, wanted, tuple(faults))


def _number(text: str) -> int:
    return min(max(int(text), 1), _LAST_PAGE) if text.isdecimal() and len(text) < 6 else 1
