"""Events in the life of the archive: checks, rebuilds, repairs, what was learned of sites.

As PREMIS 3 has them: what was done, when, with what outcome, and by which software.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, Literal

from archive.store.database import Connection
from archive.urls import microseconds, moment

Kind = Literal["fixity check", "rebuild", "repair", "site model", "redesign", "reading anew"]
Outcome = Literal["unended", "sound", "damaged", "done"]
"""``unended`` and ``damaged`` are equally long: one can be written over the other where it stands,
so that nothing else in a damaged file is touched."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to the archive as a whole.

    Attributes:
        id: its number in the archive file.
        kind: what.
        began: when.
        ended: when; ``None`` while it goes on, and where it was interrupted.
        outcome: how it ended.
        detail: what was found; while it has not ended, where it is.
        program: name and version of the software.
    """

    id: int
    kind: str
    began: datetime
    ended: datetime | None
    outcome: str
    detail: Mapping[str, Any]
    program: str


def program() -> str:
    """Name and version of this software."""
    return f"greffe {version('greffe')}"


def begin(connection: Connection, kind: Kind, now: datetime) -> int:
    """Write that something begins; return the number of the event."""
    sql = "INSERT INTO event (kind, began, outcome, detail, program) VALUES (?, ?, 'unended', ?, ?)"
    row = (kind, microseconds(now), "{}", program())
    return int(connection.execute(sql, row).lastrowid)


def note(connection: Connection, event_id: int, detail: Mapping[str, Any]) -> None:
    """Write where an event is that has not ended."""
    connection.execute("UPDATE event SET detail = ? WHERE id = ?", (_written(detail), event_id))


def end(
    connection: Connection,
    event_id: int,
    outcome: Outcome,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write how an event ended."""
    connection.execute(
        "UPDATE event SET ended = ?, outcome = ?, detail = ? WHERE id = ?",
        (microseconds(now), outcome, _written(detail), event_id),
    )


def mark(connection: Connection, event_id: int, outcome: Outcome) -> None:
    """Write nothing but the outcome, over the one that stands there."""
    connection.execute("UPDATE event SET outcome = ? WHERE id = ?", (outcome, event_id))


def last(connection: Connection, kind: Kind) -> Event | None:
    """The last event of a kind."""
    return next(iter(past(connection, kind, 1)), None)


def past(connection: Connection, kind: Kind, limit: int) -> list[Event]:
    """The events of a kind, the newest first, that many at most."""
    sql = (
        "SELECT id, kind, began, ended, outcome, detail, program FROM event WHERE kind = ? "
        "ORDER BY id DESC LIMIT ?"
    )
    return [_event(row) for row in connection.execute(sql, (kind, limit))]


def _event(row: Any) -> Event:
    number, kind, began, ended, outcome, detail, software = row
    when = moment(ended) if ended is not None else None
    return Event(number, kind, moment(began), when, outcome, json.loads(detail), software)


def _written(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)
