"""The frontier: what a source's crawls still have to ask for, and when to ask again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archive.exchange import How
from archive.identity import own_key, page_key
from archive.store import rests
from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

Kind = Literal["page", "listing", "feed", "sitemap", "document", "requisite"]
State = Literal["waiting", "done", "failed", "refused"]

KINDS: tuple[Kind, ...] = ("page", "listing", "feed", "sitemap", "document", "requisite")

ELSEWHERE: tuple[Kind, ...] = ("document", "requisite")
"""Kinds of what pages of a source need or cite, and which may lie on hosts of others."""

BACKFILL = 70
"""Pages with this priority or a later one are of older years, and wait until nothing else does."""
LAST = 1 << 30
"""After every priority."""

MAX_TRIES = 5
"""Redirects a URL may make to another spelling of itself before it is given up, and spellings in
which a page that is not there is asked for."""


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
        again: whether it is asked for again where it is known and not waiting.
        changed: when it was changed last, as the feed or sitemap says that named it.
    """

    url: str
    kind: Kind = "page"
    how: How = "link"
    via: str | None = None
    depth: int = 0
    priority: int = 50
    again: bool = False
    changed: datetime | None = None


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
        priority: its place from now on; ``None`` leaves it where it is.
    """

    id: int
    state: State
    due: datetime
    reason: str | None = None
    robots: int | None = None
    capture: int | None = None
    priority: int | None = None


def admit(connection: Connection, source_id: int, entries: Iterable[Entry], now: datetime) -> int:
    """Add what is not known yet; return how many entries came to wait.

    There is one entry for all spellings of a page's URL (``archive.identity``).

    A redirect to another spelling of a known URL (``http`` to ``https``, ``www.``) moves the
    known entry to that spelling and lets it wait again. A known requisite that is due waits
    again too, as pages that are saved one by one wake nothing else. What lies on an origin that
    is to rest waits until that is over. What was never asked for takes the better place that a
    later finding gives it.
    """
    added = 0
    resting = rests.current(connection, now)
    for entry in entries:
        key = page_key(entry.url)
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
        if not is_new:
            _hasten(connection, source_id, key, entry, due)
            added += _respelled(connection, source_id, entry, due)
            added += _tried_otherwise(connection, source_id, key, entry, due)
        if entry.kind == "requisite" and not is_new:
            sql = (
                "UPDATE frontier SET state = 'waiting', tries = 0 WHERE source_id = ? "
                "AND urlkey = ? AND kind = 'requisite' AND state <> 'waiting' AND due <= ?"
            )
            added += max(0, connection.execute(sql, (source_id, key, microseconds(now))).rowcount)
        if entry.again and not is_new:
            added += _asked_again(connection, source_id, entry, due)
    return added


def _respelled(connection: Connection, source_id: int, entry: Entry, due: int) -> int:
    """Let a known entry be asked for as it was found now, if so; how many wait again by that."""
    key = page_key(entry.url)
    if entry.how == "redirect":
        sql = (
            "UPDATE frontier SET url = ?, state = 'waiting', due = ?, tries = tries + 1 "
            "WHERE source_id = ? AND urlkey = ? AND url <> ? AND state <> 'waiting' "
            "AND tries < ?"
        )
        values = (entry.url, due, source_id, key, entry.url, MAX_TRIES)
        return max(0, int(connection.execute(sql, values).rowcount))
    if "/-/" in entry.url and own_key(entry.url) == key:
        # This form cannot answer with the list that the article stands on.
        sql = (
            "UPDATE frontier SET url = ? WHERE source_id = ? AND urlkey = ? "
            "AND instr(lower(url), '/asset_publisher/')"
        )
        connection.execute(sql, (entry.url, source_id, key))
    return 0


def _tried_otherwise(
    connection: Connection, source_id: int, key: str, entry: Entry, due: int
) -> int:
    """Let a page that was not there be asked for as it was found now; how many wait by that.

    Each spelling is tried once, and no more of them than ``MAX_TRIES``.
    """
    sql = (
        "UPDATE frontier SET url = ?1, via = ?2, state = 'waiting', due = ?3, tries = 0 "
        "WHERE source_id = ?4 AND urlkey = ?5 AND url <> ?1 AND state = 'done' "
        "AND (SELECT outcome FROM capture WHERE id = capture_id) = 'absent' "
        "AND ?6 > (SELECT count(DISTINCT url) FROM capture WHERE urlkey = ?7) "
        "AND NOT EXISTS (SELECT 1 FROM capture WHERE urlkey = ?7 AND url = ?1)"
    )
    values = (entry.url, entry.via, due, source_id, key, MAX_TRIES, urlkey(entry.url))
    return max(0, int(connection.execute(sql, values).rowcount))


def _asked_again(connection: Connection, source_id: int, entry: Entry, due: int) -> int:
    """Let a known entry wait again; how many there are.

    What may not be asked for stays refused; what waits already goes on waiting.
    """
    sql = (
        "UPDATE frontier SET via = ?, state = 'waiting', "
        "due = iif(state = 'waiting', due, ?), tries = iif(state = 'waiting', tries, 0) "
        "WHERE source_id = ? AND urlkey = ? AND state <> 'refused'"
    )
    values = (entry.via, due, source_id, page_key(entry.url))
    return max(0, int(connection.execute(sql, values).rowcount))


def reasons(connection: Connection, source_id: int, beginning: str) -> list[str]:
    """The reasons that begin so for which entries of a source are refused, each once."""
    sql = (
        "SELECT DISTINCT reason FROM frontier WHERE source_id = ? AND state = 'refused' "
        "AND substr(reason, 1, ?) = ?"
    )
    return [row[0] for row in connection.execute(sql, (source_id, len(beginning), beginning))]


def unknown(connection: Connection, source_id: int, urls: Iterable[str]) -> set[str]:
    """Those of these URLs that the frontier of a source does not have, each once."""
    pages = {page_key(url): url for url in urls}
    return {url for url in pages.values() if not known(connection, source_id, [url])}


def is_settled(connection: Connection, source_id: int, url: str) -> bool:
    """Whether a source has asked for a URL before."""
    sql = "SELECT 1 FROM frontier WHERE source_id = ? AND urlkey = ? AND capture_id IS NOT NULL"
    return connection.execute(sql, (source_id, page_key(url))).fetchone() is not None


def _hasten(connection: Connection, source_id: int, key: str, entry: Entry, due: int) -> None:
    """Let what was not asked for yet wait where the better of two findings puts it.

    What is named to begin with becomes that, however it was found before.
    """
    connection.execute(
        "UPDATE frontier SET priority = min(priority, ?), depth = min(depth, ?) "
        "WHERE source_id = ? AND urlkey = ? AND settled IS NULL AND (priority > ? OR depth > ?)",
        (entry.priority, entry.depth, source_id, key, entry.priority, entry.depth),
    )
    if entry.how == "seed":
        connection.execute(
            "UPDATE frontier SET kind = ?, how = 'seed', depth = 0, priority = ?, "
            "state = 'waiting', tries = 0, due = ? "
            "WHERE source_id = ? AND urlkey = ? AND how <> 'seed'",
            (entry.kind, entry.priority, due, source_id, key),
        )


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
        "OR state = 'done' AND kind NOT IN ('requisite', 'document') AND settled <= ?)"
    )
    return int(connection.execute(sql, (at, source_id, at, oldest)).rowcount)


def reset(connection: Connection, source_id: int, urls: Sequence[str], now: datetime) -> None:
    """Let these URLs wait now, whenever they were to be asked for again."""
    for url in urls:
        connection.execute(
            "UPDATE frontier SET state = 'waiting', tries = 0, due = ? "
            "WHERE source_id = ? AND urlkey = ?",
            (microseconds(now), source_id, page_key(url)),
        )


def known(connection: Connection, source_id: int, urls: Iterable[str]) -> bool:
    """Whether any of these URLs is in a source's frontier."""
    sql = "SELECT 1 FROM frontier WHERE source_id = ? AND urlkey = ?"
    return any(connection.execute(sql, (source_id, page_key(url))).fetchone() for url in urls)


