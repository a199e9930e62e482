"""What a site offers to a crawler: its feeds, sitemaps and listings, each with a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.clean import sitemaps
from archive.clean.paging import following
from archive.clean.sitemaps import Sitemap
from archive.observation import Observation
from archive.store.frontier import Entry
from archive.urls import urlkey
from crawler.sources.source import Scope, Source
from crawler.sources.survey import feed as feed_reading
from crawler.sources.survey.feed import Feed
from crawler.sources.survey.route import is_poor_sitemap
from crawler.spiders.documents import cited

_DAY = timedelta(days=1)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a crawl may begin at.

    Attributes:
        kind: feed, sitemap or listing.
        url: of it.
        words: what was found in it, in one line.
        is_taken: whether it goes into the source.
        items: what it names within the scope, in its order.
        newest: when the newest of that is dated, if it says so.
        through: the index through which a crawl comes to it, if it does so.
    """

    kind: str
    url: str
    words: str
    is_taken: bool
    items: tuple[str, ...] = ()
    newest: datetime | None = None
    through: str = ""

    @property
    def is_used(self) -> bool:
        """Whether a crawl looks at it: by itself or through another."""
        return self.is_taken or bool(self.through)


def feed_offers(
    answers: Sequence[tuple[str, Observation]], scope: Scope, now: datetime
) -> Iterator[Offer]:
    """A verdict on each feed, the fullest view of the site first among equals.

    Comments, empty feeds, what lies outside the scope and what another feed has all of are left
    out: WordPress has a feed for every category, tag, author and article.
    """
    taken: dict[str, set[str]] = {}
    for url, answer in answers:
        feed = feed_reading.read(answer.payload, answer.exchange.url)
        if feed is None:
            continue
        inside = tuple(item for item in feed.items if scope.refusal(item) is None)
        keys = {urlkey(item) for item in inside}
        twin = next((other for other, had in taken.items() if keys <= had), None)
        fault = _feed_fault(feed, inside, twin)
        if not fault:
            taken[url] = keys
        words = fault or _feed_words(feed, inside, now)
        yield Offer("feed", url, words, not fault, inside, feed.newest)


def _feed_fault(feed: Feed, inside: Sequence[str], twin: str | None) -> str:
    if feed.is_of_comments:
        return f"{counted(len(feed.items), 'item')}, readers' comments: left out"
    if not feed.items:
        return "a feed without items: left out"
    if not inside:
        example = feed.items[0]
        return f"none of its {counted(len(feed.items), 'item')} is in scope ({example}): left out"
    return f"all of its items are in {twin} too: left out" if twin else ""


def _feed_words(feed: Feed, inside: Sequence[str], now: datetime) -> str:
    words = counted(len(feed.items), "item")
    if len(inside) < len(feed.items):
        words += f", {len(feed.items) - len(inside)} of them out of scope"
    return f"{words}, newest {ago(feed.newest, now)}" if feed.newest else f"{words}, undated"


def sitemap_offers(answers: Sequence[tuple[str, Observation]], scope: Scope) -> Iterator[Offer]:
    """A verdict on each sitemap, and on those that an index names."""
    read = {url: sitemaps.parsed(answer.payload, answer.exchange.url) for url, answer in answers}
    through = {child: url for url, found in read.items() for child in found.sitemaps}
    for url, found in read.items():
        inside = tuple(page for page in found.pages if scope.refusal(page) is None)
        # What an index names is looked at through the index, in which new ones will stand.
        index = "" if is_poor_sitemap(url) else through.get(url, "")
        if found.sitemaps:
            yield Offer("sitemap", url, _index_words(found, read), not index, through=index)
        elif found.pages:
            fault = _map_fault(url, found, inside)
            words = fault or _map_words(found, inside) + (", named by an index" if index else "")
            yield Offer("sitemap", url, words, not (fault or index), inside if not fault else (),
                        through="" if fault else index)  # fmt: skip


def poor_sitemaps(answers: Sequence[tuple[str, Observation]]) -> list[str]:
    """Those sitemaps of indexes that hold no articles."""
    found = [sitemaps.parsed(answer.payload, answer.exchange.url) for _, answer in answers]
    return [url for one in found for url in one.sitemaps if is_poor_sitemap(url)]


def _index_words(found: Sitemap, read: dict[str, Sitemap]) -> str:
    poor = [url for url in found.sitemaps if is_poor_sitemap(url)]
    opened = [url for url in found.sitemaps if url in read]
    words = f"an index of {counted(len(found.sitemaps), 'sitemap')}"
    if poor:
        words += f", {len(poor)} of them without articles and passed over"
    unread = len(found.sitemaps) - len(poor) - len([url for url in opened if url not in poor])
    return f"{words}, {unread} not opened here" if unread > 0 else words


def _map_fault(url: str, found: Sitemap, inside: Sequence[str]) -> str:
    if is_poor_sitemap(url):
        return f"{counted(len(found.pages), 'address')} of authors, tags or pictures: passed over"
    if not inside:
        return f"none of its {counted(len(found.pages), 'page')} is in scope: left out"
    return ""


def _map_words(found: Sitemap, inside: Sequence[str]) -> str:
    words = counted(len(found.pages), "page")
    if len(inside) < len(found.pages):
        words += f", {len(found.pages) - len(inside):,} of them out of scope"
    return f"{words}, {len(found.news):,} as news of the last days" if found.news else words


def listing_offers(answers: Sequence[tuple[str, Observation]], draft: Source) -> Iterator[Offer]:
    """A verdict on each page that looks like a list of articles or of documents.

    Args:
        answers: the pages.
        draft: a source with the scope.
    """
    for url, answer in answers:
        article = answer.article
        named = [one.url for one in article.entries] if article else []
        inside = tuple(one for one in named if draft.scope.refusal(one) is None)
        papers = [one.url for one in cited(draft, Entry(url, "listing"), answer)]
        on = next_page(answer)
        if why := draft.scope.refusal(url):
            yield Offer("listing", url, f"{why}: left out", is_taken=False)
        elif (
            article is None
            or len(inside) + len(papers) < _FEW
            or not (article.kind == "listing" or on or papers)
        ):
            words = f"{counted(len(inside), 'article')} found on it: no list, left out"
            yield Offer("listing", url, words, is_taken=False)
        else:
            counts = [counted(len(inside), "article")] if inside else []
            counts += [f"{counted(len(papers), 'document')} elsewhere"] if papers else []
            words = ", ".join(counts)
            words += f", goes on at {on}" if on else ", one page"
            dates = [one.date for one in article.entries if one.date]
            words += f", newest of {max(dates)[:10]}" if dates else ""
            yield Offer("listing", url, words, is_taken=True, items=inside)


def next_page(answer: Observation) -> str | None:
    """The next page of a listing, as it says or by the numbers in its links."""
    named = next((link.url for link in answer.links if link.kind == "next"), None)
    pages = ((link.url, link.text) for link in answer.links if link.kind == "page")
    return named or following(answer.exchange.url, pages)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was, for people."""
    days = (now - moment) // _DAY
    if days < 0:
        return f"dated in the future, {moment:%Y-%m-%d}"
    if days == 0:
        return "today"
    if days < 60:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{days // 30} months ago" if days < 730 else f"{days // 365} years ago"


def counted(number: int, name: str) -> str:
    """A number of things, in words."""
    plural = f"{name}es" if name.endswith("s") else f"{name}s"
    return f"{number:,} {name if number == 1 else plural}"
