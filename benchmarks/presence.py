"""Scripted sites over three weeks: what is told of pages that are gone, beside the naive way.

Run as ``python -m benchmarks.presence [SEEDS [FROM]]``; FROM is the story to begin with. Each story
is a site with a front page, a section that lists its articles, a feed and twelve articles, on a
clock that jumps from run to run; the crawls are Greffe's own (frontier, policy of looking again,
archive), only the wire is left out. What becomes of a third of the articles, and when, is drawn by
SEEDS (3) dice.

At the end of every day each page is judged. What is called gone is held against what was true when
the page was last asked for, as nobody can know more; what is not, against what is true then. The
days in which a removal is too young to be sure of (``FAIR``, not counting days in which the site
blocks crawls) do not count as misses. The naive way
takes any answer other than 200 (304 is one, redirects are followed) for a removal.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

from archive import Archive
from archive.presence.gathering import presence_of
from archive.store import pages
from benchmarks.gazette import DAY, DAYS, HOST, NAMES, START, Event, Gazette, path_of, stories

FAIR = 3 * DAY
"""A removal is to be told by then: the source looks at every page once a day."""


@dataclass
class Tally:
    """How often a way was right, by page and day."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, told: bool, true: bool, is_fair: bool) -> None:
        """Count a verdict."""
        if told:
            self.hit, self.false = self.hit + true, self.false + (not true)
        elif true and is_fair:
            self.missed += 1

    @property
    def figures(self) -> str:
        """Precision and recall."""
        precision = self.hit / (self.hit + self.false) if self.hit + self.false else 1.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0
        return f"{precision:>8.3f}{recall:>8.3f}"

    def take(self, other: Tally) -> None:
        """Count what another counted."""
        self.hit, self.false = self.hit + other.hit, self.false + other.false
        self.missed += other.missed


def _removed(events: Sequence[Event], number: int, now: datetime) -> timedelta | None:
    """For how long an article has been removed; ``None`` if it is there."""
    return next(
        (now - e.begins for e in events
         if e.is_removal and number in e.struck and e.begins <= now < e.ends), None,
    )  # fmt: skip


def _blind(events: Sequence[Event], now: datetime) -> timedelta:
    """For how long nobody could see anything of the site."""
    spans = (min(now, e.ends) - e.begins for e in events if e.is_blind and e.begins < now)
    return sum(spans, timedelta())


def _naive(archive: Archive, url: str) -> bool:
    """Whether the last answer, redirects followed, was another than 200."""
    for _ in range(5):
        captures = archive.captures(url)
        if not captures:
            return False
        last = captures[-1]
        if last.outcome != "redirect" or not last.evidence:
            return last.status not in (200, 304)
        url = urljoin(last.url, last.evidence)
    return True


def played(name: str, dice: random.Random) -> tuple[Tally, Tally, Counter[str], int]:
    """How both ways did in a story, the states at its end, and how many requests it took."""
    events, rolling = stories(dice)[name]
    ours, naive = Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db") as archive:
        site = Gazette(archive, events, rolling=rolling)
        states: Counter[str] = Counter()
        for number in range(1, DAYS + 1):
            site.until(START + number * DAY)
            states.clear()
            for one in range(len(NAMES)):
                page = pages.of_url(archive.connection, HOST + path_of(one))
                found = presence_of(archive.connection, page) if page else None
                # A page that was never seen cannot be missed.
                if found is None or found.last_seen is None:
                    continue
                states["back" if found.is_back else found.state] += 1
                since = _removed(events, one, site.now)
                fair = since is not None and since - _blind(events, site.now) >= FAIR
                for tally, told in (
                    (ours, found.state == "gone"), (naive, _naive(archive, HOST + path_of(one))),
                ):  # fmt: skip
                    then = _removed(events, one, found.steps[-1].check.time)
                    true = (then if told else since) is not None
                    tally.add(told=told, true=true, is_fair=fair)
        return ours, naive, states, site.asked


def main(seeds: int, first: str = "") -> None:
    """Print what both ways told in every story."""
    print(f"{'':<42}{'Greffe':>16}{'naive':>16}")
    print(
        f"{'precision and recall of gone':<42}"
        + f"{'prec':>8}{'rec':>8}" * 2
        + "  states at the end"
    )
    whole, naively, asked = Tally(), Tally(), 0
    names = list(stories(random.Random(0)))
    for name in names[names.index(first) if first else 0 :]:
        ours, naive, states = Tally(), Tally(), Counter[str]()
        for seed in range(seeds):
            one, other, last, count = played(name, random.Random(seed))
            ours.take(one)
            naive.take(other)
            states += last
            asked += count
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        print(f"{name:<42}{ours.figures}{naive.figures}  {told}", flush=True)
        whole.take(ours)
        naively.take(naive)
    print(f"{'all':<42}{whole.figures}{naively.figures}")
    print(f"page-days called gone: {whole.hit:,} rightly, {whole.false:,} wrongly, "
          f"{whole.missed:,} missed; naive {naively.hit:,}, {naively.false:,}, {naively.missed:,}; "
          f"{asked:,} requests")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, *sys.argv[2:3])
