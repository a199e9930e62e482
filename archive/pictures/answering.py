"""The replay origin as it answers a browser that has no network: asked here, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.replay.app import app
from archive.serving.addresses import parsed
from archive.serving.readers import Readers
from archive.serving.venue import Venue

HOST = "saved.invalid"
"""A name that is resolved nowhere (RFC 2606, 2)."""
ORIGIN = f"http://{HOST}"
_AT_ONCE = 4
_LONGEST = 32 << 20
_PASSED_ON = ("range", "if-range", "accept")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer.

    Attributes:
        status: its status code.
        fields: its fields.
        body: its body.
    """

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes


class _TooLong(Exception):  # no error that anybody sees
    """An answer is longer than a picture is worth."""


class Answering:
    """Answers what a page asks for, and keeps what it was."""

    def __init__(self, readers: Readers) -> None:
        """Answer from an archive."""
        self._app = app(readers, 1, Venue(names=frozenset((HOST,))))
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self.given: dict[str, int] = {}
        """Status by address of the archive."""

    async def get(self, url: str, fields: dict[str, str], *, opens: bool) -> Given | None:
        """What the archive answers; ``None`` to what is not asked of it, or is too long.

        Args:
            url: as the browser asks for it.
            fields: of its request.
            opens: whether it is for a page or a frame.
        """
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
            return None
        kept = [(name.lower(), value) for name, value in fields.items()]
        headers = [
            (b"host", HOST.encode()), (b"accept-encoding", b"identity"),
            (b"sec-fetch-dest", b"iframe" if opens else b"empty"),
            *((name.encode(), value.encode("latin-1", "replace"))
              for name, value in kept if name in _PASSED_ON),
        ]  # fmt: skip
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
            "path": unquote(parts.path), "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(), "headers": headers,
            "server": (HOST, 80), "client": None,
        }  # fmt: skip
        async with self._turns:
            try:
                found = await self._asked(scope)
            except _TooLong:
                found = None
        if opens or parts.path.startswith("/still/"):
            self.given[url] = found.status if found else 413
        return found

    async def _asked(self, scope: dict[str, Any]) -> Given:
        head: MutableMapping[str, Any] = {}
        body = bytearray()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            else:
                body.extend(message.get("body", b""))
            if len(body) > _LONGEST:
                raise _TooLong

        await self._app(scope, receive, send)
        fields = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in head["headers"])
        return Given(head["status"], fields, bytes(body))

    def missing(self) -> tuple[str, ...]:
        """The addresses, as the page names them, that were not given, in order."""
        found = []
        for url, status in self.given.items():
            place = parsed(url.removeprefix(ORIGIN).removeprefix("/still/"))
            if status >= 400 and place is not None:
                found.append(place.url)
        return tuple(dict.fromkeys(found))
