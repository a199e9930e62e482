"""Plain HTTP through proxies, configured as Scrapy's users do."""

from __future__ import annotations

from tests.crawling import Ask, crawl
from tests.fetching import Fetching, fetching
from tests.servers.ugly import Case, Ugly
from tests.servers.ugly_cases import HELLO, OK

FINE = Case((OK + HELLO,))


def test_proxy_of_the_environment_covers_robots_txt() -> None:
    """With http_proxy set, both robots.txt and the page are asked for through it, by name."""
    with Ugly({"a": FINE, "robots.txt": Case((OK + b"Content-Length: 0\r\n\r\n",))}) as proxy:
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
