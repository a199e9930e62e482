"""How sources do, since when, and by what that was told; what is planned for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.store.database import Connection
from archive.urls import microseconds, moment

_SELECT = (
    "SELECT condition.id, source.name, source.title, state, evidence, step, failures, since, until "
    "FROM condition JOIN source ON source.id = source_id"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A state that a source was in for a time.

    Attributes:
        id: its number in the archive file.
        source, title: of the source.
        state: in a word.
        evidence: by what it was told, as last judged.
        step: what was to be done.
        failures: crawls in a row, up to the last, that brought next to nothing.
        since: when it was first judged so.
        until: when it was first judged otherwise; ``None`` while it stands.
    """

    id: int
    source: str
    title: str
    state: str
    evidence: str
    step: str
    failures: int
    since: datetime
    until: datetime | None


def keep_plan(connection: Connection, source_id: int, plan: str) -> None:
    """Write what is planned for a source, where it is not what stands there."""
    sql = "UPDATE source SET plan = ? WHERE id = ? AND plan IS NOT ?"
    connection.execute(sql, (plan, source_id, plan))


def plans(connection: Connection) -> dict[str, str | None]:
    """What is planned for each source, by name; ``None`` where no crawl left a plan."""
    return dict(connection.execute("SELECT name, plan FROM source ORDER BY name").fetchall())


def current(connection: Connection) -> dict[str, Condition]:
    """The state that each source was last judged to be in, by name."""
    rows = connection.execute(f"{_SELECT} WHERE until IS NULL").fetchall()
    return {condition.source: condition for condition in map(_condition, rows)}


def past(connection: Connection, source: str, limit: int) -> list[Condition]:
    """The states that a source was in, newest first, that many at most."""
    sql = f"{_SELECT} WHERE source.name = ? ORDER BY since DESC, condition.id DESC LIMIT ?"
    return [_condition(row) for row in connection.execute(sql, (source, limit)).fetchall()]


def note(
    connection: Connection, source: str, state: str, evidence: str, step: str, failures: int,
    now: datetime,
) -> bool:  # fmt: skip
    """Write how a source does; whether that is another state than before. Within a transaction."""
    sql = (
        "SELECT condition.id, state, evidence, step, failures FROM condition "
        "JOIN source ON source.id = source_id WHERE source.name = ? AND until IS NULL"
    )
    row = connection.execute(sql, (source,)).fetchone()
    if row and row[1] == state:
        if row[2:] != (evidence, step, failures):
            sql = "UPDATE condition SET evidence = ?, step = ?, failures = ? WHERE id = ?"
            connection.execute(sql, (evidence, step, failures, row[0]))
        return False
    when = microseconds(now)
    if row:
        connection.execute("UPDATE condition SET until = ? WHERE id = ?", (when, row[0]))
    connection.execute(
        "INSERT INTO condition (source_id, state, evidence, step, failures, since) "
        "SELECT id, ?, ?, ?, ?, ? FROM source WHERE name = ?",
        (state, evidence, step, failures, when, source),
    )
    return True


def reported(connection: Connection, message_id: int) -> list[Condition]:
    """The states that a message is about, by source."""
    where = "condition.id IN (SELECT condition_id FROM notice WHERE message_id = ?)"
    sql = f"{_SELECT} WHERE {where} ORDER BY source.name, condition.id"
    return [_condition(row) for row in connection.execute(sql, (message_id,)).fetchall()]


def told(connection: Connection, address: str) -> Mapping[int, str]:
    """The states that a recipient was told of, or is about to be, by number."""
    sql = (
        "SELECT DISTINCT condition.id, condition.state FROM notice "
        "JOIN message ON message.id = message_id "
        "JOIN condition ON condition.id = condition_id WHERE address = ?"
    )
    return dict(connection.execute(sql, (address,)).fetchall())


def _condition(row: Sequence[Any]) -> Condition:
    number, source, title, state, evidence, step, failures, since, until = row
    end = None if until is None else moment(until)
    return Condition(
        number, source, title, state, evidence, step, failures, moment(since), end
    )  # fmt: skip
