"""Scrapy's download handler for http and https that keeps every byte sent and received."""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import logging
import time
from datetime import UTC, datetime
from typing import cast

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure

from archive.exchange import Exchange, How
from crawler.fetch.address import Resolver
from crawler.fetch.connection import Connection, Dialer, Route
from crawler.fetch.pool import Pool
from crawler.fetch.request import Proxy, Target, compose
from crawler.fetch.signals import exchange_finished
from crawler.fetch.tls import Contexts
from crawler.fetch.transfer import Limits, Transfer

logger = logging.getLogger(__name__)

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class Fetch:
    """What is known so far of one URL being fetched, until it becomes an :class:`Exchange`."""

    __slots__ = ("began", "connection", "request", "sent", "started", "transfer")

    def __init__(self, request: Request) -> None:
        """Begin now."""
        self.request = request
        self.transfer: Transfer | None = None
        self.connection: Connection | None = None
        self.sent = b""
        self.restart()

    def restart(self) -> None:
        """Begin anew, as if nothing had been sent."""
        self.began = datetime.now(UTC)
        self.started = time.monotonic()
        self.transfer = None
        self.connection = None
        self.sent = b""

    def exchange(self, error: BaseException | None) -> Exchange:
        """What was said on the wire, and how it ended."""
        transfer, connection, meta = self.transfer, self.connection, self.request.meta
        reader = transfer.reader if transfer else None
        truncated = transfer.truncated if transfer else None
        if truncated and isinstance(error, DownloadTimeoutError):
            truncated = "time"
        return Exchange(
            url=self.request.url.partition("#")[0],
            began=self.began,
            request=self.sent,
            response=reader.response if reader else b"",
            ip=connection.ip if connection else None,
            tls=connection.tls if connection else None,
            truncated=truncated,
            error=_line(error) if error else transfer.trouble if transfer else None,
            how=_how(self.request),
            via=meta.get("greffe_via"),
            elapsed=time.monotonic() - self.started,
            interim=bytes(reader.interim) if reader else b"",
            surplus=reader.surplus if reader else b"",
            robots=meta.get("greffe_robots"),
            notice=meta.get("greffe_notice"),
        )


class RecordingHandler(BaseDownloadHandler):
    """Fetches over HTTP/1.1 and sends each exchange as the signal ``exchange_finished``.

    Besides Scrapy's own meta keys it reads ``greffe_how``, ``greffe_via``, ``greffe_robots`` and
    ``greffe_notice`` (fields of the exchange), ``allow_private`` and ``verify_certificates``, each
    of which is enough where the settings ``GREFFE_ALLOW_PRIVATE`` and
    ``DOWNLOAD_VERIFY_CERTIFICATES`` are off.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        """Read the crawler's settings; nothing is opened yet."""
        super().__init__(crawler)
        settings = crawler.settings
        self._settings = settings
        self._allow_private = settings.getbool("GREFFE_ALLOW_PRIVATE")
        self._bind = settings.get("DOWNLOAD_BIND_ADDRESS")
        self._resolver = Resolver(
            size=settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0,
            timeout=settings.getfloat("DNS_TIMEOUT"),
        )
        self._verify = settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._dialer = Dialer(self._resolver, Contexts(settings))
        self._pool = Pool(2 * (settings.getint("CONCURRENT_REQUESTS") or 64))

    async def close(self) -> None:
        """Close the connections kept open."""
        await self._pool.close()

    async def download_request(self, request: Request) -> Response:
        """Fetch ``request``; its exchange is recorded however this ends.

        Raises:
            Exception: one of Scrapy's download exceptions, or
                :class:`~crawler.fetch.address.PrivateAddress`.
        """
        fetch = Fetch(request)
        limits = Limits.of(request, self._settings)
        try:
            await self._fetch(fetch, limits)
        except BaseException as exc:
            await self._record(fetch, exc)
            raise
        await self._record(fetch, None)
        return _response(fetch)

    async def _fetch(self, fetch: Fetch, limits: Limits) -> None:
        timer = asyncio.timeout(limits.timeout)
        try:
            async with timer:
                await self._send(fetch, limits)
        except TimeoutError:
            raise DownloadTimeoutError(
                f"no complete answer from {fetch.request.url} within {limits.timeout:g} s"
            ) from None
        except ValueError as exc:
            raise DownloadFailedError(str(exc)) from exc

    async def _send(self, fetch: Fetch, limits: Limits) -> None:
        """Send the request on a kept connection or a new one.

        A kept connection that the server has closed in the meantime is no answer: what may be
        repeated is sent once more (RFC 9112, 9.3.1), and the exchange starts over.
        """
        request = fetch.request
        target = Target.parse(request.url)
        route = self._route(request, target)
        payload, recorded = _payload(request, target, route)
        connection = self._pool.take(route)
        if connection is not None:
            try:
                await self._carry(fetch, connection, payload, recorded, limits)
            except DownloadFailedError:
                transfer = fetch.transfer
                if request.method not in _REPEATABLE or (transfer and transfer.reader.started):
                    raise
                fetch.restart()
            else:
                return
        connection = await self._dialer.dial(route)
        await self._carry(fetch, connection, payload, recorded, limits)

    async def _carry(
        self,
        fetch: Fetch,
        connection: Connection,
        payload: bytes,
        recorded: bytes,
        limits: Limits,
    ) -> None:
        transfer = Transfer(self.crawler, fetch.request, limits)
        fetch.transfer, fetch.connection, fetch.sent = transfer, connection, recorded
        reusable = False
        try:
            await connection.carry(payload, transfer, transfer.ended)
            reusable = transfer.reader.reusable and not transfer.stop
        finally:
            if transfer.headers is not None:
                fetch.request.meta["download_latency"] = transfer.latency
            if reusable and not _wants_close(fetch.request):
                self._pool.put(connection)
            else:
                connection.abort()

    def _route(self, request: Request, target: Target) -> Route:
        proxy = request.meta.get("proxy")
        authorization = request.headers.get(b"Proxy-Authorization")
        bind = request.meta.get("bindaddress") or self._bind
        return Route(
            scheme=target.scheme,
            host=target.host,
            port=target.port,
            proxy=Proxy.parse(proxy, authorization) if proxy else None,
            bind=(bind, 0) if isinstance(bind, str) else tuple(bind) if bind else None,
            allow_private=self._allow_private or bool(request.meta.get("allow_private")),
            verify=self._verify or bool(request.meta.get("verify_certificates")),
        )

    async def _record(self, fetch: Fetch, error: BaseException | None) -> None:
        """Send the exchange to whoever records; their errors are counted, not raised."""
        exchange = fetch.exchange(error)
        results = self.crawler.signals.send_catch_log(
            exchange_finished, exchange=exchange, request=fetch.request
        )
        for receiver, result in results:
            problem = result.value if isinstance(result, Failure) else None
            if inspect.isawaitable(result):
                try:
                    await result
                except Exception as exc:  # noqa: BLE001 - whatever it is, the page is not lost
                    problem = exc
            if problem is not None:
                logger.error("%s not recorded by %s: %r", exchange.url, receiver, problem)
                if self.crawler.stats is not None:
                    self.crawler.stats.inc_value("greffe/record_errors")


