"""Watches in the reading room: what they found, as pages and as feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.feeds import ATOM, JSON, Feed, atom, json_feed
from archive.serving.readers import Readers
from archive.store import outbox, watches
from archive.store.watches import Watch
from archive.watching.accounts import recent
from archive.watching.feed import feed_of, feed_of_all
from archive.watching.recipients import masked
from archive.web.pages import environment

_MOST = 100
_FORMS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": (ATOM, atom),
    "json": (JSON, json_feed),
}


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of watches, for the reading room."""
    desk = _Desk(readers)
    return (
        Route("/watches", desk.everything),
        Route("/watches.{form}", desk.feed_of_all),
        # A dot stands in no name of a watch.
        Route("/watch/{name}.{form}", desk.feed),
        Route("/watch/{name}", desk.one),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def everything(self, request: Request) -> Response:
        """The watches."""
        del request
        connection = self._readers.here().connection
        rows = [
            (one, watches.counted(connection, one.id)) for one in watches.everything(connection)
        ]
        failed = [(masked(message.address), message) for message in outbox.unsent(connection)]
        return self._page("watches.html", rows=rows, failed=failed)

    def one(self, request: Request) -> Response:
        """What a watch found."""
        watch = self._named(request)
        archive = self._readers.here()
        return self._page(
            "watch.html", watch=watch, found=recent(archive, [watch], _MOST), most=_MOST,
            counts=watches.counted(archive.connection, watch.id),
        )  # fmt: skip

    def feed(self, request: Request) -> Response:
        """What a watch found, as a feed."""
        watch = self._named(request)
        return _sent(request, feed_of(self._readers.here(), watch, _room(request)))

    def feed_of_all(self, request: Request) -> Response:
        """What all watches found, as a feed."""
        archive = self._readers.here()
        held = watches.everything(archive.connection)
        return _sent(request, feed_of_all(archive, held, _room(request)))

    def _named(self, request: Request) -> Watch:
        connection = self._readers.here().connection
        for watch in watches.everything(connection):
            if watch.name == request.path_params["name"]:
                return watch
        raise HTTPException(404)

    def _page(self, template: str, **values: Any) -> Response:
        values = {"query": "", "here": "watches", **values}
        return HTMLResponse(self._pages.get_template(template).render(**values))


def _room(request: Request) -> str:
    return str(request.base_url)


def _sent(request: Request, feed: Feed) -> Response:
    form = _FORMS.get(request.path_params["form"])
    if form is None:
        raise HTTPException(404)
    media_type, written = form
    return Response(written(feed), media_type=media_type)
