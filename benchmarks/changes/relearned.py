"""Articles that nobody touched, on sites of which nothing is learned, and on the same learned.

The sites are those of ``redesigns`` before they are: reference texts in the templates of real pages
and of ours. Their articles are captured five times; each time the whole site has put something else
round them (``chrome``). Any edit that is told is a false one. That is done once without learning
anything, and once with what is learned after each time, as ``greffe crawl`` does it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive import Archive
from benchmarks.changes.answers import Answer
from benchmarks.changes.judges import Judged, naively, told
from benchmarks.changes.mutations import mutated
from benchmarks.changes.page import Page, written
from benchmarks.changes.redesigns import Site, others, url_of
from benchmarks.changes.story import BEGAN, exchange
from tests.learning import learn

_COMPANY = (
    "newsletter", "menu", "shares", "related articles", "minutes ago", "cookie bar",
    "advertisement", "comments", "breaking news", "account bar",
)  # fmt: skip
_TIMES = 4


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What was there at a time."""

    name: str
    body: bytes


def judged(site: Site, folder: Path, first: int) -> tuple[list[Judged], list[Judged]]:
    """What is told of each pair where nothing is learned, and where it is.

    Args:
        site: the site.
        folder: for its archives.
        first: which company comes first.
    """
    fetches = dict(_fetched(site, first))
    found = []
    for name in ("unlearned", "learned"):
        with Archive.open(folder / f"{name}.db") as archive:
            for time in range(_TIMES + 1):
                for place, (url, some) in enumerate(fetches.items()):
                    when = BEGAN + timedelta(days=2 * time, minutes=place)
                    archive.add(exchange(url, Answer(body=some[time].body), when))
                if name == "learned":
                    learn(archive, days=2 * time + 1)
            found.append(list(_told(archive, fetches)))
    return found[0], found[1]


def _told(archive: Archive, fetches: dict[str, Sequence[_Fetch]]) -> Iterator[Judged]:
    for url, some in fetches.items():
        said = told(archive, url)
        for time in range(1, len(some)):
            one, other = some[time - 1], some[time]
            naive = naively(Answer(body=one.body), Answer(body=other.body))
            yield Judged(other.name, "unchanged", said[time], naive, f"{url} {time}")


def _fetched(site: Site, first: int) -> Iterator[tuple[str, Sequence[_Fetch]]]:
    """Each article as it is, and with what its site put round it each time."""
    for number, (title, said) in enumerate(site.texts):
        url = url_of(site, number)
        chance = random.Random(url)
        body = site.old(title, said, others(site, number, chance), chance)
        page = Page.of(url, body, " ".join([title, *said]))
        found = [_Fetch("first", written(page.tree))]
        for time in range(_TIMES):
            name = _COMPANY[(first + time) % len(_COMPANY)]
            changed = mutated(page, name, chance)
            found.append(_Fetch(name, changed) if changed else _Fetch("same", found[0].body))
        yield url, found
