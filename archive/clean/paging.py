"""The next page of a listing, by the numbers in a site's own links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

# Names of what counts pages or items; site builders put their own words in front ("_cur").
_NUMBER = re.compile(
    r"(?:.*[_\[.-])?(?:page|p|pg|paged|pn|pageno|pagenum|pagenumber|page_?index|currentpage|cur|start"
    r"|offset|first|skip|from|seite|pagina|pag|strona|sivu|sida|side|sayfa|stranica|stranka|oldal"
    r"|limitstart|pagen_\d+|number)\]?",
    re.IGNORECASE,
)
# What a link to the next page may say besides: how many items a page has, and in which state the
# site's widgets are. Anything else makes another list of it.
_STATE = re.compile(
    r"(?:.*[_\[.-])?(?:delta|limit|size|per_?page|pagesize|length|count|rows|resetcur|start|offset)\]?"
    r"|p_p_\w+|p_r_p_\w+|_\w+_INSTANCE_\w+",
    re.IGNORECASE,
)
_SEGMENT = re.compile(
    r"(?P<base>.*?)/(?:page|seite|pagina|pag|strona|sivu|sida|side|sayfa|stranica|stranka|oldal)"
    r"[/_=-]?(?P<number>\d{1,6})(?P<rest>/?(?:\.\w{2,5})?)",
    re.IGNORECASE,
)
_FARTHEST = 10
_DIGITS = 7


_COUNTS = frozenset(("start", "offset", "first", "skip", "from", "limitstart"))
"""Names of what may count items: the next page is not the next number."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A URL as one page of a series.

    Attributes:
        base: host and path, the number left out.
        name: of what holds the number; ``/`` is the path.
        number: of the page, or of its first item.
        others: what else the query says.
    """

    base: str
    name: str
    number: int
    others: frozenset[tuple[str, str]]


def following(url: str, links: Iterable[tuple[str, str]]) -> str | None:
    """The next page of the series that a page belongs to; ``None`` where no link leads there.

    A link leads on if it differs from the page's own URL by the number of the page only, whether
    that stands in the query ("?page=2", "cur=2", "start=20") or in the path ("/page/2/").

    Args:
        url: of the page.
        links: URL and words of its links, absolute.
    """
    found = []
    for target, mine, place in _series(url, links):
        farthest = place.number if place.name in _COUNTS else mine.number + _FARTHEST
        if mine.number < place.number <= farthest:
            found.append((place.number, target))
    return min(found)[1] if found else None


def pages(url: str, links: Iterable[tuple[str, str]]) -> set[str]:
    """The links of a page that lead to other pages of the series that it belongs to.

    Args:
        url: of the page.
        links: URL and words of its links, absolute.
    """
    return {target for target, mine, place in _series(url, links) if mine.number != place.number}


def _series(url: str, links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, _Place, _Place]]:
    """Links that differ from a page's own URL by its number only, with its place and theirs."""
    own = {place.name: place for place in _places(url)}
    parts = _parted(url)
    for target, words in links:
        for place in _places(target):
            mine = own.get(place.name) or _Place(*_first(parts, place, words))
            more = place.others - mine.others
            if place.base == mine.base and not mine.others - place.others and _are_state(more):
                yield target, mine, place


def _first(
    parts: SplitResult, place: _Place, words: str
) -> tuple[str, str, int, frozenset[tuple[str, str]]]:
    """The place of a page without a number in a series: it is the first of it.

    The words of a link are the number of its page as people count; the URL's may begin at zero.
    """
    said = words.strip()
    ahead = int(said) - place.number if said.isdecimal() and len(said) < _DIGITS else None
    number = 1 if ahead == 0 else 0
    return _base(parts), place.name, number, frozenset(_pairs(parts.query))


def _are_state(parameters: Iterable[tuple[str, str]]) -> bool:
    return all(_STATE.fullmatch(name) for name, _ in parameters)


def _places(url: str) -> Iterator[_Place]:
    parts = _parted(url)
    pairs = _pairs(parts.query)
    if match := _SEGMENT.fullmatch(parts.path):
        front = f"{parts.netloc}{match['base'] or '/'}".rstrip("/")
        yield _Place(front, "/", int(match["number"]), frozenset(pairs))
    for name, value in pairs:
        if value.isdecimal() and len(value) < _DIGITS and _NUMBER.fullmatch(name):
            others = frozenset(pair for pair in pairs if pair[0] != name)
            yield _Place(_base(parts), name, int(value), others)


def _parted(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _base(parts: SplitResult) -> str:
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []
