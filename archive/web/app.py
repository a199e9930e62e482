"""The reading room: what answers first, and what is said where nothing can be."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from archive.api.problems import is_for_programs, problem
from archive.errors import GreffeError, TooSlow
from archive.history.reports import Wanted, report
from archive.history.reports import wording as reported
from archive.history.reports.links import path_of
from archive.serving import languages
from archive.serving.guard import App, Guard, by_password
from archive.serving.readers import Readers
from archive.serving.venue import HERE, Venue
from archive.store.database import meaning
from archive.store.sqlite import sqlite3
from archive.translation import _
from archive.web import holdings
from archive.web.answers import POLICY, Answers

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_RECENT = 5


def app(readers: Readers, rest: App, venue: Venue = HERE) -> App:
    """The ASGI application of the reading room.

    Args:
        readers: the archive.
        rest: what answers to all addresses but those of the first page.
        venue: where it is reached.
    """
    room = _Room(readers)
    application = Starlette(
        routes=[
            Route("/", room.home),
            Route("/static/{name}", room.static),
            *languages.routes(),
        ],
        exception_handlers={
            HTTPException: room.refused,
            GreffeError: room.failed,
            sqlite3.Error: room.unread,
            Exception: room.broken,
        },
    )
    application.router.redirect_slashes = False
    application.router.default = rest
    headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
    spoken = languages.Interpreter(application, venue.language)
    return Guard(spoken, {**headers, "Cache-Control": "no-cache"}, venue, by_password)


class _Room:
    """The endpoints. Those that read the archive run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._answers = Answers(readers)

    def home(self, request: Request) -> Response:
        """What the archive holds, and where to begin."""
        del request
        archive = self._readers.here()
        events = report(archive, Wanted(), limit=_RECENT).events
        return self._answers.page(
            "home.html",
            here="home",
            holdings=holdings.of(archive),
            sources=holdings.sources(archive),
            recent=[(event, reported.name_of(event), path_of(event)) for event in events],
        )

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
        return self._answers.message(status, title, _("The reading room has no such address."))

    def failed(self, request: Request, error: Exception) -> Response:
        """What is said when the archive cannot be read."""
        if is_for_programs(request):
            return problem(503, str(error))
        title = (
            _("This took too long")
            if isinstance(error, TooSlow)
            else _("The archive cannot be read")
        )
        return self._answers.message(503, title, str(error))

    def unread(self, request: Request, error: Exception) -> Response:
        """What is said when SQLite says no."""
        return self.failed(request, meaning(error, self._readers.path))

    def broken(self, request: Request, error: Exception) -> Response:
        """What is said about a fault of ours; its traceback goes to the server's log."""
        words = _("Unforeseen {kind}: {error}", kind=type(error).__name__, error=error)
        if is_for_programs(request):
            return problem(500, words)
        return self._answers.message(500, _("This went wrong"), words)
