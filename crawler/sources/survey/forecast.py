"""What a first crawl of a source would ask for, from what its start URLs answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.clean import sitemaps
from archive.observation import Observation
from archive.store.frontier import Entry
from archive.urls import urlkey
from crawler.sources.source import Source
from crawler.spiders import feeds
from crawler.spiders.discovery import ITEM, NEXT, discovered, seeds

_FIRST = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a first crawl begins with; links on the pages lead on from there.

    Attributes:
        ways: how many pages are first named by feeds, sitemaps, listings and links.
        documents: how many documents outside the scope.
        first: the pages that are asked for first.
        seconds: how long all of that takes at the source's politeness, requisites left out.
        outside: why addresses that were named are left out, with an example of each and a count.
    """

    ways: Mapping[str, int]
    documents: int
    first: tuple[str, ...]
    seconds: float
    outside: tuple[tuple[str, str, int], ...]

    @property
    def pages(self) -> int:
        """How many pages are known before the first is asked for."""
        return sum(self.ways.values())


def forecast(source: Source, answers: Mapping[str, Observation]) -> Forecast:
    """Walk through the start URLs as a crawl does, as far as their answers are here."""
    queue = seeds(source)
    found: dict[str, Entry] = {}
    refused: dict[str, list[str]] = {}
    starts = {urlkey(entry.url) for entry in queue}
    opened = 0
    while queue:
        entry = queue.pop(0)
        answer = answers.get(entry.url)
        opened += 1
        if answer is None or answer.outcome != "ok":
            continue
        for one in discovered(source, entry, answer):
            if one.kind == "sitemap" and urlkey(one.url) not in starts:
                starts.add(urlkey(one.url))
                queue.append(one)
            elif one.kind in ("page", "listing", "document"):
                _keep(found, one)
        for url in _named(answer):
            why = source.scope.refusal(url)
            if why and url not in refused.setdefault(why, []):
                refused[why].append(url)
    pages = [entry for key, entry in found.items() if key not in starts]
    pages.sort(key=lambda entry: entry.priority)
    ways = Counter(_way(one) for one in pages if one.kind != "document")
    documents = sum(one.kind == "document" for one in pages)
    outside = sorted(((why, urls[0], len(urls)) for why, urls in refused.items()),
                     key=lambda one: -one[2])  # fmt: skip
    return Forecast(
        ways=dict(ways),
        documents=documents,
        first=tuple(one.url for one in pages[:_FIRST]),
        seconds=(len(pages) + opened) * source.delay,
        outside=tuple(outside),
    )


def _way(entry: Entry) -> str:
    """How a page is found; what else a listing links to are links to a person."""
    is_item = entry.how != "listing" or entry.priority in (ITEM, NEXT)
    return entry.how if is_item else "link"


def _keep(found: dict[str, Entry], entry: Entry) -> None:
    """Keep an entry under its key, and of two the one that comes sooner."""
    key = urlkey(entry.url)
    if key not in found or entry.priority < found[key].priority:
        found[key] = entry


def _named(answer: Observation) -> list[str]:
    """All addresses of pages that an answer names."""
    payload, url = answer.payload, answer.exchange.url
    if feeds.is_feed(payload):
        return feeds.items(payload, url)
    if sitemaps.is_sitemap(payload):
        return list(sitemaps.parsed(payload, url).pages)
    return [link.url for link in answer.links if link.kind == "page"]
