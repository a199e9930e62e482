"""What an answer reveals that belongs to its source: a pure function of the observation."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urldefrag, urlsplit

from archive import http
from archive.clean import FEEDS, Link, sitemaps
from archive.clean.files import names_document
from archive.clean.named import absolute, spellings
from archive.clean.paging import following, pages
from archive.exchange import How
from archive.identity import article_form, asked_for, page_key
from archive.observation import Observation
from archive.store.frontier import BACKFILL as BACKFILL_FROM
from archive.store.frontier import ELSEWHERE, Entry, Kind
from crawler.sources.source import Source
from crawler.spiders import feeds, queries
from crawler.spiders.documents import PAPER, cited

FEED, NEWS, ITEM, ARTICLE, PAGE, REQUISITE = 10, 15, 16, 35, 40, 60
"""Priorities: what is likely new comes first, requisites never crowd out pages.

``ITEM`` is what a listing names, ``ARTICLE`` an article by its address. Of documents see
``documents``.
"""
CHANGED, SITEMAPS = 30, 31
"""What a sitemap says has changed lately, and the sitemaps that an index names."""
BACKFILL, NEXT, LATER, SITEMAP, PART = BACKFILL_FROM, 71, 72, 73, 90
"""Older years come after all that: what older pages of a listing name, its next page and those
after that, what else a sitemap names, and what all of these need to look right."""
LAYERS = 10
"""Requisites of requisites are followed that far: frames in frames, modules that import others."""
LATELY = timedelta(days=30)
"""What a sitemap says was changed within that time may be new."""
_FEW = 50
"""Of a sitemap with more pages than this, most of which it calls changed lately, that is no news:
it dates them all by the day on which it was made."""

Known = Container[tuple[str, int]]

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
    source: Source,
    entry: Entry,
    observation: Observation,
    known: Known = frozenset(),
    today: date = date.max,
) -> list[Entry]:
    """The entries that an answer to ``entry`` reveals, as far as the source's scope admits them.

    Args:
        source: whose scope it is.
        entry: what was asked for.
        observation: the answer.
        known: pages, with their depth, that this crawl has admitted already: a menu stands on
            every page, and need not be judged and written down again.
        today: the day it is; lists that are asked for by days begin with it.
    """
    if observation.outcome == "redirect":
        return _target(source, entry, observation)
    if observation.outcome == "absent":
        return _spelled_otherwise(source, entry, known)
    if observation.outcome not in ("ok", "unchanged"):
        return []
    if queries.is_query(source, entry.url):
        return queries.found(source, entry, observation, today)
    is_told = entry.how != "seed" and observation.media_type in _PAGES
    if observation.outcome == "ok" and (entry.kind in ("feed", "sitemap") or not is_told):
        payload, url = observation.payload, observation.exchange.url
        if entry.kind == "feed" or (entry.how == "seed" and feeds.is_feed(payload)):
            told = feeds.read(payload, url)
            named = _pages(source, entry, told.addresses, FEED, "feed", known, told.changed)
            return list(named)
        if entry.kind == "sitemap" or sitemaps.is_sitemap(payload):
            since = observation.exchange.began - LATELY
            return list(_from_sitemap(source, entry, sitemaps.parsed(payload, url), since, known))
    found = list(_article(source, entry, observation))
    found += _from_text(source, entry, observation, known)
    found += cited(source, entry, observation)
    found += _from_links(source, entry, observation, known)
    return found + list(_requisites(source, entry, observation.links))


def _target(source: Source, entry: Entry, observation: Observation) -> list[Entry]:
    message = http.split(observation.exchange.response)
    place = message.field("location")
    via = observation.exchange.url
    url = absolute(via, place) if place else None
    if url is None:
        return []
    if entry.kind in ELSEWHERE:
        return [Entry(url, entry.kind, "redirect", via, entry.depth, entry.priority)]
    if source.refusal(url, entry.depth, via, is_redirect=True):
        return []
    return [Entry(url, entry.kind, "redirect", via, entry.depth, entry.priority)]


def _spelled_otherwise(source: Source, entry: Entry, known: Known) -> list[Entry]:
    """A page that is not there, in the other spellings in which this crawl has found it.

    All spellings of a page are one entry, and which of them is asked for is chance.
    """
    depths = range(source.scope.max_depth + 2)
    return [
        replace(entry, url=url)
        for url in spellings(entry.url)
        if any((url, depth) in known for depth in depths)
    ]


def _article(source: Source, entry: Entry, observation: Observation) -> Iterator[Entry]:
    """The article that was asked for in a form that answered with the page that lists it."""
    said = observation.exchange.url
    url = article_form(said) if observation.page_key != page_key(said) else None
    if url and source.scope.refusal(url, entry.depth) is None:
        # Its entry may have that spelling already, by a page that named it while this was asked.
        yield Entry(url, "page", "redirect", said, entry.depth, entry.priority, again=True)


def _from_sitemap(
    source: Source, entry: Entry, found: sitemaps.Sitemap, since: datetime, known: Known
) -> Iterator[Entry]:
    for url in found.sitemaps:
        if _is_same_site(source, entry.url, url) and source.scope.exclusion(url) is None:
            yield Entry(url, "sitemap", "sitemap", entry.url, entry.depth, SITEMAPS)
    news = [url for url in found.pages if url in found.news]
    told = found.modified
    yield from _pages(source, entry, news, NEWS, "sitemap", known, told)
    rest = [url for url in found.pages if url not in found.news]
    changed = dict.fromkeys(url for url in rest if url in told and told[url] >= since)
    if len(rest) > _FEW and len(changed) * 2 > len(rest):
        changed = {}
    yield from _pages(source, entry, changed, CHANGED, "sitemap", known, told)
    others = (url for url in rest if url not in changed)
    yield from _pages(source, entry, others, SITEMAP, "sitemap", known, told)


def _from_text(
    source: Source, entry: Entry, observation: Observation, known: Known
) -> Iterator[Entry]:
    """What a listing names, the documents that a text links to, and a listing's next page.

    They come again among all links of the page, where the frontier passes them over.
    """
    article = observation.article
    if article is None or article.kind in FEEDS:
        # What a feed names is taken up only where it was asked for as one.
        return
    is_list = _is_list(source, entry, observation)
    how: How = "listing" if is_list else "link"
    yield from _pages(source, entry, (e.url for e in article.entries), ITEM, how, known)
    papers = (r.url for r in article.references if _is_paper(source, r.url))
    yield from _pages(source, entry, papers, PAPER, how, known)
    if is_list and (url := _next(observation)):
        # Page after page is no deeper than the first: older years end where the site's do.
        place = replace(entry, depth=entry.depth - 1)
        yield from _pages(source, place, [url], NEXT, how, known)


def _is_list(source: Source, entry: Entry, observation: Observation) -> bool:
    article = observation.article
    url = observation.exchange.url
    is_one = source.pages.is_listing(url) or source.pages.is_older(url)
    return entry.kind == "listing" or is_one or (article is not None and article.kind == "listing")


def _is_paper(source: Source, url: str) -> bool:
    return names_document(url) or source.pages.is_document(url)


def _next(observation: Observation) -> str | None:
    """The next page of a listing: as the page says, else by the numbers in its links."""
    links = observation.links
    named = next((link.url for link in links if link.kind == "next"), None)
    pages = ((link.url, link.text) for link in links if link.kind == "page")
    return named or following(observation.exchange.url, pages)


def _from_links(
    source: Source, entry: Entry, observation: Observation, known: Known
) -> Iterator[Entry]:
    links = [
        link for link in observation.links
        if link.kind in ("page", "next", "refresh", "alternate")
    ]  # fmt: skip
    older: set[str] = set()
    if _is_list(source, entry, observation):
        older = pages(observation.exchange.url, ((link.url, link.text) for link in links))
        older |= {link.url for link in links if link.kind == "next"}
    is_list = entry.kind == "listing" or source.pages.is_listing(entry.url)
    how: How = "listing" if is_list else "link"
    urls = (link.url for link in links if link.url not in older)
    yield from _pages(source, entry, urls, PAGE + min(entry.depth, 9), how, known)
    yield from _pages(source, entry, sorted(older), LATER, how, known)


def _pages(
    source: Source, entry: Entry, urls: Iterable[str], priority: int, how: How, known: Known,
    changed: Mapping[str, datetime] = MappingProxyType({}),
) -> Iterator[Entry]:  # fmt: skip
    depth = entry.depth + 1
    for url in urls:
        plain = asked_for(url)
        bare = urldefrag(plain).url if "#" in plain else plain
        is_known = (bare, depth) in known and url not in changed
        if is_known or source.refusal(bare, depth, entry.url) is not None:
            continue
        if source.pages.is_older(bare):
            continue
        kind: Kind = "listing" if source.pages.is_listing(bare) else "page"
        place = _weighed(source, entry, bare, how, priority)
        yield Entry(bare, kind, how, entry.url, depth, place, changed=changed.get(url))


def _weighed(source: Source, entry: Entry, url: str, how: How, priority: int) -> int:
    """The priority of a URL by what its address says of it and by where it was found."""
    if entry.priority >= BACKFILL or source.pages.is_older(entry.url):
        # What an old page leads to is old, unless something newer leads there too.
        return max(priority, BACKFILL)
    if source.pages.is_article(url):
        return min(priority, ITEM if how == "listing" else ARTICLE)
    return min(priority, PAPER) if source.pages.is_document(url) else priority


def _requisites(source: Source, entry: Entry, links: Iterable[Link]) -> Iterator[Entry]:
    """What an answer needs, and in a page's stead what it leads to by itself.

    What requisites need (style sheets, frames, modules) comes a place behind them: that bounds how
    far they are followed.
    """
    if not source.requisites:
        return
    first = PART if entry.priority >= BACKFILL else REQUISITE
    place = entry.priority + 1 if entry.kind == "requisite" else first
    if place >= first + LAYERS:
        return
    kinds = {"requisite", "frame"}
    if entry.kind == "requisite" or entry.how == "save":
        kinds.add("refresh")
    for link in links:
        if link.kind in kinds:
            url = urldefrag(link.url).url if "#" in link.url else link.url
            yield Entry(url, "requisite", "requisite", entry.url, entry.depth, place)


def _is_same_site(source: Source, parent: str, url: str) -> bool:
    host = urlsplit(url).hostname
    hosts = {urlsplit(known).hostname for known in (parent, *source.seeds, *source.sitemaps)}
    return host in hosts
