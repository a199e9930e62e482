"""The report of a crawl in the reading room: what it asked for, brought, and did not get."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.history.reports import Wanted, report
from archive.serving.readers import Readers
from archive.store import crawls, runs
from archive.web.changes import line_of
from archive.web.pages import environment

_MOST = 100


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of crawls, for the reading room."""
    desk = _Desk(readers)
    return (Route("/crawls/{number:int}", desk.one),)


class _Desk:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def one(self, request: Request) -> Response:
        """One crawl."""
        archive = self._readers.here()
        number = request.path_params["number"]
        crawl = crawls.by_id(archive.connection, number)
        if crawl is None:
            raise HTTPException(404)
        pages, parts = runs.outcomes(archive.connection, number)
        changed = report(archive, Wanted(crawl=number), limit=_MOST)
        body = self._pages.get_template("crawl.html").render(
            query="", here="sources", crawl=crawl, pages=pages, parts=parts, most=_MOST,
            new=runs.new_texts(archive.connection, number, _MOST),
            amiss=runs.amiss(archive.connection, number, _MOST),
            lines=[line_of(archive, event) for event in changed.events],
            has_more=changed.has_more,
        )  # fmt: skip
        return HTMLResponse(body)
