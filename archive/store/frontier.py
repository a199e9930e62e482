"""The frontier: what a source's crawls still have to ask for, and when to ask again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archive.exchange import How
from archive.store import rests
from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

Kind = Literal["page", "listing", "feed", "sitemap", "requisite"]
State = Literal["waiting", "done", "failed", "refused"]

KINDS: tuple[Kind, ...] = ("page", "listing", "feed", "sitemap", "requisite")

BACKFILL = 70
"""Pages with this priority or a later one are of older years, and wait until nothing else does."""

MAX_TRIES = 5
"""Redirects a URL may make to another spelling of itself before it is given up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL to be asked for.

    Attributes:
        url: as found.
        kind: what is expected there.
        how: how it was found.
        via: where it was found.
        depth: links from the nearest seed.
        priority: lower is sooner.
    """

    url: str
    kind: Kind = "page"
    how: How = "link"
    via: str | None = None
    depth: int = 0
    priority: int = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry taken from the frontier, with its number and its failures so far."""

    id: int
    entry: Entry
    tries: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a waiting entry.

    Attributes:
        id: the number of the entry.
        state: its state from now on; ``waiting`` asks for it again at ``due``.
        due: not asked for again before this time.
        reason: why it failed, was refused or waits.
        robots: the capture of the robots.txt that forbade it, by number.
        capture: the capture that settled it, where it is not the one being stored.
    """

    id: int
    state: State
    due: datetime
    reason: str | None = None
    robots: int | None = None
    capture: int | None = None


def admit(connection: Connection, source_id: int, entries: Iterable[Entry], now: datetime) -> int:
    """Add what is not known yet; return how many entries came to wait.

    A redirect to another spelling of a known URL (``http`` to ``https``, ``www.``) moves the
    known entry to that spelling and lets it wait again. A known requisite that is due waits
    again too, as pages that are saved one by one wake nothing else. What lies on an origin that
    is to rest waits until that is over.
    """
    added = 0
    resting = rests.current(connection, now)
    for entry in entries:
        key = urlkey(entry.url)
        rest = resting.get(rests.origin_of(entry.url)) if resting else None
        due = microseconds(rest.until if rest else now)
        row = (
            source_id, key, entry.url, entry.kind, entry.how, entry.via,
            entry.depth, entry.priority, due, microseconds(now), rest.reason if rest else None,
        )  # fmt: skip
        sql = (
            "INSERT OR IGNORE INTO frontier (source_id, urlkey, url, kind, how, via, depth, "
            "priority, due, found, reason, state, tries) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0)"
        )
        is_new = connection.execute(sql, row).rowcount > 0
        added += is_new
        if entry.kind == "requisite" and not is_new:
            sql = (
                "UPDATE frontier SET state = 'waiting', tries = 0 WHERE source_id = ? "
                "AND urlkey = ? AND kind = 'requisite' AND state <> 'waiting' AND due <= ?"
            )
            added += max(0, connection.execute(sql, (source_id, key, microseconds(now))).rowcount)
        if entry.how == "redirect":
            sql = (
                "UPDATE frontier SET url = ?, state = 'waiting', due = ?, tries = tries + 1 "
                "WHERE source_id = ? AND urlkey = ? AND url <> ? AND state <> 'waiting' "
                "AND tries < ?"
            )
            values = (entry.url, due, source_id, key, entry.url, MAX_TRIES)
            added += max(0, connection.execute(sql, values).rowcount)
    return added


def wake(
    connection: Connection, source_id: int, now: datetime, revisit: timedelta | None = None
) -> int:
    """Let every entry that is due wait again, for a new crawl; return how many there are.

    Pages that were had are due after ``revisit`` at the latest, whatever was configured then.
    """
    at = microseconds(now)
    oldest = at - revisit // timedelta(microseconds=1) if revisit else -1
    sql = (
        "UPDATE frontier SET state = 'waiting', tries = 0, due = min(due, ?) WHERE source_id = ? "
        "AND state <> 'waiting' AND (due <= ? "
        "OR state = 'done' AND kind <> 'requisite' AND settled <= ?)"
    )
    return int(connection.execute(sql, (at, source_id, at, oldest)).rowcount)


def reset(connection: Connection, source_id: int, urls: Sequence[str], now: datetime) -> None:
    """Let these URLs wait now, whenever they were to be asked for again."""
    for url in urls:
        connection.execute(
            "UPDATE frontier SET state = 'waiting', tries = 0, due = ? "
            "WHERE source_id = ? AND urlkey = ?",
            (microseconds(now), source_id, urlkey(url)),
        )


def known(connection: Connection, source_id: int, urls: Iterable[str]) -> bool:
    """Whether any of these URLs is in a source's frontier."""
    sql = "SELECT 1 FROM frontier WHERE source_id = ? AND urlkey = ?"
    return any(connection.execute(sql, (source_id, urlkey(url))).fetchone() for url in urls)


