"""When a page was not looked at for far longer than it usually is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.history.gaps import gaps
from tests.exchanges import DAY_ONE


def after(*hours: float) -> list[tuple[float, float]]:
    """The gaps of a page that was looked at after so many hours each time, in hours."""
    times, now = [DAY_ONE], DAY_ONE
    for step in hours:
        now += timedelta(hours=step)
        times.append(now)
    hour = timedelta(hours=1)
    return [((gap.start - DAY_ONE) / hour, (gap.end - DAY_ONE) / hour) for gap in gaps(times)]


def test_two_days_without_a_look_are_a_gap_in_an_hourly_rhythm() -> None:
    """With the last look before and the first one after."""
    assert after(1, 1, 1, 1, 48, 1, 1, 1) == [(4, 52)]


def test_a_rhythm_that_slows_down_has_no_gap() -> None:
    """A page that does not change is looked at less and less."""
    assert after(1, 2, 4, 8, 16, 32, 64, 128) == []


def test_a_page_that_was_looked_at_now_and_then_has_no_rhythm() -> None:
    """Nor has one that was looked at a few times."""
    assert after(1, 400, 2) == []
    assert after(5, 90, 2, 40, 7, 120, 9) == []


def test_checks_in_a_row_make_no_gap_of_the_days_around_them() -> None:
    """As when a page is absent."""
    assert after(24, 24, 24, 1, 1, 22, 24, 24, 24) == []


def test_some_minutes_are_none() -> None:
    """However often it is looked at."""
    assert after(*[1 / 60] * 9, 0.5, *[1 / 60] * 9) == []


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_gaps_lie_between_two_looks_in_order(minutes: Sequence[int]) -> None:
    """In whatever order the looks are given."""
    times = [DAY_ONE + timedelta(minutes=one) for one in minutes]
    found = gaps(times)
    assert found == gaps(sorted(times, reverse=True))
    ordered = sorted(times)
    for gap in found:
        assert ordered[ordered.index(gap.end) - 1] == gap.start
        assert gap.end - gap.start >= 5 * gap.usual
