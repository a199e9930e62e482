"""How often a source publishes, by its own record: which silence is unusual for it.

Of the days on which it published, the pauses between them are taken. What nine of ten of them (19
of 20) do not pass is its *usual* pause: of a source that rests on weekends that is three days. A
pause of the same weeks of earlier years counts as usual in those weeks: August, the end of the
year. Where the record does not go back so far, these weeks are given six times the usual pause.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from archive.health.history import Text

YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
_PAUSES = 8
"""Pauses of a record that says something of the usual one."""
_KEPT = 0.95
_TIMES = 2
_SEASON = timedelta(days=21)
_SLACK = 1.25
_QUIET = (((7, 20), (8, 31)), ((12, 20), (12, 31)), ((1, 1), (1, 10)))
"""Weeks in which much of Europe rests; as month and day."""
_QUIET_TIMES = 3
_WINDOW = timedelta(days=28)
_WINDOWS = 4
_MANY = 8
"""New texts in four weeks of a source that is frequent enough to be told thin by their number."""
_THIN, _RECOVERED = 3, 2
_FRESH = timedelta(days=7)
_TRUSTED = 5


@dataclass(frozen=True, slots=True)
class Pause:
    """The longest silence that is usual for a source.

    Attributes:
        usual: what 19 of 20 of its pauses do not pass; ``None`` where the record is too short.
        season: its longest pause in the same weeks of earlier years, if any.
        bound: how long a silence may be before it is told of; ``None`` where nothing says so.
        is_quiet: whether the bound was widened for weeks in which much rests.
    """

    usual: timedelta | None
    season: timedelta | None
    bound: timedelta | None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """How many new texts came in the last four weeks, and in those before.

    Attributes:
        now: in the last four weeks.
        usual: the median of the four weeks before, for a year at most.
        least: the smallest number of them.
        windows: how many such spans there are.
    """

    now: int
    usual: float
    least: int
    windows: int


def days_of(texts: Sequence[Text], first_run: datetime | None) -> list[datetime]:
    """When each text counts, sorted: as a rule when the page says that it was published.

    Where most of those that came after the first crawl say no day or one that is far off, as where
    dates are misread, each counts when it was captured, and those of the first crawl not at all:
    how old they are is not known.
    """
    later = [text for text in texts if first_run and text.seen - first_run > _DAY]
    judged = later[-50:] if len(later) >= _TRUSTED else texts
    fresh = sum(1 for text in judged if _is_fresh(text, is_first=len(later) < _TRUSTED))
    if fresh * 2 >= len(judged):
        return sorted(min(text.published or text.seen, text.seen) for text in texts)
    return sorted(text.seen for text in later)


def _is_fresh(text: Text, *, is_first: bool) -> bool:
    if text.published is None:
        return False
    return is_first or abs(text.seen - text.published) <= _FRESH


def pause(days: Sequence[datetime], until: datetime, expected: timedelta | None) -> Pause:
    """How long the source may be silent at a time.

    Args:
        days: when its texts were published, sorted.
        until: the time.
        expected: in how long a time something is expected, if its file says so. It is then the
            bound, unless the source's usual pause is longer.
    """
    dates = sorted({day.date() for day in days if day <= until})
    gaps = list(pairwise(dates))
    lately = sorted(b - a for a, b in gaps if b > (until - YEAR).date())
    usual = lately[math.ceil(_KEPT * len(lately)) - 1] if len(lately) >= _PAUSES else None
    season = _season(gaps, until.date())
    if usual is None:
        # A short record excuses a pause as long as one that was, and alarms of none.
        known = [*lately, *filter(None, (season,))]
        return Pause(None, season, max(expected, *known) if expected and known else expected)
    bound = max(expected, usual) if expected else usual * _TIMES + _DAY
    knows_season = dates[0] <= (until - YEAR).date() - _SEASON
    is_quiet = not knows_season and _is_quiet(until.date())
    if is_quiet:
        bound = max(bound, usual * _TIMES * _QUIET_TIMES)
    if season:
        bound = max(bound, season * _SLACK + 2 * _DAY)
    return Pause(usual, season, bound, is_quiet)


def _season(gaps: Sequence[tuple[date, date]], today: date) -> timedelta | None:
    """The longest pause around the same day of earlier years."""
    found = [
        b - a
        for a, b in gaps
        for years in (1, 2)
        if a < today - years * YEAR + _SEASON and b > today - years * YEAR - _SEASON
    ]
    return max(found, default=None)


def _is_quiet(day: date) -> bool:
    return any(first <= (day.month, day.day) <= last for first, last in _QUIET)


def flow(days: Sequence[datetime], until: datetime) -> Flow:
    """How many texts came in the last four weeks, against a year of such spans before."""
    counts = windows(days, until, _WINDOW, 14)
    now, before = counts[0], counts[1:]
    return Flow(now, median(before) if before else 0.0, min(before, default=0), len(before))


def windows(days: Sequence[datetime], until: datetime, span: timedelta, most: int) -> list[int]:
    """Numbers of texts in spans before a time, the last span first, as far as the record goes."""
    known = [day for day in days if day <= until]
    if not known:
        return [0]
    whole = max(1, min(most, int((until - known[0]) / span)))
    counts = [0] * whole
    for day in known:
        place = int((until - day) / span)
        if place < whole:
            counts[place] += 1
    return counts


def is_thin(found: Flow, days: Sequence[datetime], until: datetime, *, was_thin: bool) -> bool:
    """Whether far fewer texts came than is usual: a third, and fewer than ever in a year.

    One that was thin is so until half of the usual number comes. In weeks in which much rests, and
    where the same weeks of a year ago were as poor, it is not.
    """
    if found.windows < _WINDOWS or found.usual < _MANY:
        return False
    if was_thin:
        return found.now * _RECOVERED < found.usual
    if found.now * _THIN >= found.usual or found.now >= found.least:
        return False
    if days[0] > until - YEAR - _WINDOW:
        return not any(
            _is_quiet((until - part).date()) for part in (_WINDOW, _WINDOW / 2, 0 * _DAY)
        )
    start = until - YEAR - _WINDOW
    return found.now * 2 < sum(1 for day in days if start < day <= until - YEAR)


def weekly(days: Sequence[datetime], until: datetime, weeks: int) -> list[int]:
    """Numbers of texts in each of the last weeks, seven days each, the last at the end."""
    counts = [0] * weeks
    for day in days:
        place = (until - day) // timedelta(days=7)
        if 0 <= place < weeks:
            counts[-1 - place] += 1
    return counts
