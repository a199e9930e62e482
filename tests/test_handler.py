"""The download handler: addresses, limits, signals, and what is recorded of failures."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    StopDownload,
)

from crawler.fetch.address import Address, PrivateAddress
from crawler.fetch.connection import _first
from crawler.fetch.signals import exchange_finished
from tests.fetching import Fetching, fetching
from tests.servers.ugly import Case, End, Ugly
from tests.servers.ugly_cases import HELLO, OK

FINE = Case((OK + HELLO,))


def test_unknown_host_is_recorded() -> None:
    """A name without address leaves an exchange without bytes, and why."""

    async def scenario(f: Fetching) -> Any:
        return await f.failure("http://no..where/"), f.exchanges

    failure, [exchange] = fetching(scenario)
    assert isinstance(failure, CannotResolveHostError)
    assert (exchange.request, exchange.response, exchange.truncated) == (b"", b"", None)
    assert exchange.error == str(failure)
    assert "no address for no..where" in exchange.error


def test_refused_connection_is_recorded() -> None:
    """A closed port leaves an exchange that names address and port."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    async def scenario(f: Fetching) -> Any:
        return await f.failure(f"http://127.0.0.1:{port}/"), f.exchanges

    failure, [exchange] = fetching(scenario)
    assert isinstance(failure, DownloadConnectionRefusedError)
    assert exchange.error == f"connection to 127.0.0.1 port {port} refused"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]", "[::]",
     "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "0", "2130706433",
     "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "user:pw@127.0.0.1",
     "\uff11\uff12\uff17.0.0.1", "169.254.169.254"],
)  # fmt: skip
def test_private_addresses_are_not_dialled(host: str) -> None:
    """Without leave, no connection to this machine is made, however its address is spelt."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> Any:
            return await f.failure(server.url("a", host)), f.exchanges

        failure, [exchange] = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
        assert isinstance(failure, PrivateAddress)
        assert exchange.error is not None
        assert exchange.error.startswith("private address ")
        assert exchange.error.endswith("--allow-private")
        assert server.peers == []


def test_one_request_may_go_to_a_private_address() -> None:
    """Leave given to one request holds for that one, not for the connection it leaves behind."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> Any:
            response = await f.get(server.url("a"), meta={"allow_private": True})
            return response.status, await f.failure(server.url("a"))

        status, failure = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
        assert status == 200
        assert isinstance(failure, PrivateAddress)


def test_next_address_is_tried() -> None:
    """A host whose first address refuses is reached at its second."""
    with Ugly({"a": FINE}) as server:
        both = [
            Address(socket.AF_INET6, ("::1", server.port, 0, 0)),
            Address(socket.AF_INET, ("127.0.0.1", server.port)),
        ]
        sock, address = asyncio.run(_first(both, None))
        sock.close()
        assert address.ip == "127.0.0.1"


def test_silent_address_does_not_hold_up_the_next() -> None:
    """While one address does not answer, the next is tried beside it."""
    with socket.create_server(("127.0.0.2", 0), backlog=0) as silent, Ugly({"a": FINE}) as server:
        filling = [socket.socket() for _ in range(4)]
        for sock in filling:
            sock.setblocking(False)
            sock.connect_ex(silent.getsockname())
        both = [
            Address(socket.AF_INET, silent.getsockname()),
            Address(socket.AF_INET, ("127.0.0.1", server.port)),
        ]
        sock, address = asyncio.run(asyncio.wait_for(_first(both, None), 2))
        for one in (sock, *filling):
            one.close()
        assert address.ip == "127.0.0.1"


def test_ipv6() -> None:
    """A host may be an IPv6 address, which is recorded as RFC 4291 text."""
    with Ugly({"a": FINE}, host="::1") as server:

        async def scenario(f: Fetching) -> Any:
            await f.get(server.url("a"))
            return f.exchanges[0]

        exchange = fetching(scenario)
        assert exchange.ip == "::1"
        assert b"Host: [::1]:%d\r\n" % server.port in exchange.request


