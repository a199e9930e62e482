"""Captures taken out, with all that hangs on them and nothing that others need.

Called within a transaction, once the tombstones stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from archive.history import keeping
from archive.presence.keeping import parted
from archive.store import (
    changes,
    frames,
    lineage,
    parity,
    presences,
    sites,
    spans,
    texts,
    unlisted,
    watches,
)
from archive.store.database import Connection
from archive.store.index import postings
from archive.store.index.tables import LATEST, PAST
from archive.urls import microseconds

_NEVER = timedelta(days=36525)
_ROWS = 800
"""Bytes of a capture's rows and their place in indexes, less those of its tombstone."""


def dependent(connection: Connection, capture_ids: Sequence[int]) -> set[int]:
    """The revisits of these captures that are not among them: they would lose their payload."""
    given = set(capture_ids)
    sql = "SELECT id FROM capture WHERE revisit_of = ?"
    found = (row[0] for number in given for row in connection.execute(sql, (number,)))
    return {number for number in found if number not in given}


def size_of(connection: Connection, capture_ids: Sequence[int]) -> int:
    """Bytes, about, that the file has for captures: their records as compressed as they are."""
    sql = (
        "SELECT length(data) + (SELECT coalesce(sum(length(segment.data)), 0) FROM segment "
        "WHERE segment.frame_id = frame.id) "
        "FROM frame WHERE id = (SELECT frame_id FROM capture WHERE id = ?)"
    )
    return sum(connection.execute(sql, (number,)).fetchone()[0] + _ROWS for number in capture_ids)


def removed(connection: Connection, capture_ids: Sequence[int]) -> None:
    """Delete captures with their records, texts, links and index rows.

    A text that another capture shows stays, with that one as its first. What the frontier knows
    of a URL then refers to the last capture of it that stays.

    Raises:
        ValueError: a revisit that stays refers to one of them.
    """
    if dependent(connection, capture_ids):
        raise ValueError("a revisit that stays refers to a capture that is to go")
    execute = connection.execute
    execute("CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)")
    execute("DELETE FROM doomed")
    connection.executemany("INSERT INTO doomed VALUES (?)", [(number,) for number in capture_ids])
    hosts = {
        key.partition(")")[0]
        for key in _column(connection, "SELECT urlkey FROM capture WHERE id IN doomed")
    }
    pages = _column(connection, "SELECT DISTINCT page_id FROM capture WHERE id IN doomed")
    frame_ids = _column(connection, "SELECT frame_id FROM capture WHERE id IN doomed")
    heirs = unlisted.heirs(connection, capture_ids)
    touched = unlisted.dropped(connection, capture_ids)
    watches.parted(connection)
    texts.withdrawn(connection, capture_ids)
    _settle_references(connection)
    spans.forgotten(connection, pages, capture_ids)
    changes.forgotten(connection, capture_ids)
    for table in ("brief", "cdx_key", "record"):
        execute(f"DELETE FROM {table} WHERE capture_id IN doomed")
    sites.parted(connection, capture_ids)
    execute("DELETE FROM capture WHERE id IN doomed")
    sites.forgotten(connection, hosts)
    lineage.forgotten(connection, pages, frame_ids)
    parity.renewed(connection, frames.removed(connection, frame_ids))
    left = _left(connection, pages)
    presences.forgotten(connection, left)
    connection.executemany(
        "DELETE FROM page WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM capture WHERE page_id = page.id)",
        [(number,) for number in pages],
    )
    touched |= {page for heir in heirs for page in unlisted.settled(connection, heir)}
    keeping.settled(connection, sorted(set(pages) - set(left)))
    parted(connection, {*pages, *touched}, hosts)
    watches.settled(connection)


def barred(connection: Connection, keys: Sequence[str], reason: str, now: datetime) -> int:
    """Let no crawl ask again for pages of which no capture is left; how many entries that were."""
    sql = (
        "UPDATE frontier SET state = 'refused', reason = ?, settled = ?, due = ? "
        "WHERE source_id IN (SELECT id FROM source) AND urlkey = ? "
        "AND NOT EXISTS (SELECT 1 FROM capture JOIN page ON page.id = page_id "
        "WHERE page.urlkey = frontier.urlkey)"
    )
    at, never = microseconds(now), microseconds(now + _NEVER)
    done = [connection.execute(sql, (reason, at, never, key)).rowcount for key in keys]
    return sum(max(0, number) for number in done)


def scrubbed(connection: Connection) -> None:
    """Rewrite the search index, in which words of deleted texts stay until it is merged."""
    postings.scrubbed(connection)
    for table in (LATEST, PAST):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _settle_references(connection: Connection) -> None:
    sql = "SELECT id, urlkey, source_id FROM frontier WHERE capture_id IN doomed"
    rows = connection.execute(sql).fetchall()
    connection.executemany(
        "UPDATE frontier SET capture_id = (SELECT id FROM capture "
        "WHERE page_id = (SELECT id FROM page WHERE page.urlkey = ?) AND id NOT IN doomed "
        "ORDER BY source_id IS ? DESC, time DESC, id DESC LIMIT 1) WHERE id = ?",
        [(key, source_id, number) for number, key, source_id in rows],
    )
    connection.execute("UPDATE frontier SET robots_id = NULL WHERE robots_id IN doomed")
    connection.execute("UPDATE rest SET capture_id = NULL WHERE capture_id IN doomed")


def _left(connection: Connection, pages: Sequence[int]) -> list[int]:
    """Those pages of which no capture is left."""
    sql = "SELECT 1 FROM capture WHERE page_id = ? LIMIT 1"
    return [page for page in pages if not connection.execute(sql, (page,)).fetchone()]


def _column(connection: Connection, sql: str) -> list[Any]:
    return [row[0] for row in connection.execute(sql)]
