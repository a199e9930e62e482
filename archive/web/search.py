"""The search of the reading room: its page, its help, hits by month, and a feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.feeds import ATOM, Entry, Feed, atom
from archive.api.records import groups_of
from archive.archive import Archive
from archive.search import MARK, Facet, Hit, Results, search, trend
from archive.search.labels import KINDS
from archive.search.trends import by_year, shown
from archive.serving.addresses import is_web
from archive.serving.readers import Readers
from archive.translation import N_
from archive.translation.speaking import forms
from archive.translation.table import Table
from archive.urls import moment
from archive.web import holdings, watching, wording
from archive.web.pages import environment
from archive.web.paths import page_path
from archive.web.searching import Asked

_WIDTH, _HEIGHT = 300, 40
_BARS = 120
_HEADINGS = Table(
    {"source": N_("Source"), "language": N_("Language"), "year": N_("Year"), "type": N_("Type")}
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A month or year in a chart.

    Attributes:
        name: ``2025-03`` or ``2025``.
        hits: how many texts bear it.
        x, y, width, height: of its bar.
        path: address of the search narrowed to it.
    """

    name: str
    hits: int
    x: float
    y: float
    width: float
    height: float
    path: str


def routes(readers: Readers, *, can_watch: bool = False) -> Sequence[BaseRoute]:
    """The addresses of the search, for the reading room.

    Args:
        readers: the archive.
        can_watch: whether watches can be made from the reading room.
    """
    desk = _Desk(readers, can_watch=can_watch)
    return (
        Route("/search", desk.search),
        Route("/help", desk.help_of_views),
        Route("/search/help", desk.help),
        Route("/search/months", desk.months),
        Route("/search.atom", desk.feed),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, *, can_watch: bool) -> None:
        self._readers = readers
        self._can_watch = can_watch
        self._pages = environment(can_save=readers.can_save)

    def search(self, request: Request) -> Response:
        """Pages in which something is said."""
        typed = Asked.of(request.query_params)
        if url := typed.url:
            return RedirectResponse(page_path(url), 303)
        wanted = typed.understood
        archive = self._readers.here()
        results = _found(archive, wanted) if wanted.is_asked else None
        months: Sequence[tuple[str, int]] = ()
        # More than sets count take longer than the search: they have a page of their own.
        if results and results.whole_total:
            months = _months(archive, wanted)
        return self._page(
            "search.html", query=wanted.query, wanted=wanted, typed=typed,
            results=results, names=holdings.names(archive), kinds=KINDS,
            facets=_facets(wanted, results), bars=bars(wanted, shown(months)),
            faults=typed.given.faults, can_watch=self._can_watch,
            watch=watching.proposal(archive, wanted, _today()) if results else None,
        )  # fmt: skip

    def help(self, request: Request) -> Response:
        """How a query is written, by example."""
        del request
        return self._page("search_help.html")

    def help_of_views(self, request: Request) -> Response:
        """How the reading room is used, and its keys."""
        del request
        return self._page("help.html", here="help")

    def months(self, request: Request) -> Response:
        """Hits by month and by year."""
        wanted = Asked.of(request.query_params).understood
        months = _months(self._readers.here(), wanted) if wanted.is_asked else []
        return self._page(
            "months.html", query=wanted.query, wanted=wanted, names=forms().short_months,
            bars=bars(wanted, shown(months, _BARS)), years=list(_years(wanted, months)),
            total=sum(hits for _, hits in months),
        )  # fmt: skip

    def feed(self, request: Request) -> Response:
        """The newest hits, for feed readers."""
        wanted = Asked.of(request.query_params).understood
        found = _found(self._readers.here(), wanted, newest=True) if wanted.is_asked else None
        made = feed_of(wanted, found, str(request.base_url).rstrip("/"))
        return Response(atom(made), media_type=ATOM)

    def _page(self, template: str, **values: Any) -> Response:
        values = {"query": "", "here": "search", **values}
        return HTMLResponse(self._pages.get_template(template).render(**values))


def _found(archive: Archive, wanted: Asked, *, newest: bool = False) -> Results:
    asked = wanted.given
    return search(
        archive, wanted.query, limit=wanted.SIZE, offset=0 if newest else wanted.offset,
        order="newest" if newest else asked.order, today=_today(), with_facets=not newest,
        **asked.options.keywords(),
    )  # fmt: skip


def _months(archive: Archive, wanted: Asked) -> list[tuple[str, int]]:
    return trend(archive, wanted.query, today=_today(), **wanted.given.options.keywords())


def _facets(wanted: Asked, results: Results | None) -> list[tuple[str, str, tuple[Facet, ...]]]:
    """The facets by which the search may be narrowed: name, heading, values."""
    if results is None:
        return []
    return [
        (name, _HEADINGS[name], found)
        for name, found in groups_of(results.facets)
        if found and not wanted.is_on(name) and (len(found) > 1 or name != "type")
    ]


def bars(wanted: Asked, steps: Sequence[tuple[str, int]]) -> list[Bar]:
    """Months or years as bars of a chart of ``_WIDTH`` by ``_HEIGHT``."""
    steps = steps[-_BARS:]
    highest = max((hits for _, hits in steps), default=0) or 1
    width = _WIDTH / max(len(steps), 1)
    return [
        Bar(
            name, hits, round(index * width, 2), round(_HEIGHT - height, 2),
            round(width * 0.8, 2), round(height, 2), wanted.narrowed_to("year", name),
        )
        for index, (name, hits) in enumerate(steps)
        for height in (max(hits * _HEIGHT / highest, 1.5) if hits else 0,)
    ]  # fmt: skip


def _years(
    wanted: Asked, months: Sequence[tuple[str, int]]
) -> Iterator[tuple[Bar, list[Bar | None]]]:
    """Years with hits, the latest first, each with its twelve months."""
    for year in reversed(bars(wanted, by_year(months))):
        own = [step for step in months if step[0].startswith(year.name)]
        known = {bar.name: bar for bar in bars(wanted, own)}
        if year.hits:
            yield year, [known.get(f"{year.name}-{number:02}") for number in range(1, 13)]


def feed_of(wanted: Asked, results: Results | None, room: str) -> Feed:
    """Hits as a feed; the same search has the same identity wherever it is asked.

    Args:
        wanted: the search.
        results: what it found.
        room: address of the reading room.
    """
    hits = results.hits if results else ()
    fields = {name: getattr(wanted, own) for name, own in wanted.NAMES.items() if name != "order"}
    return Feed(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, 'greffe:search:' + urlencode(fields))}",
        title=f"Search: {wanted.query or ', '.join(one.words for one in wanted.narrowings())}",
        subtitle=f"The newest pages for: {results.explained if results else 'nothing'}",
        updated=max((hit.captured for hit in hits), default=moment(0)),
        entries=[_entry(hit, room) for hit in hits],
        atom=f"{room}{wanted.path('/search.atom')}",
        page=f"{room}{wanted.path()}",
    )


def _entry(hit: Hit, room: str) -> Entry:
    version = hit.version
    name = f"greffe:text:{version.url} {hit.captured.isoformat()}"
    return Entry(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, name)}",
        title=version.title or version.url,
        link=room + page_path(version.url, None if version.is_current else hit.captured),
        updated=hit.captured,
        html=f"<p>{wording.marked(hit.snippet)}</p>",
        text=hit.snippet.replace(MARK[0], "").replace(MARK[1], ""),
        category=version.kind,
        related=[url for url in (version.url, *(one.url for one in hit.places)) if is_web(url)],
        language=version.language,
    )


def _today() -> date:
    return datetime.now(UTC).date()
