"""Tombstones: what stood in the archive once, when and why it was taken out, and by which rule.

A deletion is an event that leaves a trace (OAIS, ISO 14721; WARC knows no such record).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any, Literal

from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

Kind = Literal["thinned", "removed"]

_NEAR = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Removal:
    """One act of taking captures out.

    Attributes:
        time: when.
        kind: ``thinned`` by the rule of a source, or ``removed`` by order.
        rule: the rule, or what was named on the command line.
        reason: why, for people.
        software: what did it.
    """

    time: datetime
    kind: Kind
    rule: str
    reason: str
    software: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A capture that is no longer here.

    Attributes:
        id: its number in the archive file.
        removal: how it went.
        url: the URL that was asked for.
        time: when it was captured.
        outcome: what the capture was taken for.
        status: HTTP status; ``None`` where no status line came.
        digest: SHA-256 of the payload.
        size: bytes of the payload.
        source: name of the source, if any.
        records: ids of its WARC records.
        returned: when an import brought it back, if one did.
    """

    id: int
    removal: Removal
    url: str
    time: datetime
    outcome: str
    status: int | None
    digest: bytes | None
    size: int
    source: str | None
    records: tuple[str, ...]
    returned: datetime | None


def removal(time: datetime, kind: Kind, rule: str, reason: str) -> Removal:
    """An act of this very program."""
    return Removal(time, kind, rule, reason, f"Greffe/{version('greffe')}")


def noted(connection: Connection, act: Removal) -> int:
    """Write down that captures are taken out; return the number of that."""
    sql = "INSERT INTO removal (time, kind, rule, reason, software) VALUES (?, ?, ?, ?, ?)"
    row = (microseconds(act.time), act.kind, act.rule, act.reason, act.software)
    return int(connection.execute(sql, row).lastrowid)


def raised(connection: Connection, removal_id: int, capture_ids: Sequence[int]) -> None:
    """Set a tombstone for each of these captures, which are still there."""
    connection.executemany(
        "INSERT INTO tombstone (removal_id, urlkey, url, time, method, status, media_type, "
        "outcome, digest, size, source_id, records) "
        "SELECT ?, urlkey, url, time, method, status, media_type, outcome, digest, capture.size, "
        "source_id, (SELECT json_group_array(uri) FROM "
        "(SELECT uri FROM record WHERE capture_id = capture.id ORDER BY start)) "
        "FROM capture WHERE id = ?",
        [(removal_id, number) for number in capture_ids],
    )


def of_url(connection: Connection, url: str) -> list[Tombstone]:
    """The tombstones of a URL in any spelling, oldest capture first."""
    sql = f"{_SELECT} WHERE urlkey = ? ORDER BY tombstone.time, tombstone.id"
    return [_tombstone(row) for row in connection.execute(sql, (urlkey(url),))]


def standing(
    connection: Connection, url: str, time: datetime, records: Sequence[str]
) -> Tombstone | None:
    """The tombstone of a capture that would come in again; ``None`` if it may.

    It is known by its record ids, or by URL and time to the second where other ids were given to
    it elsewhere.
    """
    sql = f"{_SELECT} WHERE urlkey = ? AND tombstone.time BETWEEN ? AND ? AND returned IS NULL"
    span = (microseconds(time - _NEAR), microseconds(time + _NEAR))
    second = time.replace(microsecond=0)
    for row in connection.execute(sql, (urlkey(url), *span)):
        one = _tombstone(row)
        if one.time.replace(microsecond=0) == second or set(one.records) & set(records):
            return one
    return None


def returned(connection: Connection, one: Tombstone, now: datetime) -> None:
    """Write that a capture was brought back; what is known of its removal stays."""
    sql = "UPDATE tombstone SET returned = ? WHERE id = ?"
    connection.execute(sql, (microseconds(now), one.id))


def counted(connection: Connection) -> dict[str, int]:
    """How many captures were thinned out and removed, and not brought back."""
    sql = (
        "SELECT kind, count(*) FROM tombstone JOIN removal ON removal.id = removal_id "
        "WHERE returned IS NULL GROUP BY kind"
    )
    return dict(connection.execute(sql).fetchall())


_SELECT = (
    "SELECT tombstone.id, removal.time, kind, rule, reason, software, url, tombstone.time, "
    "outcome, status, digest, size, source.name, records, returned FROM tombstone "
    "JOIN removal ON removal.id = removal_id LEFT JOIN source ON source.id = source_id"
)


def _tombstone(row: Sequence[Any]) -> Tombstone:
    number, *act = row[:6]
    url, time, outcome, status, digest, size, source, records, back = row[6:]
    return Tombstone(
        id=number,
        removal=Removal(moment(act[0]), act[1], act[2], act[3], act[4]),
        url=url,
        time=moment(time),
        outcome=outcome,
        status=status,
        digest=digest,
        size=size,
        source=source,
        records=tuple(json.loads(records)),
        returned=None if back is None else moment(back),
    )
