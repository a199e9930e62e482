"""A small HTTP proxy that tunnels (CONNECT) and logs what it was asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from types import TracebackType
from typing import Self


class Tunnel:
    """Answers CONNECT on a loopback port, with a tunnel or with ``refuse``; a context manager.

    Attributes:
        asked: the heads of the requests received.
    """

    def __init__(self, refuse: bytes = b"", tls: ssl.SSLContext | None = None) -> None:
        """Refuse with these bytes, if any; talk TLS with the client, if told."""
        self._refuse = refuse
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.asked: list[bytes] = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

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
            if self._tls is None:
                self._converse(sock)
                return
            with self._tls.wrap_socket(sock, server_side=True) as wrapped:
                self._converse(wrapped)

    def _converse(self, sock: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            more = sock.recv(4096)
            if not more:
                return
            head += more
        self.asked.append(head)
        if self._refuse:
            sock.sendall(self._refuse)
            return
        host, _, port = head.split()[1].decode().rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            sock.sendall(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 tunnel\r\n\r\n")
            back = threading.Thread(target=_pump, args=(far, sock), daemon=True)
            back.start()
            _pump(sock, far)
            back.join(5)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
