"""What our servers on loopback share: they answer from threads while a context lasts."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Answering(BaseHTTPRequestHandler):
    """Answers on connections that stay open, and writes no log."""

    protocol_version = "HTTP/1.1"

    def respond(self) -> None:
        """Answer the request."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Whoever asks by GET gets an answer."""
        self.respond()

    def do_POST(self) -> None:
        """So does whoever asks by POST."""
        self.respond()

    def answer(
        self,
        status: int,
        body: bytes = b"",
        kind: str = "text/html",
        fields: Mapping[str, str] = {},
    ) -> None:
        """Send a status, a body of this media type and further fields."""
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Served:
    """A server with a handler of this kind for each connection.

    Attributes:
        port: where it listens.
        base: its address by HTTP, without a slash at the end.
    """

    def __init__(self, handler: type[socketserver.BaseRequestHandler]) -> None:
        is_http = issubclass(handler, BaseHTTPRequestHandler)
        kind = ThreadingHTTPServer if is_http else socketserver.ThreadingTCPServer
        self._server = kind(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.port = int(self._server.server_address[1])
        self.base = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Listener(ABC):
    """Bare sockets, each in a thread of its own.

    Attributes:
        port: where it listens.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    @abstractmethod
    def converse(self, sock: socket.socket) -> None:
        """Serve a connection until it ends."""

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
            self.converse(sock)


def head_of(sock: socket.socket) -> bytes:
    """The head of the next request; nothing where the client has gone."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = sock.recv(65536)
        if not more:
            return b""
        head += more
    return head
