"""Hits per month as a line of bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

MONTHS = 60
"""More months than these are told by their years."""
_BARS = "▁▂▃▄▅▆▇█"


def by_year(months: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Hits by year, of those by month."""
    counts: Counter[str] = Counter()
    for month, hits in months:
        counts[month[:4]] += hits
    return list(counts.items())


def shown(months: Sequence[tuple[str, int]], most: int = MONTHS) -> list[tuple[str, int]]:
    """Months, or years where there are more than ``most`` months, the latest of them."""
    return list(months) if len(months) <= most else by_year(months)[-most:]


def bars(counts: Sequence[int]) -> str:
    """A line of bars, a character each; nothing is a space, little a low bar."""
    highest = max(counts, default=0) or 1
    steps = len(_BARS)
    return "".join(_BARS[-(-count * steps // highest) - 1] if count else " " for count in counts)
