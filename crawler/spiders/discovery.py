"""What an answer reveals that belongs to its source: a pure function of the observation."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from urllib.parse import urldefrag, urlsplit

from archive import http
from archive.clean import Link
from archive.clean.paging import following
from archive.exchange import How
from archive.observation import Observation
from archive.store.frontier import BACKFILL, Entry, Kind
from crawler.sources.source import Source
from crawler.spiders import feeds, sitemaps
from crawler.spiders.addresses import absolute

FEED, NEWS, ITEM, PAPER, NEXT, SITEMAP, ARTICLE, PAGE, REQUISITE = (
    10,
    15,
    16,
    20,
    25,
    30,
    35,
    40,
    60,
)
"""Priorities: what is likely new comes first, requisites never crowd out pages.

``ITEM`` is what a listing names, ``PAPER`` a document that a text links to, ``NEXT`` the next page
of a listing, ``ARTICLE`` an article by its address. What older pages name comes after all that.
"""

Known = Container[tuple[str, int]]

_PAPER = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|pptx?)$", re.IGNORECASE)
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


def discovered(
    source: Source, entry: Entry, observation: Observation, known: Known = frozenset()
) -> list[Entry]:
    """The entries that an answer to ``entry`` reveals, as far as the source's scope admits them.

    Args:
        source: whose scope it is.
        entry: what was asked for.
        observation: the answer.
        known: pages, with their depth, that this crawl has admitted already: a menu stands on
            every page, and need not be judged and written down again.
    """
    if observation.outcome == "redirect":
        return _target(source, entry, observation)
    if observation.outcome not in ("ok", "unchanged"):
        return []
    is_told = entry.how != "seed" and observation.media_type in _PAGES
    if observation.outcome == "ok" and (entry.kind in ("feed", "sitemap") or not is_told):
        payload, url = observation.payload, observation.exchange.url
        if entry.kind == "feed" or (entry.how == "seed" and feeds.is_feed(payload)):
            return list(_pages(source, entry, feeds.items(payload, url), FEED, "feed", known))
        if entry.kind == "sitemap" or sitemaps.is_sitemap(payload):
            return list(_from_sitemap(source, entry, sitemaps.parsed(payload, url), known))
    found = list(_from_text(source, entry, observation, known))
    found += _from_links(source, entry, observation.links, known)
    return found + list(_requisites(source, entry, observation.links))


def _target(source: Source, entry: Entry, observation: Observation) -> list[Entry]:
    message = http.split(observation.exchange.response)
    place = message.field("location")
    via = observation.exchange.url
    url = absolute(via, place) if place else None
    if url is None:
        return []
    if entry.kind != "requisite" and source.refusal(url, entry.depth, via, is_redirect=True):
        return []
    return [Entry(url, entry.kind, "redirect", via, entry.depth, entry.priority)]


def _from_sitemap(
    source: Source, entry: Entry, found: sitemaps.Sitemap, known: Known
) -> Iterator[Entry]:
    for url in found.sitemaps:
        if _is_same_site(source, entry.url, url):
            yield Entry(url, "sitemap", "sitemap", entry.url, entry.depth, 3)
    news = [url for url in found.pages if url in found.news]
    yield from _pages(source, entry, news, NEWS, "sitemap", known)
    rest = [url for url in found.pages if url not in found.news]
    yield from _pages(source, entry, rest, SITEMAP, "sitemap", known)


def _from_text(
    source: Source, entry: Entry, observation: Observation, known: Known
) -> Iterator[Entry]:
    """What a listing names, the documents that a text links to, and a listing's next page.

    They come again among all links of the page, where the frontier passes them over.
    """
    article = observation.article
    if article is None:
        return
    is_list = _is_list(source, entry, observation)
    how: How = "listing" if is_list else "link"
    yield from _pages(source, entry, (e.url for e in article.entries), ITEM, how, known)
    papers = (r.url for r in article.references if _is_paper(source, r.url))
    yield from _pages(source, entry, papers, PAPER, how, known)
    if is_list and (url := _next(observation)):
        yield from _pages(source, entry, [url], NEXT, how, known)


def _is_list(source: Source, entry: Entry, observation: Observation) -> bool:
    article = observation.article
    url = observation.exchange.url
    is_one = source.pages.is_listing(url) or source.pages.is_older(url)
    return entry.kind == "listing" or is_one or (article is not None and article.kind == "listing")


def _is_paper(source: Source, url: str) -> bool:
    return bool(_PAPER.search(urlsplit(url).path)) or source.pages.is_document(url)


def _next(observation: Observation) -> str | None:
    """The next page of a listing: as the page says, else by the numbers in its links."""
    links = observation.links
    named = next((link.url for link in links if link.kind == "next"), None)
    pages = ((link.url, link.text) for link in links if link.kind == "page")
    return named or following(observation.exchange.url, pages)


def _from_links(
    source: Source, entry: Entry, links: Iterable[Link], known: Known
) -> Iterator[Entry]:
    urls = [link.url for link in links if link.kind in ("page", "next", "refresh", "alternate")]
    is_list = entry.kind == "listing" or source.pages.is_listing(entry.url)
    how: How = "listing" if is_list else "link"
    yield from _pages(source, entry, urls, PAGE + min(entry.depth, 9), how, known)


def _pages(
    source: Source, entry: Entry, urls: Iterable[str], priority: int, how: How, known: Known
) -> Iterator[Entry]:
    depth = entry.depth + 1
    for url in urls:
        bare = urldefrag(url).url if "#" in url else url
        if (bare, depth) in known or source.refusal(bare, depth, entry.url) is not None:
            continue
        if source.pages.is_older(bare):
            continue
        kind: Kind = "listing" if source.pages.is_listing(bare) else "page"
        place = _weighed(source, entry, bare, how, priority)
        yield Entry(bare, kind, how, entry.url, depth, place)


def _weighed(source: Source, entry: Entry, url: str, how: How, priority: int) -> int:
    """The priority of a URL by what its address says of it and by where it was found."""
    if entry.priority >= BACKFILL or source.pages.is_older(entry.url):
        return max(priority, BACKFILL)
    if source.pages.is_article(url):
        return min(priority, ITEM if how == "listing" else ARTICLE)
    return min(priority, PAPER) if source.pages.is_document(url) else priority


def _requisites(source: Source, entry: Entry, links: Iterable[Link]) -> Iterator[Entry]:
    if not source.requisites:
        return
    for link in links:
        if link.kind in ("requisite", "frame"):
            url = urldefrag(link.url).url if "#" in link.url else link.url
            yield Entry(url, "requisite", "requisite", entry.url, entry.depth, REQUISITE)


def _is_same_site(source: Source, parent: str, url: str) -> bool:
    host = urlsplit(url).hostname
    hosts = {urlsplit(known).hostname for known in (parent, *source.seeds, *source.sitemaps)}
    return host in hosts
