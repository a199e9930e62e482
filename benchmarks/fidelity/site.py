"""The awkward site, served on two origins of this machine, and who came to it."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.fidelity.files import Answer, coded, script
from benchmarks.fidelity.pages import PAGES, filled

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True, slots=True)
class Site:
    """The running site.

    Attributes:
        origin: of its pages.
        log: what was asked of it, method and path.
        pages: paths of its pages.
    """

    origin: str
    log: list[str]
    pages: Sequence[str]

    def urls(self) -> list[str]:
        """Its pages."""
        return [f"{self.origin}/{name}" for name in self.pages]


@contextmanager
def awkward(pages: Sequence[str] = ()) -> Iterator[Site]:
    """Serve the site while the block runs; of its pages only some, if any are named."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) for _ in range(2)]
    log: list[str] = []
    other = f"//127.0.0.1:{servers[1].server_address[1]}"
    answers = filled(other)
    threads = []
    for server in servers:
        server.answers, server.log = answers, log  # type: ignore[attr-defined]
        server.daemon_threads = True
        threads.append(threading.Thread(target=server.serve_forever, args=(0.05,)))
        threads[-1].start()
    try:
        yield Site(f"http://127.0.0.1:{servers[0].server_address[1]}", log, pages or PAGES)
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what is filled in, in the coding and the part that are asked for."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        """Answer."""
        self._answer()

    def do_POST(self) -> None:
        """Answer to what is sent."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def do_HEAD(self) -> None:
        """Answer without body."""
        self._answer()

    def _answer(self) -> None:
        self.server.log.append(f"{self.command} {self.path}")
        answer = self._found()
        body, fields = answer.body, dict(answer.fields)
        status = answer.status
        if answer.coding and answer.coding in self.headers.get("Accept-Encoding", ""):
            body = coded(body, answer.coding)
            fields["Content-Encoding"] = answer.coding
        elif match := _RANGE.fullmatch(self.headers.get("Range", "")):
            first, last = int(match[1]), min(int(match[2] or len(body)), len(body) - 1)
            fields["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
            body, status = body[first : last + 1], 206
        if answer.kind.startswith(("audio/", "application/octet")):
            fields["Accept-Ranges"] = "bytes"
        self.send_response(status)
        for name, value in {"Content-Type": answer.kind, **fields}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _found(self) -> Answer:
        parts = urlsplit(self.path)
        named = parse_qs(parts.query).get("callback")
        if parts.path == "/jsonp" and named:
            return script(f'{named[0]}({{"words": "given to a function by name"}})')
        missing = Answer(b"not found", "text/plain", status=404)
        return self.server.answers.get(parts.path, missing)  # type: ignore[no-any-return]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
