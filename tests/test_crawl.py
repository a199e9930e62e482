"""One crawl: what it asks for next and what it makes of the answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.crawler import Crawler

from archive import Archive, Exchange
from archive.errors import Locked
from archive.observation import observed
from archive.store.frontier import Waiting
from archive.urls import moment
from crawler.crawl import BLOCKS_IN_A_ROW, Crawl
from crawler.lock import held
from crawler.run import Report, exit_of
from crawler.settlement import TRIES
from crawler.sources.source import Scope, Source
from crawler.spiders.site import SiteSpider
from tests.exchanges import DAY_ONE, LONG, exchange, page

SITE = Source(
    "s", "S", ("http://news.example/",), Scope(("example,news)/",)), revisit=timedelta(days=1)
)
HOME = page("Home", *LONG, '<a href="/a">a</a><a href="/b">b</a>')


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


def _crawl(archive: Archive, clock: Clock, source: Source = SITE) -> Crawl:
    return Crawl(archive, source, clock=clock)


def _answer(crawl: Crawl, body: bytes = HOME, **more: object) -> Waiting:
    waiting = crawl.take()
    assert waiting is not None
    more.setdefault("began", crawl._clock())
    crawl.keep(observed(exchange(waiting.entry.url, body, **more)), waiting)  # type: ignore[arg-type]
    return waiting


def test_a_crawl_asks_for_seeds_then_for_what_they_reveal(archive: Archive, clock: Clock) -> None:
    """Each URL once, until nothing waits."""
    crawl = _crawl(archive, clock)
    asked = [_answer(crawl).entry.url for _ in range(3)]
    assert asked == [f"http://news.example/{name}" for name in ("", "a", "b")]
    assert crawl.take() is None
    assert crawl.wait() is None
    assert crawl.end("finished") == "done"


def test_a_killed_crawl_goes_on_where_it_was(archive: Archive, clock: Clock) -> None:
    """What was in flight is asked for again; what was captured is not."""
    first = _crawl(archive, clock)
    _answer(first)
    assert first.take() is not None  # in flight when killed
    second = _crawl(archive, clock)
    assert second.goes_on
    assert second.number == first.number
    assert [_answer(second).entry.url[-1] for _ in range(2)] == ["a", "b"]
    assert second.wait() is None


def test_a_known_page_is_asked_for_again_when_it_is_due(archive: Archive, clock: Clock) -> None:
    """Seeds always, other pages after the source's time."""
    first = _crawl(archive, clock)
    for _ in range(3):
        _answer(first)
    first.end("finished")
    clock.now += timedelta(hours=1)
    second = _crawl(archive, clock)
    assert _answer(second).entry.url == "http://news.example/"
    assert second.wait() is None
    second.end("finished")
    clock.now += timedelta(days=1)
    third = _crawl(archive, clock)
    assert len([_answer(third) for _ in range(3)]) == 3


def test_a_shorter_revisit_holds_from_the_next_crawl_on(archive: Archive, clock: Clock) -> None:
    """What was captured under a longer one is asked for as the source file says today."""
    first = _crawl(archive, clock)
    for _ in range(3):
        _answer(first)
    first.end("finished")
    clock.now += timedelta(hours=2)
    second = _crawl(archive, clock, replace(SITE, revisit=timedelta(hours=1)))
    assert len([_answer(second) for _ in range(3)]) == 3


def test_saving_a_page_that_is_not_there_is_told(archive: Archive, clock: Clock) -> None:
    """A script must not take it for saved."""
    url = "http://news.example/gone"
    crawl = Crawl(archive, SITE, only=(url,), clock=clock)
    _answer(crawl, b"", status="404 Not Found", began=clock.now)
    assert crawl.end("finished") == "partly"
    assert (f"{url}: absent (404)", 1) in crawl.troubles


def test_a_crawl_that_finds_none_of_its_start_urls_says_so(archive: Archive, clock: Clock) -> None:
    """A site that answers 404 to all of them is no crawl that went well."""
    crawl = _crawl(archive, clock)
    _answer(crawl, b"", status="410 Gone")
    assert crawl.end("finished") == "partly"
    assert crawl.troubles == [("http://news.example/: absent (410)", 1)]
    second = _crawl(archive, clock)
    _answer(second)
    _answer(second, b"", status="404 Not Found")
    _answer(second, b"", status="404 Not Found")
    assert second.end("finished") == "done"


