"""Connections kept between requests: used again, given up, tried anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from scrapy.exceptions import DownloadFailedError

from crawler.fetch.pool import Pool
from tests.fetching import Fetching, fetching
from tests.servers.ugly import Case, End, Ugly
from tests.servers.ugly_cases import HELLO, OK

FINE = Case((OK + HELLO,))
GONE = Case((End.CLOSE,))


def test_connection_is_kept() -> None:
    """Thirty requests in a row to one host need one connection."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> None:
            for _ in range(30):
                await f.get(server.url("a"))

        fetching(scenario)
        assert len(server.peers) == 1
        assert len(server.log["/a"]) == 30


def test_stale_connection_is_tried_anew() -> None:
    """A kept connection the server has closed is no answer; only the second try is recorded."""
    with Ugly({"a": FINE, "b": [GONE, FINE]}) as server:

        async def scenario(f: Fetching) -> tuple[bytes, int]:
            await f.get(server.url("a"))
            return (await f.get(server.url("b"))).body, len(f.exchanges)

        assert fetching(scenario) == (b"hello", 2)
        assert len(server.log["/b"]) == 2


def test_stale_connection_is_tried_anew_once() -> None:
    """A server that closes the fresh connection too is not asked a third time."""
    with Ugly({"a": FINE, "b": [GONE, GONE, FINE]}) as server:

        async def scenario(f: Fetching) -> Exception:
            await f.get(server.url("a"))
            return await f.failure(server.url("b"))

        assert isinstance(fetching(scenario), DownloadFailedError)
        assert len(server.log["/b"]) == 2


def test_post_is_never_repeated() -> None:
    """What may have had an effect is not sent again."""
    with Ugly({"a": FINE, "b": [GONE, FINE]}) as server:

        async def scenario(f: Fetching) -> Exception:
            await f.get(server.url("a"))
            return await f.failure(server.url("b"), method="POST")

        assert isinstance(fetching(scenario), DownloadFailedError)
        assert len(server.log["/b"]) == 1


def test_half_an_answer_is_not_tried_anew() -> None:
    """Once a byte has come on a kept connection, its loss is the record."""
    with Ugly({"a": FINE, "b": [Case((OK, End.CLOSE)), FINE]}) as server:

        async def scenario(f: Fetching) -> Any:
            await f.get(server.url("a"))
            await f.failure(server.url("b"))
            return f.exchanges[-1]

        exchange = fetching(scenario)
        assert (exchange.response, exchange.truncated) == (OK, "disconnect")


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Case((OK + HELLO + b"EXTRA",)), id="with the answer"),
        pytest.param(Case((OK + HELLO, 0.05, b"EXTRA", End.STALL)), id="later"),
    ],
)
def test_bytes_left_over_end_the_connection(first: Case) -> None:
    """Bytes nobody asked for are never taken for the next answer."""
    with Ugly({"a": first, "b": FINE}) as server:

        async def scenario(f: Fetching) -> bytes:
            await f.get(server.url("a"))
            await asyncio.sleep(0.1)
            return (await f.get(server.url("b"))).body

        assert fetching(scenario) == b"hello"
        assert len(server.peers) == 2


def test_request_may_ask_to_close() -> None:
    """A connection whose request said so is not kept."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> None:
            for _ in range(2):
                await f.get(server.url("a"), headers={"Connection": "close"})

        fetching(scenario)
        assert len(server.peers) == 2


def test_pool_keeps_few_connections_and_not_for_long() -> None:
    """The pool drops the longest idle connection over its limit, and any over its time."""
    with Ugly({"a": FINE}) as one, Ugly({"a": FINE}) as two:

        async def scenario(f: Fetching, *pool: float) -> tuple[int, int]:
            f.handler._pool = Pool(int(pool[0]), *pool[1:])
            before = len(one.peers), len(two.peers)
            for server in (one, two, one):
                await f.get(server.url("a"))
            return len(one.peers) - before[0], len(two.peers) - before[1]

        assert fetching(lambda f: scenario(f, 2)) == (1, 1)
        assert fetching(lambda f: scenario(f, 1)) == (2, 1)
        assert fetching(lambda f: scenario(f, 2, 0.0)) == (2, 1)
