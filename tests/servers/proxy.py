"""Small HTTP proxies: one that tunnels (CONNECT), one that answers for every host by itself."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from abc import abstractmethod

import trustme

from tests.servers.threaded import Listener, head_of


class Tunnel(Listener):
    """Answers CONNECT on a loopback port, with a tunnel or with ``refuse``; a context manager.

    Attributes:
        asked: the heads of the requests received.
        url: of the proxy.
    """

    def __init__(self, refuse: bytes = b"", tls: ssl.SSLContext | None = None) -> None:
        """Refuse with these bytes, if any; talk TLS with the client, if told."""
        super().__init__()
        self._refuse = refuse
        self._tls = tls
        self.asked: list[bytes] = []
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def converse(self, sock: socket.socket) -> None:
        """Take a request for a tunnel."""
        if self._tls is None:
            self._tunnel(sock)
            return
        with self._tls.wrap_socket(sock, server_side=True) as wrapped:
            self._tunnel(wrapped)

    def _tunnel(self, sock: socket.socket) -> None:
        head = head_of(sock)
        if not head:
            return
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


class WholeWeb(Listener):
    """A proxy that never asks anybody: it answers for every host itself, with TLS or without.

    Whoever is told to use it as ``http_proxy`` and ``https_proxy`` asks for addresses as they are,
    and never leaves this machine.

    Attributes:
        asked: the URLs that it was asked for, in order.
        url: of the proxy.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.port}"
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    @property
    def env(self) -> dict[str, str]:
        """The environment that leads a crawl here."""
        return {"http_proxy": self.url, "https_proxy": self.url, "no_proxy": ""}

    @abstractmethod
    def sent(self, url: str) -> bytes:
        """What is sent for a URL; asked by one connection at a time."""

    def converse(self, sock: socket.socket) -> None:
        """Answer requests, those within a tunnel as those of its host."""
        head = head_of(sock)
        if head.startswith(b"CONNECT "):
            host = head.split()[1].decode().rpartition(":")[0]
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context(host).wrap_socket(sock, server_side=True) as wrapped:
                self._answer(wrapped, head_of(wrapped), f"https://{host}")
        else:
            self._answer(sock, head, "")

    def _answer(self, sock: socket.socket, head: bytes, origin: str) -> None:
        while head:
            url = origin + head.split()[1].decode("latin-1")
            with self._lock:
                self.asked.append(url)
                answer = self.sent(url)
            sock.sendall(answer)
            head = head_of(sock)

    def _context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                made = self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(made)
            return self._contexts[host]