def test_bind_address() -> None:
    """Setting and meta key choose the address connections come from."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> None:
            await f.get(server.url("a"))
            await f.get(server.url("a"), meta={"bindaddress": "127.0.0.3"})

        fetching(scenario, DOWNLOAD_BIND_ADDRESS="127.0.0.2")
        assert server.peers == ["127.0.0.2", "127.0.0.3"]


def test_timeout_covers_the_whole_download() -> None:
    """A server that never stops talking is given up in time, with what came."""
    drip = tuple(step for _ in range(100) for step in (b"x", 0.05))
    with Ugly({"a": Case((OK + b"\r\n", *drip))}) as server:

        async def scenario(f: Fetching) -> Any:
            return await f.failure(server.url("a"), meta={"download_timeout": 0.3}), f.exchanges

        failure, [exchange] = fetching(scenario)
        assert isinstance(failure, DownloadTimeoutError)
        assert exchange.truncated == "time"
        assert 0.25 < exchange.elapsed < 1
        assert exchange.response.startswith(OK + b"\r\nx")


@pytest.mark.parametrize("fail", [True, False])
@pytest.mark.parametrize("signal", [signals.headers_received, signals.bytes_received])
def test_signal_handlers_may_stop_a_download(signal: object, fail: bool) -> None:
    """StopDownload ends it; the record is marked and holds what came."""
    with Ugly({"a": Case((OK + b"Content-Length: 50\r\n\r\nhello", End.STALL))}) as server:

        def stop() -> None:
            raise StopDownload(fail=fail)

        async def scenario(f: Fetching) -> Any:
            f.crawler.signals.connect(stop, signal)
            try:
                return await f.get(server.url("a")), f.exchanges
            except StopDownload as exc:
                assert fail
                return exc.response, f.exchanges

        response, [exchange] = fetching(scenario)
        assert response.flags == ["download_stopped"]
        assert response.body == (b"" if signal is signals.headers_received else b"hello")
        assert exchange.truncated == "length"
        assert exchange.response.endswith(b"\r\n\r\nhello")


def test_signals_tell_of_head_and_body() -> None:
    """headers_received comes with the announced length, bytes_received with the data."""
    with Ugly({"a": FINE}) as server:
        told: list[Any] = []

        def head(headers: Any, body_length: int, request: Request) -> None:
            told.append((headers[b"Content-Length"], body_length, request.url))

        def body(data: bytes) -> None:
            told.append(data)

        async def scenario(f: Fetching) -> None:
            f.crawler.signals.connect(head, signals.headers_received)
            f.crawler.signals.connect(body, signals.bytes_received)
            await f.get(server.url("a"))

        fetching(scenario)
        assert told == [(b"5", 5, server.url("a")), b"hello"]


def _broken(exchange: object) -> None:
    raise RuntimeError("the disk is on fire")


async def _broken_later(exchange: object) -> None:
    await asyncio.sleep(0)
    raise RuntimeError("the disk is on fire")


@pytest.mark.parametrize("recorder", [_broken, _broken_later])
def test_recorder_error_is_counted_and_told(
    recorder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A recorder that fails neither kills the download nor goes unseen."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> Any:
            f.crawler.signals.connect(recorder, exchange_finished)
            response = await f.get(server.url("a"))
            assert f.crawler.stats is not None
            return response.body, f.crawler.stats.get_value("greffe/record_errors")

        with caplog.at_level(logging.ERROR, "crawler.fetch.handler"):
            assert fetching(scenario) == (b"hello", 1)
        assert "not recorded" in caplog.text
        assert "the disk is on fire" in caplog.text


def test_async_recorder_is_awaited_before_the_response() -> None:
    """The exchange is kept before the spider sees the page."""
    with Ugly({"a": FINE}) as server:
        order: list[str] = []

        async def slow(exchange: object) -> None:
            await asyncio.sleep(0.02)
            order.append("recorded")

        async def scenario(f: Fetching) -> None:
            f.crawler.signals.connect(slow, exchange_finished)
            await f.get(server.url("a"))
            order.append("answered")

        fetching(scenario)
        assert order == ["recorded", "answered"]


def test_cancelled_download_is_recorded() -> None:
    """A crawl that is stopped keeps what had come of the pages under way."""
    with Ugly({"a": Case((OK + b"Content-Length: 9\r\n\r\nhello", End.STALL))}) as server:

        async def scenario(f: Fetching) -> Any:
            task = asyncio.create_task(f.get(server.url("a")))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return f.exchanges

        [exchange] = fetching(scenario)
        assert exchange.error == "download cancelled"
        assert exchange.truncated == "disconnect"
        assert exchange.response.endswith(b"hello")


def test_provenance_comes_from_the_request() -> None:
    """How and from where a URL was found is its meta; robots.txt is known by its path."""
    with Ugly({"a": FINE, "robots.txt": FINE}) as server:

        async def scenario(f: Fetching) -> Any:
            await f.get(server.url("a#part"))
            await f.get(server.url("a"), meta={"greffe_how": "feed", "greffe_via": "http://v/"})
            await f.get(server.url("robots.txt"), meta={"dont_obey_robotstxt": True})
            return [(e.url, e.how, e.via) for e in f.exchanges]

        assert fetching(scenario) == [
            (server.url("a"), "link", None),
            (server.url("a"), "feed", "http://v/"),
            (server.url("robots.txt"), "robots", None),
        ]


def test_impossible_request_is_recorded() -> None:
    """A request that cannot be written leaves an exchange that says so."""

    async def scenario(f: Fetching) -> Any:
        return await f.failure("http://a.example/", method="GE T"), f.exchanges

    failure, [exchange] = fetching(scenario)
    assert isinstance(failure, DownloadFailedError)
    assert exchange.error == "method 'GE T' is not a token"
