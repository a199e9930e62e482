"""``[pages]`` of a source file: which of a site's URLs are what; see docs/sources.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from archive.identity import article_form
from archive.urls import urlkey

if TYPE_CHECKING:
    from crawler.sources.loading import Reader
    from crawler.sources.source import Scope

KEYS = ("articles", "documents", "listings", "paging")
FARTHEST = 200
"""Pages of a listing that are walked at most where a source file sets no ``last``."""
_PAGING_KEYS = ("listing", "next", "first", "last", "step")
_PLACES = ("{n}", "{year}")
_MARK = "9876543210"


@dataclass(frozen=True, slots=True)
class Paging:
    """How the older pages of a listing are numbered.

    Attributes:
        listing: the URL they are the older pages of.
        next: a page's URL, with ``{n}`` for its number or ``{year}`` for a year.
        first: the first number that is asked for.
        last: the last number, or the earliest year.
        step: from one number to the next; more than 1 where items are counted, not pages.
    """

    listing: str
    next: str
    first: int = 2
    last: int = FARTHEST
    step: int = 1

    @property
    def is_by_year(self) -> bool:
        """Whether there is a page for each year; else they have numbers."""
        return "{year}" in self.next

    def url(self, number: int) -> str:
        """The page of a number or year."""
        return self.next.replace("{n}", str(number)).replace("{year}", str(number))

    def number(self, url: str) -> int | None:
        """Which of the pages a URL is, in any spelling of it; ``None`` if none of them."""
        match = _numbered(self.next).fullmatch(urlkey(url))
        return int(match[1]) if match else None

    def is_of(self, url: str) -> bool:
        """Whether a URL is the listing itself."""
        return urlkey(url) == urlkey(self.listing)


@lru_cache(maxsize=256)
def _numbered(following: str) -> re.Pattern[str]:
    """The key of any page that ``next`` names."""
    key = urlkey(following.replace("{n}", _MARK).replace("{year}", _MARK))
    digits = r"(\d{4})" if "{year}" in following else r"(\d{1,7})"
    return re.compile(re.escape(key).replace(_MARK, digits))


@dataclass(frozen=True, slots=True)
class Pages:
    """Which of a site's URLs are what, by patterns that are found in them.

    Attributes:
        articles: its articles.
        documents: what is taken where a page in scope cites it, though it lies outside.
        listings: pages that list articles.
        paging: how the older pages of listings are numbered.
    """

    articles: tuple[re.Pattern[str], ...] = ()
    documents: tuple[re.Pattern[str], ...] = ()
    listings: tuple[re.Pattern[str], ...] = ()
    paging: tuple[Paging, ...] = ()

    def is_article(self, url: str) -> bool:
        """Whether a URL is an article's by its patterns; where there are none, no URL is.

        An article of Liferay is one by either of its two forms.
        """
        form = article_form(url) if self.articles and "asset_publisher" in url.lower() else None
        return _is_any(self.articles, url) or bool(form and _is_any(self.articles, form))

    def is_document(self, url: str) -> bool:
        """Whether a URL is a document's that may lie outside the scope."""
        return _is_any(self.documents, url)

    def is_listing(self, url: str) -> bool:
        """Whether a URL is a listing's."""
        return _is_any(self.listings, url)

    def is_older(self, url: str) -> bool:
        """Whether a URL is an older page of a listing: only the walk through them asks for it."""
        return any(one.number(url) is not None and not one.is_of(url) for one in self.paging)


def _is_any(patterns: tuple[re.Pattern[str], ...], url: str) -> bool:
    return any(pattern.search(url) for pattern in patterns)


def pages_of(reader: Reader, table: Mapping[str, Any], scope: Scope) -> Pages:
    """What the table ``[pages]`` of a source file says.

    Raises:
        BadInput: a value is wrong, or older pages of a listing lie outside the scope.
    """
    patterns = {
        key: tuple(reader.pattern(text, key, "pages.") for text in reader.strings(table, key))
        for key in ("articles", "documents", "listings")
    }
    pagings = tuple(_pagings(reader, table))
    for one in pagings:
        if why := scope.refusal(one.url(one.first)):
            raise reader.error("next", f"is {one.next!r}, which is {why}", "pages.paging.")
    return Pages(**patterns, paging=pagings)


def _pagings(reader: Reader, table: Mapping[str, Any]) -> Iterator[Paging]:
    value = table.get("paging", [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise reader.error("paging", "is no list of tables; write [[pages.paging]]", "pages.")
    for one in value:
        reader.only(one, _PAGING_KEYS, "pages.paging.")
        yield _paging(reader, one)


def _paging(reader: Reader, table: Mapping[str, Any]) -> Paging:
    prefix = "pages.paging."
    listing, following = (_url(reader, table, key) for key in ("listing", "next"))
    if sum(following.count(place) for place in _PLACES) != 1:
        raise reader.error("next", f"is {following!r}; write {{n}} or {{year}} in it, once", prefix)
    first = reader.value(table, "first", int, 2)
    step = reader.value(table, "step", int, 1)
    last = reader.value(table, "last", int, first + step * (FARTHEST - 1))
    if "{year}" in following and "last" not in table:
        raise reader.error("last", "is missing; name the earliest year", prefix)
    if not step:
        raise reader.error("step", "is 0; each page has another number", prefix)
    if "{n}" in following and last < first:
        raise reader.error("last", f"is {last}; it comes before first = {first}", prefix)
    paging = Paging(listing, following, first, last, step)
    own = paging.number(listing)
    if own is not None and not paging.is_by_year and own >= first:
        raise reader.error("first", f"is {first}; the listing itself is number {own}", prefix)
    return paging


def _url(reader: Reader, table: Mapping[str, Any], key: str) -> str:
    value = reader.value(table, key, str, "")
    (url,) = reader.urls({key: [value]}, key, f"pages.paging.{key}")
    return url
