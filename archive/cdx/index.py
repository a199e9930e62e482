"""The rows of the index, in the order of their keys, read batch by batch.

They come from two tables: most captures are indexed under their own urlkey, the others under the
key that is noted for them (``archive.store.cdx_keys``). No batch is read within a transaction that
outlasts it: captures that come meanwhile are there or not, and none comes twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from archive.cdx.keys import Keys
from archive.store.database import Connection

Cursor = tuple[str, int, int]
"""The place of a row: its key, its time in microseconds, the number of its capture."""
_FIRST_BATCH, _BATCH = 100, 1000
_LISTED = (
    "record.id = (SELECT min(id) FROM record WHERE capture_id = capture.id "
    "AND type IN ('response', 'revisit', 'resource'))"
)
_COLUMNS = (
    "capture.time, capture.id, capture.url, capture.method, capture.media_type, capture.status, "
    "capture.digest, capture.revisit_of, record.type, record.start, record.size"
)
_NOT_NOTED = "NOT EXISTS (SELECT 1 FROM cdx_key WHERE capture_id = capture.id)"


@dataclass(frozen=True, slots=True)
class Row:
    """A capture that was answered, and where the record of its answer lies.

    Attributes:
        key: its key in the index.
        time: in microseconds.
        id: number of the capture.
        url, method, media_type, status, digest, revisit_of: of the capture.
        type: of the record.
        start, size: of the record, among those of its capture.
    """

    key: str
    time: int
    id: int
    url: str
    method: str
    media_type: str
    status: int | None
    digest: bytes | None
    revisit_of: int | None
    type: str
    start: int
    size: int

    @property
    def cursor(self) -> Cursor:
        """Its place."""
        return self.key, self.time, self.id


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the index.

    Attributes:
        keys: what keys there are in it.
        since, until: times in microseconds, both inclusive.
        first: where it begins.
        after: behind which place it begins.
        end: before which place it ends.
    """

    keys: Keys
    since: int | None = None
    until: int | None = None
    first: Cursor | None = None
    after: Cursor | None = None
    end: Cursor | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    key: str
    source: str
    where: str


_OWN = _Table("capture.urlkey", "capture INDEXED BY capture_urlkey", _NOT_NOTED)
_NOTED = _Table("cdx_key.key", "cdx_key JOIN capture ON capture.id = cdx_key.capture_id", "1")
_METHODS = {_OWN: "capture.method = 'GET'", _NOTED: "capture.method IN ('GET', 'POST', 'PUT')"}


def rows(connection: Connection, span: Span, *, is_reverse: bool = False) -> Iterator[Row]:
    """The rows of a part of the index, by key, time and number; ``is_reverse`` backwards."""
    streams = [_stream(connection, table, span, is_reverse) for table in (_OWN, _NOTED)]
    return merge(*streams, key=lambda row: row.cursor, reverse=is_reverse)


def row_of(connection: Connection, capture_id: int) -> Row | None:
    """The row of a capture; ``None`` where it has no answer."""
    sql = (
        "SELECT coalesce((SELECT key FROM cdx_key WHERE capture_id = capture.id), "
        f"capture.urlkey), {_COLUMNS} FROM capture JOIN record ON {_LISTED} WHERE capture.id = ?"
    )
    found = connection.execute(sql, (capture_id,)).fetchone()
    return Row(*found) if found else None


def count(connection: Connection, keys: Keys) -> int:
    """How many captures have such keys, those among them that were not answered too."""
    total = 0
    for table in (_OWN, _NOTED):
        where, values = _within(table, keys)
        sql = f"SELECT count(*) FROM {table.source} WHERE {table.where} AND {where}"
        total += connection.execute(sql, values).fetchone()[0]
    return total


def place(connection: Connection, keys: Keys, number: int) -> Cursor | None:
    """The place of the capture with a number, from 0 on, among those that ``count`` counts."""
    parts, values = [], []
    for table in (_OWN, _NOTED):
        where, own = _within(table, keys)
        parts.append(
            f"SELECT {table.key} AS key, capture.time AS time, capture.id AS id "
            f"FROM {table.source} WHERE {table.where} AND {where}"
        )
        values += own
    sql = f"{' UNION ALL '.join(parts)} ORDER BY key, time, id LIMIT 1 OFFSET ?"
    found = connection.execute(sql, (*values, number)).fetchone()
    return tuple(found) if found else None


def _stream(connection: Connection, table: _Table, span: Span, is_reverse: bool) -> Iterator[Row]:
    where, values = _bounds(table, span)
    way, further = ("DESC", "<") if is_reverse else ("ASC", ">")
    order = f"ORDER BY {table.key} {way}, capture.time {way}, capture.id {way} LIMIT ?"
    place_of = f"({table.key}, capture.time, capture.id)"
    sql = (
        f"SELECT {table.key}, {_COLUMNS} FROM {table.source} JOIN record ON {_LISTED} "
        f"WHERE {table.where} AND {_METHODS[table]} AND {where}"
    )
    size = _FIRST_BATCH
    at: Sequence[Any] = ()
    while True:
        on = f" AND {place_of} {further} (?, ?, ?)" if at else ""
        found = connection.execute(f"{sql}{on} {order}", (*values, *at, size)).fetchall()
        for one in found:
            yield Row(*one)
        if len(found) < size:
            return
        at, size = found[-1][:3], _BATCH


def _within(table: _Table, keys: Keys) -> tuple[str, list[Any]]:
    if keys.end is None:
        return f"{table.key} = ?", [keys.start]
    return f"{table.key} >= ? AND {table.key} < ?", [keys.start, keys.end]


def _bounds(table: _Table, span: Span) -> tuple[str, list[Any]]:
    where, values = _within(table, span.keys)
    place_of = f"({table.key}, capture.time, capture.id)"
    for condition, value in (
        ("capture.time >= ?", span.since),
        ("capture.time <= ?", span.until),
        (f"{place_of} >= (?, ?, ?)", span.first),
        (f"{place_of} > (?, ?, ?)", span.after),
        (f"{place_of} < (?, ?, ?)", span.end),
    ):
        if value is not None:
            where += f" AND {condition}"
            values += value if isinstance(value, tuple) else [value]
    return where, values
