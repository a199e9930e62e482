"""Days and ranges of days as people write them in a query."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

# 2024, 2024-03, 2024-3-5, 2024/03/05, 2024.03.05, each with or without a time of the day.
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d\d?)(?:\2(\d\d?)(?:T[\d:.+Z-]*)?)?)?", re.IGNORECASE)
# 20240305, 202403, and a timestamp of 14 digits, as in the addresses of mementos.
_DIGITS = re.compile(r"(\d{4})(\d\d)(?:(\d\d)(?:\d{6})?)?")
# 5.3.2024: with dots no land puts the month first.
_DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_AGO = re.compile(r"(?:last-)?(\d{1,5})-?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?(?:-ago)?")
_NAMED = re.compile(r"(this|last)-(week|month|year)")
_SIGNS = re.compile(r"(>=|=>|<=|=<|>|<|=)?\s*(.*)", re.DOTALL)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year.

    Attributes:
        first: its first day.
        end: the day after its last one; ``None`` beyond the calendar's end.
        is_ago: whether it was told by how long ago it was (``7d``), which as a range means since.
    """

    first: date
    end: date | None
    is_ago: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Days from ``first`` on, to before ``end``; ``None`` is no bound."""

    first: date | None
    end: date | None


def period(text: str, today: date | None = None) -> Period | None:
    """The day, month or year that a text names; ``None`` where it names none.

    Args:
        text: ISO 8601 with any of ``-/.`` between the parts or none, or ``D.M.YYYY``; and relative
            to ``today``, if that is given: ``today``, ``yesterday``, ``7d``, ``2w``, ``3m``,
            ``1y``, ``this-week``, ``last-month``.
        today: the day that relative ones count from.
    """
    text = text.strip().lower()
    if len(text) > _LONGEST:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return _of_parts(found[1], found[3], found[4])
        if found := _DIGITS.fullmatch(text):
            return _of_parts(found[1], found[2], found[3])
        if found := _DOTTED.fullmatch(text):
            return _of_parts(found[3], found[2], found[1])
        return _relative(text, today) if today else None
    except (ValueError, OverflowError):
        return None


def days(text: str, today: date | None = None) -> Range | None:
    """A period, ``A..B`` (both are in it), ``A..``, ``..B``, ``>=A``, ``>A``, ``<=B``, ``<B``.

    ``None`` where it is none. One that ends before it begins is turned round.
    """
    sign, rest = _SIGNS.match(text.strip()).groups()  # type: ignore[union-attr]
    if sign is not None and sign != "=":
        return _bounded(sign, rest, today)
    begin, dots, last = rest.partition("..")
    if not dots:
        whole = period(rest, today)
        if whole is None:
            return None
        return Range(whole.first, None if whole.is_ago else whole.end)
    bounds = [text.strip(" .*") for text in (begin, last)]
    first, second = (period(bound, today) if bound else None for bound in bounds)
    if (bounds[0] and not first) or (bounds[1] and not second) or not (first or second):
        return None
    if first and second and second.first < first.first:
        first, second = second, first
    if second and second.end is None:
        return None
    return Range(first.first if first else None, second.end if second else None)


def _bounded(sign: str, text: str, today: date | None) -> Range | None:
    bound = period(text, today)
    if bound is None:
        return None
    if sign == "<":
        return Range(None, bound.first)
    if ">" in sign and "=" in sign:
        return Range(bound.first, None)
    if bound.end is None:
        return None
    return Range(bound.end, None) if sign == ">" else Range(None, bound.end)


def _of_parts(year: str, month: str | None, day: str | None) -> Period:
    if month is None:
        return _months(date(int(year), 1, 1), 12)
    if day is None:
        return _months(date(int(year), int(month), 1), 1)
    return _days(date(int(year), int(month), int(day)), 1)


def _days(first: date, count: int) -> Period:
    try:
        return Period(first, first + timedelta(count))
    except OverflowError:
        return Period(first, None)


def _months(first: date, count: int) -> Period:
    try:
        return Period(first, _moved(first, count))
    except ValueError:
        return Period(first, None)


def _moved(day: date, months: int) -> date:
    """So many months later; a day that month does not have is its last.

    Raises:
        ValueError: the calendar does not go so far.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"no year {year}")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _relative(text: str, today: date) -> Period | None:
    if text in ("today", "yesterday"):
        return _days(today - timedelta(text == "yesterday"), 1)
    if found := _AGO.fullmatch(text):
        count, unit = int(found[1]), found[2]
        if unit in "dw":
            day = today - timedelta(count * (7 if unit == "w" else 1))
        else:
            day = _moved(today, -count * (12 if unit == "y" else 1))
        return Period(day, day + timedelta(1), is_ago=True)
    if found := _NAMED.fullmatch(text):
        back = 1 if found[1] == "last" else 0
        if found[2] == "week":
            return _days(today - timedelta(today.weekday() + 7 * back), 7)
        if found[2] == "month":
            return _months(_moved(today.replace(day=1), -back), 1)
        return _months(date(today.year - back, 1, 1), 12)
    return None
