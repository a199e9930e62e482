"""The outbox: messages that are due, tried and sent, and what each is about.

A message is written in the transaction in which what it is about becomes told of, and says whom and
what about; its words are made when it is sent, of what the archive then has. Each try is taken
before it is made: another process does not try too, and one that is killed between sending and
noting it sends it once more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from archive.store.database import Connection
from archive.urls import microseconds, moment

State = Literal["waiting", "sent", "given up"]

WAITS = (
    timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4),
    timedelta(hours=12), timedelta(days=1), timedelta(days=2), timedelta(days=4),
)  # fmt: skip
"""How long is waited after each failure; after one more a message is given up."""

_SELECT = "SELECT id, address, made, due, tries, state, settled, error FROM message"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one recipient.

    Attributes:
        id: its number in the archive file.
        address: of whom: ``@name``, or an Apprise URL.
        made: when there was something to say.
        due: before when it is not tried.
        tries: how often it was tried.
        state: what became of it.
        settled: when it was sent or given up.
        error: why the last try failed.
    """

    id: int
    address: str
    made: datetime
    due: datetime
    tries: int
    state: State
    settled: datetime | None
    error: str | None


def made_due(connection: Connection, watch_ids: Collection[int], now: datetime) -> None:
    """Make one message due to each recipient of watches about all they were not told of yet."""
    marks = ",".join("?" * len(watch_ids))
    untold = (
        "FROM sighting JOIN recipient ON recipient.watch_id = sighting.watch_id "
        f"WHERE is_told = 0 AND sighting.watch_id IN ({marks})"
    )
    values = tuple(watch_ids)
    when = microseconds(now)
    for (address,) in connection.execute(f"SELECT DISTINCT address {untold}", values).fetchall():
        sql = (
            "INSERT INTO message (address, made, due, tries, state) VALUES (?, ?, ?, 0, 'waiting')"
        )
        number = connection.execute(sql, (address, when, when)).lastrowid
        sql = f"INSERT INTO mention SELECT ?, sighting.id {untold} AND address = ?"
        connection.execute(sql, (number, *values, address))
    sql = f"UPDATE sighting SET is_told = 1 WHERE is_told = 0 AND watch_id IN ({marks})"
    connection.execute(sql, values)


def waiting(connection: Connection, now: datetime | None = None) -> list[Message]:
    """The messages that are to be sent, the oldest first; with a time, those due by then."""
    where = "state = 'waiting' AND (? IS NULL OR due <= ?) ORDER BY id"
    when = microseconds(now) if now else None
    return _found(connection, where, (when, when))


def unsent(connection: Connection) -> list[Message]:
    """The messages that failed so far, and those given up, the oldest first."""
    return _found(connection, "state = 'given up' OR state = 'waiting' AND tries > 0 ORDER BY id")


def of_watch(connection: Connection, watch_id: int, limit: int) -> list[Message]:
    """The last messages that are about what a watch found, newest first."""
    where = (
        "id IN (SELECT message_id FROM mention JOIN sighting ON sighting.id = sighting_id "
        "WHERE watch_id = ?) ORDER BY id DESC LIMIT ?"
    )
    return _found(connection, where, (watch_id, limit))


def wanted_again(connection: Connection, now: datetime) -> None:
    """Let all that failed be tried at once, also what was given up."""
    connection.execute(
        "UPDATE message SET state = 'waiting', settled = NULL, due = ?, "
        "tries = CASE WHEN state = 'given up' THEN 0 ELSE tries END "
        "WHERE state <> 'sent'",
        (microseconds(now),),
    )


def taken(connection: Connection, message: Message, now: datetime) -> bool:
    """Take a try of a message; whether no other process has. Within a transaction.

    It is due again after the wait for that many tries, unless it is settled before.
    """
    wait = WAITS[min(message.tries, len(WAITS) - 1)]
    sql = (
        "UPDATE message SET tries = tries + 1, due = ?, error = NULL "
        "WHERE id = ? AND state = 'waiting' AND tries = ? AND due = ?"
    )
    row = (microseconds(now + wait), message.id, message.tries, microseconds(message.due))
    return bool(connection.execute(sql, row).rowcount == 1)


def sent(connection: Connection, message_id: int, now: datetime) -> None:
    """Write that a message was sent."""
    sql = "UPDATE message SET state = 'sent', settled = ?, error = NULL WHERE id = ?"
    connection.execute(sql, (microseconds(now), message_id))


def failed(connection: Connection, message_id: int, error: str, now: datetime) -> None:
    """Write why a message could not be sent; after the last try it is given up."""
    connection.execute(
        "UPDATE message SET error = :error, state = iif(tries > :most, 'given up', state), "
        "settled = iif(tries > :most, :now, NULL) WHERE id = :id",
        {"error": error, "most": len(WAITS), "now": microseconds(now), "id": message_id},
    )


def _found(
    connection: Connection, where: str, values: tuple[int | None, ...] = ()
) -> list[Message]:
    rows = connection.execute(f"{_SELECT} WHERE {where}", values).fetchall()
    return [_message(row) for row in rows]


def _message(row: Sequence[Any]) -> Message:
    number, address, made, due, tries, state, settled, error = row
    when = None if settled is None else moment(settled)
    return Message(number, address, moment(made), moment(due), tries, state, when, error)
