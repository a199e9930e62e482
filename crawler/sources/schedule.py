"""``[schedule]`` of a source file: when it is due, when its pages are, what a crawl may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawler.revisit import Terms

if TYPE_CHECKING:
    from crawler.sources.loading import Reader

KEYS = ("every", "first", "longest", "lists", "minutes", "pages", "backfill")
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a source is due, and what its crawls may cost.

    Attributes:
        every: between the beginnings of two scheduled crawls at least.
        terms: when known pages and lists are looked at again.
        minutes: of a scheduled crawl at most; 0 for no limit.
        pages: of a scheduled crawl at most; 0 for no limit.
        backfill: the share of a limited number of pages that may go to pages of older years.
    """

    every: timedelta = timedelta(minutes=10)
    terms: Terms = field(default_factory=Terms)
    minutes: float = 30.0
    pages: int = 1000
    backfill: float = 0.5


def schedule_of(reader: Reader, source: Mapping[str, Any]) -> Schedule:
    """The schedule in a source file.

    Raises:
        BadInput: a key is unknown or wrong; the message names file, line and key.
    """
    table = reader.table(source, "schedule", KEYS)
    usual = Schedule()

    def span(key: str, default: timedelta) -> timedelta:
        return reader.span(table, key, "") if key in table else default

    terms = Terms(
        first=span("first", usual.terms.first),
        longest=span("longest", usual.terms.longest),
        lists=span("lists", usual.terms.lists),
    )
    for key, value in (("longest", terms.longest), ("lists", terms.lists)):
        if value < timedelta(minutes=1):
            raise reader.error(key, f"is {table[key]!r}; a minute is the least", "schedule.")
    if terms.first > terms.longest:
        raise reader.error("first", "is longer than longest", "schedule.")
    share = reader.number(table, "backfill", usual.backfill, "a share, from 0 to 1", 2)
    if share > 1:
        words = f"is {table['backfill']!r}; a share is 1 at most"
        raise reader.error("backfill", words, "schedule.")
    return Schedule(
        every=span("every", usual.every),
        terms=terms,
        minutes=reader.number(
            table, "minutes", usual.minutes, "minutes, from 0 to a day", _MINUTES_A_DAY + 1
        ),
        pages=reader.value(table, "pages", int, usual.pages),
        backfill=share,
    )
