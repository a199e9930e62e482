"""Sites out of WARC files, answering as on the internet: by the host they are asked of.

:class:`LiveWeb` is an HTTP proxy on loopback that never asks anybody: what a file has is answered
with the status, fields and body that were captured, under ``http`` and ``https`` alike; what it has
not is a 404. Unlike in web archives, a URL is another if its host, path or query is.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import trustme
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

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


class LiveWeb:
    """Serves pages as a proxy; a context manager.

    Attributes:
        pages: what it has.
        asked: the URLs it was asked for, in order.
        url: of the proxy, for ``http_proxy`` and ``https_proxy``.
    """

    def __init__(self, pages: dict[tuple[str, str], Page]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            head = _head(sock)
            if head.startswith(b"CONNECT "):
                host = head.split()[1].decode().rpartition(":")[0]
                sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with self._context(host).wrap_socket(sock, server_side=True) as wrapped:
                    self._converse(wrapped, _head(wrapped), f"https://{host}")
            else:
                self._converse(sock, head, "")

    def _converse(self, sock: socket.socket, head: bytes, origin: str) -> None:
        while head:
            self._answer(sock, origin + head.split()[1].decode("latin-1"))
            head = _head(sock)

    def _answer(self, sock: socket.socket, url: str) -> None:
        self.asked.append(url)
        page = self.pages.get(place(url))
        if page is None:
            page = Page(url, "404 Not Found", (("Content-Type", "text/html"),), _MISSING)
        lines = [f"HTTP/1.1 {page.status}", *(f"{name}: {value}" for name, value in page.fields)]
        head = "\r\n".join([*lines, f"Content-Length: {len(page.body)}", "", ""])
        sock.sendall(head.encode("latin-1", "replace") + page.body)

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            made = self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(made)
        return self._contexts[host]


def _head(sock: socket.socket) -> bytes:
    """The head of the next request; nothing where the client has gone."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = sock.recv(65536)
        if not more:
            return b""
        head += more
    return head
