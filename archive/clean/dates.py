"""When a page says it was published and changed. A date that nothing states is ``None``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import dateparser  # type: ignore[import-untyped]
import htmldate
from lxml.etree import XPath
from lxml.html import HtmlElement

from archive.clean.facts import Facts

_ISO = re.compile(
    r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})"
    r"(?:(?:T|\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_EASTERN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:\D.*)?")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dcterms.issued", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.date", "dc.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "date.published", "citation_publication_date", "article_date_original",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "date", "datecreated",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "article:updated", "date.updated", "lastmod",
    "last-modified", "revised",
)  # fmt: skip
# Trying all the languages there are takes a second for each text that is no date.
_LANGUAGES = [
    "en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "cs", "sk", "hu", "ro", "bg",
    "el", "sv", "da", "nb", "fi", "hr", "sr-Latn", "sl", "sq", "mk", "lv", "lt", "et", "be", "az",
    "hy", "ka", "ca", "zh", "ja", "ko", "ar",
]  # fmt: skip
_ASIDE = ("nav", "aside", "footer")
_ITEM = XPath(".//*[@itemprop=$name]")
_HOOK = XPath(".//span[@data-hook='time-ago'][@title]")
_NEVER = date(1970, 1, 1)
_YEARS = range(1600, 2100)


def iso(text: str) -> str | None:
    """A date or time in ISO 8601, as exact as it was given; ``None`` if it is none.

    Day and month by number alone are taken only where they cannot be confused.
    """
    text = _EASTERN.sub(r"\1-\2-\3", text.strip()[:80])
    if match := _ISO.match(text):
        return _from_parts(match)
    if match := _NUMERIC.fullmatch(text):
        return _from_numbers(match)
    try:
        return _checked(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return _from_words(text)


def published(facts: Facts, tree: HtmlElement) -> str | None:
    """When the page says it was published: JSON-LD, ``meta``, microdata, ``time``."""
    stated = (
        _from_json(facts, "datePublished", "dateCreated", "uploadDate")
        or _first_iso(facts.first(name) for name in _PUBLISHED)
        or _first_iso(_marked(tree, "datePublished"))
    )
    return stated or _from_hooks(tree) or _from_times(tree)


def modified(facts: Facts, tree: HtmlElement) -> str | None:
    """When the page says it was last changed."""
    return (
        _from_json(facts, "dateModified")
        or _first_iso(facts.first(name) for name in _MODIFIED)
        or _first_iso(_marked(tree, "dateModified"))
    )


def searched(tree: HtmlElement, url: str) -> str | None:
    """What htmldate finds in the URL and in the usual places of the markup."""
    try:
        # A fixed bound keeps the answer the same on every day.
        found = htmldate.find_date(
            tree, extensive_search=False, original_date=True, url=url or None, max_date="2099-12-31"
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return iso(found) if isinstance(found, str) else None


def _from_json(facts: Facts, *names: str) -> str | None:
    nodes: list[dict[str, Any]] = [facts.main] if facts.main else facts.nodes
    for name in names:
        values = (node.get(name) for node in nodes)
        if found := _first_iso(value for value in values if isinstance(value, str)):
            return found
    return None


def _first_iso(texts: Iterable[str]) -> str | None:
    return next((found for text in texts if text and (found := iso(text))), None)


def _marked(tree: HtmlElement, name: str) -> list[str]:
    elements = _ITEM(tree, name=name)
    values = (e.get("datetime") or e.get("content") or (e.text or "").strip() for e in elements[:3])
    return [value for value in values if value]


def _from_hooks(tree: HtmlElement) -> str | None:
    # Wix keeps the day in a title attribute, written in the language of the site.
    for element in _HOOK(tree)[:1]:
        return iso(element.get("title"))
    return None


def _from_times(tree: HtmlElement) -> str | None:
    times = [element for element in tree.iter("time") if _is_candidate(element)]
    for element in times:
        marks = f"{element.get('class', '')} {element.get('pubdate', '-')}".lower()
        if "publish" in marks or element.get("pubdate") is not None:
            return iso(element.get("datetime"))
    scope = tree.xpath("(.//article|.//main)[.//h1]")[:1]
    inside = [element for element in times if scope and scope[0] in element.iterancestors()]
    if inside:
        return iso(inside[0].get("datetime"))
    days = {found[:10] for element in times if (found := iso(element.get("datetime")))}
    return iso(times[0].get("datetime")) if len(days) == 1 else None


def _is_candidate(element: HtmlElement) -> bool:
    if not element.get("datetime"):
        return False
    return not any(parent.tag in _ASIDE for parent in element.iterancestors())


def _from_parts(match: re.Match[str]) -> str | None:
    year, _, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None:
            return _checked(date(int(year), int(month), int(day)))
        numbers = (int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
        return _checked(datetime(*numbers, tzinfo=_zone(zone)))
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    if name is None:
        return None
    if name[0] not in "+-":
        return UTC
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def _from_numbers(match: re.Match[str]) -> str | None:
    first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if first > 12 or mark == "." or first == second:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return None
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return None


def _from_words(text: str) -> str | None:
    if not re.search(r"[^\W\d_]{3}", text) or not re.search(r"\d{4}", text) or len(text) > 50:
        return None
    try:
        found = _word_parser().get_date_data(text)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    if found is None or found.date_obj is None or found.period not in ("day", "time"):
        return None
    return _checked(found.date_obj.date())


@cache
def _word_parser() -> dateparser.DateDataParser:
    # Only absolute dates with all their parts: nothing may depend on the day of reading.
    return dateparser.date.DateDataParser(
        languages=_LANGUAGES,
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
        },
    )


def _checked(when: date | datetime) -> str | None:
    day = when.date() if isinstance(when, datetime) else when
    if day.year not in _YEARS or day == _NEVER:
        return None
    return when.isoformat()
