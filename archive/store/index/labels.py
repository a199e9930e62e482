"""What is known of a text beside its words, as terms of the index.

A label is one term, ``site=coe.int``, that no word can be: words are cut at ``=``. Filters by what
few texts have are quickest so; what many have is looked up in the table ``indexed``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

EVERYTHING = "="
"""The label of every text."""
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
        yield "published="


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


def published_day(text: str | None) -> int | None:
    """The day that a text says it was published, of ISO 8601 with any precision."""
    parts = (text or "")[:10].split("-")
    try:
        numbers = [int(part) for part in parts[:3]]
        return days(date(*[*numbers, 1, 1][:3]))
    except (ValueError, OverflowError):
        return None


def months(first: date, end: date) -> Iterator[str]:
    """The months that a span of days has to do with: ``2025-03``; whole years as ``2025``."""
    year, month = first.year, first.month
    while date(year, month, 1) < end:
        if month == 1 and end >= date(min(year + 1, 9999), 1, 1) and first <= date(year, 1, 1):
            yield f"{year:04}"
            year += 1
        else:
            yield f"{year:04}-{month:02}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > 9999:
            return


def _times(clock: str, day: int) -> Iterator[str]:
    try:
        when = datetime.fromtimestamp(day * 86_400, UTC)
    except (OverflowError, ValueError, OSError):
        return
    yield f"{clock}={when.year:04}"
    yield f"{clock}={when.year:04}-{when.month:02}"