def test_a_passing_error_is_tried_again_later(archive: Archive, clock: Clock) -> None:
    """With growing patience, at most three times; then it has failed."""
    crawl = _crawl(archive, clock)
    for tries in range(TRIES):
        assert crawl.wait() is not None
        waits = 0
        while (waiting := crawl.take()) is None:
            clock.now += timedelta(seconds=1)
            waits += 1
        assert waits == (0, 5, 10)[tries]
        crawl.keep(observed(exchange(waiting.entry.url, b"", status="503 Busy")), waiting)
    assert crawl.wait() is None
    assert archive.frontier_counts("s") == {"failed": 1}
    assert crawl.end("finished") == "partly"


def test_retry_after_is_obeyed(archive: Archive, clock: Clock) -> None:
    """In seconds and as a date; a long one is left to the next crawl."""
    crawl = _crawl(archive, clock)
    _answer(crawl, b"", status="429 Slow down", fields="Retry-After: 60\r\n")
    clock.now += timedelta(seconds=59)
    assert crawl.take() is None
    clock.now += timedelta(seconds=1)
    _answer(crawl, b"", status="503 Later", fields="Retry-After: Thu, 01 Jan 2026 03:00:00 GMT\r\n")
    assert crawl.wait() is None
    crawl.end("finished")
    clock.now += timedelta(hours=3)
    assert _crawl(archive, clock).take() is not None


@pytest.mark.parametrize("value", ["1000000000000", "9" * 5000, "\u00b2", "Thu, 01 Jan 9999 0:0:0"])
def test_an_absurd_retry_after_loses_neither_capture_nor_page(
    archive: Archive, clock: Clock, value: str
) -> None:
    """The answer is kept, and the page asked for again within a month."""
    crawl = _crawl(archive, clock)
    _answer(crawl, b"", status="503 Busy", fields=f"Retry-After: {value}\r\n")
    crawl.end("finished")
    assert archive.totals()["captures"] == 1
    clock.now += timedelta(days=30)
    assert _crawl(archive, clock).take() is not None


def test_no_answer_at_all_is_unreachable(archive: Archive, clock: Clock) -> None:
    """And its own exit code."""
    crawl = _crawl(archive, clock)
    for _ in range(TRIES):
        waiting = crawl.take()
        assert waiting is not None
        crawl.keep(
            observed(Exchange(waiting.entry.url, clock.now, b"", b"", error="refused")), waiting
        )
        clock.now += timedelta(minutes=1)
    assert crawl.end("finished") == "unreachable"


def test_a_private_address_is_not_tried_again(archive: Archive, clock: Clock) -> None:
    """The refusal is final for this crawl."""
    crawl = _crawl(archive, clock)
    waiting = crawl.take()
    assert waiting is not None
    error = "private address 10.0.0.1 refused"
    crawl.keep(observed(Exchange(waiting.entry.url, clock.now, b"", b"", error=error)), waiting)
    assert crawl.wait() is None


def test_block_pages_in_a_row_end_the_crawl(archive: Archive, clock: Clock) -> None:
    """A host that does not want us now is left alone."""
    body = page("Home", *LONG, *(f'<a href="/{n}">n</a>' for n in range(20)))
    crawl = _crawl(archive, clock)
    _answer(crawl, body)
    fields = "Content-Type: text/html\r\nServer: cloudflare\r\ncf-mitigated: challenge\r\n"
    for _ in range(BLOCKS_IN_A_ROW):
        _answer(crawl, b"<title>Just a moment...</title>", status="403 No", fields=fields)
    assert crawl.take() is None
    assert crawl.end("finished") == "blocked"


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, [48, 96, 192, 384, 720, 720]),
        ({"feeds": ("http://news.example/a",)}, [2, 4, 8, 16, 24, 24]),
    ],
)
def test_a_blocked_url_is_tried_ever_later(
    archive: Archive, clock: Clock, fields: dict[str, tuple[str, ...]], hours: list[int]
) -> None:
    """Twice the usual time, doubled by every block page in a row, up to 30 days.

    A feed at least once a day: what is new is told by it.
    """
    source = replace(SITE, **fields)  # type: ignore[arg-type]
    head = "Content-Type: text/html\r\ncf-mitigated: challenge\r\n"
    waits = []
    for _ in range(6):
        crawl = _crawl(archive, clock, source)
        while (waiting := crawl.take()) is not None:
            url = waiting.entry.url
            wall = {"status": "403 No", "fields": head} if url.endswith("/a") else {}
            body = exchange(url, b"<title>x" if wall else HOME, began=clock.now, **wall)
            crawl.keep(observed(body), waiting)
        crawl.end("finished")
        sql = "SELECT due FROM frontier WHERE url = 'http://news.example/a'"
        (due,) = archive.connection.execute(sql).fetchone()
        waits.append(moment(due) - clock.now)
        clock.now += waits[-1]
    assert waits == [timedelta(hours=number) for number in hours]


