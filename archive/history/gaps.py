"""Gaps in observation: when a page was not looked at for far longer than it usually is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

_NEAR = 8
_LEAST = 4
_TIMES = 5
_GROWING = 3
"""A page that changes less is looked at less and less: so many times its neighbours is no gap."""
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

    A gap is five times as long as most of the eight intervals before it and the eight after it, and
    an hour longer at least. Of fewer than four intervals beside it no rhythm is known.

    Args:
        times: when the page was looked at, with whatever outcome.
    """
    ordered = sorted(times)
    spans = [end - start for start, end in pairwise(ordered)]
    found: list[Gap] = []
    for n, span in enumerate(spans):
        if span < _SHORTEST:
            continue
        before, after = spans[max(0, n - _NEAR) : n], spans[n + 1 : n + 1 + _NEAR]
        if len(before) + len(after) < _LEAST:
            continue
        usual = timedelta(seconds=median(one.total_seconds() for one in (*before, *after)))
        close = sorted([*before[-_GROWING:], *after[:_GROWING]])[-2]
        if span >= max(_TIMES * usual, usual + _SHORTEST, _GROWING * close):
            found.append(Gap(ordered[n], ordered[n + 1], usual))
    return found
