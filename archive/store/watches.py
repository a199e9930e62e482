"""Watches: saved searches, who is told, and what they found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from archive.store.database import Connection
from archive.urls import microseconds, moment

SightingKind = Literal["new", "vanished", "unseen"]
"""A text matches that did not before; a page's text does not any more; a page whose text matched
could not be seen, so that nothing is known of its words."""

BLIND = timedelta(days=3)
"""How long a page cannot be seen before that is news of its own."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search.

    Attributes:
        id: its number in the archive file.
        name: what people call it.
        uid: a UUID, of which the ids of its feed are made.
        query: as it was typed.
        is_broad: whether lists of articles count too.
        created: when it was made.
        looked: the last capture that it was held against.
        recipients: whom it tells: ``@name``, or Apprise URLs.
    """

    id: int
    name: str
    uid: str
    query: str
    is_broad: bool
    created: datetime
    looked: int
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found.

    Attributes:
        capture_id: the capture that shows it: the first with the words, the first without them,
            or the one that shows no text.
        before_id: the last capture that had the words; ``None`` for what is new.
    """

    capture_id: int
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that a watch found, once, with all the places where it is.

    Attributes:
        id: its number in the archive file.
        watch_id: whose it is.
        uid: its id in feeds, a UUID.
        kind: what.
        time: when it was found.
        places: where, the first of them first.
    """

    id: int
    watch_id: int
    uid: str
    kind: SightingKind
    time: datetime
    places: tuple[Place, ...]


def added(
    connection: Connection, name: str, query: str, now: datetime, *,
    is_broad: bool = False, recipients: Iterable[str] = (),
) -> int:  # fmt: skip
    """Make a watch that begins with what is captured from now on; return its number."""
    created = microseconds(now)
    uid = str(uuid5(NAMESPACE_URL, f"greffe:watch:{created}:{name}"))
    row = (name, uid, query, is_broad, created, last_capture(connection))
    sql = (
        "INSERT INTO watch (name, uid, query, is_broad, created, looked) VALUES (?, ?, ?, ?, ?, ?)"
    )
    number = int(connection.execute(sql, row).lastrowid)
    sql = "INSERT OR IGNORE INTO recipient (watch_id, address) VALUES (?, ?)"
    connection.executemany(sql, [(number, address) for address in recipients])
    return number


def removed(connection: Connection, watch_id: int) -> None:
    """Delete a watch, all it found, and the messages that are of no other watch."""
    connection.execute("DELETE FROM watch WHERE id = ?", (watch_id,))
    _swept(connection)


def everything(connection: Connection) -> list[Watch]:
    """All watches, by name."""
    told: dict[int, list[str]] = {}
    sql = "SELECT watch_id, address FROM recipient ORDER BY watch_id, address"
    for number, address in connection.execute(sql):
        told.setdefault(number, []).append(address)
    sql = "SELECT id, name, uid, query, is_broad, created, looked FROM watch ORDER BY name"
    return [_watch(row, tuple(told.get(row[0], ()))) for row in connection.execute(sql)]


def _watch(row: Sequence[Any], recipients: tuple[str, ...]) -> Watch:
    number, name, uid, query, is_broad, created, looked = row
    return Watch(number, name, uid, query, bool(is_broad), moment(created), looked, recipients)


def last_capture(connection: Connection) -> int:
    """The number of the capture that was kept last; 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM capture").fetchone()[0])


def is_still(connection: Connection, watch: Watch) -> bool:
    """Whether a watch is as it was read, and no other run has gone on with it."""
    sql = "SELECT 1 FROM watch WHERE id = ? AND uid = ? AND looked = ?"
    row = (watch.id, watch.uid, watch.looked)
    return connection.execute(sql, row).fetchone() is not None


def note_looked(connection: Connection, watch_id: int, capture_id: int) -> None:
    """Write that a watch was held against captures up to this one."""
    connection.execute("UPDATE watch SET looked = ? WHERE id = ?", (capture_id, watch_id))


