"""The shapes of a URL: what it has in common with others that a site makes in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from archive.clean.months import month

_DIGITS = re.compile(r"\d+")
_LONG = 24


@dataclass(frozen=True, slots=True)
class Shape:
    """What some URLs have in common.

    Attributes:
        name: as people read it: ``news.example/calendar/#/#``; ``#`` is a number, ``*`` a name.
        is_growing: whether URLs of it are made of numbers, dates or parameters, of which there is
            no end, rather than of names.
        names: the parameters, where the shape is that of all queries of a path.
    """

    name: str
    is_growing: bool
    names: frozenset[str] | None = None


def shapes_of(url: str) -> tuple[Shape, ...]:
    """The shapes of a URL, the most exact first; none where it cannot be taken apart.

    That of its path with numbers and names left open and the names of its parameters; that of all
    queries of its path; those with one word of its path left open, the first apart.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ()
    host = parts.netloc.lower().removeprefix("www.")
    segments = [_opened(part) for part in parts.path.split("/") if part]
    path = "/".join((host, *segments))
    names = frozenset(name.lower() for name, _ in pairs)
    query = f"?{'&'.join(f'{name}=' for name in sorted(names))}" if names else ""
    exact = Shape(path + query, is_growing=bool(names) or "#" in path)
    wide = [Shape(f"{path}?…", is_growing=False, names=names)] if names else []
    return (exact, *wide, *_wider(host, segments, query))


def _wider(host: str, segments: list[str], query: str) -> Iterator[Shape]:
    for at in range(1, len(segments)):
        if segments[at].isalpha():
            open_one = [*segments[:at], "…", *segments[at + 1 :]]
            yield Shape("/".join((host, *open_one)) + query, is_growing=False)


def _opened(part: str) -> str:
    """A part of a path with what tells it from its like left open."""
    if not any(map(str.isalpha, part)):
        return _DIGITS.sub("#", part)
    if part.isalpha() and len(part) <= _LONG:
        return "#" if month(part, "en") and len(part) != 2 else part.lower()
    if any(mark in part for mark in "-_%+ ") or len(part) > _LONG:
        return "*"
    return _DIGITS.sub("#", part.lower())
