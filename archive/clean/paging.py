"""The next page of a listing, by the numbers in a site's own links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

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


@dataclass(frozen=True, slots=True)
class _Place:
    """A URL as one page of a series: what is the same on all of them, and its number."""

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
    own = dict.fromkeys(_bare(url))
    numbers = {place.name: place.number for place in _places(url)}
    found: list[tuple[int, str]] = []
    for target, words in links:
        for place in _places(target):
            if not _is_kin(place, url, own):
                continue
            at = numbers.get(place.name)
            if at is None and words.strip().isdecimal():
                # The words are the page's number as people count, the URL's may begin at zero.
                at = place.number - int(words) + 1 if int(words) - place.number in (0, 1) else None
            at = 0 if at is None else at
            is_count = place.name in ("start", "offset", "first", "skip", "from", "limitstart")
            if place.number > at and (is_count or place.number <= at + _FARTHEST):
                found.append((place.number, target))
    return min(found)[1] if found else None


def _is_kin(place: _Place, url: str, own: dict[tuple[str, str], None]) -> bool:
    """Whether a page of some series belongs to that of this URL."""
    mine = next((p for p in _places(url) if p.name == place.name), None)
    if mine is not None:
        missing, more = mine.others - place.others, place.others - mine.others
        return mine.base == place.base and not missing and _are_state(more)
    missing, more = set(own) - place.others, place.others - set(own)
    return place.base == _base(url) and not missing and _are_state(more)


def _are_state(parameters: Iterable[tuple[str, str]]) -> bool:
    return all(_STATE.fullmatch(name) for name, _ in parameters)


def _places(url: str) -> Iterator[_Place]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    pairs = _pairs(parts.query)
    base = _base(url)
    if match := _SEGMENT.fullmatch(parts.path):
        front = f"{parts.netloc}{match['base'] or '/'}".rstrip("/")
        yield _Place(front, "/", int(match["number"]), frozenset(pairs))
    for name, value in pairs:
        if value.isdecimal() and len(value) < 7 and _NUMBER.fullmatch(name):
            others = frozenset(pair for pair in pairs if pair[0] != name)
            yield _Place(base, name, int(value), others)


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _bare(url: str) -> list[tuple[str, str]]:
    try:
        return _pairs(urlsplit(url).query)
    except ValueError:
        return []


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []
