"""How dates, spans and numbers are worded in evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.translation import NP_, n_
from archive.translation.table import Table

OUTCOMES = Table({
    "done": NP_("outcome of a crawl", "done"),
    "partly": NP_("outcome of a crawl", "partly"),
    "blocked": NP_("outcome of a crawl", "blocked"),
    "unreachable": NP_("outcome of a crawl", "unreachable"),
    "refused": NP_("outcome of a crawl", "refused"),
    "interrupted": NP_("outcome of a crawl", "interrupted"),
    "failed": NP_("outcome of a crawl", "failed"),
}, "outcome of a crawl")  # fmt: skip
"""How crawls ended."""
WALLS = Table({
    "challenge": NP_("kind of block page", "challenge"),
    "captcha": NP_("kind of block page", "captcha"),
    "denied": NP_("kind of block page", "denied"),
    "consent": NP_("kind of block page", "consent"),
    "login": NP_("kind of block page", "login"),
    "parked": NP_("kind of block page", "parked"),
    "soft-404": NP_("kind of block page", "soft-404"),
    "repeated": NP_("kind of block page", "repeated"),
    "collapsed": NP_("kind of block page", "collapsed"),
}, "kind of block page")  # fmt: skip
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def day(time: datetime) -> str:
    """``2026-03-14``, UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d}"


def minute(time: datetime) -> str:
    """``2026-03-14 10:32 UTC``."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def span(length: timedelta) -> str:
    """A length of time in its largest sensible unit: ``36 hours``, ``12 days``."""
    if length >= 2 * _DAY:
        return days(round(length / _DAY))
    if length >= _HOUR:
        return n_("{n} hour", "{n} hours", round(length / _HOUR))
    return n_("{n} minute", "{n} minutes", round(length / timedelta(minutes=1)))


def days(number: int) -> str:
    """``12 days``."""
    return n_("{n} day", "{n} days", number)


def ago(length: timedelta) -> str:
    """The same in a column: ``5 min``, ``3 h``, ``12 d``."""
    length = max(length, timedelta(0))
    if length >= 2 * _DAY:
        return f"{length / _DAY:,.0f} d"
    if length >= _HOUR:
        return f"{length / _HOUR:.0f} h"
    return f"{length / timedelta(minutes=1):.0f} min"


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``1,204 pages``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
