"""Both origins in one process, on this machine's own address."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import uvicorn

from archive.citing.places import Base
from archive.errors import BadInput
from archive.replay.app import app as replay_origin
from archive.serving.guard import App, Receive, Scope, Send
from archive.serving.readers import Readers
from archive.web.app import app as reading_room
from archive.web.watches import routes as watch_routes

ADDRESS = "127.0.0.1"
Started = Callable[[int, int], None]
"""Told the ports of the reading room and of replay when they answer."""
_LONGEST_HEAD = 1 << 20
"""Saved pages can set cookies for this machine; they must not keep the reading room from answering
by making every request too long."""


def serve(
    path: Path, port: int, *, started: Started | None = None, base: Base | None = None
) -> None:
    """Serve the archive at ``path`` until interrupted.

    Args:
        path: the archive file; opened for reading only.
        port: port of the reading room; replay is on the next one. 0 takes any two.
        started: called when both ports answer.
        base: the address under which others reach the reading room, for citations.

    Raises:
        MissingArchive, ForeignFile, NewerArchive, DamagedArchive: the file cannot be served.
        BadInput: a port is taken or may not be used.
    """
    with ExitStack() as open_:
        readers = open_.enter_context(closing(Readers(path)))
        readers.here()
        sockets = [open_.enter_context(sock) for sock in listening(port)]
        with suppress(KeyboardInterrupt):
            server(readers, sockets, started, base).run(sockets=sockets)


def server(
    readers: Readers, sockets: Sequence[socket.socket], started: Started | None = None,
    base: Base | None = None,
) -> uvicorn.Server:  # fmt: skip
    """A server for both origins, to be run on two bound sockets."""
    room, replay = (sock.getsockname()[1] for sock in sockets)
    config = uvicorn.Config(
        both(readers, room, replay, base),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=2,
    )
    return _Server(config, (lambda: started(room, replay)) if started else None)


def both(readers: Readers, room_port: int, replay_port: int, base: Base | None = None) -> App:
    """One application for two ports, told apart by the socket that was connected to."""
    room = reading_room(readers, replay_port, watch_routes(readers), base)
    saved = replay_origin(readers, room_port)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        is_replay = scope["server"] is not None and scope["server"][1] == replay_port
        await (saved if is_replay else room)(scope, receive, send)

    return application


def listening(port: int) -> list[socket.socket]:
    """Two sockets on ``port`` and the next one, or on any two for 0.

    Raises:
        BadInput: a port is taken, may not be used, or is no port.
    """
    if not 0 <= port < 65535:
        raise BadInput(f"cannot serve on port {port}: choose one from 1024 to 65534")
    first = _bound(port)
    try:
        return [first, _bound(port + 1 if port else 0)]
    except BaseException:
        first.close()
        raise


def _bound(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # where it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((ADDRESS, port))
    except OSError as error:
        sock.close()
        raise BadInput(_why(error, port)) from error
    return sock


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken: two free ones in a row are needed; choose with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user; choose one above 1023 with --port"
    return f"cannot listen on {ADDRESS}:{port}: {error.strerror}"


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self._started and not self.should_exit:
            self._started()
