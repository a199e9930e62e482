"""What an answer reveals that belongs to its source: a pure function of the observation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag, urlsplit

from archive import http
from archive.clean import Link
from archive.exchange import How
from archive.observation import Observation
from archive.store.frontier import Entry, Kind
from crawler.sources.source import Source
from crawler.spiders import feeds, sitemaps
from crawler.spiders.addresses import absolute

FEED, NEWS, SITEMAP, PAGE, REQUISITE = 10, 15, 30, 40, 60
"""Priorities: what is likely new comes first, requisites never crowd out pages."""

_PAGES = frozenset(("text/html", "application/xhtml+xml", "text/css"))
"""Types of what is neither a feed nor a sitemap; of a seed only its first bytes are believed."""


def seeds(source: Source) -> list[Entry]:
    """Where a crawl of a source begins."""
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("feed", source.feeds),
        ("listing", (*source.listings, *source.seeds)),
        ("sitemap", source.sitemaps),
    )
    return [
        Entry(urldefrag(url).url, kind, "seed", depth=0, priority=order)
        for order, (kind, urls) in enumerate(kinds)
        for url in urls
    ]


def discovered(source: Source, entry: Entry, observation: Observation) -> list[Entry]:
    """The entries that an answer to ``entry`` reveals, as far as the source's scope admits them."""
    if observation.outcome == "redirect":
        return _target(source, entry, observation)
    if observation.outcome != "ok":
        return []
    is_told = entry.how != "seed" and observation.media_type in _PAGES
    if entry.kind in ("feed", "sitemap") or not is_told:
        payload, url = observation.payload, observation.exchange.url
        if entry.kind == "feed" or (entry.how == "seed" and feeds.is_feed(payload)):
            return list(_pages(source, entry, feeds.items(payload, url), FEED, "feed"))
        if entry.kind == "sitemap" or sitemaps.is_sitemap(payload):
            return list(_from_sitemap(source, entry, sitemaps.parsed(payload, url)))
    found = list(_from_links(source, entry, observation.links))
    return found + list(_requisites(source, entry, observation.links))


def _target(source: Source, entry: Entry, observation: Observation) -> list[Entry]:
    message = http.split(observation.exchange.response)
    place = message.field("location")
    via = observation.exchange.url
    url = absolute(via, place) if place else None
    if url is None:
        return []
    if entry.kind != "requisite" and source.scope.refusal(url, entry.depth) is not None:
        return []
    return [Entry(url, entry.kind, "redirect", via, entry.depth, entry.priority)]


def _from_sitemap(source: Source, entry: Entry, found: sitemaps.Sitemap) -> Iterator[Entry]:
    for url in found.sitemaps:
        if _is_same_site(source, entry.url, url):
            yield Entry(url, "sitemap", "sitemap", entry.url, entry.depth, 3)
    yield from _pages(source, entry, [u for u in found.pages if u in found.news], NEWS, "sitemap")
    rest = [url for url in found.pages if url not in found.news]
    yield from _pages(source, entry, rest, SITEMAP, "sitemap")


def _from_links(source: Source, entry: Entry, links: Iterable[Link]) -> Iterator[Entry]:
    urls = [link.url for link in links if link.kind in ("page", "next", "refresh", "alternate")]
    how: How = "listing" if entry.kind == "listing" else "link"
    yield from _pages(source, entry, urls, PAGE + min(entry.depth, 9), how)


def _pages(
    source: Source, entry: Entry, urls: Iterable[str], priority: int, how: How
) -> Iterator[Entry]:
    depth = entry.depth + 1
    for url in urls:
        bare = urldefrag(url).url
        if source.scope.refusal(bare, depth) is None:
            yield Entry(bare, "page", how, entry.url, depth, priority)


def _requisites(source: Source, entry: Entry, links: Iterable[Link]) -> Iterator[Entry]:
    if not source.requisites:
        return
    for link in links:
        if link.kind in ("requisite", "frame"):
            url = urldefrag(link.url).url
            yield Entry(url, "requisite", "requisite", entry.url, entry.depth, REQUISITE)


def _is_same_site(source: Source, parent: str, url: str) -> bool:
    host = urlsplit(url).hostname
    hosts = {urlsplit(known).hostname for known in (parent, *source.seeds, *source.sitemaps)}
    return host in hosts
