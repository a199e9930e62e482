"""How the addresses of a site's articles look, learned from those that feeds and lists name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_A_DATE = re.compile(r"\d{1,2}")
_EXTENSION = re.compile(r"(.*?)(\.(?:html?|php|aspx?|jsp|cfm|shtml))", re.IGNORECASE)
_SLUG = r"[^/?#]+"
_ANYTHING = re.compile(rf"\^https\?://\[\^/\]\+(?:/{re.escape(_SLUG)})*(?:/\?)?\$")
"""A form of which nothing but the number of names is told."""
_FEWEST = 3
_SHARE = 0.15
_MOST = 4


@dataclass(frozen=True, slots=True)
class ShapeOfAddress:
    """A form that addresses of articles have.

    Attributes:
        pattern: a regular expression, found in such a URL.
        count: how many of the URLs that were learned from have it.
        example: one of them.
    """

    pattern: str
    count: int
    example: str


def shapes(urls: Iterable[str]) -> list[ShapeOfAddress]:
    """The forms that the addresses of articles have, the commonest first.

    Segments of the path that are the same in most addresses of a form are kept, days and numbers
    become digits, and what else differs is a name. A form of names only ("/about" has it as well
    as "/an-article") says nothing and is left out.

    Args:
        urls: of articles of one site.
    """
    paths = {url: _segments(url) for url in dict.fromkeys(urls)}
    common = Counter(
        (len(parts), place, part) for parts in paths.values() for place, part in enumerate(parts)
    )
    found: dict[str, list[str]] = {}
    for url, parts in paths.items():
        found.setdefault(_pattern(url, parts, common, len(paths)), []).append(url)
    least = max(_FEWEST, _SHARE * len(paths))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return [
        ShapeOfAddress(pattern, len(members), members[0])
        for pattern, members in ordered
        if len(members) >= least and pattern and not _ANYTHING.fullmatch(pattern)
    ][:_MOST]


def _segments(url: str) -> Sequence[str]:
    return [part for part in urlsplit(url).path.split("/") if part]


def _pattern(
    url: str, parts: Sequence[str], common: Counter[tuple[int, int, str]], count: int
) -> str:
    if not parts:
        names = [name for name, value in parse_qsl(urlsplit(url).query) if value.isdecimal()]
        return rf"[?&]{re.escape(names[0])}=\d+" if names else ""
    last = len(parts) - 1
    least = max(_FEWEST, _SHARE * count)
    kept: list[str] = []
    for place, part in enumerate(parts):
        is_dated = bool(kept) and kept[-1] in (r"\d{4}", r"\d{1,2}")
        if digits := _digits(part, is_dated=is_dated):
            kept.append(digits)
        elif place < last and common[len(parts), place, part] >= least:
            kept.append(re.escape(part).replace(r"\-", "-"))
        else:
            match = _EXTENSION.fullmatch(part)
            kept.append(_SLUG.replace("?#", "?#.") + re.escape(match[2]) if match else _SLUG)
    end = "/?$" if urlsplit(url).path.endswith("/") else "$"
    return f"^https?://[^/]+/{'/'.join(kept)}{end}"


def _digits(part: str, *, is_dated: bool) -> str:
    """How a number is written in a form: a year, a month or day after one, or any number."""
    if not part.isascii() or not part.isdecimal():
        return ""
    if _YEAR.fullmatch(part):
        return r"\d{4}"
    return r"\d{1,2}" if is_dated and _OF_A_DATE.fullmatch(part) else r"\d+"
