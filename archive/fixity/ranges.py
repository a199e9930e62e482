"""Tables read by ranges of row numbers, around what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from archive.store.database import UNREADABLE

BATCH = 200
"""Rows in a range. One long read would keep a crawl from folding its log into the file."""

T = TypeVar("T")


def ranges(
    read: Callable[[int, int], list[T]],
    after: int,
    last: int,
    lost: Callable[[int, str], None],
) -> Iterator[tuple[int, list[T]]]:
    """What stands in a table, a range of row numbers at a time.

    Args:
        read: the rows with numbers above one and up to another.
        after: the number to begin after.
        last: the highest number.
        lost: told the number of each row that cannot be read, and why; there may be no such row.

    Yields:
        The number a range ends with, and what could be read of it.
    """
    low = after
    while low < last:
        high = min(low + BATCH, last)
        yield high, _halved(read, low, high, lost)
        low = high


def _halved(
    read: Callable[[int, int], list[T]], low: int, high: int, lost: Callable[[int, str], None]
) -> list[T]:
    try:
        return read(low, high)
    except UNREADABLE as error:
        if high - low <= 1:
            lost(high, str(error))
            return []
    middle = (low + high) // 2
    return _halved(read, low, middle, lost) + _halved(read, middle, high, lost)
