"""A year of looking again: the policy of crawls beside fixed intervals, with a virtual clock.

Run as ``python -m benchmarks.revisit CORPORA [ARTICLES]``; ``CORPORA`` holds ``recrawl``.

Six sites publish ARTICLES articles a day each (2) for a year, on a clock that jumps from event to
event. Two kinds of facts make them:

- *taken from real pages* (``benchmarks.headlines``): for four news sites the rate at which
  headlines are edited at an age of up to 1, 3, 6, 12 and 36 hours, and how many new items their
  lists name in a day;
- *assumed*: after 36 hours edits go on at a rate that falls with age, half of what it was at twice
  the age, beginning with the rate of 12 to 36 hours, or, where that is 0, with a fiftieth of that
  of all before; articles differ by a factor drawn from a gamma distribution of mean 1 and shape
  0.5, so that most are edited little and some very often; 3 % are kept up and also edited once a
  month; 2 % are removed within the year, half of them in their first week. An *institution* has a
  twentieth of the edits of the four sites' mean, a *blog* a third.

Every way is given the same articles at the same first looks. Of each: requests; edits that a look
caught as a version of its own (two edits between two looks are one); how long after the edit that
was; removals seen, and how long after. Compared are

- ``policy``: ``crawler.revisit`` as a crawl calls it, a run every ten minutes;
- ``ladder``: after 10 minutes, an hour, a day, a week, then every 30 days, whatever was seen;
- ``every …``: fixed intervals, among them the one that catches the same share of edits as the
  policy, and the one that costs the same number of requests.

Lists are told apart: when each new item was found, by ``crawler.revisit.after_list`` and by one
fixed interval for all of them with the same mean delay, for lists with as many new items a day as
the real ones, nine in ten of them by day.
"""

from __future__ import annotations

import heapq
import math
import random
import statistics
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from archive.presence import Terms as Sureness
from benchmarks.headlines import EDGES, Measured, measured
from benchmarks.recrawl import unpacked
from benchmarks.revisit_lists import DAY, HOUR, RUN, YEAR, matched, moment, print_lists, span
from crawler.revisit import History, Look, Terms, after_look, edits_of_site

LADDER = (600.0, HOUR, DAY, 7 * DAY)
_MONTH = 30 * DAY
_KNOWN_PAGES = 200
_LOOKS = 40


@dataclass(slots=True)
class Page:
    """An article: seconds since the start of the year.

    Attributes:
        born: published, and seen first.
        edits: when it was edited.
        removed: when it was taken down; infinite where it was not.
    """

    born: float
    edits: list[float]
    removed: float


@dataclass(slots=True)
class Tally:
    """What a way of looking cost and caught.

    ``sure``: how long after the first absence a page counted as gone, and by how many requests.
    """

    requests: int = 0
    caught: int = 0
    delays: list[float] = field(default_factory=list)
    gone: list[float] = field(default_factory=list)
    sure: list[tuple[float, int]] = field(default_factory=list)
    asked_absent: int = 0

    def look(self, page: Page, before: float, now: float) -> bool:
        """Count a look after one before; whether it showed an edit."""
        self.requests += 1
        if before < page.removed <= now:
            self.gone.append(now - page.removed)
        first, last = bisect_right(page.edits, before), bisect_right(page.edits, now)
        if now >= page.removed or first == last:
            return False
        self.caught += 1
        self.delays += [now - page.edits[last - 1]]
        return True


def pages_of(dice: random.Random, rates: Sequence[float], a_day: int) -> list[Page]:
    """The articles of a site in a year.

    Args:
        dice: what decides.
        rates: edits an hour of an article by its age, between ``EDGES`` and after them.
        a_day: articles.
    """
    found = []
    for _ in range(a_day * 365):
        born = dice.random() * YEAR
        removed = math.inf
        if dice.random() < 0.02:
            removed = born + (dice.expovariate(1 / (2 * DAY)) if dice.random() < 0.5
                              else dice.random() * YEAR)  # fmt: skip
        level = dice.gammavariate(0.5, 2.0)
        edits = [born + age for age in _edits(dice, rates, level)]
        if dice.random() < 0.03:
            edits += _evenly(dice, born + DAY, YEAR, 1 / _MONTH)
        edits = sorted(time for time in edits if time < min(removed, YEAR))
        found.append(Page(born, edits, removed if removed < YEAR else math.inf))
    return sorted(found, key=lambda page: page.born)


