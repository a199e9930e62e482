"""How good a ranking is (Manning, Raghavan and Schütze 2008, chapter 8)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Quality(NamedTuple):
    """The means over all questions."""

    ndcg: float
    precision: float
    recall: float


def quality(
    found: Mapping[int, Sequence[int]], answers: Mapping[int, Mapping[int, int]]
) -> Quality:
    """nDCG@10, MAP@100 and recall@100.

    Args:
        found: for each question its documents, best first.
        answers: for each question its answers and how good each is.
    """
    rows = [(found.get(one, ()), good) for one, good in answers.items()]
    return Quality(
        statistics.mean(ndcg(listed[:10], good) for listed, good in rows),
        statistics.mean(average_precision(listed[:100], good) for listed, good in rows),
        statistics.mean(len(set(listed[:100]) & set(good)) / len(good) for listed, good in rows),
    )


def ndcg(listed: Sequence[int], good: Mapping[int, int]) -> float:
    """Gains, each less the further down it stands, as a share of what is possible."""
    best = _gains(sorted(good.values(), reverse=True)[:10])
    return _gains([good.get(one, 0) for one in listed]) / best


def average_precision(listed: Sequence[int], good: Mapping[int, int]) -> float:
    """The mean of the precisions at each answer."""
    hits, total = 0, 0.0
    for place, one in enumerate(listed, 1):
        if one in good:
            hits += 1
            total += hits / place
    return total / len(good)


def _gains(values: Sequence[int]) -> float:
    return sum(value / math.log2(place + 1) for place, value in enumerate(values, 1))
