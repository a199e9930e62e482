"""Dates as pages write them, made ISO 8601.

Nothing is asked of the clock: what is relative to the day of reading ("3 hours ago") is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from archive.clean.months import month, persian_month

Order = Literal["day", "month", ""]

_ZONE = r"(?:\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|UTC|GMT)(?![a-z]))?"
_ISO = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?!\d)"
    r"(?:(?:T|\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d+)?)?" + _ZONE + ")?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_WORD = r"[^\W\d_]{2,14}(?: (?:الأول|الاول|الثاني))?"
_OF = r"(?:\s*(?:de|del|of|di|d['’])(?=[\s\d])\s*|\s*['’]\s*)?"
_DAY_FIRST = re.compile(
    r"(?<![\d.,/:-])(\d{1,2})\s?(?:(?:st|nd|rd|th|er|ère|re|º|ª|°|ο|η|ης|-?го|-ше|-є)(?![^\W\d_]))?"
    rf"[.,]?[\s/.-]*(?:(?:de|of)\s+|d['’]\s?|ה?-)?({_WORD})(?:[.,]|-\w{{1,3}})?{_OF}"
    r"[\s,/.-]*(\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_WORD})\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th|-[^\W\d_]{{1,3}})?(?:\s*[,-]\s*|\s+)"
    r"(?:\d{1,2}:\d{2}(?::\d{2})?\s+(?:[A-Z]{3,4}\s+)?)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})(?:\s?m\.|\s?թ\.|[.,]|\s?г\.)?[\s-]+"
    rf"({_WORD})\.?[\s-]*(\d{{1,2}})(?![\d:])",
    re.IGNORECASE,
)
_YEAR_OF = re.compile(
    rf"(?<!\d)(\d{{4}})\.?\s*(?:gada|წლის|-[^\W\d_]{{2}}\sil(?:in)?|il)\s+(\d{{1,2}})\.?\s+({_WORD})",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<![\d./:-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d]|[./-]\d)"
)
_YEAR_NUMBERS = re.compile(r"(?<![\d./-])(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d|[./-]\d)")
_EASTERN = re.compile(
    r"(?:(\d{4})|(令和|平成)\s?(\d{1,2}|元))\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]"
)
_ERAS = {"令和": 2018, "平成": 1988}
_TIME = re.compile(
    r"[^\d\n]{0,14}?(?<!\d)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?|\s?h\s?(?P<minute_h>\d{2})"
    r"|\.(?P<minute_dot>\d{2})(?=\s*(?:Uhr|uur|Uhr\b)))"
    r"(?![\d/.-]\d)\s*(?P<half>[ap]\.?m\b\.?)?" + _ZONE,
    re.IGNORECASE,
)
_IN_PATH = re.compile(
    r"(?<![\d])((?:19|20)\d\d)(?:([/_-])(0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)"
)
# What software writes where no date was given: zero of Unix (also west of Greenwich), of OLE,
# of Excel, of SQL Server and Windows.
_NEVER = frozenset(
    date.fromisoformat(day)
    for day in ("1970-01-01", "1969-12-31", "1899-12-30", "1899-12-31", "1900-01-01", "1753-01-01",
                "1601-01-01", "1980-01-01")
)  # fmt: skip
_YEARS = range(1600, 2100)
_WEB_YEARS = range(1990, 2100)
_LONGEST = 300
_MONTH_LANDS = frozenset(("us", "ph", "pr", "gu", "vi", "fm", "mh", "pw"))
_MONTH_DOMAINS = frozenset(("us", "gov", "edu", "mil", "ph"))
# Country codes that are sold as words, and the one country that writes both ways.
_NO_LANDS = frozenset(
    ("ai", "cc", "co", "fm", "io", "me", "tv", "to", "ly", "gg", "ca", "la", "am")
)


@dataclass(frozen=True, slots=True)
class Custom:
    """How dates are written on a page.

    Attributes:
        language: ISO 639-1 code of the page; may be empty.
        order: what stands first in ``03/04/2025``; empty where that is unknown.
        known: days that the page states elsewhere, ISO 8601; they decide what is ambiguous.
    """

    language: str = ""
    order: Order = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text: its ISO 8601 form, and where it stands (``text[start:end]``)."""

    value: str
    start: int
    end: int


UNKNOWN = Custom()


def custom_of(tag: str, url: str) -> Custom:
    """The custom of a page by its language tag (BCP 47) and the land of its host.

    The day stands first everywhere but in the United States and the Philippines (CLDR, short date
    forms); English without a land says nothing.
    """
    parts = re.split(r"[-_]", tag.strip().lower())
    language = parts[0] if len(parts[0]) == 2 else ""
    region = next((part for part in parts[1:] if len(part) == 2), "")
    domain = _host(url).rpartition(".")[2]
    if domain in _MONTH_DOMAINS:
        return Custom(language, "month")
    if domain in ("int", "eu") or (len(domain) == 2 and domain not in _NO_LANDS):
        return Custom(language, "day")
    if language not in ("", "en"):
        return Custom(language, "month" if region in _MONTH_LANDS else "day")
    if region and region != "ca":
        return Custom(language, "month" if region in _MONTH_LANDS else "day")
    return Custom(language)


