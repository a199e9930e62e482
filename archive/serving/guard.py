"""What every answer of both origins must pass: who may ask, and what a browser may do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any

from archive.serving.lock import Lock, challenge, pass_of
from archive.serving.venue import HERE, Venue

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Admit = Callable[[Lock, Scope], Awaitable[tuple[int, list[tuple[bytes, bytes]], bytes] | None]]
"""Says what is answered to who may not read; ``None`` to who may."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()"
    ),
}
ENTRY = "/enter"
"""Where the replay origin is entered with a pass."""
_FORBIDDEN = b"403: this archive does not answer to that name, nor to pages of other sites.\n"
_NO_PASS = b"403: saved pages are opened from the reading room.\n"
_TOO_LARGE = b"413: nothing is taken in here.\n"
_MOST_TAKEN = 1 << 16
"""Bytes of a request's content: nothing here wants any."""


class Guard:
    """An ASGI middleware that refuses strangers and puts headers on every answer.

    A page of the web can make a browser ask ``127.0.0.1``, or a name that DNS leads there. It
    must not learn what is in an archive, not even from how long an answer takes.
    """

    def __init__(
        self, app: App, headers: Mapping[str, str], venue: Venue = HERE, admit: Admit | None = None
    ) -> None:
        """Guard ``app``.

        Args:
            app: what answers.
            headers: added to answers that do not set them themselves.
            venue: where it is reached.
            admit: says who may read where the venue has a lock.
        """
        self.app = app
        self.headers = [
            (name.lower().encode(), value.encode()) for name, value in {**ALWAYS, **headers}.items()
        ]
        self._venue = venue
        self._admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                added = [pair for pair in self.headers if pair[0] not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        headers = dict(scope["headers"])
        if not is_welcome(headers, self._venue.names):
            await _refuse(guarded, 403, _FORBIDDEN)
        elif _taken_in(headers) > _MOST_TAKEN:
            await _refuse(guarded, 413, _TOO_LARGE)
        elif self._venue.lock and self._admit and (
            refusal := await self._admit(self._venue.lock, scope)
        ):  # fmt: skip
            status, fields, body = refusal
            await _refuse(guarded, status, body, fields)
        else:
            await self.app(scope, receive, guarded)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)


async def by_password(
    lock: Lock, scope: Scope
) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
    """Let in who knows the password: to the reading room."""
    client = scope["client"][0] if scope.get("client") else ""
    if await lock.knows(dict(scope["headers"]).get(b"authorization"), client):
        return None
    return challenge(lock.wait(client))


async def by_pass(lock: Lock, scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
    """Let in who has a pass, or brings one: to the replay origin."""
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    if scope["path"] == ENTRY or lock.opens(pass_of(cookies)):
        return None
    return 403, [], _NO_PASS


def is_welcome(headers: Mapping[bytes, bytes], names: Collection[str]) -> bool:
    """Whether a request comes from the server's own pages, or from a person who typed."""
    if host_name(headers.get(b"host", b"")) not in names:
        return False
    is_foreign = headers.get(b"sec-fetch-site") == b"cross-site"
    opens_a_page = headers.get(b"sec-fetch-dest") == b"document"
    return opens_a_page or not is_foreign


def host_name(host: bytes) -> str:
    """The name in a ``Host`` field, without port (RFC 9110, 7.2)."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]


def origin(scope: Scope, port: int) -> str:
    """The origin on another port under the name by which this one was asked.

    A service worker is refused to a frame whose host differs from that of the page around it.
    """
    host = host_name(dict(scope["headers"]).get(b"host", b"127.0.0.1"))
    return f"{scope['scheme']}://{host}:{port}"


def _taken_in(headers: Mapping[bytes, bytes]) -> int:
    """Bytes of content that a request announces; of one that does not say how many, too many."""
    if b"transfer-encoding" in headers:
        return _MOST_TAKEN + 1
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


async def _refuse(
    send: Send, status: int, body: bytes, fields: Collection[tuple[bytes, bytes]] = ()
) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *fields,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
