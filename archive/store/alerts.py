"""Who is told when a source begins to do badly, and when it does well again; messages of that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from archive.store.database import Connection
from archive.urls import microseconds, moment

FAILURES = 3
"""Crawls in a row that fail before a recipient is told, if nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A recipient of alerts.

    Attributes:
        address: ``@name``, or an Apprise URL.
        failures: how many crawls in a row fail before it is told of blocked or failing sources.
        created: since when it is one.
    """

    address: str
    failures: int
    created: datetime


def everyone(connection: Connection) -> list[Alert]:
    """All recipients of alerts, by address."""
    sql = "SELECT address, failures, created FROM alert ORDER BY address"
    return [Alert(address, n, moment(time)) for address, n, time in connection.execute(sql)]


def add(connection: Connection, address: str, failures: int, now: datetime) -> None:
    """Make somebody a recipient, or change after how many failures one is told."""
    connection.execute(
        "INSERT INTO alert (address, failures, created) VALUES (?, ?, ?) "
        "ON CONFLICT (address) DO UPDATE SET failures = excluded.failures",
        (address, failures, microseconds(now)),
    )


def remove(connection: Connection, address: str) -> bool:
    """Tell somebody nothing more, also not what waits; whether it was a recipient."""
    connection.execute(
        "DELETE FROM message WHERE address = ? AND state <> 'sent' "
        "AND id IN (SELECT message_id FROM notice) "
        "AND id NOT IN (SELECT message_id FROM mention)",
        (address,),
    )
    deleted = connection.execute("DELETE FROM alert WHERE address = ?", (address,))
    return bool(deleted.rowcount)


def make_due(
    connection: Connection, address: str, condition_ids: Collection[int], now: datetime
) -> None:
    """Make one message due to a recipient about states of sources. Within a transaction."""
    when = microseconds(now)
    sql = "INSERT INTO message (address, made, due, tries, state) VALUES (?, ?, ?, 0, 'waiting')"
    number = connection.execute(sql, (address, when, when)).lastrowid
    sql = "INSERT INTO notice (message_id, condition_id) VALUES (?, ?)"
    connection.executemany(sql, [(number, condition_id) for condition_id in condition_ids])