def iso(text: str, custom: Custom = UNKNOWN) -> str | None:
    """A date or time in ISO 8601, as exact as it was given; ``None`` if it is none.

    The text is the date and little else. Day and month by number alone are taken only where they
    cannot be confused or the custom tells them apart.
    """
    text = text.strip()[:80]
    if match := _ISO.match(text):
        return _from_parts(match)
    if _SECONDS.fullmatch(text):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text[:10]))
        return _checked(moment)
    if text[3:4] == ",":
        try:
            return _checked(parsedate_to_datetime(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    found = next(written(text, custom), None)
    rest = len(text) - (found.end - found.start) if found else 0
    return found.value if found and rest <= 40 else None


def written(text: str, custom: Custom = UNKNOWN) -> Iterator[Written]:
    """The dates in a text, with the times that follow them, in its order.

    Only the first 300 characters are read. Numerals may be of any script.
    """
    text = text[:_LONGEST]
    end = 0
    for start, stop, day in sorted(_days(text, custom)):
        if start >= end:
            value, end = _with_time(text, stop, day)
            yield Written(value, start, end)


def in_path(url: str) -> tuple[str, str] | None:
    """The day that stands in the path of a URL, and how it stands there; the first such."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for match in _IN_PATH.finditer(path[:2_000]):
        year, _, month_, day, month_2, day_2, month_3, day_3 = match.groups()
        found = _day(year, month_ or month_2 or month_3, day or day_2 or day_3)
        if found:
            return found.isoformat(), match[0]
    return None


def _days(text: str, custom: Custom) -> Iterator[tuple[int, int, date]]:
    if _DIGIT.search(text) is None:
        return
    for match in _EASTERN.finditer(text):
        year = match[1] or _ERAS[match[2]] + (1 if match[3] == "元" else int(match[3]))
        yield from _found(match, _day(year, match[4], match[5]))
    for match in _DAY_FIRST.finditer(text):
        yield from _found(match, _named(match[3], match[2], match[1], custom))
    for match in _MONTH_FIRST.finditer(text):
        yield from _found(match, _named(match[3], match[1], match[2], custom))
    for match in _YEAR_FIRST.finditer(text):
        yield from _found(match, _named(match[1], match[2], match[3], custom))
    for match in _YEAR_OF.finditer(text):
        yield from _found(match, _named(match[1], match[3], match[2], custom))
    for match in _YEAR_NUMBERS.finditer(text):
        yield from _found(match, _day(match[1], match[3], match[4]))
    for match in _NUMBERS.finditer(text):
        yield from _found(match, _from_numbers(match, custom))


def _found(match: re.Match[str], day: date | None) -> Iterator[tuple[int, int, date]]:
    if day is not None:
        yield match.start(), match.end(), day


def _named(year: str, word: str, day: str, custom: Custom) -> date | None:
    if number := month(word, custom.language):
        return _day(year, number, day)
    if (number := persian_month(word)) and 1300 <= int(year) < 1500:
        return _from_persian(int(year), number, int(day))
    return None


def _from_numbers(match: re.Match[str], custom: Custom) -> date | None:
    first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if len(match[4]) == 2:
        if mark == "-":
            return None
        year += 2000 if year < 70 else 1900
    by_day, by_month = _day(year, second, first), _day(year, first, second)
    if mark == "." or by_day is None or by_month is None or by_day == by_month:
        return by_day if mark == "." else by_day or by_month
    stated = [day for day in (by_day, by_month) if day.isoformat() in custom.known]
    if len(stated) == 1:
        return stated[0]
    return {"day": by_day, "month": by_month}.get(custom.order)


def _day(year: str | int, month_: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month_), int(day))
    except ValueError:
        return None
    return found if found.year in _WEB_YEARS else None


def _from_persian(year: int, month_: int, day: int) -> date | None:
    """A day of the Solar Hijri calendar, by its 33-year cycle (exact for 1178 to 1633)."""
    if not 1 <= day <= 31:
        return None
    cycles, rest = divmod(year - 979, 33)
    before = 31 * min(month_ - 1, 6) + 30 * max(month_ - 7, 0)
    days = 365 * (year - 979) + 8 * cycles + (rest + 3) // 4 + before + day - 1
    # 1 Farvardin 979 was 20 March 1600.
    return date(1600, 3, 20) + timedelta(days)


def _with_time(text: str, end: int, day: date) -> tuple[str, int]:
    match = _TIME.match(text, end)
    if match is None:
        return day.isoformat(), end
    minute = match["minute"] or match["minute_h"] or match["minute_dot"]
    hour = int(match["hour"])
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (match["half"][0] in "pP")
    try:
        clock = (hour, int(minute), int(match["second"] or 0))
        moment = datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(match["zone"]))
    except ValueError:
        return day.isoformat(), end
    return moment.isoformat(), match.end()


def _from_parts(match: re.Match[str]) -> str | None:
    year, _, month_, day, month_2, day_2, hour, minute, second, zone = match.groups()
    month_, day = month_ or month_2, day or day_2
    try:
        if hour is None:
            return _checked(date(int(year), int(month_), int(day)))
        numbers = (int(year), int(month_), int(day), int(hour), int(minute), int(second or 0))
        return _checked(datetime(*numbers, tzinfo=_zone(zone)))
    except ValueError:
        return None


def _zone(name: str | None) -> timezone | None:
    if name is None:
        return None
    name = name.upper().removeprefix("UTC").removeprefix("GMT")
    if name[:1] not in ("+", "-"):
        return UTC
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def _checked(when: date | datetime) -> str | None:
    day = when.date() if isinstance(when, datetime) else when
    return None if day.year not in _YEARS or day in _NEVER else when.isoformat()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
