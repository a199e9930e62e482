"""The next pages of a listing, by the numbers in a site's own links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the pages of a listing are numbered.

    Attributes:
        next: a page's URL, with ``{n}`` for its number.
        first: the number of the page after the first.
        step: from one number to the next.
        last: the largest number that a link leads to.
    """

    next: str
    first: int
    step: int
    last: int


def following(url: str, links: Iterable[tuple[str, str]]) -> str | None:
    """The next page of the series that a page belongs to; ``None`` where no link leads there.

    A link leads on if it differs from the page's own URL by the number of the page only, whether
    that stands in the query ("?page=2", "cur=2", "start=20") or in the path ("/page/2/").

    Args:
        url: of the page.
        links: URL and words of its links, absolute.
    """
    found = [(place.number, target) for target, _, place in _ahead(url, links)]
    return min(found)[1] if found else None


def numbering(url: str, links: Iterable[tuple[str, str]]) -> Numbering | None:
    """How the pages after a page without a number are numbered; ``None`` where no link tells.

    Args:
        url: of the first page of a listing.
        links: URL and words of its links, absolute.
    """
    linked = list(links)
    ahead = sorted(_ahead(url, linked), key=lambda one: (one[2].number, one[0]))
    if not ahead:
        return None
    target, mine, place = ahead[0]
    words = dict(reversed(linked))
    series = (place.base, place.name, place.others)
    alike = [
        (one.number, words[other].strip())
        for other, _, one in ahead
        if (one.base, one.name, one.others) == series
    ]
    template = _marked(target, place)
    if template is None:
        return None
    step = _step(mine, alike) if place.name in _COUNTS else 1
    return Numbering(template, place.number, step, max(number for number, _ in alike))


def _ahead(url: str, links: Iterable[tuple[str, str]]) -> Iterator[tuple[str, _Place, _Place]]:
    """Links to later pages of the series that a page belongs to, as ``_series`` has them."""
    for target, mine, place in _series(url, links):
        farthest = place.number if place.name in _COUNTS else mine.number + _FARTHEST
        if mine.number < place.number <= farthest:
            yield target, mine, place


def _step(mine: _Place, alike: Sequence[tuple[int, str]]) -> int:
    """From one number to the next where it may count items: 1, or how many items a page has.

    Told by a link whose words are the number of its page, else by the first number alone.
    """
    for number, said in alike:
        page = int(said) if said.isdecimal() and len(said) < _DIGITS else 0
        if page > 1:
            return 1 if number in (page, page - 1) else max(number // (page - 1), 1)
    return max(alike[0][0] - mine.number, 1)


def _marked(target: str, place: _Place) -> str | None:
    """A page's URL with ``{n}`` where its number stands; ``None`` where that is written oddly."""
    if place.name == "/":
        parts = _parted(target)
        match = _SEGMENT.fullmatch(parts.path)
        start = match.start("number") if match else 0
        path = f"{parts.path[:start]}{{n}}{parts.path[start + len(str(place.number)) :]}"
        marked = parts._replace(path=path).geturl()
    else:
        pattern = rf"([?&]{re.escape(place.name)}=){place.number}(?=&|#|$)"
        marked = re.sub(pattern, r"\g<1>{n}", target)
    return marked if marked.replace("{n}", str(place.number)) == target != marked else None


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
            if _counts_otherwise(words, place):
                continue
            mine = own.get(place.name) or _Place(*_first(parts, place, words))
            more = place.others - mine.others
            if place.base == mine.base and not mine.others - place.others and _are_state(more):
                yield target, mine, place


def _counts_otherwise(words: str, place: _Place) -> bool:
    """Whether the words of a link are another number than that of a page: how many items it has.

    Pages are counted from 0 at the least.
    """
    said = words.strip()
    return said.isdecimal() and len(said) < _DIGITS and int(said) - place.number > 1


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