def _edits(dice: random.Random, rates: Sequence[float], level: float) -> Iterator[float]:
    """Ages at which an article is edited: as measured, then at a rate that falls with its age."""
    for low, high, rate in zip(EDGES, EDGES[1:], rates, strict=False):
        yield from _evenly(dice, low * HOUR, high * HOUR, level * rate / HOUR)
    # A rate of r·a/t at age t is an even one in the logarithm of t.
    a = EDGES[-1] * HOUR
    for step in _evenly(dice, 0.0, math.log(YEAR / a), level * rates[-1] / HOUR * a):
        yield a * math.exp(step)


def _evenly(dice: random.Random, low: float, high: float, rate: float) -> Iterator[float]:
    time = low
    while rate > 0 and (time := time + dice.expovariate(rate)) < high:
        yield time


def by_policy(pages: Sequence[Page], terms: Terms) -> Tally:
    """Look at the articles of a site when the policy says so."""
    tally, known = Tally(), dict[int, list[tuple[float, bool]]]()
    sure = set[int]()
    queue = [(page.born, number) for number, page in enumerate(pages)]
    heapq.heapify(queue)
    absences: dict[int, int] = {}
    absent: dict[int, float] = {}
    expected, learned = edits_of_site(()), 0.0
    while queue:
        now, number = heapq.heappop(queue)
        page, looks = pages[number], known.setdefault(number, [])
        if now - learned > DAY:
            expected, learned = edits_of_site(_recent(pages, known)), now
        if looks and not absences.get(number):
            is_edit = tally.look(page, looks[-1][0], now)
        else:
            tally.requests, is_edit = tally.requests + 1, False
        if now >= page.removed:
            absences[number] = absences.get(number, 0) + 1
            first, gone = absent.setdefault(number, now), terms.gone
            tally.asked_absent += 1
            over = now - first >= gone.over.total_seconds()
            if number not in sure and absences[number] >= gone.checks and over:
                sure.add(number)
                tally.sure.append((now - first, absences[number]))
        else:
            looks.append((now, is_edit))
        history = _history(page, looks, absences.get(number, 0), absent.get(number))
        wait = after_look(history, moment(now), expected, terms).total_seconds()
        # A run begins at every tenth minute.
        if (due := math.ceil((now + wait) / RUN) * RUN) < YEAR:
            heapq.heappush(queue, (due, number))
    return tally


def _history(
    page: Page, looks: Sequence[tuple[float, bool]], absences: int, absent: float | None = None
) -> History:
    shown = tuple(Look(moment(time), is_edit) for time, is_edit in looks[-_LOOKS:])
    since = None if absent is None else moment(absent)
    return History(moment(page.born), shown, absences, since)


def _recent(pages: Sequence[Page], known: dict[int, list[tuple[float, bool]]]) -> Iterator[History]:
    seen = [number for number, looks in known.items() if len(looks) > 1]
    for number in seen[-_KNOWN_PAGES:]:
        yield _history(pages[number], known[number], 0)


def by_rule(pages: Sequence[Page], following: Callable[[int, float], float]) -> Tally:
    """Look at articles by a rule that knows how many looks there were and when the last one was."""
    tally = Tally()
    for page in pages:
        tally.requests += 1
        before, count = page.born, 0
        while (now := following(count, before)) < YEAR:
            tally.look(page, before, now)
            before, count = now, count + 1
    return tally


def by_interval(pages: Sequence[Page], interval: float) -> Tally:
    """Look at articles at a fixed interval, reckoned and not walked through."""
    tally = Tally()
    for page in pages:
        tally.requests += 1 + int((YEAR - page.born) // interval)
        last = None
        for edit in reversed(page.edits):
            place = math.ceil((edit - page.born) / interval)
            now = page.born + place * interval
            if place != last and now < min(YEAR, page.removed):
                tally.caught += 1
                tally.delays.append(now - edit)
                last = place
        if page.removed < YEAR:
            now = page.born + math.ceil((page.removed - page.born) / interval) * interval
            tally.gone += [now - page.removed] if now < YEAR else []
    return tally


def ladder(count: int, before: float) -> float:
    """The next look by a ladder that learns nothing."""
    return before + (LADDER[count] if count < len(LADDER) else _MONTH)


def sites_of(found: dict[str, Measured]) -> dict[str, list[float]]:
    """Edits an hour of an article by its age, of the measured sites and the two assumed ones."""
    sites = {}
    for host, site in found.items():
        tail = site.rates[-1] or sum(site.edits) / sum(site.hours) / 50
        sites[host] = [*site.rates[:-1], tail]
    mean = [statistics.mean(rates) for rates in zip(*sites.values(), strict=True)]
    sites["institution (assumed)"] = [rate / 20 for rate in mean]
    sites["blog (assumed)"] = [rate / 3 for rate in mean]
    return sites


# The tables


def _row(name: str, tally: Tally, edits: int, removals: int) -> str:
    share = 100 * tally.caught / edits
    middle = span(statistics.median(tally.delays)) if tally.delays else "-"
    mean = span(statistics.mean(tally.delays)) if tally.delays else "-"
    gone = 100 * len(tally.gone) / removals if removals else 0
    late = span(statistics.median(tally.gone)) if tally.gone else "-"
    return (
        f"{name:<34}{tally.requests:>11,}{share:>8.1f} %{middle:>10}{mean:>10}"
        f"{gone:>8.0f} %{late:>10}"
    )


def _merged(tallies: Sequence[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole.requests += one.requests
        whole.caught += one.caught
        whole.delays += one.delays
        whole.gone += one.gone
        whole.sure += one.sure
        whole.asked_absent += one.asked_absent
    return whole


_HEAD = (
    f"{'':<34}{'requests':>11}{'edits':>10}{'median':>10}{'mean':>10}{'removals':>10}{'median':>10}"
)


def _compared(name: str, pages: Sequence[Page], policy: Tally) -> None:
    edits = sum(len(page.edits) for page in pages)
    removals = sum(page.removed < YEAR for page in pages)
    print(f"\n{name}: {len(pages):,} articles, {edits:,} edits, {removals:,} removals\n{_HEAD}")
    print(_row("policy", policy, edits, removals))
    print(_row("ladder", by_rule(pages, ladder), edits, removals))
    if policy.caught:
        same = matched(lambda i: by_interval(pages, i).caught, policy.caught)
        print(_row(f"every {span(same)}: same edits", by_interval(pages, same), edits, removals))
    cost = matched(lambda i: by_interval(pages, i).requests, policy.requests)
    print(_row(f"every {span(cost)}: same requests", by_interval(pages, cost), edits, removals))
    for hours in (1, 12, 24):
        fixed = by_interval(pages, hours * HOUR)
        print(_row(f"every {hours} h", fixed, edits, removals))


def main(corpora: Path, a_day: int) -> None:
    """Print what was measured, and what each way costs and catches."""
    with tempfile.TemporaryDirectory() as folder:
        found = measured(unpacked(corpora, Path(folder)))
    print("taken from real pages: edits of a headline an hour, by its age in hours")
    for host, site in found.items():
        rates = "  ".join(
            f"{low:g}-{high:g}: {rate:.3f} ({n})"
            for low, high, rate, n in zip(EDGES, EDGES[1:], site.rates, site.edits, strict=False)
        )
        print(f"{host:<18}{site.links:>5} links  {rates}")
    terms, everything, tallies = Terms(), list[Page](), list[Tally]()
    for number, (host, rates) in enumerate(sites_of(found).items()):
        pages = pages_of(random.Random(number), rates, a_day)
        tallies.append(by_policy(pages, terms))
        everything += pages
        _compared(host, pages, tallies[-1])
    _compared("all six", everything, _merged(tallies))
    _print_sureness(everything)
    print_lists(found, terms)


def _print_sureness(pages: Sequence[Page]) -> None:
    """Print what it takes to be sure that a page is gone, by what a source may ask."""
    removed = [page for page in pages if page.removed < YEAR]
    print("\nto be sure of a removal: after the first absence, with so many requests")
    for checks, over in ((3, timedelta(days=1)), (2, timedelta(hours=6)), (5, timedelta(days=7))):
        tally = by_policy(removed, Terms(gone=Sureness(checks, over)))
        spans, asked = zip(*tally.sure, strict=True)
        later = (tally.asked_absent - sum(asked)) / len(tally.sure)
        print(
            f"{checks} checks over {span(over.total_seconds())}: median "
            f"{span(statistics.median(spans))}, {statistics.mean(asked):.1f} requests; then "
            f"{later:.1f} until the end of the year, in case it comes back"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
