"""What every answer of both origins must pass: who may ask, and what a browser may do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = frozenset(("localhost", "127.0.0.1", "[::1]"))
"""Names this machine has for itself. Any other name led a browser here by way of DNS."""

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
_FORBIDDEN = "403: this archive answers its own machine only, under the name localhost.\n"


class Guard:
    """An ASGI middleware that refuses strangers and puts headers on every answer.

    A page of the web can make a browser ask ``127.0.0.1``, or a name that DNS leads there. It
    must not learn what is in an archive, not even from how long an answer takes.
    """

    def __init__(self, app: App, headers: Mapping[str, str]) -> None:
        """Guard ``app``; ``headers`` are added to answers that do not set them themselves."""
        self.app = app
        self.headers = [
            (name.lower().encode(), value.encode()) for name, value in {**ALWAYS, **headers}.items()
        ]

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

        if is_welcome(dict(scope["headers"])):
            await self.app(scope, receive, guarded)
        else:
            await _refuse(guarded)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)


def is_welcome(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request comes from this machine's own pages, or from a person who typed."""
    if host_name(headers.get(b"host", b"")) not in HOSTS:
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
    return f"http://{host_name(dict(scope['headers']).get(b'host', b'127.0.0.1'))}:{port}"


async def _refuse(send: Send) -> None:
    body = _FORBIDDEN.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