def test_pages_to_log_in_at_do_not_end_the_crawl(archive: Archive, clock: Clock) -> None:
    """They say nothing of what the site thinks of us."""
    body = page("Home", *LONG, *(f'<a href="/{n}">n</a>' for n in range(20)))
    crawl = _crawl(archive, clock)
    _answer(crawl, body)
    wall = page("Log in", "Members only.", "<form><input name=u><input type=password></form>")
    for _ in range(BLOCKS_IN_A_ROW + 1):
        _answer(crawl, wall)
    assert crawl.counts["blocked"] == BLOCKS_IN_A_ROW + 1
    assert crawl.stopped_for is None


def test_blocked_requisites_do_not_end_the_crawl(archive: Archive, clock: Clock) -> None:
    """They lie elsewhere and come one after another; the site itself answers well."""
    pictures = (f'<img src="http://cdn.example/{n}.png">' for n in range(BLOCKS_IN_A_ROW + 1))
    crawl = _crawl(archive, clock)
    _answer(crawl, page("Home", *LONG, *pictures))
    fields = "Content-Type: text/html\r\nServer: cloudflare\r\ncf-mitigated: challenge\r\n"
    for _ in range(BLOCKS_IN_A_ROW + 1):
        _answer(crawl, b"<title>Just a moment...</title>", status="403 No", fields=fields)
    assert crawl.stopped_for is None
    assert crawl.wait() is None


def test_a_redirect_to_another_spelling_is_followed(archive: Archive, clock: Clock) -> None:
    """http to https keeps the urlkey; the entry moves on, and a loop ends."""
    crawl = _crawl(archive, clock)
    _answer(crawl, b"", status="301 Moved", fields="Location: https://www.news.example/\r\n")
    assert _answer(crawl, page("Home", *LONG)).entry.url == "https://www.news.example/"
    assert crawl.wait() is None
    crawl.end("finished")
    second = _crawl(archive, clock)
    for turn in range(20):
        if second.wait() is None:
            break
        place = ("http://news.example/", "https://www.news.example/")[turn % 2]
        _answer(second, b"", status="301 Moved", fields=f"Location: {place}\r\n")
    assert second.wait() is None


def test_a_budget_ends_a_crawl_that_goes_on_next_time(archive: Archive, clock: Clock) -> None:
    """The rest waits for the next run."""
    crawl = _crawl(archive, clock, replace(SITE, max_pages=2))
    _answer(crawl)
    _answer(crawl)
    assert crawl.wait() is None
    assert crawl.end("finished") == "interrupted"
    assert _answer(_crawl(archive, clock)).entry.url == "http://news.example/b"


def test_a_refused_entry_keeps_its_reason(archive: Archive, clock: Clock) -> None:
    """What robots.txt disallows is settled without a capture."""
    crawl = _crawl(archive, clock)
    waiting = crawl.take()
    assert waiting is not None
    crawl.refuse(waiting, "robots.txt disallows /")
    row = archive.connection.execute("SELECT state, reason FROM frontier").fetchone()
    assert row == ("refused", "robots.txt disallows /")
    assert crawl.wait() is None


def test_saving_single_pages_follows_no_links(archive: Archive, clock: Clock) -> None:
    """Only redirects and what the page needs; again whenever asked."""
    source = Source("saved", "Saved", (), Scope(("",), max_depth=0))
    for _ in range(2):
        crawl = Crawl(archive, source, only=("http://news.example/x",), clock=clock)
        body = page("T", *LONG, '<a href="/a">a</a><img src="/i.png">')
        assert _answer(crawl, body).entry.url == "http://news.example/x"
        if crawl.wait() is not None:
            _answer(crawl, b"png", fields="Content-Type: image/png\r\n")
        assert crawl.wait() is None
        crawl.end("finished")
    assert len(archive.captures("http://news.example/x")) == 2


