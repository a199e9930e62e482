"""The older pages of listings, walked by their numbers: which one comes after a page, if any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.clean import Link
from archive.observation import Observation
from archive.store.frontier import BACKFILL, Entry
from archive.urls import urlkey
from crawler.sources.pages import Paging
from crawler.sources.source import Source

OLDER = BACKFILL + 1
"""Priority of an older page of a listing: what such pages name comes before the next of them."""

Links = Callable[[str], Iterable[Link]]
"""The links of a page's last capture, by its URL."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where a walk goes on.

    Attributes:
        entry: the page to ask for.
        fresh: articles that the page before it names and the one before that does not.
    """

    entry: Entry
    fresh: tuple[str, ...]


def continued(
    source: Source, entry: Entry, observation: Observation, links_of: Links
) -> list[Continuation]:
    """The older pages of a listing that come after a page of it.

    From the listing itself its first older page follows, or those of all years. From an older page
    the next one does, unless it names no article, or only such as stand on the page before it or on
    the first: past their end sites show an empty page, the last one, or the first again.

    Args:
        source: whose ``[[pages.paging]]`` are looked at.
        entry: what was asked for.
        observation: the answer.
        links_of: the links of pages that were read before.
    """
    if observation.outcome != "ok":
        return []
    url = observation.exchange.url
    named = {urlkey(one): one for one in articles_on(source, observation)}
    found: list[Continuation] = []
    for paging in source.pages.paging:
        if paging.is_of(url):
            numbers, fresh = _first(paging, observation), frozenset(named)
        else:
            numbers, fresh = _next(paging, url, frozenset(named), links_of)
        new = tuple(named[key] for key in fresh)
        found += (
            Continuation(Entry(paging.url(number), "page", "listing", url, entry.depth, OLDER), new)
            for number in numbers
        )
    return found


def articles_on(source: Source, observation: Observation) -> list[str]:
    """The articles that a page names: by their addresses, else by what looks like an entry."""
    entries = [one.url for one in observation.article.entries] if observation.article else []
    if not source.pages.articles:
        return entries
    links = (link.url for link in observation.links if link.kind == "page")
    return [url for url in (*entries, *links) if source.pages.is_article(url)]


def _first(paging: Paging, observation: Observation) -> Iterable[int]:
    if not paging.is_by_year:
        return (paging.first,)
    return range(observation.exchange.began.year, paging.last - 1, -1)


def _next(
    paging: Paging, url: str, named: frozenset[str], links_of: Links
) -> tuple[Iterable[int], frozenset[str]]:
    """The number after that of an older page, if any, and what is fresh on that page."""

    def seen(page: str) -> frozenset[str]:
        return frozenset(urlkey(link.url) for link in links_of(page))

    number = None if paging.is_by_year else paging.number(url)
    if number is None or not named or number + paging.step > paging.last:
        return (), frozenset()
    if number <= paging.first:
        # It may well be the listing once more.
        return (number + paging.step,), named - seen(paging.listing)
    fresh = named - seen(paging.url(number - paging.step))
    is_over = not fresh or named <= seen(paging.url(paging.first))
    return () if is_over else (number + paging.step,), fresh
