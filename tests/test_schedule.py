"""When sources are due, on a clock that is set by hand and sometimes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive import Archive
from archive.store import dues
from archive.store.frontier import Entry
from archive.urls import moment
from crawler.crawl import Crawl
from crawler.schedule import turns
from crawler.sources.schedule import Schedule
from tests.clockwork import DAY, HOST, HOUR, MINUTE, SITE, Web, article, feed


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