def waiting(
    connection: Connection,
    source_id: int,
    now: datetime,
    limit: int,
    skip: Iterable[int] = (),
    *,
    kinds: Sequence[Kind] = KINDS,
    before: int = LAST,
) -> list[Waiting]:
    """The next entries of these kinds to ask for, soonest first, without those already taken.

    Of pages only those with a priority ``before`` that one.
    """
    taken = set(skip)
    among = ", ".join(f"'{kind}'" for kind in kinds)
    sql = (
        "SELECT id, url, kind, how, via, depth, priority, tries FROM frontier "
        f"WHERE source_id = ? AND state = 'waiting' AND due <= ? AND kind IN ({among}) "
        "AND (priority < ? OR kind <> 'page') ORDER BY priority, id LIMIT ?"
    )
    rows = connection.execute(sql, (source_id, microseconds(now), before, limit + len(taken)))
    found = [Waiting(row[0], Entry(*row[1:7]), row[7]) for row in rows if row[0] not in taken]
    return found[:limit]


def next_due(
    connection: Connection,
    source_id: int,
    now: datetime,
    *,
    kinds: Sequence[Kind] = KINDS,
    before: int = LAST,
) -> timedelta | None:
    """How long until the next waiting entry of these kinds is due; ``None`` where none waits.

    Of pages only those with a priority ``before`` that one count.
    """
    among = ", ".join(f"'{kind}'" for kind in kinds)
    sql = (
        "SELECT min(due) FROM frontier "
        f"WHERE source_id = ? AND state = 'waiting' AND kind IN ({among}) "
        "AND (priority < ? OR kind <> 'page')"
    )
    (due,) = connection.execute(sql, (source_id, before)).fetchone()
    return None if due is None else max(moment(due) - now, timedelta())


