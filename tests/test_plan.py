"""What crawls ask for again, and when, on a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive import Archive, Exchange
from archive.observation import Observation, observed
from archive.store import dues
from archive.store.frontier import Entry, standings
from archive.urls import moment
from crawler.agenda import Limits, Purse
from crawler.crawl import Crawl
from crawler.revisit import Terms
from crawler.schedule import turns
from crawler.sources.schedule import Schedule
from crawler.sources.source import Scope, Source
from crawler.spiders.discovery import BACKFILL, FEED, NEXT
from tests.exchanges import LONG, exchange, page

HOST = "http://news.example"
SITE = Source(
    "s", "S", (), Scope(("example,news)/",)), feeds=(f"{HOST}/feed",), requisites=False,
    schedule=Schedule(every=timedelta()),
)  # fmt: skip
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Site = Mapping[str, bytes]


_readings: dict[tuple[str, bytes], Observation] = {}


def _read(said: Exchange) -> Observation:
    """What an answer shows; the same one is read once."""
    key = (said.url, said.response)
    if key not in _readings:
        _readings[key] = observed(said)
    return replace(_readings[key], exchange=said)


class Web:
    """A site and a clock, both set by hand.

    Attributes:
        now: the time.
        pages: bodies by path; what is not there is answered with 404.
        asked: paths with times.
    """

    def __init__(self, archive: Archive, source: Source = SITE) -> None:
        archive.connection.execute("PRAGMA synchronous = OFF")
        self.now = datetime(2026, 1, 1, 8, tzinfo=UTC)
        self.archive, self.source = archive, source
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, datetime]] = []

    def crawl(self, **more: object) -> Crawl:
        """One scheduled crawl, from its beginning to its end."""
        given = {"clock": lambda: self.now, "is_scheduled": True, **more}
        crawl = Crawl(self.archive, self.source, **given)  # type: ignore[arg-type]
        while (waiting := crawl.take()) is not None:
            path = waiting.entry.url.removeprefix(HOST)
            self.asked.append((path, self.now))
            body = self.pages.get(path)
            kind = "application/rss+xml" if path == "/feed" else "text/html; charset=utf-8"
            said = exchange(
                waiting.entry.url, body or b"", began=self.now,
                status="200 OK" if body is not None else "404 Not Found",
                fields=f"Content-Type: {kind}\r\n",
            )  # fmt: skip
            crawl.keep(_read(said), waiting)
        crawl.end("finished")
        return crawl

    def run_until(self, end: datetime, each: timedelta = 10 * MINUTE) -> None:
        """Let a run begin every ten minutes, if anything is due."""
        while self.now < end:
            (turn,) = turns(self.archive, [self.source], self.now)
            if turn.is_due(self.now):
                self.crawl()
            self.now += each

    def times(self, path: str) -> list[datetime]:
        """When a path was asked for."""
        return [time for one, time in self.asked if one == path]


def feed(*names: str) -> bytes:
    """A feed with these items."""
    items = "".join(f"<item><link>{HOST}/{name}</link></item>" for name in names)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def article(title: str, day: datetime | None = None, *more: str) -> bytes:
    """An article, with its date where one is given."""
    stamp = f"{day:%Y-%m-%dT%H:%M:%SZ}" if day else ""
    head = f'<meta property="article:published_time" content="{stamp}">' if day else ""
    return page(title, *LONG, *more, head=f'<meta property="og:type" content="article">{head}')


@pytest.fixture
def web(archive: Archive) -> Web:
    """A site with a feed that names two old articles."""
    web = Web(archive)
    old = web.now - 900 * DAY
    web.pages = {"/feed": feed("a", "b"), "/a": article("A", old), "/b": article("B", old)}
    return web


def test_a_new_article_is_asked_for_again_within_the_hour_and_an_old_one_is_not(web: Web) -> None:
    """By their own dates: what a first crawl finds was there before."""
    web.run_until(web.now + HOUR)
    born = web.now
    web.pages |= {"/feed": feed("new", "a", "b"), "/new": article("New", born)}
    web.run_until(born + 2 * DAY)
    ages = [time - web.times("/new")[0] for time in web.times("/new")]
    assert web.times("/new")[0] - born <= HOUR
    assert ages[1] <= HOUR
    assert len([age for age in ages if age <= DAY]) in range(4, 16)
    assert len(web.times("/a")) == 1


def test_an_edit_brings_the_next_look_nearer(web: Web) -> None:
    """And a text that stays the same puts it off."""
    born = web.now
    web.pages |= {"/feed": feed("x", "y"), "/x": article("X", born), "/y": article("Y", born)}
    for hour in range(1, 25):
        web.run_until(born + hour * HOUR)
        web.pages["/x"] = article("X", born, f"Note {hour}: the ministry has answered by now.")
    web.run_until(born + 3 * DAY)
    assert len(web.times("/x")) > len(web.times("/y"))
    assert len(web.archive.versions(f"{HOST}/x")) > 5


def test_an_article_without_a_date_is_new_where_it_came_up_after_the_first_crawl(
    web: Web,
) -> None:
    """Else its age is not known, and it is not watched by the minute."""
    web.pages |= {"/feed": feed("old"), "/old": article("Old")}
    web.run_until(web.now + HOUR)
    web.pages |= {"/feed": feed("new", "old"), "/new": article("New")}
    web.run_until(web.now + DAY)
    assert len(web.times("/new")) > 3
    assert len(web.times("/old")) == 1


def test_a_removed_page_is_looked_at_soon_again_and_never_given_up(web: Web) -> None:
    """An hour, a day, a week, a month."""
    web.source = replace(web.source, schedule=Schedule(timedelta(), Terms(lists=30 * DAY)))
    web.run_until(web.now + HOUR)
    del web.pages["/a"]
    web.run_until(web.now + 60 * DAY, each=2 * HOUR)
    gone = [c.time for c in web.archive.captures(f"{HOST}/a") if c.outcome == "absent"]
    assert len(gone) >= 4
    assert gone[1] - gone[0] <= 3 * HOUR
    assert timedelta(hours=22) <= gone[2] - gone[1] <= 26 * HOUR


def test_a_feed_is_asked_for_as_often_as_it_earns(archive: Archive) -> None:
    """One that names something every hour more often than one that never does."""
    counts = []
    for is_rich in (True, False):
        source = replace(SITE, name=f"s{is_rich}".lower(), feeds=(f"{HOST}/feed",))
        web = Web(archive, source)
        for hour in range(24):
            names = [f"n{is_rich}{n}" for n in range(hour)] if is_rich else ["n"]
            web.pages["/feed"] = feed(*names[::-1][:5])
            web.pages |= {f"/{name}": article(name) for name in names}
            web.run_until(datetime(2026, 1, 1, 9, tzinfo=UTC) + hour * HOUR, each=20 * MINUTE)
        counts.append(len(web.times("/feed")))
    assert counts[0] > 2 * counts[1] > 0
    assert counts[1] >= 24 // 6


def test_a_fixed_interval_stays_one(archive: Archive) -> None:
    """``revisit`` in a source file means what it says, however old a page is."""
    web = Web(archive, replace(SITE, revisit=12 * HOUR))
    born = web.now
    web.pages = {"/feed": feed("x"), "/x": article("X", born)}
    web.run_until(born + 3 * DAY)
    waits = {b - a for a, b in zip(web.times("/x"), web.times("/x")[1:], strict=False)}
    assert waits <= {12 * HOUR, 12 * HOUR + 10 * MINUTE}


# Backfill


def _older(web: Web, pages: int) -> None:
    """A listing of many pages, five articles each, of years ago."""
    for number in range(1, pages + 1):
        names = [f"old-{number}-{n}-and-what-it-was" for n in range(5)]
        cards = "".join(
            f'<div class="card"><h3><a href="/{name}">What was seen in {name}</a></h3>'
            f"<p>3 May 2014</p><p>The delegation went to {name} and spoke with its warders.</p>"
            "</div>"
            for name in names
        )
        more = f'<a href="/news?page={number + 1}">{number + 1}</a>' if number < pages else ""
        path = "/news" if number == 1 else f"/news?page={number}"
        web.pages[path] = page("News", f"<main>{cards}</main>", more)
        web.pages |= {f"/{name}": article(name, web.now - 4000 * DAY) for name in names}


def _is_older(path: str) -> bool:
    return path.startswith("/old-") and not path.startswith("/old-1-")


def test_older_years_come_last_and_have_a_bounded_share(archive: Archive) -> None:
    """What is new comes first in every run; page after page of a listing leads to all of it."""
    schedule = Schedule(every=timedelta(), pages=15, backfill=0.4)
    source = replace(SITE, feeds=(), listings=(f"{HOST}/news",), schedule=schedule)
    web = Web(archive, source)
    _older(web, 6)
    first = web.crawl()
    paths = [path for path, _ in web.asked]
    assert paths[0] == "/news"
    assert all(path.startswith("/old-1-") for path in paths[1:6])
    assert len(paths) == 1 + 5 + 6
    assert first.outcome == "done"
    for _ in range(8):
        web.now += DAY
        web.asked.clear()
        web.crawl()
        assert len(web.asked) <= 15
    known = {c.url.removeprefix(HOST) for c in archive.all_captures()}
    assert known >= {path for path in web.pages if path.startswith("/old-")}


def test_a_person_who_names_a_source_gets_all_of_it(archive: Archive) -> None:
    """Older years, too: no budget, no share."""
    web = Web(archive, replace(SITE, feeds=(), listings=(f"{HOST}/news",)))
    _older(web, 5)
    web.crawl(is_scheduled=False)
    assert {path for path, _ in web.asked} == set(web.pages)
    order = [_is_older(path) for path, _ in web.asked if path.startswith("/old-")]
    assert order == sorted(order)


def test_a_listing_that_repeats_its_last_page_for_ever_ends(archive: Archive) -> None:
    """Some sites answer any number of a page with their last one."""
    web = Web(archive, replace(SITE, feeds=(), listings=(f"{HOST}/news",)))
    _older(web, 2)
    last = web.pages["/news?page=2"]
    for number in range(2, 60):
        link = f'<a href="/news?page={number + 1}">{number + 1}</a>'.encode()
        web.pages[f"/news?page={number}"] = last.replace(b"</body>", link + b"</body>")
    for _ in range(4):
        web.crawl(is_scheduled=False)
        web.now += DAY
    assert len({path for path, _ in web.asked if path.startswith("/news")}) < 5


def test_what_a_feed_names_later_comes_first_after_all(archive: Archive) -> None:
    """The frontier keeps the better place of two findings, until a URL was asked for."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    url = f"{HOST}/x"
    number = archive.begin_crawl("s", "S", [Entry(url, priority=BACKFILL, depth=5)], now)[0]
    archive.begin_crawl("s", "S", [Entry(url, how="feed", priority=FEED, depth=1)], now)
    (one,) = standings(archive.connection, url)
    assert number
    assert (one.entry.priority, one.entry.depth, one.entry.how) == (FEED, 1, "link")
    archive.begin_crawl("s", "S", [Entry(url, priority=NEXT)], now)
    assert standings(archive.connection, url)[0].entry.priority == FEED


