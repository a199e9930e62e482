"""The captures of a page in a calendar, and what leads to a page and from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.history.observations import Observed, observations
from archive.store.captures import Capture
from archive.web.calendars import Day, calendar_of
from archive.web.comparing import neighbours
from archive.web.linked import links_of
from archive.web.said import said
from tests.exchanges import LONG, exchange, page

URL = "https://news.example/a"
FROM = datetime(2023, 1, 1, tzinfo=UTC)


def _seen(time: datetime) -> Observed:
    number = int(time.timestamp())
    capture = Capture(number, 1, URL, "", time, "GET", 200, "text/html", "ok", None, None, 0, None,
                      "seed", None, None, None, number)  # fmt: skip
    return Observed(capture, None, "unchanged")


@given(
    minutes=st.lists(st.integers(0, 3 * 365 * 1440), min_size=1, max_size=40, unique=True),
    place=st.integers(0, 39),
)
def test_every_capture_of_the_year_is_in_its_calendar(minutes: list[int], place: int) -> None:
    """On its day of the week, counted once; and each year with captures is named."""
    seen = [_seen(FROM + timedelta(minutes=one)) for one in sorted(minutes)]
    shown = seen[place % len(seen)]
    found = calendar_of(seen, shown)
    year = shown.capture.time.year
    assert found.year == year
    days = {}
    for month in found.months:
        for week in month.weeks:
            assert len(week) == 7
            for weekday, day in enumerate(week):
                number = day.number if isinstance(day, Day) else day
                if number:
                    assert date(year, month.number, number).weekday() == weekday
                if isinstance(day, Day):
                    days[date(year, month.number, number)] = day
    assert [m.number for m in found.months] == list(
        range(found.months[0].number, found.months[-1].number + 1)
    )
    of_year = [one for one in seen if one.capture.time.year == year]
    assert sum(day.count for day in days.values()) == len(of_year)
    assert {day: one.first.time.date() for day, one in days.items()} == {day: day for day in days}
    assert [day for day, one in days.items() if one.is_shown] == [shown.capture.time.date()]
    assert sum(one.count for one in found.years) == len(seen)
    assert all(one.number < other.number for one, other in pairwise(found.years))


def test_a_day_is_marked_by_the_most_telling_of_its_captures(archive: Archive) -> None:
    """An edit among looks that found nothing new."""
    one, two = page("A", "Old words of it.", *LONG), page("A", "New words of it.", *LONG)
    for hours, body in enumerate((one, one, two, two)):
        archive.add(exchange(URL, body, hours=hours))
    archive.add(exchange(URL, b"", hours=24, status="404 Not Found"))
    seen = observations(archive, URL)
    (month,) = calendar_of(seen, seen[0]).months
    days = [day for week in month.weeks for day in week if isinstance(day, Day)]
    assert [(day.number, day.count, day.change) for day in days] == [
        (5, 4, "edited"), (6, 1, "absent"),
    ]  # fmt: skip


def test_pages_that_lead_to_a_page_are_told(archive: Archive) -> None:
    """Since when, and until when; the page itself is none of them."""
    link = '<a href="/a">The first page of all of them</a>'
    other = '<a href="/d">Another page of all of them</a>'
    archive.add(exchange(URL, page("A", link, *LONG)))
    archive.add(exchange("https://news.example/b", page("B", link, *LONG), hours=1))
    archive.add(exchange("https://news.example/c", page("C", link, *LONG), hours=2))
    archive.add(exchange("https://news.example/c", page("C", other, *LONG), hours=3))
    capture = archive.capture(URL)
    assert capture
    spoken = said(archive, capture, archive.version_of(capture))
    found = links_of(archive, capture, spoken)
    assert [(one.title, one.since.hour, one.until and one.until.hour) for one in found.into] == [
        ("B", 13, None), ("C", 14, 15),
    ]  # fmt: skip
    assert not found.has_more


def test_links_in_a_text_are_told_with_what_the_archive_has(archive: Archive) -> None:
    """Each once, by its words; a link to the page itself is none."""
    archive.add(exchange("https://news.example/b", page("B", *LONG)))
    words = (
        'See <a href="/b">the other page</a>, <a href="/b">again</a>, <a href="#x">here</a> and '
        '<a href="https://far.example/">far away</a>, where more of it stands.'
    )
    archive.add(exchange(URL, page("A", words, *LONG)))
    capture = archive.capture(URL)
    assert capture
    found = links_of(archive, capture, said(archive, capture, archive.version_of(capture)))
    assert [(one.words, one.is_held) for one in found.out] == [
        ("the other page", True), ("far away", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "ways"),
    [(0, 1, [("next", 1)]), (1, 2, [("prev", 0), ("next", 2)]), (2, 3, [("prev", 1)]),
     (0, 3, []), (2, 0, [("prev", 1), ("next", 0)])],
)  # fmt: skip
def test_a_difference_leads_to_those_beside_it(
    archive: Archive, old: int, new: int, ways: list[tuple[str, int]]
) -> None:
    """The one that ends where it begins, and the one that begins where it ends."""
    for number in range(4):
        body = page("A", f"Text number {number} of the page.", *LONG)
        archive.add(exchange(URL, body, hours=number))
    texts = archive.versions(URL)
    found = neighbours(texts, texts[old], texts[new])
    expected = [(rel, (texts[at].first_seen, texts[at + 1].first_seen)) for rel, at in ways]
    assert [(rel, times) for rel, _, times in found] == expected
