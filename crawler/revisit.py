"""When a page, a listing or a feed is looked at again: a pure function of what was seen of it.

Edits of an article come thick at first and ever more rarely: over a year about as many in each
span in which its age doubles as in the one before. So its age is told in *steps*, the logarithm of
age, and how often it is edited is a number per step. That number is estimated from looks that
tell only whether there was any edit since the one before, with those of the site as prior: the
estimator for irregular looks of Cho and Garcia-Molina (Estimating frequency of change, ACM TOIT
3(3), 2003, 5.3), as the mode under a gamma prior. A page is due when the chance that it was edited
since has grown to ``CHANCE``; the waits between looks then grow with its age.

What is no news, or of unknown age, is taken by the pace at which it changed of late, in plain time;
a list by the new items it names first. Whatever the estimate, no page is left alone for longer than
``Terms.longest``: what is taken down has to be noticed too.

A page that was there and is not is asked for again within the hour, as that may be a slip, then
as often as it takes to be sure (``archive.presence``), and no more; one that is gone ever more
rarely, as it may come back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from archive.presence import USUAL
from archive.presence import Terms as Sureness

CHANCE = 0.05
"""Of an edit since the last look, at which a page is due. The smaller, the more looks and edits
caught; ``benchmarks.revisit`` tells what of each."""
EDITS_A_STEP = 0.1
"""Edits expected of an article of an unknown site: one in its first year. Of the headlines of four
news sites 0.05 were edited in each step of their first day and a half (``benchmarks.headlines``);
a text has more in it."""
ONSET = timedelta(minutes=15)
"""The first step: an article as old as that is as old as two of them in a row."""
OF_SITE, OF_PAGE = 30.0, 3.0
"""Weight of what is expected in steps seen: of any site against its own, of it against a page."""
NARROWEST, WIDEST = 0.1, 6.0
"""Bounds of a wait, as parts of the age: some thirty looks in its first day at an article that is
edited all the time, five in its first month at one that never is."""
SETTLED = timedelta(days=7)
"""An article older than this is also taken by its own pace."""
STANDING = 1 / (30 * 86400)
"""Changes a second expected of a page that is no news, or of unknown age."""
OLD = 1 / (365 * 86400)
"""Changes a second expected of an old article."""
_STANDING_WEIGHT, _OLD_WEIGHT = 2 * 86400.0, 60 * 86400.0
RECENT = 12
"""Looks by which the pace of a page is taken, the last ones."""
PATIENCE = 41.0
"""Wait between two looks at a list, in seconds, times the square root of its new items a second: a
list with twenty new items a day is looked at every 45 minutes."""
_ITEMS_EXPECTED, _ITEMS_WEIGHT = 1 / 3600, 3600.0
EVEN = (1.0,) * 24
"""The hours of a day, where nothing is known of when a site publishes."""
SLIP = timedelta(hours=1)
"""The wait after the first absence, which may be a slip."""
_DEAD = (SLIP, timedelta(days=1), timedelta(days=7))
"""Waits after the first, second and third absence in a row of what was never there."""
RETURN = timedelta(days=1)
"""A page that is gone is left alone for so long, or for as long as it has been absent."""
_DOUBLINGS = 60
_HOUR = 3600.0
_STEP = 300.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a source asks of the policy.

    Attributes:
        first: no page is looked at again sooner.
        longest: every page is looked at again by then.
        lists: every feed and listing of the source file is.
        gone: when a page that is absent counts as gone.
    """

    first: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(days=30)
    lists: timedelta = timedelta(hours=6)
    gone: Sureness = USUAL


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a page that was there.

    Attributes:
        time: when.
        is_edit: whether it showed another text than the look before.
    """

    time: datetime
    is_edit: bool


@dataclass(frozen=True, slots=True)
class History:
    """What was seen of a page.

    Attributes:
        born: when it was published or first seen as something new; ``None`` if that is unknown.
        looks: oldest first; the first one shows no edit.
        absences: how many times in a row it was not there at last.
        absent: when it was not for the first of these times, of a page that was there before;
            ``None`` of others.
    """

    born: datetime | None
    looks: tuple[Look, ...]
    absences: int = 0
    absent: datetime | None = None


Span = tuple[float, bool]
"""How long (steps, or seconds) lay between two looks, and whether the second showed an edit."""


def steps(age: timedelta) -> float:
    """An age on the scale on which edits come evenly."""
    return math.log1p(max(age.total_seconds(), 0.0) / ONSET.total_seconds())


def rate(spans: Iterable[Span], expected: float, weight: float) -> float:
    """The rate of a Poisson process of which each span tells only whether anything happened.

    Args:
        spans: what was seen.
        expected: the rate where nothing was seen.
        weight: how much of what is seen counts as much as that, in the unit of the spans.

    Returns:
        The mode of the posterior: where the derivative of its logarithm is 0.
    """
    edits: list[float] = []
    quiet = weight
    for length, is_edit in spans:
        if is_edit:
            edits.append(max(length, 1e-9))
        else:
            quiet += max(length, 0.0)
    low, high = expected * weight / quiet, expected + (1 + len(edits)) / weight
    if not edits:
        return low

    def slope(value: float) -> float:
        told = sum(length / math.expm1(min(value * length, 700.0)) for length in edits)
        return weight * expected / value + told - quiet

    while slope(high) > 0:
        high *= 2
    for _ in range(_DOUBLINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def spans_of_age(history: History) -> list[Span]:
    """The looks at an article as spans in steps of its age."""
    born = history.born or history.looks[0].time
    ages = [steps(look.time - born) for look in history.looks]
    edits = [look.is_edit for look in history.looks]
    return list(zip([b - a for a, b in pairwise(ages)], edits[1:], strict=True))


def edits_of_site(histories: Iterable[History]) -> float:
    """Edits a step that are expected of an article, by all that was seen of its site."""
    spans = [span for one in histories if one.born and one.looks for span in spans_of_age(one)]
    return rate(spans, EDITS_A_STEP, OF_SITE)


def after_look(history: History, now: datetime, expected: float, terms: Terms) -> timedelta:
    """How long a page is left alone after a look.

    Args:
        history: what was seen of it, this look included.
        now: when that was.
        expected: edits a step of its site (``edits_of_site``).
        terms: what its source asks.
    """
    if history.absences:
        return _within(_after_absence(history, now, terms), terms)
    if history.born is None or not history.looks:
        return _within(_by_pace(history.looks, STANDING, _STANDING_WEIGHT), terms)
    age = max(now - history.born, timedelta())
    edits = rate(spans_of_age(history), expected, OF_PAGE)
    part = math.expm1(min(_WANTED / edits, 20.0)) if edits > 0 else WIDEST
    wait = (age + ONSET) * min(max(part, NARROWEST), WIDEST)
    settled = [look for look in history.looks if look.time - history.born > SETTLED]
    return _within(min(wait, _by_pace(settled, OLD, _OLD_WEIGHT)), terms)


def _after_absence(history: History, now: datetime, terms: Terms) -> timedelta:
    count = history.absences
    if history.absent is None:
        waits = (*_DEAD, terms.longest)
        return waits[min(count, len(waits)) - 1]
    since, gone = now - history.absent, terms.gone
    if count >= gone.checks and since >= gone.over:
        return max(RETURN, since)
    left, missing = gone.over - since, max(gone.checks - count, 1)
    return min(SLIP, left / missing) if count == 1 else max(left / missing, SLIP)


def after_list(
    looks: Sequence[tuple[datetime, int]],
    now: datetime,
    terms: Terms,
    longest: timedelta,
    hours: Sequence[float] = EVEN,
) -> timedelta:
    """How long a feed, listing or sitemap is left alone after a look.

    So many looks to spread, an item waits least on the average where they go with the square root
    of the rate of new items: that makes the sum of rate / (2 · looks) least. This holds between
    lists as well as between the hours of a day.

    Args:
        looks: when it was looked at, oldest first, and how many pages each look was the first to
            name.
        now: when the last look was.
        terms: what its source asks.
        longest: at the latest after this time.
        hours: how much the site publishes in each hour of a day (UTC), 1 on the average.
    """
    # What a list named at first gathered over a time that nobody knows.
    items = sum(count for _, count in looks[1:])
    seen = _activity(hours, looks[0][0], now) if looks else 0.0
    pace = (_ITEMS_EXPECTED * _ITEMS_WEIGHT + items) / (_ITEMS_WEIGHT + seen)
    wait, felt, most = 0.0, 0.0, longest.total_seconds()
    second = _second_of_day(now)
    while felt < PATIENCE and wait < most:
        felt += math.sqrt(pace * hours[int((second + wait) // _HOUR) % 24]) * _STEP
        wait += _STEP
    # The last step counts in part only.
    hour = hours[int((second + wait - _STEP) // _HOUR) % 24]
    if felt > PATIENCE:
        wait -= (felt - PATIENCE) / math.sqrt(pace * hour)
    return min(max(timedelta(seconds=wait), terms.first), longest)


def hours_of(times: Iterable[datetime]) -> tuple[float, ...]:
    """How much a site publishes in each hour of a day (UTC), by when items of its were found."""
    counts = [0] * 24
    for time in times:
        counts[time.astimezone(UTC).hour] += 1
    few = 1 + sum(counts) / 100
    whole = sum(counts) / 24 + few
    return tuple((count + few) / whole for count in counts)


def _second_of_day(time: datetime) -> float:
    time = time.astimezone(UTC)
    return (time - time.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()


def _activity(hours: Sequence[float], start: datetime, end: datetime) -> float:
    """Seconds between two times, each counted as much as its hour of the day."""
    days, rest = divmod(max((end - start).total_seconds(), 0.0), 24 * _HOUR)
    counted, second = days * 24 * _HOUR * sum(hours) / 24, _second_of_day(start)
    while rest > 0:
        part = min(rest, _HOUR - second % _HOUR)
        counted += part * hours[int(second // _HOUR) % 24]
        second, rest = second + part, rest - part
    return counted


_WANTED = -math.log1p(-CHANCE)
"""Edits expected since the last look at which the chance of one is ``CHANCE``."""


def _by_pace(looks: Sequence[Look], expected: float, weight: float) -> timedelta:
    recent = looks[-RECENT - 1 :]
    spans = [((b.time - a.time).total_seconds(), b.is_edit) for a, b in pairwise(recent)]
    return timedelta(seconds=min(_WANTED / rate(spans, expected, weight), 1e9))


def _within(wait: timedelta, terms: Terms) -> timedelta:
    return max(min(wait, terms.longest), min(terms.first, terms.longest))
