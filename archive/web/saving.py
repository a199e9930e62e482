"""Saving pages from the reading room, where who serves it lets that be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.problems import problem
from archive.archive import Archive
from archive.errors import BadInput
from archive.serving.addresses import is_web, whole_url
from archive.serving.forms import is_own, typed
from archive.serving.readers import Readers
from archive.serving.saver import Saver, Wish
from archive.store.crawls import SAVED
from archive.telling.plain import written
from archive.translation import _
from archive.urls import microseconds
from archive.web.pages import environment

_RECENT = 20
_NEWEST = 8


def routes(readers: Readers, saver: Saver) -> Sequence[BaseRoute]:
    """The addresses at which pages are saved, for the reading room."""
    desk = _Desk(readers, saver)
    return (
        Route("/save", desk.asked, methods=["POST"]),
        Route("/save", desk.form),
        Route("/save/{id}", desk.wish),
        Route("/api/save/{id}", desk.told),
    )


class _Desk:
    def __init__(self, readers: Readers, saver: Saver) -> None:
        self._readers = readers
        self._saver = saver
        self._pages = environment(can_save=True)

    def form(self, request: Request) -> Response:
        """Where a URL is typed, and what was saved lately."""
        url = request.query_params.get("url", "").strip()
        return self._page("save.html", url=url, fault="", latest=self._saver.latest(_RECENT))

    async def asked(self, request: Request) -> Response:
        """Take a wish: from a page of the reading room alone."""
        if not is_own(request):
            return PlainTextResponse("403: pages are saved from the reading room\n", 403)
        words = (await typed(request)).get("url", "").strip()
        url = whole_url(words)
        if not url or not is_web(url) or not _has_host(url):
            fault = _(
                "“{typed}” is no address of a page; one looks like https://www.example.org/news",
                typed=words,
            )
            return await run_in_threadpool(self._again, words, fault)
        try:
            wish = self._saver.wish(url)
        except BadInput as error:
            return await run_in_threadpool(self._again, words, str(error), 503)
        return RedirectResponse(f"/save/{wish.id}", 303)

    def wish(self, request: Request) -> Response:
        """What became of a wish, or how far it is."""
        wish = self._saver.of(request.path_params["id"])
        if wish is None:
            raise HTTPException(404)
        archive = self._readers.here()
        capture = archive.capture(wish.url, wish.ended) if wish.ended else None
        if capture is not None and wish.began is not None and capture.time < wish.began:
            capture = None
        count, newest = _captured(archive, wish)
        return self._page(
            "saved.html", wish=wish, capture=capture, count=count, newest=newest
        )  # fmt: skip

    def told(self, request: Request) -> Response:
        """The same for programs."""
        wish = self._saver.of(request.path_params["id"])
        if wish is None:
            return problem(404, "no such page is to be saved, or it was long ago")
        count, newest = _captured(self._readers.here(), wish)
        record = {**asdict(wish), "state": wish.state, "captures": count, "newest": newest}
        return Response(written(record), media_type="application/json")

    def _again(self, url: str, fault: str, status: int = 400) -> Response:
        latest = self._saver.latest(_RECENT)
        return self._page("save.html", status, url=url, fault=fault, latest=latest)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        values = {"query": "", "here": "save", **values}
        return HTMLResponse(self._pages.get_template(template).render(**values), status)


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _captured(archive: Archive, wish: Wish) -> tuple[int, list[str]]:
    """How many captures a wish has made so far, and the latest of them."""
    if wish.began is None:
        return 0, []
    until = microseconds(wish.ended) if wish.ended else 1 << 62
    where = (
        "FROM capture WHERE source_id = (SELECT id FROM source WHERE name = ?) "
        "AND time BETWEEN ? AND ?"
    )
    values = (SAVED, microseconds(wish.began), until)
    (count,) = archive.connection.execute(f"SELECT count(*) {where}", values).fetchone()
    sql = f"SELECT url {where} ORDER BY time DESC LIMIT ?"
    rows = archive.connection.execute(sql, (*values, _NEWEST)).fetchall()
    return count, [url for (url,) in rows]
