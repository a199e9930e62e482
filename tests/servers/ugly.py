"""A raw-socket HTTP server that answers as badly as it is told and logs every byte.

What a case sends is a script: bytes are sent, numbers are seconds of silence, and an
:class:`End` says what becomes of the connection. A request for ``/NAME`` plays the case NAME.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self


class End(Enum):
    """What becomes of the connection after (or instead of) an answer."""

    KEEP = "the next request may come"
    CLOSE = "closed in order"
    RESET = "reset"
    STALL = "left open, nothing more is said"


_NOT_PLAIN = b"\x16"  # a TLS handshake

Step = bytes | float | End


@dataclass(frozen=True, slots=True)
class Case:
    """One way to answer, the request that gets it, and what a good client makes of it.

    Attributes:
        steps: the script.
        method: of the request.
        send: body of the request.
        headers: of the request.
        meta: of the request.
        status: of the response the spider gets, if it gets one.
        body: of that response (``None``: not looked at).
        raises: name of the exception the spider gets instead.
        truncated: what the record must say.
        error: a piece of what the record's error must say.
        flags: of the response.
    """

    steps: tuple[Step, ...]
    method: str = "GET"
    send: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    body: bytes | None = b"hello"
    raises: str | None = None
    truncated: str | None = None
    error: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Logged:
    """One request as it came in, when (monotonic clock), and all that was sent for it."""

    at: float
    received: bytes
    sent: bytes = b""


class Ugly:
    """The server, on a loopback port of its own, in threads; use it as a context manager.

    Attributes:
        log: what was said, by path, in order.
        peers: addresses that connected, in order.
    """

    def __init__(
        self,
        cases: Mapping[str, Case | Sequence[Case]],
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        """Serve ``cases``; of several under one name each request gets the next."""
        self._cases = cases
        self._tls = tls
        self._host = host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.log: dict[str, list[Logged]] = defaultdict(list)
        self.peers: list[str] = []
        self.port: int = self._listener.getsockname()[1]

    def url(self, name: str, host: str | None = None) -> str:
        """Address of a case."""
        scheme = "https" if self._tls else "http"
        shown = host or (f"[{self._host}]" if ":" in self._host else self._host)
        return f"{scheme}://{shown}:{self.port}/{name}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    def _start(self, what: Any, *args: Any) -> None:
        thread = threading.Thread(target=what, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                sock, peer = self._listener.accept()
            except OSError:
                return
            self.peers.append(peer[0])
            self._start(self._converse, sock)

    def _converse(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
                stack.callback(sock.close)
            with self._lock:
                self._open.add(sock)
            stack.callback(self._forget, sock)
            end = End.KEEP
            while end is End.KEEP and not self._closing.is_set():
                end = self._answer(sock)
                if end is End.STALL:
                    while sock.recv(65536):
                        pass
                if end is End.RESET:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _forget(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.discard(sock)

    def _answer(self, sock: socket.socket) -> End:
        request = _read_request(sock)
        if request == _NOT_PLAIN:
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        if request is None or request == _NOT_PLAIN:
            return End.CLOSE
        path = request.split(b" ", 2)[1].decode("latin-1")
        name = path.rpartition("/")[2].partition("?")[0]
        entry = Logged(time.monotonic(), request)
        with self._lock:
            past = self.log[path]
            past.append(entry)
            case = self._cases[name]
            if not isinstance(case, Case):
                case = case[min(len(past), len(case)) - 1]
        for step in case.steps:
            if isinstance(step, End):
                return step
            if isinstance(step, bytes):
                entry.sent += step
                sock.sendall(step)
            else:
                time.sleep(step)
        return End.KEEP


def _read_request(sock: socket.socket) -> bytes | None:
    """One request, head and body; ``None`` if the client has gone, or the first byte of TLS."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return None
        data += more
        if data.startswith(_NOT_PLAIN):
            return _NOT_PLAIN
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = sock.recv(65536)
        if not more:
            return None
        data += more
        body += more
    return data
