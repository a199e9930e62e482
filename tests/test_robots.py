"""robots.txt by RFC 9309, in real crawls of real servers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured

from crawler.fetch import robots
from crawler.fetch.robots import ForbiddenByRobots, RobotsMiddleware
from tests.crawling import Ask, Seen, crawl
from tests.fetching import Fetching, fetching
from tests.servers.ugly import Case, End, Ugly
from tests.servers.ugly_cases import HELLO, OK, sized

PAGE = Case((OK + HELLO,))


def text(*lines: str) -> Case:
    """A robots.txt with these lines."""
    body = "\n".join(lines).encode()
    return Case(
        (OK + b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body) + body,)
    )


def status(line: bytes, *fields: bytes, body: bytes = b"User-agent: *\nDisallow: /") -> Case:
    """An answer that is no robots.txt, whatever its body says."""
    head = b"".join(field + b"\r\n" for field in (b"HTTP/1.1 " + line, *fields))
    return Case((head + b"Content-Length: %d\r\n\r\n" % len(body) + body,))


def moved(to: str) -> Case:
    """A redirect."""
    return status(b"301 Moved", b"Location: " + to.encode())


OPEN = b"User-agent: *\nAllow: /"
DENY = text("User-agent: *", "Disallow: /")

SITES: dict[str, Mapping[str, Any]] = {
    "rules": {
        "robots.txt": text("User-agent: *", "Disallow: /", "Allow: /page", "Disallow: /page/*/x$")
    },
    "ours": {
        "robots.txt": text(
            "User-agent: GREFFE", "Disallow: /one", "", "User-agent: *", "Disallow: /page", "",
            "User-agent: other", "User-agent: greffe", "Disallow: /two",
        )
    },
    "404": {"robots.txt": status(b"404 Not Found")},
    "401": {"robots.txt": status(b"401 Unauthorized")},
    "403": {"robots.txt": status(b"403 Forbidden")},
    "challenge": {"robots.txt": status(b"403 Forbidden", b"cf-mitigated: challenge", body=OPEN)},
    "barred": {
        "robots.txt": status(
            b"403 Forbidden",
            body=b"<html><title>Attention Required! | Cloudflare</title><body>"
            b'<div class="cf-error-details">Sorry</div></body></html>',
        )
    },
    "checked": {
        "robots.txt": status(
            b"200 OK",
            body=b"<html><title>Robot Check</title><body><form action=/captcha></form></html>",
        )
    },
    "names-marks": {
        "robots.txt": text("User-agent: *", "Disallow: /.well-known/sgcaptcha", "Allow: /page")
    },
    "429": {"robots.txt": status(b"429 Slow Down", body=OPEN)},
    "500": {"robots.txt": status(b"500 Oops", body=OPEN)},
    "503": {"robots.txt": status(b"503 Busy", body=OPEN)},
    "closed": {"robots.txt": Case((End.CLOSE,))},
    "cut": {"robots.txt": Case((OK + b"Content-Length: 99\r\n\r\n" + OPEN, End.CLOSE))},
    "silent": {"robots.txt": Case((End.STALL,))},
    "moved": {"robots.txt": moved("/elsewhere"), "elsewhere": DENY},
    "moved-five": {
        "robots.txt": moved("/r1"), "r1": moved("/r2"), "r2": moved("/r3"), "r3": moved("/r4"),
        "r4": moved("/r5"), "r5": DENY,
    },
    "moved-forever": {"robots.txt": moved("/robots.txt?again")},
    "race": {"robots.txt": Case((0.2, *DENY.steps))},
    "gzip": {
        "robots.txt": Case(
            (sized(gzip.compress(b"User-agent: *\nDisallow: /"), b"Content-Encoding: gzip"),)
        )
    },
    "long": {"robots.txt": text(*["# " + "x" * 70] * 8000, "User-agent: *", "Disallow: /page")},
    "bom": {"robots.txt": text("\ufeffUser-agent: *", "Disallow: /page")},
    "junk": {"robots.txt": text("<html>", "\0", "Allow", "User-agent *", "Disallow: /page")},
    "empty": {"robots.txt": text()},
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled() -> Iterator[tuple[dict[str, Ugly], Seen]]:
    """One server for each site, and one crawl of them all."""
    with ExitStack() as stack:
        pages = dict.fromkeys(("page", "one", "two", "x"), PAGE)
        sites = {name: stack.enter_context(Ugly(pages | cases)) for name, cases in SITES.items()}
        far = Ugly({"robots.txt": moved(sites["moved"].url("elsewhere")), "page": PAGE})
        sites["moved-away"] = stack.enter_context(far)
        asks = [
            Ask(name, site.url("page"), meta={"download_timeout": 1 if name == "silent" else 30})
            for name, site in sites.items()
        ]
        asks += [Ask(f"race-{n}", sites["race"].url(f"page?{n}")) for n in range(7)]
        asks += [Ask(f"ours-{path}", sites["ours"].url(path)) for path in ("one", "two")]
        asks.append(Ask("rules-x", sites["rules"].url("page/b/x")))
        asks.append(Ask("rules-robots", sites["rules"].url("robots.txt")))
        asks.append(
            Ask("503-unasked", sites["503"].url("page"), meta={"dont_obey_robotstxt": True})
        )
        yield sites, crawl(asks, {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "DEBUG"})


@pytest.mark.parametrize(
    "name",
    [
        "rules",
        "ours",
        "404",
        "401",
        "403",
        "moved-forever",
        "empty",
        "rules-robots",
        "503-unasked",
        "names-marks",
    ],
)
def test_allowed(crawled: tuple[dict[str, Ugly], Seen], name: str) -> None:
    """What the rules allow, or no rules forbid (2.2.2, 2.3.1.3), is fetched."""
    assert crawled[1].outcomes[name].status == 200


REFUSED = {
    "rules-x": "disallows /page/b/x (rule Disallow: /page/*/x$)",
    "ours-one": "disallows /one (rule Disallow: /one)",
    "ours-two": "disallows /two (rule Disallow: /two)",
    "429": "answered 429: nothing fetched, RFC 9309 2.3.1.4",
    "500": "answered 500: nothing fetched, RFC 9309 2.3.1.4",
    "503": "answered 503: nothing fetched, RFC 9309 2.3.1.4",
    "challenge": "answered 403 with a block page (Cloudflare: status 403, field cf-mitigated: "
    "challenge): nothing fetched, RFC 9309 2.3.1.4",
    "barred": 'a block page (Cloudflare: status 403, title "Attention Required! | Cloudflare"',
    "checked": 'answered 200 with a block page (a captcha: status 200, title "Robot Check"',
    "closed": "before any answer): nothing fetched, RFC 9309 2.3.1.4",
    "cut": "after 22 of 99 bytes of body): nothing fetched, RFC 9309 2.3.1.4",
    "silent": "within 1 s): nothing fetched, RFC 9309 2.3.1.4",
    "moved": "disallows /page (rule Disallow: /)",
    "moved-away": "disallows /page (rule Disallow: /)",
    "moved-five": "disallows /page (rule Disallow: /)",
    "race": "disallows /page (rule Disallow: /)",
    "gzip": "disallows /page (rule Disallow: /)",
    "long": "disallows /page (rule Disallow: /page)",
    "bom": "disallows /page (rule Disallow: /page)",
    "junk": "disallows /page",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason(crawled: tuple[dict[str, Ugly], Seen], name: str) -> None:
    """What is forbidden, or not known to be allowed, is not fetched, and the spider is told why."""
    sites, seen = crawled
    outcome = seen.outcomes[name]
    site = sites[name.removesuffix("-x").removesuffix("-one").removesuffix("-two")]
    assert outcome.raised == "ForbiddenByRobots"
    assert outcome.message.startswith(f"robots.txt of 127.0.0.1:{site.port} ")
    assert REFUSED[name] in outcome.message
    assert outcome.exchanges == []


def test_file_is_asked_for_once(crawled: tuple[dict[str, Ugly], Seen]) -> None:
    """Of eight simultaneous requests to a site that forbids all, none gets through."""
    sites, seen = crawled
    assert [path for path, logged in sites["race"].log.items() for _ in logged] == ["/robots.txt"]
    assert all(seen.outcomes[f"race-{n}"].raised for n in range(7))


def test_redirects_have_an_end(crawled: tuple[dict[str, Ugly], Seen]) -> None:
    """Five redirects are followed and no more (2.3.1.2)."""
    sites, _ = crawled
    assert len([path for path in sites["moved-forever"].log if "robots" in path]) == 2
    assert sum(len(logged) for logged in sites["moved-forever"].log.values()) == 6 + 1


def test_robots_exchanges_are_recorded(crawled: tuple[dict[str, Ugly], Seen]) -> None:
    """Every robots.txt is a capture of its own that says what it was asked for."""
    sites, seen = crawled
    by_url = {exchange.url: exchange for exchange in reversed(seen.others)}
    first = by_url[sites["moved"].url("robots.txt")]
    second = by_url[sites["moved-five"].url("r1")]
    assert (first.how, first.via) == ("robots", sites["moved"].url("page"))
    assert (second.how, second.via) == ("robots", sites["moved-five"].url("robots.txt"))
    assert by_url[sites["503"].url("robots.txt")].response.startswith(b"HTTP/1.1 503 Busy")


def test_decisions_are_logged_and_counted(crawled: tuple[dict[str, Ugly], Seen]) -> None:
    """The log tells what each file said and by which version of it a URL was judged."""
    sites, seen = crawled
    port = sites["rules"].port
    assert f"robots.txt of http://127.0.0.1:{port} answered 200, sha256 " in seen.log
    assert "/page allowed by robots.txt, which answered 200, sha256" in seen.log
    assert (
        f"robots.txt of http://127.0.0.1:{sites['403'].port} answered 403: all may be" in seen.log
    )
    assert seen.stats["robotstxt/forbidden"] == len(REFUSED) + 7
    assert seen.stats["robotstxt/request_count"] == len(SITES) + 1
    assert seen.stats["robotstxt/response_status_count/503"] == 1
    assert seen.stats["robotstxt/exception_count/DownloadTimeoutError"] == 1


def test_failed_server_is_asked_again() -> None:
    """After a while a server that answered with an error is asked again."""
    with Ugly({"robots.txt": [status(b"503 Busy"), text()], "page": PAGE}) as site:
        asks = [Ask("first", site.url("page?1")), Ask("second", site.url("page?2"))]
        seen = crawl(asks, {"ROBOTSTXT_OBEY": True, "GREFFE_ROBOTS_RETRY": 0})
    assert seen.outcomes["first"].raised == "ForbiddenByRobots"
    assert seen.outcomes["second"].status == 200


def test_crawl_delay_slows_the_crawl() -> None:
    """Crawl-delay is kept to, AutoThrottle or not."""
    rules = text("User-agent: *", "Crawl-delay: 0.4")
    with Ugly({"robots.txt": rules, "page": PAGE}) as site:
        asks = [Ask(str(n), site.url(f"page?{n}")) for n in range(4)]
        settings = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0}
        crawl(asks, {"ROBOTSTXT_OBEY": True} | settings)
        times = sorted(logged.at for entries in site.log.values() for logged in entries)
    assert len(times) == 5
    # As a whole: on a busy machine one may be noted late and the next one in time.
    assert times[-1] - times[1] > 3 * 0.3


def test_endless_crawl_delay_is_cut() -> None:
    """A Crawl-delay that would stop the crawl is cut to a limit, and the log says so."""
    with Ugly({"robots.txt": text("User-agent: *", "Crawl-delay: 86400"), "page": PAGE}) as site:
        seen = crawl(
            [Ask("a", site.url("page"))], {"ROBOTSTXT_OBEY": True, "GREFFE_CRAWL_DELAY_MAX": 0.1}
        )
    assert seen.outcomes["a"].status == 200
    assert "Crawl-delay 86400 s is cut to 0.1 s (GREFFE_CRAWL_DELAY_MAX)" in seen.log


def test_private_address_tells_the_way_out() -> None:
    """Where robots.txt lies on a private network, the refusal names --allow-private."""
    with Ugly({"page": PAGE}) as site:
        settings = {"ROBOTSTXT_OBEY": True, "GREFFE_ALLOW_PRIVATE": False}
        seen = crawl(
            [
                Ask("a", site.url("page")),
                Ask("b", site.url("x"), meta={"dont_obey_robotstxt": True}),
            ],
            settings,
        )
        assert site.peers == []
    assert seen.outcomes["a"].message.endswith("use --allow-private")
    assert seen.outcomes["b"].raised == "PrivateAddress"


class _Engine:
    """As much of Scrapy's engine as the middleware needs, over a real handler."""

    def __init__(self, fetching: Fetching) -> None:
        self.download_async = fetching.handler.download_request


def test_old_copy_serves_while_the_server_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that has expired is kept to as long as no new one can be had (2.4)."""
    monkeypatch.setattr(robots, "LIFETIME", 0.0)
    rules = text("User-agent: *", "Disallow: /no")
    with Ugly({"robots.txt": [rules, status(b"500 Oops")]}) as site:

        async def scenario(f: Fetching) -> None:
            f.crawler.engine = _Engine(f)  # type: ignore[assignment]
            middleware = RobotsMiddleware.from_crawler(f.crawler)
            for _ in range(2):
                await middleware.process_request(Request(site.url("yes")))
                with pytest.raises(ForbiddenByRobots, match="rule Disallow: /no"):
                    await middleware.process_request(Request(site.url("no")))

        fetching(scenario, ROBOTSTXT_OBEY=True, GREFFE_ROBOTS_RETRY=60)
        assert len(site.log["/robots.txt"]) == 2


def test_obeying_can_be_turned_off() -> None:
    """Without ROBOTSTXT_OBEY Scrapy leaves the middleware out."""

    async def scenario(f: Fetching) -> None:
        with pytest.raises(NotConfigured):
            RobotsMiddleware.from_crawler(f.crawler)

    fetching(scenario, ROBOTSTXT_OBEY=False)
