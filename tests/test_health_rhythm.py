"""Which silence is unusual for a source, by its own record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.health.history import Text
from archive.health.rhythm import days_of, flow, is_thin, pause, weekly, windows

DAY = timedelta(days=1)
START = datetime(2023, 1, 2, 12, tzinfo=UTC)
"""A Monday."""


def published(days: int, *, rests: range = range(5, 7), start: datetime = START) -> list[datetime]:
    """A text a day, but on some days of the week."""
    times = (start + n * DAY for n in range(days))
    return [time for time in times if time.weekday() not in rests]


def _august(time: datetime) -> bool:
    return time.month == 8


def test_a_weekend_is_the_usual_pause() -> None:
    """Twice that and a day may go by, in weeks in which nothing else rests."""
    until = datetime(2023, 6, 5, tzinfo=UTC)
    found = pause(published(150), until, None)
    assert (found.usual, found.bound, found.is_quiet) == (3 * DAY, 7 * DAY, False)


def test_a_lull_of_the_year_before_is_usual_in_its_weeks() -> None:
    """August may be as long again, and a little more; May may not."""
    days = [day for day in published(900) if not _august(day)]
    august = pause([d for d in days if d < datetime(2024, 8, 1, tzinfo=UTC)],
                   datetime(2024, 8, 20, tzinfo=UTC), None)  # fmt: skip
    assert august.season == 32 * DAY
    assert august.bound == 42 * DAY
    may = pause(days, datetime(2024, 5, 20, tzinfo=UTC), None)
    assert (may.season, may.bound) == (3 * DAY, 7 * DAY)


def test_a_first_august_is_given_more_time() -> None:
    """Where the record does not reach back a year, three times the usual pause."""
    august = pause(published(200), datetime(2023, 8, 10, tzinfo=UTC), None)
    assert (august.bound, august.is_quiet) == (18 * DAY, True)
    newyear = pause(published(340), datetime(2023, 12, 28, tzinfo=UTC), None)
    assert newyear.is_quiet


@pytest.mark.parametrize(("expected", "bound"), [(1, 3), (3, 3), (14, 14)])
def test_an_expectation_is_the_bound_but_for_usual_pauses(expected: int, bound: int) -> None:
    """A text a day is expected of a source that rests on weekends: Mondays are no alarms."""
    found = pause(published(150), datetime(2023, 6, 5, tzinfo=UTC), expected * DAY)
    assert found.bound == bound * DAY


def test_a_short_record_says_nothing_unless_something_is_expected() -> None:
    """Then a pause as long as one that was is excused."""
    days = [START, START + 9 * DAY]
    until = START + 12 * DAY
    assert pause(days, until, None).bound is None
    assert pause(days, until, 7 * DAY).bound == 9 * DAY
    assert pause([], until, None).bound is None


@given(
    st.lists(st.integers(0, 700), min_size=1, max_size=80),
    st.integers(0, 60),
    st.none() | st.integers(1, 60),
)
def test_no_bound_is_below_what_is_usual(
    numbers: list[int], rest: int, expected: int | None
) -> None:
    """Nor below what is expected, nor the pause of the season."""
    days = sorted(START + number * DAY for number in numbers)
    span = None if expected is None else expected * DAY
    found = pause(days, days[-1] + rest * DAY, span)
    if found.bound is not None:
        assert found.bound >= max(filter(None, (found.usual, span)), default=timedelta(0))
        assert found.season is None or found.bound >= found.season or found.usual is None


@given(st.integers(1, 6), st.integers(0, 20), st.integers(120, 600))
def test_a_source_that_keeps_its_rhythm_is_never_silent(
    every: int, phase: int, length: int
) -> None:
    """Whatever the rhythm, at whatever time it is looked at."""
    days = [START + n * DAY for n in range(0, length, every)]
    until = days[-1] + timedelta(days=phase % every)
    found = pause(days, until, None)
    if found.bound is not None:
        assert until - days[-1] <= found.bound


@given(st.lists(st.integers(-5, 400), max_size=60), st.integers(1, 60))
def test_weeks_hold_each_text_once_at_most(numbers: list[int], weeks: int) -> None:
    """Later and older ones are left out."""
    now = START + 400 * DAY
    counts = weekly(sorted(now - number * DAY for number in numbers), now, weeks)
    assert len(counts) == weeks
    assert sum(counts) == sum(1 for number in numbers if 0 <= number < 7 * weeks)
    assert counts[-1] == sum(1 for number in numbers if 0 <= number < 7)


def test_texts_count_on_the_day_they_bear() -> None:
    """The first crawl finds what was published over months."""
    first = START + 90 * DAY
    texts = [Text(first, START + n * DAY) for n in range(0, 90, 9)]
    assert days_of(texts, first) == [START + n * DAY for n in range(0, 90, 9)]


def test_texts_with_wrong_dates_count_when_they_were_seen() -> None:
    """Those of the first crawl do not: how old they are is not known."""
    wrong = datetime(2010, 1, 1, tzinfo=UTC)
    texts = [Text(START, wrong), *(Text(START + n * DAY, wrong) for n in range(2, 9))]
    assert days_of(texts, START) == [START + n * DAY for n in range(2, 9)]


def test_old_texts_that_come_late_are_no_news() -> None:
    """Older years are fetched at low priority for months; they hide no silence."""
    late = [Text(START + n * DAY, START - 500 * DAY) for n in range(20, 25)]
    fresh = [Text(START + n * DAY, START + n * DAY) for n in range(2, 20)]
    assert max(days_of([*fresh, *late], START)) == START + 19 * DAY


def test_the_last_span_is_not_cut() -> None:
    """Spans end at the time asked for; the first, incomplete one is left out."""
    days = [START + n * DAY for n in range(20)]
    assert windows(days, START + 20 * DAY, 7 * DAY, 9) == [6, 7]


def test_few_texts_in_august_are_not_thin_where_last_august_was_as_poor() -> None:
    """Of the same source, the same in May are."""
    days = [d for d in published(600) if not _august(d) or d.day % 9 == 0]
    until = datetime(2024, 8, 29, tzinfo=UTC)
    august = [d for d in published(700) if not _august(d) or d.day % 9 == 0]
    assert not is_thin(flow(august, until), august, until, was_thin=False)
    until = datetime(2024, 5, 29, tzinfo=UTC)
    may = [d for d in days if d < datetime(2024, 5, 1, tzinfo=UTC) or d.day % 9 == 0]
    assert is_thin(flow(may, until), may, until, was_thin=False)
