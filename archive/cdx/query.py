"""A query to the index, and its answer entry by entry, whatever dialect it was put in."""

from __future__ import annotations

import re
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge, nsmallest
from itertools import islice

from archive.cdx.entries import Entry, entry_of
from archive.cdx.index import Cursor, Row, Span, count, place, row_of, rows
from archive.cdx.keys import Keys
from archive.errors import BadInput
from archive.store.database import Connection

BLOCK = 3000
"""Captures in a block: that of the compressed indexes (ZipNum) whose pages these are like."""
MOST = 100_000
"""So many are sorted by their distance in time, or counted from the end."""
_SECOND = 1_000_000
_REPEATED_REPETITION = re.compile(r"\([^()]*[*+}][^()]*\)+[*+{]")

Filter = Callable[[Entry], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A query.

    Attributes:
        keys: which keys are meant.
        since, until: times in microseconds, both inclusive.
        closest: a time in microseconds, by the distance from which entries are sorted.
        is_reverse: the last key first.
        limit: at most so many; where it is negative, so many from the end.
        offset: how many are left out first.
        page: only those of a page, from 0 on.
        page_size: how many blocks a page has.
        filters: all must let an entry pass.
        collapse: fields with a number of characters, ``None`` for all: of neighbours that say the
            same in one of them, only the first is told.
        after: behind which place it goes on.
        is_resolved: whether revisits are resolved.
    """

    keys: Keys
    since: int | None = None
    until: int | None = None
    closest: int | None = None
    is_reverse: bool = False
    limit: int | None = None
    offset: int = 0
    page: int | None = None
    page_size: int = 10
    filters: tuple[Filter, ...] = ()
    collapse: tuple[tuple[tuple[str, int | None], ...], ...] = ()
    after: Cursor | None = None
    is_resolved: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages a query has.

    Attributes:
        pages: pages.
        page_size: blocks of a page.
        blocks: blocks.
    """

    pages: int
    page_size: int
    blocks: int


def pages_of(connection: Connection, query: Query, block: int = BLOCK) -> Pages:
    """How many pages a query has, by its keys alone."""
    blocks = -(-count(connection, query.keys) // block)
    return Pages(-(-blocks // query.page_size), query.page_size, blocks)


def answer(connection: Connection, query: Query, block: int = BLOCK) -> Iterator[Entry]:
    """The entries that a query means, read as they are asked for.

    Args:
        connection: the archive.
        query: the query.
        block: how many captures a block has.

    Raises:
        DamagedArchive: a row cannot be read.
    """
    span = _span(connection, query, block)
    if span is None:
        return iter(())
    found = _ordered(connection, query, span)
    if query.limit is not None and query.limit < 0:
        return _last(found, -query.limit, is_backwards=not query.collapse)
    if query.offset or query.limit is not None:
        stop = None if query.limit is None else query.offset + query.limit
        found = islice(found, query.offset, stop)
    return found


def _last(found: Iterator[Entry], most: int, *, is_backwards: bool) -> Iterator[Entry]:
    if is_backwards:
        return iter(list(islice(found, most))[::-1])
    return iter(deque(found, most))


def _span(connection: Connection, query: Query, block: int) -> Span | None:
    span = Span(query.keys, query.since, query.until, after=query.after)
    if query.page is None:
        return span
    size = query.page_size * block
    first = place(connection, query.keys, query.page * size)
    if first is None:
        return None
    return replace(span, first=first, end=place(connection, query.keys, (query.page + 1) * size))


def _ordered(connection: Connection, query: Query, span: Span) -> Iterator[Entry]:
    def kept(found: Iterator[Row]) -> Iterator[Entry]:
        for row in found:
            entry = entry_of(connection, row, is_resolved=query.is_resolved)
            if all(passes(entry) for passes in query.filters):
                yield entry

    if query.closest is not None:
        return _closest(connection, query, span, kept)
    # Those at the end are found from there, unless what is left out depends on what comes before.
    is_backwards = query.is_reverse or (
        query.limit is not None and query.limit < 0 and not query.collapse
    )
    found = kept(rows(connection, span, is_reverse=is_backwards))
    return _collapsed(connection, query, found)


def _closest(
    connection: Connection,
    query: Query,
    span: Span,
    kept: Callable[[Iterator[Row]], Iterator[Entry]],
) -> Iterator[Entry]:
    """Entries by their distance in seconds; of two as far away the one that stands first."""
    second = (query.closest or 0) // _SECOND

    def distance(entry: Entry) -> int:
        return abs(entry.cursor[1] // _SECOND - second)

    if query.keys.end is None and not query.collapse:
        end = (second + 1) * _SECOND - 1
        before = replace(span, until=end if span.until is None else min(span.until, end))
        after = replace(span, since=max(span.since or end + 1, end + 1))
        return merge(
            kept(rows(connection, before, is_reverse=True)), kept(rows(connection, after)),
            key=distance,
        )  # fmt: skip
    found = _collapsed(connection, query, kept(rows(connection, span)))
    most = min(MOST, MOST if query.limit is None else query.offset + query.limit)
    near = nsmallest(most, ((distance(one), number, one.cursor[2]) for number, one in
                            enumerate(found)))  # fmt: skip
    again = (row_of(connection, number) for _, _, number in near)
    return kept(row for row in again if row is not None)


def _collapsed(connection: Connection, query: Query, found: Iterator[Entry]) -> Iterator[Entry]:
    for fields in query.collapse:
        found = _neighbours_once(found, fields, _token(_before(connection, query), fields))
    return found


def _before(connection: Connection, query: Query) -> Entry | None:
    """The entry behind which the query goes on."""
    row = row_of(connection, query.after[2]) if query.after else None
    return entry_of(connection, row, is_resolved=query.is_resolved) if row else None


def _neighbours_once(
    found: Iterator[Entry], fields: tuple[tuple[str, int | None], ...], last: object
) -> Iterator[Entry]:
    for entry in found:
        token = _token(entry, fields)
        if token != last:
            yield entry
        last = token


def _token(entry: Entry | None, fields: tuple[tuple[str, int | None], ...]) -> object:
    return entry and tuple(entry.values.get(name, "")[:size] for name, size in fields)


def pattern(text: str) -> re.Pattern[str]:
    """A regular expression out of a query.

    Raises:
        BadInput: it is none, or one that may take for ever.
    """
    if _REPEATED_REPETITION.search(text):
        words = "repeats what is repeated already, which may take for ever; say it without"
        raise BadInput(f"{text[:80]!r} {words}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what another version may read otherwise
            return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadInput(f"{text[:80]!r} is no regular expression: {error}") from None
