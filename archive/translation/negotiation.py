"""Which language an answer is given in."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*"
)
_MOST = 50
"""Ranges that are read: no browser sends more."""


def chosen(wishes: Sequence[str], accepted: str, there_are: Sequence[str], default: str) -> str:
    """The language of an answer.

    Args:
        wishes: codes that were asked for by name, the one that counts first first.
        accepted: the ``Accept-Language`` field (RFC 9110, 12.5.4).
        there_are: the languages to choose from.
        default: what is spoken where nothing of that can be.
    """
    for wish in wishes:
        if found := _nearest(wish, there_are):
            return found
    refused = set()
    for language_range, quality in ranges(accepted):
        found = default if language_range == "*" else _nearest(language_range, there_are)
        if not quality:
            refused.add(language_range)
        elif found and found.lower() not in refused:
            return found
    return default


def ranges(accepted: str) -> list[tuple[str, float]]:
    """The language ranges of a field with their qualities, the best first.

    Those of quality 0, which are not wanted, come first. What is no range is passed over.
    """
    found = [
        (match[1].lower(), float(match[2]) if match[2] else 1.0)
        for part in accepted.split(",")[:_MOST]
        if (match := _RANGE.fullmatch(part))
    ]
    return sorted(found, key=lambda one: (one[1] > 0, -one[1]))


def _nearest(language_range: str, there_are: Sequence[str]) -> str | None:
    """The language that a range names, itself or in general (RFC 4647, 3.4, "Lookup")."""
    known = {code.lower(): code for code in there_are}
    parts = language_range.lower().split("-")
    while parts:
        if found := known.get("-".join(parts)):
            return found
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()
    return None
