"""Times in queries: up to 14 digits, UTC, which name a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.errors import BadInput
from archive.urls import microseconds

_STEPS = {8: timedelta(days=1), 10: timedelta(hours=1), 12: timedelta(minutes=1)}
_MONTHS = {4: 12, 6: 1}
_LOWEST = "00000101000000"
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def period(digits: str, name: str) -> tuple[int, int]:
    """The first and the last microsecond of a year, month, day, hour, minute or second.

    Args:
        digits: 4, 6, 8, 10, 12 or 14 of them.
        name: of the parameter, for what is said where they name nothing.

    Raises:
        BadInput: they name no time.
    """
    is_time = digits.isascii() and digits.isdigit() and len(digits) in range(4, 15, 2)
    try:
        full = digits + _LOWEST[len(digits) :] if is_time else ""
        start = datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        words = f"{name}={digits[:40]} is no time: 4 to 14 digits, YYYYMMDDhhmmss"
        raise BadInput(words) from None
    return microseconds(start), microseconds(_end(start, len(digits)))


def _end(start: datetime, size: int) -> datetime:
    instant = timedelta(microseconds=1)
    if size not in _MONTHS:
        return start + (_STEPS.get(size, timedelta(seconds=1)) - instant)
    year, month = divmod(start.year * 12 + start.month - 1 + _MONTHS[size], 12)
    return start.replace(year=year, month=month + 1) - instant if year < 10_000 else _LAST
