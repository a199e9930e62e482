"""How each site puts its pages on the wire: which fields, in which case, in which coding."""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from demo.sites.page import Page
from demo.wire import Fields, Request, chunked, head


@dataclass(frozen=True, slots=True)
class Manners:
    """The habits of a site's server.

    Attributes:
        first: fields before all others.
        last: fields after the page's own.
        names: spelling of fields that is unlike the usual one.
        is_weak: whether entity tags are weak ones.
        has_reason: whether status lines carry a reason phrase.
        gzips: whether text is sent in gzip to those who accept it.
        chunks: size of the chunks pages are sent in; 0 for a ``Content-Length``.
        session: name of the cookie a newcomer is given, or empty.
    """

    first: Fields
    last: Fields = ()
    names: Mapping[str, str] | None = None
    is_weak: bool = False
    has_reason: bool = True
    gzips: bool = False
    chunks: int = 0
    session: str = ""


MANNERS: Mapping[str, Manners] = {
    "caspian-monitor": Manners(
        first=(("server", "Pepyaka"),),
        last=(
            ("cache-control", "public,max-age=0,must-revalidate"),
            ("X-Content-Type-Options", "nosniff"),
            ("x-seen-by", "demo-edge-1,demo-edge-4"),
            ("vary", "Accept-Encoding"),
        ),
        names={"ETag": "etag", "Content-Type": "content-type", "Last-Modified": "last-modified"},
        is_weak=True,
        chunks=4096,
    ),
    "council-cpt": Manners(
        first=(("Liferay-Portal", "Liferay Community Edition Portal 7.4.3 CE"),),
        last=(
            ("X-XSS-Protection", "1"),
            ("x-frame-OPTIONS", "SAMEORIGIN"),
            ("Cache-Control", "private, no-cache, no-store, must-revalidate"),
        ),
        has_reason=False,
        session="JSESSIONID",
    ),
    "kura-courier": Manners(
        first=(("Server", "Apache"), ("X-Powered-By", "PHP/8.2.20")),
        last=(("Vary", "Accept-Encoding,Cookie"), ("X-Pingback", "off")),
        names={"Last-Modified": "last-modified", "ETag": "Etag"},
        gzips=True,
    ),
}
"""The manners of the sites by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page on its way to a client.

    Attributes:
        page: what is sent.
        changed: when the representation took on its present state.
        now: for the ``Date`` field.
        serial: counts the requests of the server; makes tokens differ as they do in life.
    """

    page: Page
    changed: datetime
    now: datetime
    serial: int

    def sent(self, request: Request, manners: Manners) -> tuple[int, bytes]:
        """Status and bytes of the answer to ``request``."""
        if self._is_fresh(request):
            return 304, self._head(304, request, manners, self._validators(manners))
        session = _session(request, manners) or _token("session", self.serial)
        body = self._body(session)
        kept, body = _coded(body, self.page, request, manners)
        if self.page.status == 200 and not self.page.is_volatile:
            kept = (*self._validators(manners), *kept)
        if manners.session and self.page.is_volatile and not _session(request, manners):
            cookies = f"{manners.session}={session}; Path=/; HttpOnly"
            kept = (("Set-Cookie", cookies), *kept, ("Set-Cookie", "GUEST_LANGUAGE_ID=en_GB"))
        own = (("Content-Type", self.page.type), *self.page.fields, *kept)
        start = self._head(self.page.status, request, manners, own)
        return self.page.status, start if request.method == "HEAD" else start + body

    def _body(self, session: str) -> bytes:
        if not self.page.is_volatile:
            return self.page.data
        auth = _token("auth", self.serial)[:8].encode()
        return self.page.data.replace(b"@@p_auth@@", auth).replace(b"@@session@@", session.encode())

    def _head(self, status: int, request: Request, manners: Manners, own: Fields) -> bytes:
        names = manners.names or {}
        # A shield in front of the server answers in its own manner and its own name.
        is_shield = any(name == "cf-ray" for name, _ in own)
        first, last = ((), ()) if is_shield else (manners.first, manners.last)
        date = ("Date", format_datetime(self.now, usegmt=True))
        stay = request.keeps_alive
        alive: Fields = (("Connection", "keep-alive" if stay else "close"),)
        if stay and manners.gzips:
            alive = (("Keep-Alive", "timeout=15"), *alive)
        fields = tuple((names.get(n, n), v) for n, v in (date, *first, *own, *last, *alive))
        reason = HTTPStatus(status).phrase if manners.has_reason or is_shield else ""
        return head(status, reason, fields)

    def _validators(self, manners: Manners) -> Fields:
        tag = f'"{_tag(self.page.data)}"'
        stamp = format_datetime(self.changed, usegmt=True)
        return ("ETag", f"W/{tag}" if manners.is_weak else tag), ("Last-Modified", stamp)

    def _is_fresh(self, request: Request) -> bool:
        """Whether the client's copy is still good (RFC 9110, 13.2.2)."""
        if self.page.status != 200 or self.page.is_volatile:
            return False
        if request.method not in ("GET", "HEAD"):
            return False
        if asked := request.get("If-None-Match"):
            known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
            return asked.strip() == "*" or f'"{_tag(self.page.data)}"' in known
        try:
            since = parsedate_to_datetime(request.get("If-Modified-Since"))
        except ValueError:
            return False
        return self.changed <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def _coded(body: bytes, page: Page, request: Request, manners: Manners) -> tuple[Fields, bytes]:
    """The fields about the body, and the body in its content and transfer codings."""
    fields: Fields = ()
    is_text = "text/" in page.type or "xml" in page.type or "javascript" in page.type
    accepted = {part.split(";")[0].strip() for part in request.get("Accept-Encoding").split(",")}
    if manners.gzips and is_text and len(body) > 200 and accepted & {"gzip", "x-gzip"}:
        body, fields = _gzipped(body), (("Content-Encoding", "gzip"),)
    if manners.chunks and is_text and request.version == "1.1":
        return (*fields, ("transfer-encoding", "chunked")), chunked(body, manners.chunks)
    return (*fields, ("Content-Length", str(len(body)))), body


def _session(request: Request, manners: Manners) -> str:
    if not manners.session:
        return ""
    pairs = (part.strip().partition("=") for part in request.get("Cookie").split(";"))
    found = {name: value for name, _, value in pairs}
    session = found.get(manners.session, "")
    return session if session.isalnum() else ""


def _token(use: str, serial: int) -> str:
    return hashlib.sha256(f"{use} {serial}".encode()).hexdigest()[:32].upper()


@functools.lru_cache(maxsize=1024)
def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:20]


@functools.lru_cache(maxsize=512)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