def test_saving_again_asks_again_after_an_interruption(archive: Archive, clock: Clock) -> None:
    """Going on with an interrupted run must not skip what is asked for now."""
    source = Source("saved", "Saved", (), Scope(("",), max_depth=0))
    first = Crawl(archive, source, only=("http://news.example/x",), clock=clock)
    _answer(first, page("T", *LONG))
    first.end("shutdown")
    second = Crawl(archive, source, only=("http://news.example/x",), clock=clock)
    assert second.goes_on
    assert _answer(second, page("T", *LONG)).entry.url == "http://news.example/x"


def test_saving_a_page_asks_for_no_other(archive: Archive, clock: Clock) -> None:
    """What was saved long ago stays as it is, but for what the page needs once that is due."""
    source = Source("saved", "Saved", (), Scope(("",), max_depth=0))
    asked = []
    for days, name in ((0, "x"), (2, "y"), (60, "z")):
        clock.now = DAY_ONE + timedelta(days=days)
        crawl = Crawl(archive, source, only=(f"http://news.example/{name}",), clock=clock)
        while crawl.wait() is not None:
            body = page("T", *LONG, '<img src="/i.png">')
            asked.append(_answer(crawl, body, began=clock.now).entry.url[-1])
        crawl.end("finished")
    assert asked == ["x", "g", "y", "z", "g"]


def test_an_address_that_is_none_is_refused(archive: Archive, clock: Clock) -> None:
    """With a reason; what waits behind it is asked for."""
    source = replace(SITE, seeds=("http://news.example:99999/", "http://news.example/"))
    crawl = _crawl(archive, clock, source)
    spider = SiteSpider.from_crawler(Crawler(SiteSpider), crawl=crawl)
    request = spider.next_request()
    assert request is not None
    assert request.url == "http://news.example/"
    assert archive.frontier_counts("s") == {"refused": 1, "waiting": 1}


def test_one_crawl_at_a_time_writes_an_archive(tmp_path: Path) -> None:
    """The second is told who holds the lock."""
    path = tmp_path / "greffe.db"
    with (
        held(path),
        pytest.raises(Locked, match=r"another crawl is writing .*process \d+"),
        held(path),
    ):
        pass
    with held(path):
        pass


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [((), 3), (("done",), 0), (("done", "partly"), 4), (("blocked",), 5), (("unreachable",), 6),
     (("refused",), 7),
     (("done", "blocked"), 4), (("done", "interrupted"), 130), (("failed", "done"), 1)],
)  # fmt: skip
def test_the_exit_code_tells_the_worst(outcomes: tuple[str, ...], code: int) -> None:
    """Of a run over several sources."""
    assert exit_of([Report("s", outcome, {}) for outcome in outcomes]) == code


def test_a_wider_scope_finds_what_unchanged_pages_pointed_to(
    archive: Archive, clock: Clock
) -> None:
    """A list that answers 304 for ever must not hide what the source file now admits."""
    body = page("Home", *LONG, '<a href="/a">a</a><a href="http://blog.example/b">b</a>')
    first = _crawl(archive, clock)
    _answer(first, body)
    _answer(first, page("A", *LONG))
    first.end("finished")
    wide = replace(SITE, scope=Scope(("example,news)/", "example,blog)/")))
    second = _crawl(archive, clock, wide)
    _answer(second, b"", status="304 Not Modified")
    assert _answer(second).entry.url == "http://blog.example/b"


def test_a_narrower_scope_refuses_what_waits_and_goes_on(archive: Archive, clock: Clock) -> None:
    """However much that is: the entry behind it is asked for."""
    links = "".join(f'<a href="/x/{n}">n</a>' for n in range(200))
    body = page("Home", *LONG, links, '<a href="/y">y</a>')
    first = _crawl(archive, clock)
    _answer(first, body)
    first.end("shutdown")
    narrow = replace(SITE, scope=replace(SITE.scope, exclude=(re.compile("/x/"),)))
    second = _crawl(archive, clock, narrow)
    assert _answer(second).entry.url == "http://news.example/y"
    assert archive.frontier_counts("s")["refused"] == 200
