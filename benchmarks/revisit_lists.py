"""Lists of new items, beside articles: when each item is found, and by how many requests.

Part of ``benchmarks.revisit``, which tells what they are made of; its clock is here too.
"""

from __future__ import annotations

import math
import random
import statistics
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.headlines import Measured
from crawler.revisit import Terms, after_list, hours_of

START = datetime(2025, 1, 1, tzinfo=UTC)
HOUR, DAY = 3600.0, 86400.0
YEAR = 365 * DAY
RUN = 600.0
"""Seconds from one run to the next."""


def moment(seconds: float) -> datetime:
    """The time so many seconds after the beginning."""
    return START + timedelta(seconds=seconds)


def span(seconds: float) -> str:
    """Seconds in words."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def matched(value: Callable[[float], float], wanted: float) -> float:
    """The interval in seconds at which a falling value is what is wanted, to a hundredth."""
    low, high = 60.0, YEAR
    while high / low > 1.01:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if value(middle) >= wanted else (low, middle)
    return low


def items_of(dice: random.Random, a_day: float, days: int) -> list[float]:
    """When a list names new items: nine in ten of them between six and eighteen o'clock."""
    found = []
    for day in range(days):
        for _ in range(int(a_day + dice.random())):
            hour = 6 + 12 * dice.random() if dice.random() < 0.9 else 18 + 12 * dice.random()
            found.append(day * DAY + hour * HOUR)
    return sorted(found)


def list_by_policy(items: Sequence[float], end: float, terms: Terms) -> tuple[int, list[float]]:
    """Requests for a list, and how long after it was named each item was found."""
    now, before, delays = 0.0, 0.0, list[float]()
    looks: list[tuple[datetime, int]] = []
    while now < end:
        new = items[bisect_left(items, before) : bisect_left(items, now)]
        delays += [now - item for item in new]
        looks.append((moment(now), len(new)))
        hours = hours_of(time for time, count in looks for _ in range(count))
        wait = after_list(looks[-24:], moment(now), terms, terms.lists, hours).total_seconds()
        before, now = now, math.ceil((now + wait) / RUN) * RUN
    return len(looks), delays


def list_by_interval(items: Sequence[float], interval: float) -> list[float]:
    """How long after it was named each item is found by a fixed interval."""
    return [math.ceil(item / interval) * interval - item for item in items]


def print_lists(found: dict[str, Measured], terms: Terms) -> None:
    """Print what the policy costs for lists, and the one interval that finds items as soon."""
    days, dice = 30, random.Random(7)
    rates = {url: n / h * 24 for site in found.values() for url, (n, h) in site.new.items()}
    rates["an institution (assumed)"] = 2.0
    rates["a blog (assumed)"] = 0.3
    lists = {url: items_of(dice, a_day, days) for url, a_day in rates.items()}
    cost, late = 0, list[float]()
    print(f"\nlists over {days} days: new items, requests and mean delay by the policy")
    for url, items in sorted(lists.items(), key=lambda one: -len(one[1])):
        requests, delays = list_by_policy(items, days * DAY, terms)
        cost, late = cost + requests, late + delays
        mean = span(statistics.mean(delays)) if delays else "-"
        print(f"{url:<38}{len(items) / days:>7.1f} a day{requests / days:>8.1f} a day{mean:>10}")
    for name, one in (("mean", statistics.mean), ("median", statistics.median)):
        print(f"all, {name} delay {span(one(late))}, {cost / days:,.0f} requests a day")

    def mean_delay(interval: float) -> float:
        return statistics.mean(d for one in lists.values() for d in list_by_interval(one, interval))

    same = matched(lambda interval: -mean_delay(interval), -statistics.mean(late))
    count = len(lists) * DAY / same
    print(f"one fixed interval with that mean delay: {span(same)}, {count:,.0f} requests a day")
