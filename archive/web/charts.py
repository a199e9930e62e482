"""Small charts: numbers by week as bars, in words too for whoever does not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.translation import n_
from archive.translation.speaking import forms
from archive.web.wording import day

HEIGHT = 28
BAR, STEP = 6, 8
"""Width of a bar, and how far apart bars begin."""
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A week.

    Attributes:
        x, y, height: where its bar stands.
        words: when it was, and how many came.
    """

    x: int
    y: int
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Spark:
    """New texts by week.

    Attributes:
        bars: of the weeks in which any came, the first first.
        width: of the whole.
        words: what it shows, in a sentence.
        total: how many came.
    """

    bars: tuple[Bar, ...]
    width: int
    words: str
    total: int


def spark(counts: Sequence[int], now: datetime) -> Spark:
    """The chart of numbers by week, the last week ending now."""
    highest = max(counts, default=0) or 1
    bars = []
    for place, count in enumerate(counts):
        if count:
            height = max(_LEAST, round(count / highest * HEIGHT))
            end = now - timedelta(weeks=len(counts) - 1 - place)
            words = n_(
                "week to {day}: {n} new text", "week to {day}: {n} new texts", count, day=day(end)
            )
            bars.append(Bar(place * STEP, HEIGHT - height, height, words))
    width = len(counts) * STEP - (STEP - BAR)
    return Spark(tuple(bars), width, _words(counts), sum(counts))


def _words(counts: Sequence[int]) -> str:
    if not any(counts):
        return n_("no new text in {n} week", "no new text in {n} weeks", len(counts))
    number = forms().number
    return n_(
        "{n} new text in {weeks} weeks, {most} a week at most; in the last four weeks {last}",
        "{n} new texts in {weeks} weeks, {most} a week at most; in the last four weeks {last}",
        sum(counts), weeks=len(counts), most=number(max(counts)),
        last=", ".join(map(number, counts[-4:])),
    )  # fmt: skip
