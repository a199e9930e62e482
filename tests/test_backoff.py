"""A host that asks to be left alone is left alone as a whole, and for as long as it says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.observation import observed
from archive.store import rests
from archive.store.rests import Rest, origin_of
from crawler.crawl import Crawl
from crawler.sources.source import Scope, Source
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.servers.ugly import Ugly
from tests.visits import NO_RULES, answer, asked, crawl, source

HOST = Source("s", "S", ("http://news.example/",), Scope(("example,news)/", "example,other)/")))
LINKS = page(
    "Home", *LONG, '<a href="/a">a</a><a href="/b">b</a><a href="http://other.example/">o</a>'
)
SLOW = answer(status="429 Slow Down", fields="Retry-After: 2\r\n")


class Clock:
    """A clock that is set by hand."""

    now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def _answer(crawl: Crawl, body: bytes = b"", **more: object) -> str:
    waiting = crawl.take()
    assert waiting is not None
    began = crawl._clock()
    said = exchange(waiting.entry.url, body, began=began, **more)  # type: ignore[arg-type]
    crawl.keep(observed(said), waiting)
    return waiting.entry.url


def test_nothing_is_asked_of_a_host_that_said_when_to_come_again(tmp_path: Path) -> None:
    """Neither what waited in Scrapy nor what was in the frontier, until the time is over."""
    links = "".join(f'<a href="/{n}">n</a>' for n in range(20))
    pages = {str(n): answer(page(str(n), *LONG)) for n in range(20)}
    pages["3"] = [SLOW, pages["3"]]  # type: ignore[assignment]
    home = answer(page("Home", *LONG, links))
    with Ugly({"robots.txt": NO_RULES, "home": home, **pages}) as site:
        source(tmp_path, site)
        path = tmp_path / "sources" / "s.toml"
        path.write_text(path.read_text().replace("delay = 0", "delay = 0.05"))
        ran = greffe(tmp_path, "crawl", "s", "--allow-private")  # one at a time, as it should be
        assert ran.code == 0, ran
        slow = site.log["/3"][0].at
        times = sorted(logged.at for entries in site.log.values() for logged in entries)
        after = [moment - slow for moment in times if moment > slow]
        assert len(times) == 23
    assert min(after) >= 2.0
    assert all(len(site.log[f"/{n}"]) == (2 if n == 3 else 1) for n in range(20))


def test_what_is_due_is_asked_for_at_once(tmp_path: Path) -> None:
    """A crawl that only waits goes on in time, not when Scrapy looks again after five seconds."""
    with Ugly({"robots.txt": NO_RULES, "home": answer(status="500 Oops")}) as site:
        source(tmp_path, site)
        crawl(tmp_path)
        first, second, third = (logged.at for logged in site.log["/home"])
    assert second - first < 4
    assert third - second < 4


def test_the_next_crawl_keeps_to_it_too(tmp_path: Path) -> None:
    """Where the server named the time; the page that was refused is asked for first then."""
    slow = answer(status="503 Busy", fields="Retry-After: 3600\r\n")
    with Ugly({"robots.txt": NO_RULES, "home": slow}) as site:
        source(tmp_path, site)
        crawl(tmp_path)
        before = asked(site)
        again = crawl(tmp_path)
        assert asked(site) == before
    assert again.code == 7
    assert "answered 503 (Retry-After 3600 s): nothing asked there before" in again.err


def test_robots_that_cannot_be_had_hold_up_but_lose_nothing(tmp_path: Path) -> None:
    """What waits goes on waiting, and the next crawl may try at once."""
    rules = [answer(status="503 Busy"), NO_RULES]
    with Ugly({"robots.txt": rules, "home": answer(page("Home", *LONG))}) as site:
        source(tmp_path, site)
        assert crawl(tmp_path).code == 7
        with Archive.open(tmp_path / "greffe.db") as archive:
            assert archive.frontier_counts("s") == {"waiting": 1}
        assert crawl(tmp_path).code == 0


def test_other_hosts_are_asked_meanwhile(archive: Archive) -> None:
    """And what is found of the resting one waits with it."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    _answer(one, LINKS)
    assert _answer(one, status="429 Slow", fields="Retry-After: 60\r\n") == "http://news.example/a"
    found = page("Other", *LONG, '<a href="https://www.news.example/c">c</a>'
                 '<a href="https://news.example/d">d</a>')  # fmt: skip
    assert _answer(one, found) == "http://other.example/"
    assert _answer(one, LINKS) == "https://www.news.example/c"  # another host
    assert one.take() is None
    clock.now += timedelta(seconds=60)
    assert {_answer(one, LINKS) for _ in range(3)} == {
        "http://news.example/a", "http://news.example/b", "https://news.example/d"
    }  # fmt: skip


