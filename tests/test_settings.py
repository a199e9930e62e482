"""The careful defaults, as Scrapy's own commands see them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.crawling import Ask, crawl
from tests.house import scrapy
from tests.servers.ugly import Case, Ugly
from tests.servers.ugly_cases import HELLO, OK, TEXT

NO_ROBOTS = Case((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",))


@pytest.mark.slow
def test_scrapy_shell_fetches_as_a_crawl_does() -> None:
    """``scrapy shell URL`` in the checkout asks robots.txt first and uses the recording handler."""
    with Ugly({"a": Case((OK + TEXT + HELLO,)), "robots.txt": NO_ROBOTS}) as server:
        run = scrapy(
            "shell", "-s", "GREFFE_ALLOW_PRIVATE=1", "-s", "DOWNLOAD_DELAY=0", server.url("a"),
            "-c", "response.text",
        )  # fmt: skip
        assert run.out.strip() == "hello", run.err
        assert list(server.log) == ["/robots.txt", "/a"]
        head = server.log["/a"][0].received
    assert head.split(b"\r\n")[1].startswith(b"Host: ")
    assert b"Accept-Encoding: gzip\r\n" in head


@pytest.mark.slow
def test_requests_to_a_host_are_half_a_second_apart_at_least() -> None:
    """Without a word to the contrary requests to a host come one by one, about a second apart."""
    with Ugly({"a": Case((OK + HELLO,)), "robots.txt": NO_ROBOTS}) as server:
        asks = [Ask(str(n), server.url(f"a?{n}")) for n in range(2)]
        crawl(asks, {"GREFFE_ALLOW_PRIVATE": True, "SPIDER_MODULES": []}, careful=True)
        times = sorted(logged.at for entries in server.log.values() for logged in entries)
    assert len(times) == 3
    assert min(b - a for a, b in pairwise(times)) > 0.45


def test_other_protocols_are_not_fetched() -> None:
    """What cannot be recorded is refused: FTP, and files of this machine."""
    urls = ("ftp://127.0.0.1/x", "file:///etc/hostname", "data:text/plain,x", "s3://bucket/x")
    seen = crawl([Ask(url, url) for url in urls])
    assert {outcome.raised for outcome in seen.outcomes.values()} == {"NotSupported"}
    assert not any(outcome.body for outcome in seen.outcomes.values())
