"""Pages that nobody touched, before and after their site is learned.

The articles of crawled sites of ``CORPORA/web`` are captured, and four times more; each time the
whole site has put something else round its texts (``chrome``). Any edit that is told is a false
one. Then the site is learned and all texts are read anew by its model, as ``greffe crawl`` does it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import trafilatura

from archive import Archive
from archive.clean import extract
from archive.observation import observed
from benchmarks.changes.answers import Answer
from benchmarks.changes.judges import Judged, naively, told
from benchmarks.changes.mutations import mutated
from benchmarks.changes.page import Page, written
from benchmarks.changes.story import BEGAN, exchange
from benchmarks.sitemodel import crawled
from tests.learning import learn

_SITES = (
    "web/warc-sites/oduwsdl__ipwb/sample-1.warc.gz", "web/warc-live/ccs-hkg-wix.warc.gz",
    "web/warc-sites/ukwa__webarchive-discovery/*.warc.gz",
    "web/warc-sites/webrecorder__pywb/iana.warc.gz",
)  # fmt: skip
_LEAST, _MOST = 12, 24
"""Articles of a site."""
_TEXT = 150
"""Characters of text that trafilatura finds in a page."""
_TIMES = 4
_COMPANY = (
    "newsletter", "menu", "shares", "minutes ago", "related articles", "cookie bar",
    "advertisement", "other links", "comments", "breaking news", "account bar", "foot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fetch:
    """What was there at a time."""

    name: str
    body: bytes


def judged(corpora: Path, folder: Path) -> tuple[list[Judged], list[Judged]]:
    """What is told of each pair before anything is learned of the sites, and after."""
    before: list[Judged] = []
    after: list[Judged] = []
    for number, pages in enumerate(_sites(corpora)):
        fetches = {page.url: _fetches(page, number) for page in pages}
        with Archive.open(folder / f"site{number}.db") as archive:
            for time in range(_TIMES + 1):
                for place, (url, some) in enumerate(fetches.items()):
                    when = BEGAN + timedelta(days=2 * time, minutes=place)
                    said = exchange(url, Answer(body=some[time].body), when)
                    archive.add(said, observation=observed(said))
            before += _told(archive, fetches)
            learn(archive, days=9)
            after += _told(archive, fetches)
    return before, after


def _told(archive: Archive, fetches: dict[str, list[_Fetch]]) -> Iterator[Judged]:
    for url, some in fetches.items():
        said = told(archive, url)
        for time in range(1, len(some)):
            one, other = some[time - 1], some[time]
            naive = naively(Answer(body=one.body), Answer(body=other.body))
            yield Judged(other.name, "unchanged", said[time], naive, f"{url} {time}")


def _fetches(page: Page, site: int) -> list[_Fetch]:
    """A page as it is, and with what its site put round it; where it has no place, as it is."""
    chance = random.Random(page.url)
    found = [_Fetch("first", written(page.tree))]
    for time in range(_TIMES):
        name = _COMPANY[(site * _TIMES + time) % len(_COMPANY)]
        body = mutated(page, name, chance)
        found.append(_Fetch(name, body) if body else _Fetch("same", found[0].body))
    return found


def _sites(corpora: Path) -> Iterator[Sequence[Page]]:
    """Articles of crawled sites."""
    for pattern in _SITES:
        for path in sorted(corpora.glob(pattern)):
            found: dict[str, Page] = {}
            for one in crawled(path):
                text = trafilatura.extract(one.html) or ""
                if len(text) >= _TEXT and extract(one.html, one.url).kind == "article":
                    found.setdefault(one.url, Page.of(one.url, one.html, text))
            if len(found) >= _LEAST:
                yield list(found.values())[:_MOST]