def _payload(request: Request, target: Target, route: Route) -> tuple[bytes, bytes]:
    """The bytes to send and those to record.

    They differ where a proxy is given its password in the request: that is between the crawler
    and the proxy (RFC 9110, 11.7.2) and no part of the exchange with the server.
    """
    fields = list(request.headers.items())
    ours = [field for field in fields if field[0] != b"Proxy-Authorization"]
    absolute = route.proxy is not None and route.scheme == "http"
    recorded = compose(request.method, target, ours, request.body, absolute=absolute)
    if absolute and len(ours) != len(fields):
        return compose(request.method, target, fields, request.body, absolute=True), recorded
    return recorded, recorded


def _response(fetch: Fetch) -> Response:
    """What the spider gets.

    Raises:
        StopDownload: a signal handler wanted the download stopped, as a failure.
    """
    transfer, connection = fetch.transfer, fetch.connection
    if transfer is None or connection is None or transfer.reader.head is None:
        raise RuntimeError("a download ended without a response and without an error")
    headers, stop = transfer.headers or Headers(), transfer.stop
    body = b"" if stop and not transfer.size else transfer.reader.body
    url = fetch.request.url.partition("#")[0]
    # A body still compressed says nothing about its type: HttpCompressionMiddleware will see.
    coded = b"Content-Encoding" in headers
    kind = Response if coded else responsetypes.from_args(headers=headers, url=url, body=body)
    response = kind(
        url=url,
        status=transfer.reader.head.status,
        headers=headers,
        body=body,
        flags=transfer.flags,
        certificate=connection.certificate,
        ip_address=ipaddress.ip_address(connection.peer),
        protocol=transfer.reader.head.protocol,
    )
    if stop and stop.fail:
        stop.response = response
        raise stop
    return response


def _how(request: Request) -> How:
    how = request.meta.get("greffe_how")
    if how is None:
        asks_robots = request.meta.get("dont_obey_robotstxt") and _is_robots(request.url)
        how = "robots" if asks_robots else "link"
    return cast("How", how)


def _is_robots(url: str) -> bool:
    return url.partition("://")[2].partition("/")[2] == "robots.txt"


def _wants_close(request: Request) -> bool:
    value = request.headers.get(b"Connection")
    return value is not None and value.strip().lower() == b"close"


def _line(error: BaseException) -> str:
    if isinstance(error, asyncio.CancelledError):
        return "download cancelled"
    return " ".join(str(error).split()) or type(error).__name__