def known_at(connection: Connection, watch_id: int, digest: bytes, page_id: int) -> int | None:
    """What a watch told as new, by number: the very text, which other pages than this one have."""
    row = connection.execute(
        "SELECT sighting.id FROM version "
        "CROSS JOIN reading ON reading.version_id = version.id "
        "CROSS JOIN page ON page.id = version.page_id AND page.version_id = version.id "
        "CROSS JOIN place ON place.capture_id = reading.capture_id "
        "CROSS JOIN sighting ON sighting.id = place.sighting_id "
        "WHERE version.digest = :digest AND watch_id = :watch AND sighting.kind = 'new' "
        "AND NOT EXISTS (SELECT 1 FROM place AS own JOIN capture ON capture.id = own.capture_id "
        "WHERE own.sighting_id = sighting.id AND capture.page_id = :page) "
        "ORDER BY sighting.id DESC LIMIT 1",
        {"digest": digest, "watch": watch_id, "page": page_id},
    ).fetchone()
    return int(row[0]) if row else None


def was_elsewhere(connection: Connection, digest: bytes, page_id: int, capture_id: int) -> bool:
    """Whether the very text stood on another page at a capture up to this one."""
    sql = (
        "SELECT 1 FROM version CROSS JOIN reading ON reading.version_id = version.id "
        "WHERE digest = ? AND page_id <> ? AND reading.capture_id <= ? LIMIT 1"
    )
    return connection.execute(sql, (digest, page_id, capture_id)).fetchone() is not None


def undecided(connection: Connection, watch_id: int) -> dict[int, int]:
    """Pages of which it cannot be told yet, and up to which capture it was decided."""
    sql = "SELECT page_id, since FROM undecided WHERE watch_id = ?"
    return dict(connection.execute(sql, (watch_id,)).fetchall())


def note_undecided(
    connection: Connection, watch_id: int, before: Iterable[int], now: Iterable[tuple[int, int]]
) -> None:
    """Write which pages stay undecided of those that were looked at.

    Args:
        connection: within a transaction.
        watch_id: the watch.
        before: pages that were undecided and were looked at.
        now: those that are, and up to which capture they were decided.
    """
    sql = "DELETE FROM undecided WHERE watch_id = ? AND page_id = ?"
    connection.executemany(sql, [(watch_id, page_id) for page_id in before])
    sql = "INSERT OR REPLACE INTO undecided (watch_id, page_id, since) VALUES (?, ?, ?)"
    connection.executemany(sql, [(watch_id, *pair) for pair in now])


def sighted(
    connection: Connection, watch: Watch, kind: SightingKind, places: Sequence[Place], now: datetime
) -> None:
    """Write that a watch found something; messages about it are not due yet."""
    uid = str(uuid5(UUID(watch.uid), f"{kind}:{places[0].capture_id}:{microseconds(now)}"))
    sql = "INSERT INTO sighting (watch_id, uid, kind, time, is_told) VALUES (?, ?, ?, ?, 0)"
    row = (watch.id, uid, kind, microseconds(now))
    _put(connection, int(connection.execute(sql, row).lastrowid), places)


def also_at(connection: Connection, sighting_id: int, places: Sequence[Place]) -> None:
    """Write that what was found before stands at other places too."""
    _put(connection, sighting_id, places)


def _put(connection: Connection, number: int, places: Sequence[Place]) -> None:
    # Captures may have been taken out since they were judged.
    sql = (
        "INSERT OR IGNORE INTO place (sighting_id, capture_id, before_id) "
        "SELECT :number, :shows, :had WHERE EXISTS (SELECT 1 FROM capture WHERE id = :shows) "
        "AND (:had IS NULL OR EXISTS (SELECT 1 FROM capture WHERE id = :had))"
    )
    for one in places:
        values = {"number": number, "shows": one.capture_id, "had": one.before_id}
        connection.execute(sql, values)


def sightings(
    connection: Connection, watch_ids: Sequence[int], *, limit: int | None = None
) -> list[Sighting]:
    """What watches found, newest first."""
    marks = ",".join("?" * len(watch_ids))
    where = f"watch_id IN ({marks}) ORDER BY time DESC, id DESC LIMIT ?"
    return _sightings(connection, where, (*watch_ids, -1 if limit is None else limit))


def mentioned(connection: Connection, message_id: int) -> list[Sighting]:
    """What a message is about, in the order in which it was found."""
    where = "id IN (SELECT sighting_id FROM mention WHERE message_id = ?) ORDER BY id"
    return _sightings(connection, where, (message_id,))


def _sightings(connection: Connection, where: str, values: Sequence[Any]) -> list[Sighting]:
    sql = f"SELECT id, watch_id, uid, kind, time FROM sighting WHERE {where}"
    return [
        Sighting(number, watch_id, uid, kind, moment(time), _places(connection, number))
        for number, watch_id, uid, kind, time in connection.execute(sql, values).fetchall()
    ]


