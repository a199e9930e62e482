"""What is known of a text beside its words, as terms of the index.

A label is one term, ``site=coe.int``, that no word can be: words are cut at ``=``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

EVERYTHING = "="
"""The label of every text."""
PUBLISHED = "published="
"""Of texts that say when they were published."""
_DAY = 86_400 * 1_000_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Card:
    """What the index knows of a text beside its words.

    Attributes:
        version_id, page_id: which text it is, and of which page.
        is_latest: whether the page shows it now.
        source_id: who it was crawled for when it was first seen, if anybody.
        host: where it stands, without ``www.``.
        language: ISO 639-1, or empty.
        kind: page kind.
        day: the day it bears, published or else first captured, in days since 1970.
        captured: the day it was first captured, the same.
        is_published: whether ``day`` is when it says it was published.
        twin: the same for texts of the same words; 64 bits.
    """

    version_id: int
    page_id: int
    is_latest: bool
    source_id: int | None
    host: str
    language: str
    kind: str
    day: int
    captured: int
    is_published: bool
    twin: int


def labels_of(card: Card) -> Iterator[str]:
    """The labels of a text."""
    yield EVERYTHING
    yield from (f"site={host}" for host in hosts_of(card.host))
    if card.source_id is not None:
        yield f"source={card.source_id}"
    if card.language:
        yield f"lang={card.language}"
    yield f"type={card.kind}"
    yield from _times("d", card.day)
    yield from _times("c", card.captured)
    if card.is_published:
        yield PUBLISHED


def hosts_of(host: str) -> Iterator[str]:
    """A host and the domains it is in: ``hudoc.echr.coe.int`` is of ``coe.int``, not of ``int``."""
    parts = host.split(".")
    for start in range(max(1, len(parts) - 1)):
        yield ".".join(parts[start:])


def day_of(when: int) -> int:
    """The day of a time in microseconds since 1970, UTC."""
    return when // _DAY


def days(day: date) -> int:
    """A day as days since 1970."""
    return (day - _EPOCH).days


def date_of(number: int) -> date:
    """The day of days since 1970; the first of them where no calendar has it."""
    try:
        return _EPOCH + timedelta(days=number)
    except OverflowError:
        return _EPOCH


def published_day(text: str | None) -> int | None:
    """The day that a text says it was published, of ISO 8601 with any precision."""
    parts = (text or "")[:10].split("-")
    try:
        numbers = [int(part) for part in parts[:3]]
        return days(date(*[*numbers, 1, 1][:3]))
    except (ValueError, OverflowError):
        return None


def spans_of(first: date, end: date) -> Iterator[str]:
    """The fewest years, months and days that make up a span: ``2025``, ``2025-03``, ..."""
    day = first
    while day < end:
        year_end = _next(date(day.year, 12, 31))
        month_end = _next(date(day.year, day.month, monthrange(day.year, day.month)[1]))
        if (day.month, day.day) == (1, 1) and year_end <= end:
            yield f"{day.year:04}"
            day = year_end
        elif day.day == 1 and month_end <= end:
            yield f"{day.year:04}-{day.month:02}"
            day = month_end
        else:
            yield day.isoformat()
            day = _next(day)
        if day == date.max:
            return


def year_labels(years: tuple[int, int]) -> Iterator[str]:
    """What texts have that bear a day of a year, from the last year to the first."""
    first, last = years
    return (f"d={year:04}" for year in range(last, first - 1, -1))


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _times(clock: str, number: int) -> Iterator[str]:
    try:
        day = _EPOCH + timedelta(days=number)
    except OverflowError:
        return
    yield f"{clock}={day.year:04}"
    yield f"{clock}={day.year:04}-{day.month:02}"
    yield f"{clock}={day.year:04}-{day.month:02}-{day.day:02}"
