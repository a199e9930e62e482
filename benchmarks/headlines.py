"""How often real news sites edit headlines, and how many new items their lists name.

``recrawl.tar.zst`` holds front and section pages of four news sites, fetched every half hour to two
hours for a day and a half. Articles are not in it, but what their teasers say is: a link whose
words change from one fetch to the next while it stays on the page is an article whose headline (or
lead) was edited. That is a lower bound of its edits, and the best that these pages tell. Ages are
counted from the fetch that first had the link; links of the first fetch are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from archive import http
from archive.clean.outlinks import links
from benchmarks.recrawl import runs

EDGES = (0.0, 1.0, 3.0, 6.0, 12.0, 36.0)
"""Hours of age between which edits are counted."""
_LONG_WORDS, _LONG_PATH = 25, 30
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Measured:
    """What was measured of a site.

    Attributes:
        hours: that links were watched at an age between two edges.
        edits: of their words in that time.
        links: watched.
        new: links that a list named in its later fetches, and over how many hours, by its URL.
    """

    hours: list[float] = field(default_factory=lambda: [0.0] * (len(EDGES) - 1))
    edits: list[int] = field(default_factory=lambda: [0] * (len(EDGES) - 1))
    links: int = 0
    new: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def rates(self) -> list[float]:
        """Edits an hour between two edges."""
        return [n / h if h else 0.0 for n, h in zip(self.edits, self.hours, strict=True)]


def measured(folder: Path) -> dict[str, Measured]:
    """The sites of the unpacked corpus, by host."""
    fetches: dict[str, list[tuple[datetime, dict[str, frozenset[str]]]]] = defaultdict(list)
    for run in runs(folder, "hourly"):
        for exchange in run:
            body = http.split(exchange.response).body
            fetches[exchange.url].append((exchange.began, _teasers(body, exchange.url)))
    sites: dict[str, Measured] = defaultdict(Measured)
    for url, series in fetches.items():
        _count(sites[urlsplit(url).netloc], url, series)
    return dict(sites)


def _teasers(body: bytes, url: str) -> dict[str, frozenset[str]]:
    """The words of the longest link to each article: no times of day, no short words."""
    said: dict[str, str] = {}
    for link in links(body, url):
        target = link.url.partition("?")[0]
        if link.kind != "page" or len(urlsplit(target).path) < _LONG_PATH:
            continue
        if len(link.text) >= _LONG_WORDS and len(link.text) > len(said.get(target, "")):
            said[target] = link.text
    return {target: frozenset(_WORD.findall(text.lower())) for target, text in said.items()}


def _count(
    site: Measured, url: str, series: list[tuple[datetime, dict[str, frozenset[str]]]]
) -> None:
    start = series[0][0]
    first = dict.fromkeys(series[0][1], start)
    before: Mapping[str, frozenset[str]] = series[0][1]
    since = start
    for time, teasers in series[1:]:
        for target, words in teasers.items():
            born = first.setdefault(target, time)
            if born > start and target in before:
                age = (since - born).total_seconds() / 3600
                later = (time - born).total_seconds() / 3600
                _add(site, age, later, is_edit=_is_edit(before[target], words))
        before, since = teasers, time
    new = [target for target, born in first.items() if born > start]
    site.links += len(new)
    site.new[url] = (len(new), (series[-1][0] - start).total_seconds() / 3600)


def _is_edit(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether words came and words went; a lead that is shown or not is no edit."""
    return bool(before - after) and bool(after - before) and bool(before & after)


def _add(site: Measured, age: float, later: float, *, is_edit: bool) -> None:
    for place, (low, high) in enumerate(_buckets()):
        site.hours[place] += max(0.0, min(later, high) - max(age, low))
        site.edits[place] += is_edit and low <= age < high


def _buckets() -> Iterator[tuple[float, float]]:
    return pairwise(EDGES)
