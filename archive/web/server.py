"""Both origins in one process, on this machine's own address."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from archive.errors import BadInput
from archive.serving.guard import App, Receive, Scope, Send
from archive.serving.later import Later
from archive.serving.patience import Patient
from archive.serving.readers import Readers
from archive.serving.venue import HERE, LOOPBACK, Certificate, Venue
from archive.web.app import app as reading_room

Started = Callable[[int, int], None]
"""Told the ports of the reading room and of replay when they answer."""
_LONGEST_HEAD = 1 << 20
"""Saved pages can set cookies for this machine; they must not keep the reading room from answering
by making every request too long."""
_MOST_CONNECTIONS = 512


def serve(path: Path, port: int, *, venue: Venue = HERE, started: Started | None = None) -> None:
    """Serve the archive at ``path`` until interrupted.

    Args:
        path: the archive file; opened for reading only.
        port: port of the reading room; replay is on the next one. 0 takes any two.
        venue: where it is reached, and by whom.
        started: called when both ports answer.

    Raises:
        MissingArchive, ForeignFile, NewerArchive, DamagedArchive: the file cannot be served.
        BadInput: a port is taken or may not be used, or the certificate cannot be.
    """
    if venue.certificate:
        checked(venue.certificate)
    with ExitStack() as open_:
        readers = open_.enter_context(closing(Readers(path, can_save=venue.saver is not None)))
        readers.here()
        sockets = [open_.enter_context(sock) for sock in listening(port, venue.address)]
        with suppress(KeyboardInterrupt):
            server(readers, sockets, started, venue).run(sockets=sockets)


def server(
    readers: Readers, sockets: Sequence[socket.socket], started: Started | None = None,
    venue: Venue = HERE,
) -> uvicorn.Server:  # fmt: skip
    """A server for both origins, to be run on two bound sockets."""
    certificate = venue.certificate
    room, replay = (sock.getsockname()[1] for sock in sockets)
    rest = Later(lambda: _rest(readers, replay, venue))
    saved = Later(lambda: _saved(readers, room, venue))
    config = uvicorn.Config(
        both(reading_room(readers, rest, venue), saved, replay),
        http=Patient,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=2,
        limit_concurrency=_MOST_CONNECTIONS,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    return _Server(config, (rest, saved), (lambda: started(room, replay)) if started else None)


def both(room: App, saved: App, replay_port: int) -> App:
    """One application for two ports, told apart by the socket that was connected to."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        is_replay = scope["server"] is not None and scope["server"][1] == replay_port
        await (saved if is_replay else room)(scope, receive, send)

    return application


def _rest(readers: Readers, replay_port: int, venue: Venue) -> App:
    from archive.web.routes import rest

    return rest(readers, replay_port, venue)


def _saved(readers: Readers, room_port: int, venue: Venue) -> App:
    from archive.replay.app import app

    return app(readers, room_port, venue)


def listening(port: int, address: str = LOOPBACK) -> list[socket.socket]:
    """Two sockets on ``port`` and the next one, or on any two for 0.

    Raises:
        BadInput: a port is taken, may not be used, or is no port; the address is none of ours.
    """
    if not 0 <= port < 65535:
        raise BadInput(f"cannot serve on port {port}: choose one from 1024 to 65534")
    first = _bound(address, port)
    try:
        return [first, _bound(address, port + 1 if port else 0)]
    except BaseException:
        first.close()
        raise


def checked(certificate: Certificate) -> None:
    """Look whether a certificate can be used.

    Raises:
        BadInput: it cannot.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate.chain, certificate.key, password=_no_password)
    except (OSError, ssl.SSLError, ValueError) as error:
        files = f"{certificate.chain} with {certificate.key}"
        raise BadInput(f"cannot use the certificate {files}: {error}") from error


def _no_password() -> str:
    raise ValueError("the key is locked by a password; give one without")


def _bound(address: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    except ValueError as error:
        raise BadInput(
            f"{address!r} is no IP address to listen on; 0.0.0.0 is all there are"
        ) from error
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # where it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
    except OSError as error:
        sock.close()
        raise BadInput(_why(error, address, port)) from error
    return sock


def _why(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken: two free ones in a row are needed; choose with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"this machine has no address {address}; 0.0.0.0 is all that it has"
    return f"cannot listen on {address}:{port}: {error.strerror}"


class _Server(uvicorn.Server):
    """Says when it answers, and loads the rest of what it answers with."""

    def __init__(
        self, config: uvicorn.Config, parts: Sequence[Later], started: Callable[[], None] | None
    ) -> None:
        super().__init__(config)
        self._parts = parts
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.should_exit:
            return
        if self._started:
            self._started()
        for part in self._parts:
            asyncio.get_running_loop().run_in_executor(None, part.load)
