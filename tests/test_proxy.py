"""Through proxies, configured as Scrapy's users do: the origin's exchange is what is recorded."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive.exchange import Exchange
from crawler.fetch.address import PrivateAddress
from tests.crawling import Ask, crawl
from tests.fetching import Fetching, fetching
from tests.servers.proxy import Tunnel
from tests.servers.ugly import Case, Ugly
from tests.servers.ugly_cases import HELLO, OK

FINE = Case((OK + HELLO,))
NO_RULES = Case((OK + b"Content-Length: 0\r\n\r\n",))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who vouches for every server here."""
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    """The server's side of TLS, for 127.0.0.1."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(made)
    return made


def test_proxy_of_the_environment_covers_robots_txt() -> None:
    """With http_proxy set, both robots.txt and the page are asked for through it, by name."""
    with Ugly({"a": FINE, "robots.txt": NO_RULES}) as proxy:
        seen = crawl(
            [Ask("a", "http://no-such-host.example/a")],
            {"ROBOTSTXT_OBEY": True, "GREFFE_ALLOW_PRIVATE": False},
            env={"http_proxy": f"http://user:secret@127.0.0.1:{proxy.port}"},
        )
        assert seen.outcomes["a"].body == b"hello", seen.log
        assert list(proxy.log) == [
            "http://no-such-host.example/robots.txt",
            "http://no-such-host.example/a",
        ]
        [exchange] = seen.outcomes["a"].exchanges
        [logged] = proxy.log["http://no-such-host.example/a"]
    secret = b"Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"
    assert secret in logged.received
    assert exchange.request == logged.received.replace(secret, b"")
    assert exchange.response == logged.sent
    assert exchange.ip is None
    assert [other.how for other in seen.others] == ["robots"]


def test_tunnel_of_the_environment_covers_robots_txt(
    tls: ssl.SSLContext, authority: trustme.CA, tmp_path: Path
) -> None:
    """With https_proxy set, both go through tunnels; not a byte of those is in the record."""
    pem = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(pem))
    with Ugly({"a": FINE, "robots.txt": NO_RULES}, tls=tls) as server, Tunnel() as proxy:
        password = proxy.url.replace("//", "//user:secret@")
        seen = crawl(
            [Ask("a", server.url("a"))],
            {"ROBOTSTXT_OBEY": True, "GREFFE_ALLOW_PRIVATE": False},
            env={"https_proxy": password, "SSL_CERT_FILE": str(pem)},
        )
        [exchange] = seen.outcomes["a"].exchanges
        [logged] = server.log["/a"]
        assert list(server.log) == ["/robots.txt", "/a"]
    assert (exchange.request, exchange.response) == (logged.received, logged.sent)
    assert exchange.tls is not None
    assert exchange.tls.fault is None
    assert exchange.ip is None
    # One connection carries both: the tunnel is kept as any other connection is.
    [asked] = proxy.asked
    assert asked.startswith(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % server.port)
    assert b"Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n" in asked
    assert b"Proxy-Authorization" not in logged.received


@pytest.mark.parametrize("loop", [None, "uvloop.Loop"])
def test_tls_to_the_proxy(tls: ssl.SSLContext, loop: str | None) -> None:
    """A proxy may itself be reached over TLS: for http in it, for https in a tunnel inside it."""
    if loop:
        pytest.importorskip("uvloop")
    with (
        Ugly({"a": FINE}, tls=tls) as server,
        Tunnel(tls=tls) as tunnel,
        Ugly({"b": FINE}, tls=tls) as proxy,
    ):
        asks = [
            Ask("a", server.url("a"), meta={"proxy": tunnel.url}),
            Ask("b", "http://no-such-host.example/b", meta={"proxy": proxy.url("")}),
        ]
        seen = crawl(asks, {"ASYNCIO_EVENT_LOOP": loop, "GREFFE_ALLOW_PRIVATE": False})
        found = {name: outcome.exchanges[0] for name, outcome in seen.outcomes.items()}
        logged = {"a": server.log["/a"], "b": proxy.log["http://no-such-host.example/b"]}
    for name, exchange in found.items():
        assert exchange.error is None
        assert exchange.request == logged[name][0].received
        assert exchange.response == logged[name][0].sent
    # What is between us and the proxy is no fact of the exchange with the origin.
    assert found["a"].tls is not None
    assert found["a"].tls.fault == "unable to get local issuer certificate"
    assert found["b"].tls is None


def test_untrusted_proxy_is_refused_where_certificates_are_verified(
    tls: ssl.SSLContext,
) -> None:
    """Before a word is said to it."""
    with Ugly({"b": FINE}, tls=tls) as proxy:

        async def scenario(f: Fetching) -> Exchange:
            meta = {"proxy": proxy.url(""), "verify_certificates": True}
            await f.failure("http://no-such-host.example/b", meta=meta)
            return f.exchanges[0]

        exchange = fetching(scenario)
        assert not proxy.log
    assert "certificate" in str(exchange.error)
    assert "\n" not in str(exchange.error)


def test_no_proxy_goes_direct() -> None:
    """Hosts that no_proxy names are dialled directly."""
    with Ugly({"a": FINE}) as server:
        seen = crawl(
            [Ask("a", server.url("a"))],
            env={"http_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1"},
        )
        assert seen.outcomes["a"].body == b"hello"
        assert list(server.log) == ["/a"]


def test_proxy_of_one_request() -> None:
    """A request's own proxy is told the absolute form (RFC 9112, 3.2.2)."""
    with Ugly({"a": FINE}) as proxy:

        async def scenario(f: Fetching) -> bytes:
            await f.get("http://no-such-host.example:81/a?b", meta={"proxy": proxy.url("")})
            return f.exchanges[0].request

        request = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
    assert request.startswith(
        b"GET http://no-such-host.example:81/a?b HTTP/1.1\r\nHost: no-such-host.example:81\r\n"
    )


def test_a_proxy_resolves_what_is_asked_through_it() -> None:
    """The proxy is where it was put; whether it may reach a private host is its own business."""
    with Ugly({"a": FINE}) as proxy:

        async def scenario(f: Fetching) -> Any:
            through = await f.get("http://10.0.0.1/a", meta={"proxy": proxy.url("")})
            return through.body, await f.failure("http://10.0.0.1/a")

        body, failure = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
    assert body == b"hello"
    assert isinstance(failure, PrivateAddress)