def waiting(
    connection: Connection,
    source_id: int,
    now: datetime,
    limit: int,
    skip: Iterable[int] = (),
    *,
    kinds: Sequence[Kind] = KINDS,
) -> list[Waiting]:
    """The next entries of these kinds to ask for, soonest first, without those already taken."""
    taken = set(skip)
    among = ", ".join(f"'{kind}'" for kind in kinds)
    sql = (
        "SELECT id, url, kind, how, via, depth, priority, tries FROM frontier "
        f"WHERE source_id = ? AND state = 'waiting' AND due <= ? AND kind IN ({among}) "
        "ORDER BY priority, id LIMIT ?"
    )
    rows = connection.execute(sql, (source_id, microseconds(now), limit + len(taken)))
    found = [Waiting(row[0], Entry(*row[1:7]), row[7]) for row in rows if row[0] not in taken]
    return found[:limit]


def next_due(
    connection: Connection, source_id: int, now: datetime, *, kinds: Sequence[Kind] = KINDS
) -> timedelta | None:
    """How long until the next waiting entry of these kinds is due; ``None`` where none waits."""
    among = ", ".join(f"'{kind}'" for kind in kinds)
    sql = (
        "SELECT min(due) FROM frontier "
        f"WHERE source_id = ? AND state = 'waiting' AND kind IN ({among})"
    )
    (due,) = connection.execute(sql, (source_id,)).fetchone()
    return None if due is None else max(moment(due) - now, timedelta())


def settle(
    connection: Connection, progress: Progress, capture_id: int | None, now: datetime
) -> None:
    """Write what became of an entry."""
    counts = {"waiting": "tries + 1", "refused": "0", "failed": "0"}.get(progress.state, "tries")
    values = (
        progress.state, microseconds(progress.due), microseconds(now), progress.reason,
        progress.robots, progress.capture or capture_id, progress.id,
    )  # fmt: skip
    connection.execute(
        f"UPDATE frontier SET state = ?, due = ?, settled = ?, reason = ?, tries = {counts}, "
        "robots_id = ?, capture_id = coalesce(?, capture_id) WHERE id = ?",
        values,
    )


def put_off(connection: Connection, capture_ids: Iterable[int], reason: str) -> None:
    """Write that the entries behind captures failed after all; their next try is put off.

    They wait for twice as long as they would have.
    """
    for number in capture_ids:
        connection.execute(
            "UPDATE frontier SET state = 'failed', reason = ?, due = 2 * due - settled "
            "WHERE state = 'done' AND (source_id, urlkey) = "
            "(SELECT source_id, urlkey FROM capture WHERE id = ?)",
            (reason, number),
        )


def troubles(
    connection: Connection, source_id: int, since: datetime, limit: int = 5
) -> list[tuple[str, int]]:
    """Reasons for which entries failed or were refused since a time, commonest first.

    Each with an example's URL and how many there were.
    """
    sql = (
        "SELECT reason, min(url), count(*) FROM frontier WHERE source_id = ? "
        "AND state IN ('failed', 'refused') AND reason IS NOT NULL AND settled >= ? "
        "GROUP BY reason ORDER BY count(*) DESC, reason LIMIT ?"
    )
    rows = connection.execute(sql, (source_id, microseconds(since), limit))
    return [(f"{url}: {reason}", number) for reason, url, number in rows]


def counted(connection: Connection, source_id: int) -> dict[str, int]:
    """How many entries of a source are in each state."""
    sql = "SELECT state, count(*) FROM frontier WHERE source_id = ? GROUP BY state"
    return dict(connection.execute(sql, (source_id,)).fetchall())


def left(connection: Connection, source_id: int, until: datetime) -> tuple[int, int]:
    """How many pages (listings, feeds and sitemaps too) and requisites wait and are due by then."""
    sql = (
        "SELECT coalesce(sum(kind <> 'requisite'), 0), coalesce(sum(kind = 'requisite'), 0) "
        "FROM frontier WHERE source_id = ? AND state = 'waiting' AND due <= ?"
    )
    pages, requisites = connection.execute(sql, (source_id, microseconds(until))).fetchone()
    return int(pages), int(requisites)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the frontier of a source says of a URL.

    Attributes:
        source: name of the source.
        entry: the URL and how it was found.
        state: waiting, done, failed or refused.
        due: not asked for before this time.
        tries: failures in a row.
        found: when it was found; ``None`` in frontiers of an older Greffe.
        settled: when it came to its state; ``None`` before it was ever asked for.
        reason: why it failed, was refused or waits.
        capture_id: the last capture it led to.
        robots_id: the capture of the robots.txt that forbade it.
    """

    source: str
    entry: Entry
    state: State
    due: datetime
    tries: int
    found: datetime | None
    settled: datetime | None
    reason: str | None
    capture_id: int | None
    robots_id: int | None


def standings(connection: Connection, url: str) -> list[Standing]:
    """What the frontiers say of a URL in any spelling, by the name of the source."""
    sql = (
        "SELECT source.name, url, kind, how, via, depth, priority, state, due, tries, found, "
        "settled, reason, capture_id, robots_id FROM source "
        "JOIN frontier ON source_id = source.id AND urlkey = ? ORDER BY source.name"
    )
    rows = connection.execute(sql, (urlkey(url),))
    return [
        Standing(
            row[0], Entry(*row[1:7]), row[7], moment(row[8]), row[9],
            _moment(row[10]), _moment(row[11]), *row[12:],
        )
        for row in rows
    ]  # fmt: skip


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else moment(micros)
