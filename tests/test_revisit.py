"""When a page or a list is looked at again, by what was seen of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.revisit import (
    EDITS_A_STEP,
    EVEN,
    History,
    Look,
    Terms,
    after_list,
    after_look,
    edits_of_site,
    hours_of,
    rate,
)

BORN = datetime(2026, 1, 1, tzinfo=UTC)
TERMS = Terms()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _walk(
    edited: frozenset[int] = frozenset(), expected: float = EDITS_A_STEP, days: int = 90
) -> list[timedelta]:
    """The ages at which an article is looked at, the looks with these numbers showing an edit."""
    looks: list[Look] = []
    now = BORN
    while now - BORN < days * DAY:
        looks.append(Look(now, len(looks) in edited))
        now += after_look(History(BORN, tuple(looks)), now, expected, TERMS)
    return [look.time - BORN for look in looks]


def test_a_new_article_is_seen_again_after_minutes_hours_a_day_a_week_and_a_month() -> None:
    """Also where it is never edited: what is taken down is to be noticed."""
    ages = _walk()
    for low, high in ((10 * MINUTE, HOUR), (HOUR, 6 * HOUR), (12 * HOUR, 2 * DAY),
                      (3 * DAY, 9 * DAY), (15 * DAY, 40 * DAY)):  # fmt: skip
        assert any(low <= age <= high for age in ages), (low, high, ages)
    waits = [b - a for a, b in pairwise(ages)]
    assert all(b >= a for a, b in pairwise(waits))
    assert max(waits) <= TERMS.longest
    assert len(ages) < 30


def test_a_site_that_never_edits_gets_few_looks_and_one_that_does_gets_many() -> None:
    """Five in the first month at least."""
    quiet, lively = _walk(expected=1e-6, days=30), _walk(expected=1.0, days=30)
    assert 5 <= len(quiet) <= 8
    assert len(lively) > 4 * len(quiet)


def test_an_old_page_that_comes_to_life_is_looked_at_more_often() -> None:
    """By its own pace: its age says that it is done."""
    born = BORN - 1000 * DAY
    still = tuple(Look(BORN + n * 20 * DAY, is_edit=False) for n in range(8))
    alive = tuple(Look(BORN + n * 20 * DAY, is_edit=n > 0) for n in range(8))
    now = BORN + 140 * DAY
    waits = [after_look(History(born, one), now, 0.01, TERMS) for one in (still, alive)]
    assert waits[0] == TERMS.longest
    assert waits[1] < 5 * DAY


def test_a_page_of_unknown_age_is_looked_at_ever_more_rarely_while_nothing_changes() -> None:
    """It may have stood there for years: no minutes are spent on it."""
    looks, now = [Look(BORN, is_edit=False)], BORN
    waits = []
    for _ in range(8):
        waits.append(after_look(History(None, tuple(looks)), now, 0.0, TERMS))
        now += waits[-1]
        looks.append(Look(now, is_edit=False))
    assert DAY <= waits[0] <= 2 * DAY
    assert all(b >= a for a, b in pairwise(waits))
    assert waits[-1] == TERMS.longest


def test_an_absence_is_looked_into_soon_and_then_ever_more_rarely() -> None:
    """The first may be a slip of the server; what is gone may come back."""
    looks = (Look(BORN, is_edit=False),)
    waits = [after_look(History(BORN, looks, n), BORN + DAY, 0.1, TERMS) for n in range(1, 6)]
    assert waits == [HOUR, DAY, 7 * DAY, TERMS.longest, TERMS.longest]


_STEPS = st.lists(
    st.tuples(st.floats(1e-3, 1e3), st.booleans()), max_size=40
)  # lengths of spans, and whether they show an edit


@given(_STEPS, st.floats(1e-3, 10), st.floats(0.1, 100))
def test_the_rate_rises_with_an_edit_and_falls_with_a_quiet_span(
    spans: list[tuple[float, bool]], expected: float, weight: float
) -> None:
    """Whatever was seen before."""
    before = rate(spans, expected, weight)
    assert before > 0
    assert rate([*spans, (1.0, False)], expected, weight) <= before * (1 + 1e-9)
    if spans:
        length, _ = spans[-1]
        quiet, edited = ([*spans[:-1], (length, is_edit)] for is_edit in (False, True))
        assert rate(quiet, expected, weight) <= rate(edited, expected, weight) * (1 + 1e-9)


def test_the_rate_is_found_again_from_looks_that_tell_only_whether() -> None:
    """Nine looks in ten that show an edit are more than nine edits (Cho and Garcia-Molina)."""
    spans = [(1.0, n % 10 != 0) for n in range(1000)]
    assert rate(spans, 1.0, 1.0) == pytest.approx(2.303, rel=0.02)
    assert rate((), 0.7, 3.0) == pytest.approx(0.7)


@given(
    st.lists(st.tuples(st.floats(1, 1e7), st.booleans()), max_size=40),
    st.floats(0, 1e8),
    st.floats(1e-6, 100),
    st.integers(0, 9),
    st.booleans(),
)
def test_no_wait_is_shorter_than_first_or_longer_than_longest(
    looks: list[tuple[float, bool]], age: float, expected: float, absences: int, is_dated: bool
) -> None:
    """Whatever was seen, and whatever a clock said meanwhile."""
    seen = tuple(Look(BORN + timedelta(seconds=at), is_edit) for at, is_edit in looks)
    history = History(BORN if is_dated else None, seen, absences)
    wait = after_look(history, BORN + timedelta(seconds=age), expected, TERMS)
    assert TERMS.first <= wait <= TERMS.longest


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e7), st.integers(0, 1000)), max_size=24),
    st.floats(0, 1e7),
    st.lists(st.integers(0, 23), max_size=50),
)
def test_no_list_is_looked_at_sooner_than_first_or_later_than_said(
    looks: list[tuple[float, int]], at: float, found: list[int]
) -> None:
    """Whatever it named, and whenever."""
    told = [(BORN + timedelta(seconds=time), count) for time, count in looks]
    hours = hours_of(BORN + hour * HOUR for hour in found)
    wait = after_list(told, BORN + timedelta(seconds=at), TERMS, TERMS.lists, hours)
    assert TERMS.first <= wait <= TERMS.lists
    assert sum(hours) == pytest.approx(24)


def test_a_list_is_looked_at_as_often_as_it_earns() -> None:
    """Twenty new items a day are worth a look every 45 minutes; a list that tells nothing, few."""
    rich = [(BORN + n * HOUR, 1 if n % 6 else 0) for n in range(25)]
    poor = [(BORN + n * HOUR, 0) for n in range(25)]
    now = BORN + DAY
    assert after_list(rich, now, TERMS, TERMS.lists) == pytest.approx(45 * MINUTE, abs=3 * MINUTE)
    assert after_list(poor, now, TERMS, 10 * DAY) > 3 * HOUR
    assert after_list(poor, now + 30 * DAY, TERMS, TERMS.lists) == TERMS.lists


def test_what_a_list_named_at_first_tells_nothing_of_its_pace() -> None:
    """It may have gathered that over years."""
    now = BORN + DAY
    first, none = ([(BORN, count), (now, 0)] for count in (5000, 0))
    assert after_list(first, now, TERMS, DAY) == after_list(none, now, TERMS, DAY)


def test_a_list_is_looked_at_less_by_night_where_a_site_publishes_by_day() -> None:
    """And more by day than one that publishes evenly."""
    hours = hours_of(BORN + (8 + n % 10) * HOUR for n in range(400))
    looks = [(BORN + n * HOUR, 1) for n in range(25)]
    at_noon, at_night = BORN + DAY + 12 * HOUR, BORN + DAY + 22 * HOUR
    day, night = (after_list(looks, at, TERMS, DAY, hours) for at in (at_noon, at_night))
    assert day < after_list(looks, at_noon, TERMS, DAY, EVEN) < night


def test_a_site_teaches_what_to_expect_of_its_articles() -> None:
    """Its own articles count, most of all where there are many."""

    def seen(*edits: bool) -> History:
        return History(BORN, tuple(Look(BORN + HOUR * 4**n, e) for n, e in enumerate(edits)))

    still = edits_of_site([seen(False, False, False, False)] * 100)
    lively = edits_of_site([seen(False, True, True, True)] * 100)
    assert still < EDITS_A_STEP / 3
    assert lively > 3 * EDITS_A_STEP
    assert edits_of_site([]) == pytest.approx(EDITS_A_STEP)