def test_a_page_that_a_source_file_names_later_is_a_listing_from_then_on(web: Web) -> None:
    """However it was found before, and it is asked for in the next run."""
    web.crawl()
    web.source = replace(web.source, listings=(f"{HOST}/a",))
    (turn,) = turns(web.archive, [web.source], web.now + MINUTE)
    assert turn.is_due(web.now + MINUTE)
    assert "new" in turn.why
    web.now += HOUR
    web.asked.clear()
    web.crawl()
    assert "/a" in [path for path, _ in web.asked]
    assert standings(web.archive.connection, f"{HOST}/a")[0].entry.kind == "listing"


def test_a_run_shares_out_its_pages(web: Web) -> None:
    """Its crawls together ask for no more; the rest waits, and that is told."""
    purse = Purse(2)
    crawl = web.crawl(purse=purse, limits=Limits())
    assert len(web.asked) == 2
    assert purse.pages == 0
    assert (crawl.outcome, crawl.stopped_for) == (
        "interrupted",
        "it asked for as many pages as it may",
    )
    web.crawl()
    assert len(web.asked) == 3


def test_what_becomes_due_while_a_crawl_goes_on_is_taken_up(archive: Archive) -> None:
    """A long backfill must not keep news waiting until it ends."""
    source = replace(SITE, feeds=(f"{HOST}/feed",), listings=(f"{HOST}/news",))
    web = Web(archive, source)
    _older(web, 12)
    web.pages["/feed"] = feed()

    def ticking() -> datetime:
        web.now += timedelta(seconds=15)
        if len(web.asked) > 15:
            web.pages["/feed"] = feed("fresh")
            web.pages["/fresh"] = article("Fresh", web.now)
        return web.now

    web.crawl(clock=ticking)
    paths = [path for path, _ in web.asked]
    assert paths.count("/feed") > 1
    assert paths.index("/fresh") < len(paths) - 10


