"""Gaps in observation: when a page was not looked at for far longer than it usually is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

_NEAR = 8
_LEAST = 4
_TIMES = 5
_UNEVEN = 3
"""A page that changes less is looked at less and less: so many times the interval before is no gap.
Nor is there a rhythm where a quarter of the intervals are so many times as long as most."""
_SHORTEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a page was not looked at.

    Attributes:
        start: the last capture before.
        end: the first one after.
        usual: how long it mostly was between two captures around then.
    """

    start: datetime
    end: datetime
    usual: timedelta


def gaps(times: Iterable[datetime]) -> list[Gap]:
    """The gaps between the captures of a page, oldest first.

    A gap is five times as long as the median of the eight intervals before it and the eight after
    it, and an hour longer at least. Of fewer than four intervals no rhythm is known.

    Args:
        times: when the page was looked at, with whatever outcome.
    """
    ordered = sorted(times)
    spans = [end - start for start, end in pairwise(ordered)]
    found: list[Gap] = []
    last = timedelta()
    for n, span in enumerate(spans):
        usual = _usual([*spans[max(0, n - _NEAR) : n], *spans[n + 1 : n + 1 + _NEAR]])
        if usual is None or span < max(_TIMES * usual, usual + _SHORTEST, _UNEVEN * last):
            last = span
        else:
            found.append(Gap(ordered[n], ordered[n + 1], usual))
    return found


def _usual(spans: Sequence[timedelta]) -> timedelta | None:
    """How long it mostly is; ``None`` where there is no rhythm."""
    if len(spans) < _LEAST:
        return None
    usual = median(span.total_seconds() for span in spans)
    long = sorted(spans)[-1 - len(spans) // 4]
    return timedelta(seconds=usual) if long.total_seconds() <= _UNEVEN * usual else None
