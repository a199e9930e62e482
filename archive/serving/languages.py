"""The language in which the reading room answers, and how a reader chooses another.

An address may name one (``?greffe-language=fr``): that holds for the one view, so that a link which
is sent on changes nothing for who follows it. What a reader chooses at the foot of a page is kept
in a cookie that holds the code of a language and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.api.problems import PREFIXES
from archive.serving.forms import typed
from archive.translation import ENGLISH, languages, speaking
from archive.translation.negotiation import chosen

NAME = "greffe-language"
"""Of the parameter and of the cookie. Addresses of the reading room end in those of saved pages,
whose own parameters must not be taken for it."""
CHOICE = "/language"
"""Where the form at the foot of a page sends what was chosen."""
_YEAR = 365 * 86_400
_PROGRAMS = (*PREFIXES, "/raw/", "/static/", "/cite/", "/oembed")
_FILE = re.compile(r"/(?:watch/)?[^/]+\.(?:atom|json|xml)")
_ASKED = re.compile(rb"(?:^|&)greffe-language=([^&]*)")
_HERE: ContextVar[str] = ContextVar("here", default="/")


class Interpreter:
    """An ASGI middleware: what it answers people is in the language they read best."""

    def __init__(self, app: ASGIApp, default: str = ENGLISH) -> None:
        """Speak for ``app``.

        Args:
            app: what answers.
            default: the language of who asks for none that there is.
        """
        self.app = app
        self._default = default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or is_for_programs(scope):
            await self.app(scope, receive, send)
            return
        language = language_of(scope, self._default)
        query = _ASKED.sub(b"", scope.get("query_string", b"")).removeprefix(b"&")
        scope = {**scope, "query_string": query}

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _labelled(message["headers"], language)
            await send(message)

        token = _HERE.set(_address(scope))
        try:
            with speaking(language):
                await self.app(scope, receive, labelled)
        finally:
            _HERE.reset(token)


def is_for_programs(scope: Scope) -> bool:
    """Whether an address is asked by programs, whose answers are English and never translated."""
    path = scope["path"]
    return path.startswith(_PROGRAMS) or _FILE.fullmatch(path) is not None


def language_of(scope: Scope, default: str = ENGLISH) -> str:
    """The language of an answer: as the address says, the cookie, the browser, the server."""
    headers = dict(scope["headers"])
    asked = [wish.decode("latin-1") for wish in _ASKED.findall(scope.get("query_string", b""))]
    kept = _kept(headers.get(b"cookie", b"").decode("latin-1"))
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    return chosen([*asked[-1:], kept], accepted, languages(), default)


def here() -> str:
    """The address that is answered, as the form at the foot of a page sends it."""
    return _HERE.get()


def routes() -> Sequence[BaseRoute]:
    """The address at which a language is chosen."""
    return (Route(CHOICE, _choose, methods=["POST"]),)


async def _choose(request: Request) -> Response:
    """Keep the language that was chosen, and lead back to where it was."""
    # Another site must not choose; browsers that do not say who asks are believed, as no more
    # hangs on it than a language.
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return PlainTextResponse("403: a language is chosen in the reading room\n", 403)
    fields = await typed(request)
    language = fields.get(NAME, "")
    if language not in languages():
        return PlainTextResponse(f"400: there is no such language; {_names()}\n", 400)
    answer = RedirectResponse(_own(fields.get("to", "/")), 303)
    answer.set_cookie(
        NAME, language, max_age=_YEAR, path="/", samesite="lax", httponly=True,
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def _names() -> str:
    return f"there are {', '.join(languages())}"


def _own(address: str) -> str:
    """An address of this origin, else the first page: nobody is led elsewhere by ours."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own and address.isprintable() else "/"


def _address(scope: Scope) -> str:
    """The address that is answered, as it was written."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path, query = raw.partition(b"?")[0], bytes(scope["query_string"])
    return (path + (b"?" + query if query else b"")).decode("latin-1")


def _kept(cookies: str) -> str:
    # Saved pages can set cookies for this machine: what is no language is passed over later.
    try:
        found = SimpleCookie(cookies).get(NAME)
    except CookieError:
        return ""
    return str(found.value) if found else ""


def _labelled(headers: list[tuple[bytes, bytes]], language: str) -> list[tuple[bytes, bytes]]:
    """The fields of an answer, with its language where it has words for people."""
    fields = {name.lower(): value for name, value in headers}
    if not fields.get(b"content-type", b"").startswith(b"text/html"):
        return headers
    varies = [value for name, value in headers if name.lower() == b"vary"]
    kept = [pair for pair in headers if pair[0].lower() != b"vary"]
    vary = b", ".join([*varies, b"Accept-Language", b"Cookie"])
    return [*kept, (b"content-language", language.encode()), (b"vary", vary)]
