"""One connection to a server: dialled directly or through a proxy, over TLS or not."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from dataclasses import dataclass
from typing import Protocol, cast

from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError
from twisted.internet.ssl import Certificate

from archive.exchange import TLS
from crawler.fetch.address import Address, Resolver, public
from crawler.fetch.head import MessageError
from crawler.fetch.message import Reader
from crawler.fetch.request import Proxy
from crawler.fetch.tls import Contexts, facts

_STAGGER = 0.25  # seconds before the next address is tried beside the last (RFC 8305, section 5)


class Sink(Protocol):
    """Who takes what a connection receives."""

    def received(self, data: bytes) -> None:
        """Bytes came."""

    def lost(self, exc: Exception | None) -> None:
        """The peer closed, or ``exc`` broke the connection; may come twice."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a connection goes and how; connections of equal routes are interchangeable."""

    scheme: str
    host: str
    port: int
    proxy: Proxy | None = None
    bind: tuple[str, int] | None = None
    allow_private: bool = False
    verify: bool = False


class Connection(asyncio.Protocol):
    """An open connection, carrying one exchange at a time.

    Attributes:
        route: what it was dialled for.
        ip: address of the server; ``None`` through a proxy, which alone knows it.
        peer: address at the other end of the socket, the proxy's if there is one.
        tls: facts of the TLS connection with the server.
        certificate: the server's certificate as Scrapy's responses carry it.
        gone: done once the connection is lost.
    """

    def __init__(self, route: Route, peer: str) -> None:
        """Wait for :meth:`connection_made`; ``peer`` is the address dialled."""
        self.route = route
        self.peer = peer
        self.ip = None if route.proxy else peer
        self.tls: TLS | None = None
        self.certificate: Certificate | None = None
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._sink: Sink | None = None
        self._ended = False

    @property
    def transport(self) -> asyncio.Transport:
        """The transport, of TLS once that is up."""
        if self._transport is None:
            raise RuntimeError("the connection is not made yet")
        return self._transport

    @property
    def usable(self) -> bool:
        """Whether another exchange may be tried on it."""
        return not (self._ended or self.transport.is_closing())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:  # noqa: D102
        if self._sink is not None:
            self._sink.received(data)
        else:
            self.abort()  # nothing was asked: whatever this answers, it is not the next request

    def eof_received(self) -> None:  # noqa: D102
        self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: D102
        self._end(exc)
        if not self.gone.done():
            self.gone.set_result(None)

    def _end(self, exc: Exception | None) -> None:
        self._ended = True
        if self._sink is not None:
            self._sink.lost(exc)

    async def carry(self, payload: bytes, sink: Sink, ended: asyncio.Future[None]) -> None:
        """Send ``payload`` and hand ``sink`` what comes until ``ended`` is done.

        Raises:
            Exception: whatever ``ended`` was failed with.
        """
        self._sink = sink
        try:
            if self._ended:
                sink.lost(None)
            else:
                self.transport.write(payload)
            await ended
        finally:
            self._sink = None

    async def upgrade(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS with ``host`` over what is open."""
        loop = asyncio.get_running_loop()
        try:
            upgraded = await loop.start_tls(self.transport, self, context, server_hostname=host)
        except TypeError as exc:
            # Older CPython trips as it gives up TLS inside TLS, over the error it gives it up for.
            if isinstance(exc.__context__, ssl.SSLError):
                raise exc.__context__ from None
            raise
        self._transport = upgraded

    def note_tls(self, fault: str | None) -> None:
        """Keep the facts of the TLS connection that is now up."""
        self.tls = facts(self.transport.get_extra_info("ssl_object"), fault)
        if self.tls.certificate:
            self.certificate = Certificate.load(self.tls.certificate)

    def abort(self) -> None:
        """Close at once; nothing waits to be sent, so this is no less orderly than closing."""
        self.transport.abort()


class Dialer:
    """Opens connections.

    A certificate that cannot be trusted is a fact to record, not a reason to lose the page, unless
    the route wants it verified: the host is dialled again and the fault noted in
    :attr:`Connection.tls`.
    """

    def __init__(self, resolver: Resolver, contexts: Contexts) -> None:
        """Resolve by ``resolver``, do TLS by ``contexts``."""
        self._resolver = resolver
        self._contexts = contexts

    async def dial(self, route: Route) -> Connection:
        """Open a connection.

        Raises:
            PrivateAddress: the host is on a private network and the route does not allow that.
            CannotResolveHostError: no address.
            DownloadConnectionRefusedError: refused.
            DownloadFailedError: no connection, no tunnel or no TLS.
        """
        if route.scheme != "https":
            return await self._open(route, None)
        try:
            return await self._open(route, self._contexts.strict)
        except ssl.SSLCertVerificationError as exc:
            if route.verify:
                raise DownloadFailedError(
                    f"certificate of {route.host} not trusted: {exc.verify_message}; "
                    "to record that and fetch the page all the same, set verify_certificates to "
                    "false in the source (DOWNLOAD_VERIFY_CERTIFICATES elsewhere)"
                ) from exc
            return await self._open(route, self._contexts.lax, exc.verify_message)

    async def _open(
        self, route: Route, context: ssl.SSLContext | None, fault: str | None = None
    ) -> Connection:
        proxy = route.proxy
        host, port = (proxy.host, proxy.port) if proxy else (route.host, route.port)
        addresses = await self._resolver.resolve(host, port)
        if not (proxy or route.allow_private):
            addresses = public(addresses, host)
        sock, address = await _first(addresses, route.bind)
        try:
            return await self._speak(route, sock, Connection(route, address.ip), context, fault)
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, ValueError) as exc:
            raise DownloadFailedError(f"no TLS with {host}: {_reason(exc)}") from exc

    async def _speak(
        self,
        route: Route,
        sock: socket.socket,
        connection: Connection,
        context: ssl.SSLContext | None,
        fault: str | None,
    ) -> Connection:
        """Do TLS and tunnel as ``route`` wants them over the connected ``sock``."""
        proxy = route.proxy
        outer, outer_host = context, route.host
        if proxy:
            trusted = self._contexts.strict if route.verify else self._contexts.lax
            outer, outer_host = (trusted if proxy.scheme == "https" else None), proxy.host
        await asyncio.get_running_loop().create_connection(
            lambda: connection,
            sock=sock,
            ssl=outer,
            server_hostname=outer_host.rstrip(".") if outer else None,
        )
        if context is None:
            return connection
        try:
            if proxy:
                await _tunnel(connection, proxy)
                await connection.upgrade(context, route.host.rstrip("."))
        except BaseException:
            connection.abort()
            raise
        connection.note_tls(fault)
        return connection


class _Reply:
    """The proxy's answer to CONNECT (RFC 9110, 9.3.6)."""

    def __init__(self) -> None:
        self.reader = Reader("CONNECT")
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def received(self, data: bytes) -> None:
        if self.ended.done():
            return
        try:
            self.reader.feed(data)
        except MessageError as exc:
            self.ended.set_exception(exc)
        else:
            if self.reader.head is not None:
                self.ended.set_result(None)

    def lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(MessageError(_reason(exc) if exc else "closed"))


async def _tunnel(connection: Connection, proxy: Proxy) -> None:
    route = connection.route
    host = f"[{route.host}]" if ":" in route.host else route.host
    where = f"{host}:{route.port}".encode()
    lines = [b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n" % (where, where)]
    if proxy.authorization:
        lines.append(b"Proxy-Authorization: %b\r\n" % proxy.authorization)
    reply = _Reply()
    named = f"proxy {proxy.host}:{proxy.port}"
    try:
        await connection.carry(b"".join((*lines, b"\r\n")), reply, reply.ended)
    except MessageError as exc:
        raise DownloadFailedError(f"no tunnel by {named}: {exc}") from exc
    head = reply.reader.head
    if head is None or head.status // 100 != 2 or reply.reader.surplus:
        told = f"{head.status} {head.reason.decode('latin-1')}" if head else "nothing"
        raise DownloadFailedError(f"no tunnel by {named}: it answered {told}")


async def _first(
    addresses: list[Address], bind: tuple[str, int] | None
) -> tuple[socket.socket, Address]:
    """The first of ``addresses`` to connect, each given a head start (RFC 8305, section 5)."""
    waiting = deque(addresses)
    running: dict[asyncio.Task[socket.socket], Address] = {}
    errors: list[tuple[Address, OSError]] = []
    try:
        while waiting or running:
            if waiting:
                address = waiting.popleft()
                running[asyncio.create_task(_connect(address, bind))] = address
            done, _ = await asyncio.wait(
                running, timeout=_STAGGER if waiting else None, return_when="FIRST_COMPLETED"
            )
            for task in done:
                address = running.pop(task)
                try:
                    return task.result(), address
                except OSError as exc:
                    errors.append((address, exc))
    finally:
        for task in running:
            task.add_done_callback(_discard)
            task.cancel()
    raise _unreachable(*errors[0])


async def _connect(address: Address, bind: tuple[str, int] | None) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if bind is not None:
            sock.bind(bind)
        await asyncio.get_running_loop().sock_connect(sock, address.sockaddr)
    except BaseException:
        sock.close()
        raise
    return sock


def _discard(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


def _unreachable(address: Address, exc: OSError) -> Exception:
    where = f"{address.ip} port {address.sockaddr[1]}"
    if isinstance(exc, ConnectionRefusedError):
        return DownloadConnectionRefusedError(f"connection to {where} refused")
    return DownloadFailedError(f"no connection to {where}: {_reason(exc)}")


def _reason(exc: Exception) -> str:
    if isinstance(exc, ssl.SSLError) and exc.reason:
        return exc.reason.replace("_", " ").lower()
    if isinstance(exc, OSError) and exc.strerror:
        return exc.strerror
    return str(exc) or type(exc).__name__
