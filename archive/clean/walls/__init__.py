"""Answers that are no content: walls of gatekeepers, of consent and registration, and stand-ins.

A false alarm hides a real page, which is worse than a missed wall. So words alone never decide:
a rule wants a mark that a template leaves, or a title that says nothing else, on a page that says
little. What only the archive can tell is in ``archive.walls``.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.clean.walls.absences import missing, parked
from archive.clean.walls.finding import GATES, Finding, WallKind
from archive.clean.walls.gatekeepers import by_fields, by_template, by_words, is_refusing
from archive.clean.walls.interstitials import consent, login, redirected
from archive.clean.walls.short import Short, short
from archive.clean.walls.sight import LARGEST, Sight

__all__ = ["GATES", "Finding", "Short", "WallKind", "short", "wall"]

_RULES = (by_words, parked, consent, missing, login)
_MARKUP = (b"<html", b"<!doctype html", b"<head", b"<body", b"<title")


def wall(
    status: int,
    fields: Sequence[tuple[str, str]],
    body: bytes,
    url: str = "",
    charset: str | None = None,
) -> Finding | None:
    """What an answer is instead of content; ``None`` if it is taken for what was asked for.

    Args:
        status: HTTP status; walls come with 200 too.
        fields: names and values of the response's fields.
        body: the payload, content codings removed.
        url: where it came from.
        charset: label from the Content-Type field.
    """
    found = by_fields(status, fields) or redirected(url, status, fields)
    if found or not body or len(body) > LARGEST:
        return found
    sight = Sight(status, url, body, charset)
    # A robots.txt may name what templates link to.
    is_html = _is_html(body)
    if (is_html or is_refusing(status)) and (found := by_template(sight)):
        return found
    if not 200 <= status < 300 or not is_html:
        return None
    return next((found for rule in _RULES if (found := rule(sight))), None)


def _is_html(body: bytes) -> bool:
    start = body[:2_000].lower()
    return any(mark in start for mark in _MARKUP)