def test_a_host_that_names_no_time_rests_ever_longer(archive: Archive) -> None:
    """Until it answers well."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    _answer(one, LINKS)
    waits = []
    for status in ("429 Slow", "429 Slow", "200 OK", "429 Slow"):
        _answer(one, LINKS if status == "200 OK" else b"", status=status)
        rest = one.rest_of("http://news.example/")
        waits.append((rest.until - clock.now).seconds if rest else 0)
        clock.now += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 0, 30]


def test_what_a_crawl_chose_ends_with_it(archive: Archive) -> None:
    """What a server asked for does not; no rest is longer than a day."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    _answer(one, LINKS)
    _answer(one, status="429 Slow")
    assert one.end("finished") == "partly"
    second = Crawl(archive, HOST, clock=clock)
    assert second.wait() is not None
    _answer(second, status="429 Slow", fields="Retry-After: 99999999\r\n")
    second.end("finished")
    third = Crawl(archive, HOST, clock=clock)
    rest = third.rest_of("https://news.example/x")
    assert rest is not None
    assert rest.until == clock.now + timedelta(days=1)


def test_a_rest_holds_for_all_sources(archive: Archive) -> None:
    """A second source on the same host waits as well."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    other = Crawl(archive, Source("t", "T", ("http://news.example/t",), HOST.scope), clock=clock)
    _answer(one, status="429 Slow", fields="Retry-After: 60\r\n")
    assert other.take() is None
    assert other.wait() is not None


@pytest.mark.parametrize(
    ("url", "origin"),
    [("HTTP://User@News.Example:8080/x?y", "http://news.example:8080"),
     ("http://[", "http://[")],
)  # fmt: skip
def test_an_origin_is_scheme_and_authority(url: str, origin: str) -> None:
    """Without user and in lower case."""
    assert origin_of(url) == origin


def test_the_longer_of_two_rests_holds(archive: Archive) -> None:
    """A later answer does not shorten what was asked for."""
    now = Clock.now
    with archive.transaction():
        for minutes in (9, 3):
            until = now + timedelta(minutes=minutes)
            rests.begin(archive.connection, Rest("http://a", until, str(minutes), is_asked=True))
    assert rests.current(archive.connection, now)["http://a"].reason == "9"


def test_a_rest_is_found_quickly_among_many_entries(archive: Archive) -> None:
    """Of a large frontier only the host's own part is looked at."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    rows = [
        (n, f"example,h{n % 500})/{n}", f"http://h{n % 500}.example/{n}") for n in range(50_000)
    ]
    with archive.transaction():
        archive.connection.executemany(
            "INSERT INTO frontier (id, source_id, urlkey, url, kind, how, depth, priority, due, "
            "state, tries) VALUES (1000 + ?, 1, ?, ?, 'page', 'link', 1, 40, 0, 'waiting', 0)",
            rows,
        )
    began = time.monotonic()
    one.close(
        one.take() or pytest.fail("nothing waits"), "closed", timedelta(60), robots=None,
        is_asked=False, is_unreachable=False,
    )  # fmt: skip
    assert time.monotonic() - began < 1


def test_a_host_that_never_stops_asking_for_time_ends_the_crawl(archive: Archive) -> None:
    """What it names is kept to at first; then it is left to the next crawl."""
    clock = Clock()
    one = Crawl(archive, HOST, clock=clock)
    _answer(one, LINKS)
    asked = 0
    while one.wait() is not None and asked < 50:
        clock.now += timedelta(seconds=10)
        waiting = one.take()
        if waiting is None:
            continue
        one.give_back(waiting)
        _answer(one, status="429 Slow", fields="Retry-After: 10\r\n")
        asked += 1
    assert asked < 10
    assert one.end("finished") == "partly"
