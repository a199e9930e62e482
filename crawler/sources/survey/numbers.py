"""How the older pages of a site's listings are numbered, as ``[[pages.paging]]`` has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from archive.clean.paging import numbering
from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.pages import FARTHEST, Paging

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def older_page(page: Observation) -> str | None:
    """The first older page of a listing by the numbers in its links."""
    found = _numbered(page)
    return found.url(found.first) if found else None


def paged(page: Observation, answers: Mapping[str, Observation]) -> Paging | None:
    """How a listing is numbered, where that was tried: its next page names what it does not.

    A walk by numbers takes the place of following links, so it has to be known that it leads on.

    Args:
        page: the listing.
        answers: what was answered, by the URL asked for.
    """
    found = _numbered(page)
    older = answers.get(found.url(found.first)) if found else None
    if found is None or older is None or older.outcome != "ok":
        return None
    return found if _named(older) - _named(page) else None


def yearly(page: Observation, links: Iterable[str]) -> Paging | None:
    """How a listing of one year is called in others, where some of those are linked to.

    Args:
        page: the listing.
        links: of it and of the page that the survey began at.
    """
    url = page.exchange.url
    years = [*_YEAR.finditer(urlsplit(url).path)]
    if not years:
        return None
    at = url.index(urlsplit(url).path) + years[-1].start()
    template = f"{url[:at]}{{year}}{url[at + 4 :]}"
    found = Paging(url, template, last=0)
    others = {number for link in links if (number := found.number(link)) is not None}
    earliest = min(others, default=0)
    is_series = bool(others - {int(years[-1][0])})
    return Paging(url, template, last=earliest) if is_series else None


def _numbered(page: Observation) -> Paging | None:
    url = page.exchange.url
    links = [(link.url, link.text) for link in page.links if link.kind in ("next", "page")]
    found = numbering(url, links)
    if found is None:
        return None
    farthest = found.first + found.step * (FARTHEST - 1)
    paging = Paging(url, found.next, found.first, max(found.last, farthest), found.step)
    # It must tell its pages from all others: the walk asks for them, and nothing else does.
    is_told = paging.number(paging.url(paging.first)) == paging.first and not (
        (own := paging.number(url)) is not None and own >= paging.first
    )
    return paging if is_told else None


def _named(page: Observation) -> set[str]:
    return {urlkey(one.url) for one in page.article.entries} if page.article else set()
