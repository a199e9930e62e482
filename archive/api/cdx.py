"""The CDX server: the index of captures, in the dialects of pywb and of the Internet Archive.

The dialects are told apart by the address: that which programs for either ask for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from archive.api.uris import memento_uri, room_of
from archive.cdx import pywb, wayback
from archive.cdx.entries import Entry
from archive.cdx.query import BLOCK, Query, answer, pages_of
from archive.errors import BadInput
from archive.serving.readers import Readers
from archive.store.database import Connection
from archive.urls import microseconds, moment

PYWB = "/cdx"
WAYBACK = ("/wayback/cdx", "/cdx/search/cdx")
"""Addresses of the server, by dialect."""
_WHOLE, _PIECE = 1 << 20, 1 << 16
"""Characters of an answer that is sent whole, and of the pieces of a longer one."""

Told = Callable[[Connection], Iterator[str]]
"""Gives the lines of an answer."""


def routes(readers: Readers, block: int = BLOCK) -> Sequence[BaseRoute]:
    """The addresses of the server, for the reading room.

    Args:
        readers: the archive.
        block: how many captures a block has, of which pages are made.
    """
    desk = _Desk(readers, block)
    return (Route(PYWB, desk.pywb), *(Route(path, desk.wayback) for path in WAYBACK))


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, block: int) -> None:
        self._readers = readers
        self._block = block

    def pywb(self, request: Request) -> Response:
        """An answer in pywb's dialect."""
        raw = request.scope["query_string"].decode("latin-1")
        try:
            want = pywb.request_of(_pairs(raw), _now())
        except BadInput as error:
            return _message(400, str(error))
        connection = self._readers.here().connection
        if want.is_count or want.query.page is not None:
            found = pages_of(connection, want.query, self._block)
            if want.is_count:
                told = {"pages": found.pages, "pageSize": found.page_size, "blocks": found.blocks}
                return _json(200, told)
            if (want.query.page or 0) >= max(found.pages, 1):
                return _message(
                    400, f"page={want.query.page} is behind the last: there are {found.pages}"
                )
        room = room_of(request)

        def memento(entry: Entry) -> str:
            return memento_uri(room, entry.values["url"], moment(entry.cursor[1]))

        def told_by(connection: Connection) -> Iterator[str]:
            return pywb.lines(self._found(connection, want.query), want, memento)

        # As pywb's server for Common Crawl does it, whose clients look for it.
        url = dict(_pairs(raw)).get("url", "")
        nothing = _message(404, f"No Captures found for: {url}")
        return self._sent(connection, told_by, pywb.OUTPUTS[want.output], nothing)

    def wayback(self, request: Request) -> Response:
        """An answer in the Internet Archive's dialect."""
        raw = request.scope["query_string"].decode("latin-1")
        try:
            want = wayback.request_of(_pairs(raw), _now())
        except BadInput as error:
            return PlainTextResponse(f"400: {error}\n", 400)
        connection = self._readers.here().connection
        empty = PlainTextResponse("")
        if want.is_count or want.query.page is not None:
            found = pages_of(connection, want.query, self._block)
            if want.is_count:
                return PlainTextResponse(f"{found.pages}\n")
            if (want.query.page or 0) >= found.pages:
                return empty

        def told_by(connection: Connection) -> Iterator[str]:
            return wayback.lines(self._found(connection, wayback.widened(want)), want)

        return self._sent(connection, told_by, wayback.OUTPUTS[want.output], empty)

    def _found(self, connection: Connection, query: Query) -> Iterator[Entry]:
        return answer(connection, query, self._block)

    def _sent(
        self, connection: Connection, told_by: Told, media_type: str, nothing: Response
    ) -> Response:
        """The lines, as they are read where they are many; ``nothing`` where there are none."""
        lent = _Lent(connection)
        pieces = _pieces(told_by(lent))
        first, second = next(pieces, b""), next(pieces, b"")
        if not first:
            return nothing
        if not second:
            return Response(first, media_type=media_type)
        rest = self._read_on(lent, chain((first, second), pieces))
        return StreamingResponse(rest, media_type=media_type)

    def _read_on(self, lent: _Lent, pieces: Iterator[bytes]) -> Iterator[bytes]:
        # Pieces are asked for by one thread after another, and this one has others to answer.
        with self._readers.another() as archive:
            lent.connection = archive.connection
            yield from pieces


class _Lent:
    """A connection that another takes the place of between two statements."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def execute(self, *given: Any) -> Any:
        """As that of the connection."""
        return self.connection.execute(*given)


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    size, least = 0, _WHOLE
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= least:
            yield _encoded(held)
            held, size, least = [], 0, _PIECE
    if held:
        yield _encoded(held)


def _encoded(lines: Sequence[str]) -> bytes:
    return "".join(lines).encode("utf-8", "backslashreplace")


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _now() -> int:
    return microseconds(datetime.now(UTC))


def _message(status: int, words: str) -> Response:
    return _json(status, {"message": words})


def _json(status: int, record: object) -> Response:
    return Response(json.dumps(record) + "\n", status, media_type="application/json")
