"""What crawls ask for again, and when, on a clock that is set by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.store.frontier import Entry
from archive.store.standings import standings
from crawler.agenda import Limits, Purse
from crawler.revisit import Terms
from crawler.schedule import turns
from crawler.sources.schedule import Schedule
from crawler.spiders.discovery import BACKFILL, FEED, NEXT
from tests.clockwork import DAY, HOST, HOUR, MINUTE, SITE, Web, article, feed
from tests.exchanges import page


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