def _places(connection: Connection, number: int) -> tuple[Place, ...]:
    sql = "SELECT capture_id, before_id FROM place WHERE sighting_id = ? ORDER BY capture_id"
    return tuple(Place(*row) for row in connection.execute(sql, (number,)))


def settle_seen(connection: Connection) -> None:
    """Let pages be, of which nobody was told that they could not be seen, and that were seen since.

    A site that was down for a night is no news in the morning.
    """
    connection.execute(
        "UPDATE sighting SET is_told = 1 WHERE is_told = 0 AND kind = 'unseen' AND NOT EXISTS ("
        "SELECT 1 FROM place JOIN capture AS blind ON blind.id = place.capture_id "
        "WHERE place.sighting_id = sighting.id AND NOT EXISTS ("
        "SELECT 1 FROM capture AS seen JOIN reading ON reading.capture_id = seen.id "
        "WHERE seen.page_id = blind.page_id AND reading.version_id IS NOT NULL "
        "AND (seen.time, seen.id) > (blind.time, blind.id)))"
    )


def pressing(connection: Connection, now: datetime) -> list[int]:
    """The watches, by number, that have something to tell that does not wait.

    What came and what vanished does not, nor a page that the site says is not there or elsewhere.
    One that is blocked, in error or unreachable waits for ``BLIND``, or for other news.
    """
    rows = connection.execute(
        "SELECT DISTINCT watch_id FROM sighting JOIN place ON place.sighting_id = sighting.id "
        "JOIN capture ON capture.id = place.capture_id WHERE is_told = 0 "
        "AND (kind <> 'unseen' OR outcome IN ('absent', 'redirect') OR capture.time <= ?) "
        "ORDER BY watch_id",
        (microseconds(now - BLIND),),
    )
    return [row[0] for row in rows]


def counted(connection: Connection, watch_id: int) -> dict[str, int]:
    """How much a watch found, by kind, and of how many pages it cannot be told yet."""
    sql = "SELECT kind, count(*) FROM sighting WHERE watch_id = ? GROUP BY kind"
    found = dict(connection.execute(sql, (watch_id,)).fetchall())
    sql = "SELECT count(*) FROM undecided WHERE watch_id = ?"
    (waiting,) = connection.execute(sql, (watch_id,)).fetchone()
    return {kind: found.get(kind, 0) for kind in ("new", "vanished", "unseen")} | {
        "undecided": int(waiting)
    }


def parted(connection: Connection) -> None:
    """Prepare for captures to be deleted that table ``doomed`` names.

    What stands on one of them stands on another capture of the page with the same text, where one
    stays; else it is forgotten, and with it what messages would say of it.
    """
    for column in ("capture_id", "before_id"):
        other = (
            "(SELECT stays.id FROM capture AS goes JOIN reading ON reading.capture_id = goes.id "
            "JOIN reading AS same ON same.version_id = reading.version_id "
            "JOIN capture AS stays ON stays.id = same.capture_id "
            f"WHERE goes.id = place.{column} AND stays.page_id = goes.page_id "
            "AND stays.id NOT IN doomed ORDER BY abs(stays.time - goes.time) LIMIT 1)"
        )
        connection.execute(
            f"UPDATE OR IGNORE place SET {column} = {other} "
            f"WHERE {column} IN doomed AND {other} IS NOT NULL"
        )
    connection.execute("DELETE FROM place WHERE capture_id IN doomed OR before_id IN doomed")
    _swept(connection)


def settled(connection: Connection) -> None:
    """After captures were deleted: numbers that are given anew belong to what is new."""
    last = last_capture(connection)
    connection.execute("UPDATE watch SET looked = ? WHERE looked > ?", (last, last))
    connection.execute("UPDATE undecided SET since = ? WHERE since > ?", (last, last))


def _swept(connection: Connection) -> None:
    """Delete what was found nowhere any more, and messages that have nothing to say."""
    connection.execute(
        "DELETE FROM sighting "
        "WHERE NOT EXISTS (SELECT 1 FROM place WHERE sighting_id = sighting.id)"
    )
    connection.execute(
        "DELETE FROM message WHERE NOT EXISTS (SELECT 1 FROM mention WHERE message_id = message.id"
        ") AND NOT EXISTS (SELECT 1 FROM notice WHERE message_id = message.id)"
    )
