"""How dates, spans and numbers are worded in evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
        return counted(round(length / _DAY), "day")
    if length >= _HOUR:
        return counted(round(length / _HOUR), "hour")
    return counted(round(length / timedelta(minutes=1)), "minute")


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
