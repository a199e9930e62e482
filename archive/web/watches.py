"""Watches in the reading room: what they found, as pages and as feeds; made and removed there.

The last only where who serves it lets that be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api.feeds import ATOM, JSON, Feed, atom, json_feed
from archive.serving.clerk import Clerk, Outcome, Settled
from archive.serving.forms import is_own, typed
from archive.serving.readers import Readers
from archive.store import outbox, watches
from archive.store.watches import Watch
from archive.watching.accounts import recent
from archive.watching.feed import feed_of, feed_of_all
from archive.watching.recipients import masked
from archive.web.pages import environment

_MOST = 100
_STATUS: Mapping[Outcome, int] = {"done": 200, "refused": 400, "late": 503, "failed": 503}
_REFUSAL = "403: watches are made and removed in the reading room\n"
_FORMS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": (ATOM, atom),
    "json": (JSON, json_feed),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A watch that somebody wants, as typed.

    Attributes:
        name: for it.
        query: what it is to look for.
    """

    name: str = ""
    query: str = ""


def routes(readers: Readers, clerk: Clerk | None = None) -> Sequence[BaseRoute]:
    """The addresses of watches, for the reading room.

    Args:
        readers: the archive.
        clerk: who makes and removes them; nobody without.
    """
    desk = _Desk(readers, can_watch=clerk is not None)
    return (
        *(_Counter(desk, clerk).routes() if clerk else ()),
        Route("/watches", desk.everything),
        Route("/watches.{form}", desk.feed_of_all),
        # A dot stands in no name of a watch.
        Route("/watch/{name}.{form}", desk.feed),
        Route("/watch/{name}", desk.one),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, *, can_watch: bool) -> None:
        self._readers = readers
        self._can_watch = can_watch
        self._pages = environment(can_save=readers.can_save)

    def everything(self, request: Request) -> Response:
        """The watches."""
        del request
        return self.listed(Wish(), Settled("done"))

    def listed(self, wish: Wish, settled: Settled) -> Response:
        """The watches, with the form for a new one as it was filled in, and what became of it."""
        connection = self._readers.here().connection
        rows = [
            (one, watches.counted(connection, one.id)) for one in watches.everything(connection)
        ]
        failed = [(masked(message.address), message) for message in outbox.unsent(connection)]
        return self._page(
            "watches.html", _STATUS[settled.outcome], rows=rows, failed=failed, wish=wish,
            settled=settled,
        )  # fmt: skip

    def one(self, request: Request) -> Response:
        """What a watch found."""
        return self.shown(self.named(request), Settled("done"))

    def shown(self, watch: Watch, settled: Settled) -> Response:
        """What a watch found, and what became of the wish to remove it."""
        archive = self._readers.here()
        return self._page(
            "watch.html", _STATUS[settled.outcome], watch=watch, most=_MOST, settled=settled,
            found=recent(archive, [watch], _MOST),
            counts=watches.counted(archive.connection, watch.id),
        )  # fmt: skip

    def feed(self, request: Request) -> Response:
        """What a watch found, as a feed."""
        watch = self.named(request)
        return _sent(request, feed_of(self._readers.here(), watch, _room(request)))

    def feed_of_all(self, request: Request) -> Response:
        """What all watches found, as a feed."""
        archive = self._readers.here()
        held = watches.everything(archive.connection)
        return _sent(request, feed_of_all(archive, held, _room(request)))

    def named(self, request: Request) -> Watch:
        """The watch that an address names."""
        connection = self._readers.here().connection
        for watch in watches.everything(connection):
            if watch.name == request.path_params["name"]:
                return watch
        raise HTTPException(404)

    def _page(self, template: str, status: int, **values: Any) -> Response:
        values = {"query": "", "here": "watches", "can_watch": self._can_watch, **values}
        return HTMLResponse(self._pages.get_template(template).render(**values), status)


class _Counter:
    """Where watches are made and removed: by pages of the reading room alone."""

    def __init__(self, desk: _Desk, clerk: Clerk) -> None:
        self._desk = desk
        self._clerk = clerk

    def routes(self) -> Sequence[BaseRoute]:
        """The addresses."""
        return (
            Route("/watches", self.wanted, methods=["POST"]),
            Route("/watch/{name}/remove", self.unwanted, methods=["POST"]),
        )

    async def wanted(self, request: Request) -> Response:
        """Make a watch, and lead to it."""
        if not is_own(request):
            return PlainTextResponse(_REFUSAL, 403)
        fields = await typed(request)
        wish = Wish(_line(fields.get("name", "")), _line(fields.get("query", "")))
        return await run_in_threadpool(self._made, wish)

    def _made(self, wish: Wish) -> Response:
        settled = self._clerk.add(wish.name, wish.query)
        if settled.outcome == "done":
            return RedirectResponse(f"/watch/{quote(wish.name)}", 303)
        return self._desk.listed(wish, settled)

    def unwanted(self, request: Request) -> Response:
        """Remove a watch, and lead to those that stay."""
        if not is_own(request):
            return PlainTextResponse(_REFUSAL, 403)
        watch = self._desk.named(request)
        settled = self._clerk.remove(watch.name)
        if settled.outcome == "done":
            return RedirectResponse("/watches", 303)
        return self._desk.shown(watch, settled)


def _line(text: str) -> str:
    """What was typed, on one line; a zero byte, which no command can be given, is a blank."""
    return " ".join(text.replace("\0", " ").split())


def _room(request: Request) -> str:
    return str(request.base_url)


def _sent(request: Request, feed: Feed) -> Response:
    form = _FORMS.get(request.path_params["form"])
    if form is None:
        raise HTTPException(404)
    media_type, written = form
    return Response(written(feed), media_type=media_type)