def settle(
    connection: Connection, progress: Progress, capture_id: int | None, now: datetime
) -> None:
    """Write what became of an entry."""
    counts = {"waiting": "tries + 1", "refused": "0", "failed": "0"}.get(progress.state, "tries")
    values = (
        progress.state, microseconds(progress.due), microseconds(now), progress.reason,
        progress.robots, progress.capture or capture_id, progress.priority, progress.id,
    )  # fmt: skip
    connection.execute(
        f"UPDATE frontier SET state = ?, due = ?, settled = ?, reason = ?, tries = {counts}, "
        "robots_id = ?, capture_id = coalesce(?, capture_id), priority = coalesce(?, priority) "
        "WHERE id = ?",
        values,
    )


def put_off(connection: Connection, capture_ids: Iterable[int], reason: str) -> None:
    """Write that the entries behind captures failed after all; their next try is put off.

    They wait for twice as long as they would have.
    """
    for number in capture_ids:
        row = connection.execute(
            "SELECT source_id, url FROM capture WHERE id = ?", (number,)
        ).fetchone()
        if row:
            connection.execute(
                "UPDATE frontier SET state = 'failed', reason = ?, due = 2 * due - settled "
                "WHERE state = 'done' AND source_id = ? AND urlkey = ?",
                (reason, row[0], page_key(row[1])),
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
    """How many pages (whatever is no requisite) and requisites wait and are due by then."""
    sql = (
        "SELECT coalesce(sum(kind <> 'requisite'), 0), coalesce(sum(kind = 'requisite'), 0) "
        "FROM frontier WHERE source_id = ? AND state = 'waiting' AND due <= ?"
    )
    pages, requisites = connection.execute(sql, (source_id, microseconds(until))).fetchone()
    return int(pages), int(requisites)


def found(connection: Connection, number: int) -> datetime | None:
    """When an entry was found; ``None`` in frontiers of an older Greffe."""
    row = connection.execute("SELECT found FROM frontier WHERE id = ?", (number,)).fetchone()
    return moment_or_none(row[0]) if row else None


def documents_of(connection: Connection, host: str) -> tuple[int, int]:
    """How many links to a host were asked for as documents, and how many of them were none.

    Args:
        connection: to the archive.
        host: as it stands in a SURT key, with its closing bracket: ``int,coe,rm)``.
    """
    sql = (
        "SELECT count(*), coalesce(sum(capture_id IS NULL), 0) FROM frontier "
        "WHERE source_id IN (SELECT id FROM source) AND urlkey >= ? AND urlkey < ? "
        "AND kind = 'document' AND state = 'done'"
    )
    # The character after ")" is "*".
    asked, none = connection.execute(sql, (host, f"{host[:-1]}*")).fetchone()
    return int(asked), int(none)


def moment_or_none(micros: int | None) -> datetime | None:
    """The time, where there is one."""
    return None if micros is None else moment(micros)
