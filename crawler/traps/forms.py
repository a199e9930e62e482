"""Traps that a URL shows by its form alone, on whatever site."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_RETURNS = frozenset((
    "redirect", "redirect_to", "redirecturl", "redirect_url", "redirecturi", "redirect_uri",
    "returnto", "return_to", "returnurl", "return_url", "returnpath", "return", "next", "continue",
    "goto", "go", "dest", "destination", "backurl", "back_url", "back", "came_from", "forward",
    "target_url", "service", "referer", "referrer", "p_l_back_url",
))  # fmt: skip
"""Parameters by which sites remember where a reader is to come back to."""
_ADDRESS = re.compile(r"(?:https?:)?//?[^/]|/$")
_LONGEST_BLOCK = 4
_REPEATED = 3
_OFTEN = 4
_YEAR = r"(?:1[89]\d\d|2[0-4]\d\d)"
_MONTH = r"(?:0?[1-9]|1[0-2]|[a-z]{3,9})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATED_END = re.compile(rf"/({_YEAR})[/-]{_MONTH}(?:[/-]{_DAY})?/?$", re.IGNORECASE)
_DAY_VALUE = re.compile(rf"({_YEAR})-(?:0?[1-9]|1[0-2])(?:-[0-3]?\d)?(?:[T ].*)?")
_YEAR_VALUE = re.compile(rf"({_YEAR})(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?")
_OF_DAYS = re.compile(
    r".*(?:date|day|month|year|week|cal).*|from|to|start|end|since|until|jahr|monat|annee|mois"
)
_OF_YEARS = re.compile(r".*(?:date|day|month|year|cal).*|y|jahr|annee")
SIZES = frozenset((
    "delta", "limit", "size", "pagesize", "page_size", "per_page", "perpage", "rows", "count",
    "length", "items", "itemsperpage", "items_per_page", "num", "show", "results",
))  # fmt: skip
"""Parameters that say how many items a page of a list has."""
PLACES = frozenset((
    "start", "cur", "page", "p", "pg", "offset", "from", "skip", "first", "paged", "seite",
))  # fmt: skip
"""Parameters that say which page of a list is meant."""


def fault_of(url: str) -> str:
    """What is wrong with a URL by its form, in words; empty where nothing is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "it cannot be taken apart"
    segments = [unquote(part) for part in parts.path.split("/") if part]
    if name := _way_back(parts.query):
        return f"it signs in or sends on, and comes back by {name}="
    if _repeats(segments):
        return "its path repeats itself"
    return ""


def year_of(url: str) -> int | None:
    """The year of which a URL is a page of a calendar; ``None`` for other URLs.

    A date that stands before the name of an article is none: ``/2031/05/plan``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if match := _DATED_END.search(parts.path):
        return int(match[1])
    for name, value in _pairs(parts.query):
        day = _DAY_VALUE.fullmatch(value) if _OF_DAYS.fullmatch(name) else None
        # A number alone may count something else: start=2040.
        if match := day or (_YEAR_VALUE.fullmatch(value) if _OF_YEARS.fullmatch(name) else None):
            return int(match[1])
    return None


def list_of(url: str) -> tuple[str, str] | None:
    """The list that a URL is a page of, and how many items a page of it has.

    ``/news?delta=20&start=3`` is a page of ``/news?start`` by ``delta=20``; ``None`` for URLs that
    do not name both.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    pairs = _pairs(parts.query)
    sizes = [f"{name}={value}" for name, value in pairs if name in SIZES and value.isdigit()]
    places = [name for name, value in pairs if name in PLACES and value.isdigit()]
    if not sizes or not places:
        return None
    others = [f"{n}={v}" for n, v in pairs if n not in SIZES and n not in PLACES]
    rest = "&".join(sorted([*others, *places]))
    return f"{parts.netloc}{parts.path}?{rest}", "&".join(sorted(sizes))


def _way_back(query: str) -> str:
    """The parameter by which a page that signs in comes back, or sends on to another."""
    pairs = _pairs(query)
    return next((name for name, value in pairs if name in _RETURNS and _ADDRESS.match(value)), "")


def _repeats(segments: list[str]) -> bool:
    """Whether a path goes round in circles, as relative links without a base make it."""
    for length in range(1, _LONGEST_BLOCK + 1):
        for start in range(len(segments) - length * _REPEATED + 1):
            block = segments[start : start + length]
            whole = segments[start : start + length * _REPEATED]
            if whole == block * _REPEATED and not all(part.isdigit() for part in block):
                return True
    return any(segments.count(part) >= _OFTEN for part in segments if not part.isdigit())


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return [(name.lower(), value) for name, value in pairs]
