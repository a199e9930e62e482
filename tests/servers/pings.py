"""A service on loopback that is told of runs, and keeps what it was told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Switch:
    """A dead man's switch.

    Attributes:
        port: where it listens.
        pings: the path and the words of each ping, the first first.
        status: what it answers.
    """

    port: int = 0
    pings: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200

    @property
    def url(self) -> str:
        """Where it is told that a run was well."""
        return f"http://127.0.0.1:{self.port}/T0kenOfTheSwitch"

    @property
    def signals(self) -> list[str]:
        """What it was told, without the token."""
        return [path.removeprefix("/T0kenOfTheSwitch") for path, _ in self.pings]


@contextmanager
def switch() -> Iterator[Switch]:
    """A switch while the block runs."""
    one = Switch()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            words = self.rfile.read(int(self.headers["Content-Length"])).decode()
            one.pings.append((self.path, words))
            self.send_response(one.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield one
        server.shutdown()
        thread.join()
