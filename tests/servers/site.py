"""A small site of fixed answers, by path; what it has not is a 404."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

Answer = tuple[str, str]
"""A type and a body; instead of the type there may be a status: ``404``, ``301 /place``."""


class Site:
    """Serves answers on a loopback port of its own; a context manager.

    In bodies and places ``{site}`` is the site's own address, without a final slash.

    Attributes:
        url: address of its front page.
        asked: paths that it was asked for, in order.
    """

    def __init__(self, answers: Mapping[str, Answer], fields: Mapping[str, str] = {}) -> None:
        """Serve ``answers``, with these fields on each."""
        site = self
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                kind, body = answers.get(self.path, ("404", "<h1>Not found</h1>"))
                status, _, place = kind.partition(" ") if kind[0].isdigit() else ("200", "", "")
                content = body.replace("{site}", site.url[:-1]).encode(
                    "latin-1", "xmlcharrefreplace"
                )
                self.send_response(int(status))
                self.send_header("Content-Type", kind if "/" in kind and not place else "text/html")
                if place:
                    self.send_header("Location", place)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
