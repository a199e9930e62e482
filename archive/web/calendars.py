"""The captures of a page in the calendar of a year, in UTC."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from archive.history.observations import Observed
from archive.store.captures import Capture

_TELLING = ("edited", "metadata", "first", "back", "gone", "absent", "moved", "blocked", "error")
"""Kinds of change, those first that a day is marked by."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which a page was captured.

    Attributes:
        number: of the month.
        count: how many captures there are.
        first: the first of them.
        change: the most telling of what they are.
        is_shown: whether the capture that is shown is one of them.
    """

    number: int
    count: int
    first: Capture
    change: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month; ``weeks`` begin on Monday, and have 0 for days of other months."""

    number: int
    weeks: tuple[tuple[Day | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year with captures, and the first of them."""

    number: int
    count: int
    first: Capture


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year, and which others there are.

    Attributes:
        year: which.
        months: those from its first capture to its last.
        years: all with captures, the first first.
    """

    year: int
    months: tuple[Month, ...]
    years: tuple[Year, ...]


def calendar_of(seen: Sequence[Observed], shown: Observed) -> Calendar:
    """The calendar of the year of a capture.

    Args:
        seen: all captures of the page, oldest first.
        shown: the capture.
    """
    year = _day(shown.capture).year
    by_day: dict[date, list[Observed]] = {}
    for one in seen:
        day = _day(one.capture)
        if day.year == year:
            by_day.setdefault(day, []).append(one)
    days = {day: _told(day, some, shown) for day, some in by_day.items()}
    first, last = min(days).month, max(days).month
    months = tuple(_month(year, number, days) for number in range(first, last + 1))
    return Calendar(year, months, tuple(_years(seen)))


def _month(year: int, number: int, days: Mapping[date, Day]) -> Month:
    weeks = calendar.Calendar().monthdayscalendar(year, number)
    return Month(
        number,
        tuple(
            tuple(days.get(date(year, number, day), day) if day else 0 for day in week)
            for week in weeks
        ),
    )


def _told(day: date, some: Sequence[Observed], shown: Observed) -> Day:
    kinds = {one.change for one in some}
    change = next((kind for kind in _TELLING if kind in kinds), some[0].change)
    return Day(day.day, len(some), some[0].capture, change, any(one is shown for one in some))


def _years(seen: Iterable[Observed]) -> Iterable[Year]:
    counts: Counter[int] = Counter()
    first: dict[int, Capture] = {}
    for one in seen:
        year = _day(one.capture).year
        counts[year] += 1
        first.setdefault(year, one.capture)
    return (Year(number, counts[number], first[number]) for number in sorted(counts))


def _day(capture: Capture) -> date:
    return capture.time.astimezone(UTC).date()
