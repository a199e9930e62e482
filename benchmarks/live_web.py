"""Sites out of WARC files, answering as on the internet: by the host they are asked of.

:class:`LiveWeb` is an HTTP proxy on loopback that asks nobody: what a file has is answered with
the status, fields and body that were captured, under ``http`` and ``https`` alike; what it has
not is a 404. Unlike in web archives, a URL is another if its host, path or query is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from tests.servers.proxy import WholeWeb

_HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
     "upgrade", "content-length", "content-encoding")
)  # fmt: skip
_MISSING = b"<!doctype html><title>Not captured</title><p>The file does not have this address."


@dataclass(frozen=True, slots=True)
class Page:
    """One captured answer.

    Attributes:
        url: as it was captured.
        status: with its reason: ``200 OK``.
        fields: of the head, without those of codings and of the connection.
        body: without any coding.
    """

    url: str
    status: str
    fields: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def code(self) -> int:
        """The status."""
        return int(self.status.split()[0])

    def field(self, name: str) -> str:
        """The value of a field; empty without it."""
        return next((value for key, value in self.fields if key.lower() == name), "")


def place(url: str) -> tuple[str, str]:
    """What tells URLs apart here: host and port, path and query."""
    parts = urlsplit(url)
    host = (parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, 80, 443) else "")
    path = parts.path or "/"
    # Clients differ in what they escape: brackets in a query, letters of other scripts.
    return host, unquote(f"{path}?{parts.query}" if parts.query else path)


def pages_of(paths: Iterable[Path]) -> dict[tuple[str, str], Page]:
    """The answers in WARC files, the first of each URL; a revisit only if its original is here."""
    pages: dict[tuple[str, str], Page] = {}
    bodies: dict[str, Page] = {}
    revisits: list[tuple[str, str]] = []
    for path in paths:
        # A broken end of a file costs what comes after it.
        with path.open("rb") as file, contextlib.suppress(Exception):
            for record in ArchiveIterator(file):
                _take(record, pages, bodies, revisits)
    for url, digest in revisits:
        if digest in bodies:
            pages.setdefault(place(url), bodies[digest])
    return pages


def _take(
    record: ArcWarcRecord,
    pages: dict[tuple[str, str], Page],
    bodies: dict[str, Page],
    revisits: list[tuple[str, str]],
) -> None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or url
    if record.rec_type == "revisit" and url.startswith("http"):
        revisits.append((url, digest))
    if record.rec_type != "response" or record.http_headers is None or not url.startswith("http"):
        return
    fields = tuple(f for f in record.http_headers.headers if f[0].lower() not in _HOP_BY_HOP)
    page = Page(url, record.http_headers.statusline, fields, record.content_stream().read())
    pages.setdefault(place(url), page)
    bodies.setdefault(digest, page)


class LiveWeb(WholeWeb):
    """Serves pages as a proxy; a context manager.

    Attributes:
        pages: what it has.
    """

    def __init__(self, pages: dict[tuple[str, str], Page]) -> None:
        super().__init__()
        self.pages = pages

    def sent(self, url: str) -> bytes:
        """The page at a URL, or that there is none."""
        page = self.pages.get(place(url))
        if page is None:
            page = Page(url, "404 Not Found", (("Content-Type", "text/html"),), _MISSING)
        lines = [f"HTTP/1.1 {page.status}", *(f"{name}: {value}" for name, value in page.fields)]
        head = "\r\n".join([*lines, f"Content-Length: {len(page.body)}", "", ""])
        return head.encode("latin-1", "replace") + page.body
