"""When a source's frontier is due, and what becomes of it where a clock was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.identity import page_key
from archive.store.database import Connection
from archive.urls import microseconds, moment


def heal(connection: Connection, source_id: int, now: datetime, longest_wait: timedelta) -> int:
    """Bring back what a clock that was wrong put into the future; return how many entries.

    What was settled later than now waits as long as it was to wait, counted from now. What
    waits for longer than anything is made to wait, or was found later than now, is due now.
    """
    at = microseconds(now)
    sql = (
        "UPDATE frontier SET due = ? + max(0, due - settled), settled = ? "
        "WHERE source_id = ? AND settled > ?"
    )
    healed = int(connection.execute(sql, (at, at, source_id, at)).rowcount)
    far = at + longest_wait // timedelta(microseconds=1)
    sql = (
        "UPDATE frontier SET due = ?1, found = min(found, ?1) "
        "WHERE source_id = ?2 AND state = 'waiting' AND due > ?1 AND (due > ?3 OR found > ?1)"
    )
    return healed + int(connection.execute(sql, (at, source_id, far)).rowcount)


@dataclass(frozen=True, slots=True)
class Soonest:
    """When a source's frontier is due.

    Attributes:
        due: when the next entry other than a requisite is; ``None`` where there is none.
        now: how many are due by now.
        has_new: whether one of the URLs to begin with is not among the seeds yet.
    """

    due: datetime | None
    now: int
    has_new: bool


def soonest(
    connection: Connection, source_id: int, begins: Iterable[str], now: datetime
) -> Soonest:
    """When something of a source is to be asked for.

    What a clock that was wrong put into the future is due now: a crawl has to begin to ``heal`` it.

    Args:
        connection: to the archive.
        source_id: whose frontier.
        begins: URLs to begin with, as its source file names them today.
        now: the time.
    """
    at = microseconds(now)
    sql = (
        "SELECT min(due), coalesce(sum(due <= ?1), 0) FROM ("
        "SELECT CASE WHEN settled > ?1 OR (state = 'waiting' AND found > ?1) "
        "THEN ?1 ELSE due END AS due "
        "FROM frontier WHERE source_id = ?2 AND kind <> 'requisite')"
    )
    due, count = connection.execute(sql, (at, source_id)).fetchone()
    sql = "SELECT 1 FROM frontier WHERE source_id = ? AND urlkey = ? AND how = 'seed'"
    has_new = any(
        connection.execute(sql, (source_id, page_key(url))).fetchone() is None for url in begins
    )
    return Soonest(None if due is None else moment(due), int(count), has_new)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A page that a source has looked at and that does not wait.

    Attributes:
        id: the number of its entry.
        time: of the last look.
        reason: what was written of it then.
        priority: its place.
    """

    id: int
    time: datetime
    reason: str | None
    priority: int


def looked_at(connection: Connection, source_id: int, url: str) -> LookedAt | None:
    """The page of a URL in any of its spellings; ``None`` where it waits or was not answered."""
    sql = (
        "SELECT id, settled, reason, priority FROM frontier WHERE source_id = ? AND urlkey = ? "
        "AND kind = 'page' AND state = 'done' AND settled IS NOT NULL"
    )
    row = connection.execute(sql, (source_id, page_key(url))).fetchone()
    return LookedAt(row[0], moment(row[1]), *row[2:]) if row else None


def reason_of(connection: Connection, number: int) -> str | None:
    """What was written of an entry when it last came to a state."""
    row = connection.execute("SELECT reason FROM frontier WHERE id = ?", (number,)).fetchone()
    return row[0] if row else None


def bring_forward(connection: Connection, number: int, now: datetime, priority: int) -> None:
    """Let an entry wait now, and in this place, whenever it was to be asked for again."""
    connection.execute(
        "UPDATE frontier SET state = 'waiting', tries = 0, due = ?, priority = ? WHERE id = ?",
        (microseconds(now), priority, number),
    )


def due_by(connection: Connection, source_id: int, urls: Sequence[str], when: datetime) -> None:
    """Let these URLs, which were asked for, be asked for again at some time or sooner."""
    for url in urls:
        connection.execute(
            "UPDATE frontier SET due = min(due, ?) "
            "WHERE source_id = ? AND urlkey = ? AND state = 'done'",
            (microseconds(when), source_id, page_key(url)),
        )
