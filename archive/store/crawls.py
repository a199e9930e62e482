"""Sources and their crawls as the archive remembers them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.errors import DamagedArchive
from archive.store.database import Connection
from archive.urls import microseconds, moment

SAVED = "saved"
"""The source of pages that a person saves one by one; nobody crawls it."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """One run over a source.

    Attributes:
        id: its number in the archive file.
        source: name of the source.
        began: when it was begun first.
        ended: when it ended; ``None`` while it runs, and for ever if it was killed.
        outcome: done, partly, blocked, unreachable, refused, interrupted, failed; ``None`` while
            it runs.
        stats: what was counted.
        reason: why it stopped before it was through, if it did.
    """

    id: int
    source: str
    began: datetime
    ended: datetime | None
    outcome: str | None
    stats: Mapping[str, int]
    reason: str | None = None


def source_id(connection: Connection, name: str, title: str = "") -> int:
    """The number of a source, made where there is none."""
    row = connection.execute("SELECT id, title FROM source WHERE name = ?", (name,)).fetchone()
    if row is None:
        sql = "INSERT INTO source (name, title) VALUES (?, ?)"
        return int(connection.execute(sql, (name, title or name)).lastrowid)
    if title and title != row[1]:
        connection.execute("UPDATE source SET title = ? WHERE id = ?", (title, row[0]))
    return int(row[0])


def names(connection: Connection) -> list[str]:
    """The names of all sources."""
    return [n for (n,) in connection.execute("SELECT name FROM source ORDER BY name").fetchall()]


def known_id(connection: Connection, name: str) -> int | None:
    """The number of a source; ``None`` where the archive knows none of that name."""
    row = connection.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else None


def begin(connection: Connection, source_id: int, now: datetime) -> int:
    """A new crawl of a source; return its number."""
    sql = "INSERT INTO crawl (source_id, began) VALUES (?, ?)"
    return int(connection.execute(sql, (source_id, microseconds(now))).lastrowid)


def unfinished(connection: Connection, source_id: int) -> int | None:
    """The last crawl of a source, if it was killed or interrupted and can go on."""
    sql = "SELECT id, ended, outcome FROM crawl WHERE source_id = ? ORDER BY id DESC LIMIT 1"
    row = connection.execute(sql, (source_id,)).fetchone()
    if row and (row[1] is None or row[2] == "interrupted"):
        return int(row[0])
    return None


def first_end(connection: Connection, source_id: int, now: datetime) -> datetime | None:
    """When the first crawl of a source came to its end; ``None`` where none has by now."""
    sql = (
        "SELECT min(ended) FROM crawl "
        "WHERE source_id = ? AND outcome <> 'interrupted' AND ended <= ?"
    )
    (ended,) = connection.execute(sql, (source_id, microseconds(now))).fetchone()
    return None if ended is None else moment(ended)


def end(
    connection: Connection,
    crawl_id: int,
    outcome: str,
    stats: Mapping[str, int],
    now: datetime,
    reason: str | None = None,
) -> None:
    """Write how a crawl ended. What an interrupted one counted before is added."""
    row = connection.execute("SELECT stats FROM crawl WHERE id = ?", (crawl_id,)).fetchone()
    before: dict[str, int] = json.loads(row[0]) if row and row[0] else {}
    total = {key: before.get(key, 0) + stats.get(key, 0) for key in {**before, **stats}}
    connection.execute(
        "UPDATE crawl SET ended = ?, outcome = ?, stats = ?, reason = ? WHERE id = ?",
        (microseconds(now), outcome, json.dumps(total, sort_keys=True), reason, crawl_id),
    )


def latest(connection: Connection) -> list[Crawl]:
    """The last crawl of every source, by the source's name."""
    sql = (
        f"SELECT {_COLUMNS} "
        "WHERE crawl.id IN (SELECT max(id) FROM crawl GROUP BY source_id) ORDER BY source.name"
    )
    return [_crawl(row) for row in connection.execute(sql)]


def by_id(connection: Connection, number: int) -> Crawl | None:
    """A crawl by its number."""
    row = connection.execute(f"SELECT {_COLUMNS} WHERE crawl.id = ?", (number,)).fetchone()
    return _crawl(row) if row else None


def past(connection: Connection, source: str | None, limit: int) -> list[Crawl]:
    """The crawls of a source, or of all, newest first, that many at most."""
    sql = f"SELECT {_COLUMNS} WHERE ?1 IS NULL OR source.name = ?1 ORDER BY crawl.id DESC LIMIT ?2"
    return [_crawl(row) for row in connection.execute(sql, (source, limit))]


_COLUMNS = (
    "crawl.id, source.name, began, ended, outcome, stats, reason FROM crawl "
    "JOIN source ON source.id = source_id"
)


def _crawl(row: Any) -> Crawl:
    number, source, began, ended, outcome, stats, reason = row
    try:
        end = moment(ended) if ended is not None else None
        counts = json.loads(stats or "{}")
        return Crawl(number, source, moment(began), end, outcome, counts, reason)
    except (TypeError, ValueError, OverflowError) as error:
        raise DamagedArchive(f"crawl {number} of {source} is damaged: {error}") from error