# Clocks


def _due(archive: Archive) -> Iterator[datetime]:
    return (moment(due) for (due,) in archive.connection.execute("SELECT due FROM frontier"))


def test_a_laptop_that_slept_for_a_week_crawls_once(web: Web) -> None:
    """Not once for every hour it missed."""
    web.run_until(web.now + DAY)
    web.asked.clear()
    web.now += 7 * DAY
    runs = 0
    while turns(web.archive, [web.source], web.now)[0].is_due(web.now):
        web.crawl()
        runs += 1
    assert runs == 1
    assert len(web.times("/feed")) == 1


@pytest.mark.parametrize("ahead", [3 * HOUR, 40 * DAY, 4000 * DAY])
def test_a_clock_that_was_ahead_makes_nothing_wait(web: Web, ahead: timedelta) -> None:
    """What it wrote is due as if it had been right."""
    right = web.now
    web.now += ahead
    web.crawl()
    web.now = right + 10 * MINUTE
    web.pages |= {"/feed": feed("new", "a"), "/new": article("New", web.now)}
    web.run_until(web.now + 8 * HOUR)
    assert web.times("/new")
    assert web.times("/new")[0] <= right + 8 * HOUR


def test_what_was_to_wait_for_too_long_is_brought_back(archive: Archive) -> None:
    """A due time in the far future is the work of a clock, and of no rule."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    archive.begin_crawl("s", "S", [Entry(f"{HOST}/x")], now)
    archive.connection.execute("UPDATE frontier SET due = due + 400 * 86400 * 1000000")
    with archive.transaction():
        assert dues.heal(archive.connection, 1, now, 31 * DAY) == 1
    assert list(_due(archive)) == [now]


_TURNS: Mapping[str, Callable[[Web], object]] = {
    "never crawled": lambda _: None,
    "its crawl was cut off": lambda web: Crawl(web.archive, web.source, clock=lambda: web.now),
    "the next page or list": lambda web: web.crawl(),
}


@pytest.mark.parametrize("why", _TURNS)
def test_why_a_source_is_due_is_told(web: Web, why: str) -> None:
    """In a few words."""
    _TURNS[why](web)
    (turn,) = turns(web.archive, [web.source], web.now)
    assert turn.why == why
    assert turn.is_due(web.now) == (why != "the next page or list")


def test_a_source_is_not_crawled_more_often_than_it_says(web: Web) -> None:
    """``every`` holds from the beginning of one crawl to that of the next."""
    web.source = replace(web.source, schedule=Schedule(every=DAY))
    web.run_until(web.now + 3 * DAY - HOUR)
    assert len(set(web.times("/feed"))) == 3


def test_a_source_that_used_up_its_budget_waits_for_its_next_turn(web: Web) -> None:
    """Else a budget would be none; the next crawl goes on with the rest."""
    web.source = replace(web.source, schedule=Schedule(every=HOUR, pages=2))
    for count in (2, 4):
        web.crawl()
        assert len(web.asked) == count
        (turn,) = turns(web.archive, [web.source], web.now)
        assert turn.due >= web.now + HOUR
        web.now += HOUR + MINUTE
    assert {path for path, _ in web.asked} == {"/feed", "/a", "/b"}


def test_the_most_overdue_source_comes_first(archive: Archive) -> None:
    """One that was never crawled before all."""
    now = datetime(2026, 1, 10, tzinfo=UTC)
    sources = [replace(SITE, name=name) for name in ("late", "later", "never", "fresh")]
    for name, days in (("late", 2), ("later", 3), ("fresh", 0)):
        web = Web(archive, next(one for one in sources if one.name == name))
        web.now = now - days * DAY
        web.pages["/feed"] = feed()
        web.crawl()
    order = [turn.source.name for turn in turns(archive, sources, now)]
    assert order == ["never", "later", "late", "fresh"]
