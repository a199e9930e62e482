"""Rests: origins that nothing is asked of for a while, because a server said so or did not answer.

They hold for every source of the archive, and outlast a crawl where the server named the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

LONGEST = timedelta(days=1)
"""Whatever a ``Retry-After`` says: a server's slip must not silence a source for weeks."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A time during which nothing is asked of an origin.

    Attributes:
        origin: scheme and authority, as ``origin_of`` writes them.
        until: when it is over.
        reason: why, in one line.
        is_asked: whether the server named the time; else the crawl chose it.
        capture_id: what the server answered, if that is kept.
    """

    origin: str
    until: datetime
    reason: str
    is_asked: bool
    capture_id: int | None = None


def origin_of(url: str) -> str:
    """Scheme and authority of a URL, lower case; of a URL that cannot be split, itself."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def begin(connection: Connection, rest: Rest) -> None:
    """Let an origin rest, and what waits in the frontiers of all sources with it.

    Of two rests the longer one holds.
    """
    held = connection.execute("SELECT until FROM rest WHERE origin = ?", (rest.origin,)).fetchone()
    if held is None or held[0] < microseconds(rest.until):
        sql = (
            "INSERT OR REPLACE INTO rest (origin, until, reason, is_asked, capture_id) "
            "VALUES (?, ?, ?, ?, ?)"
        )
        row = (rest.origin, microseconds(rest.until), rest.reason, rest.is_asked, rest.capture_id)
        connection.execute(sql, row)
    _postpone(connection, rest)


def current(connection: Connection, now: datetime) -> dict[str, Rest]:
    """The rests that are not over, by origin."""
    sql = "SELECT origin, until, reason, is_asked, capture_id FROM rest WHERE until > ?"
    rows = connection.execute(sql, (microseconds(now),))
    return {row[0]: Rest(row[0], moment(row[1]), row[2], bool(row[3]), row[4]) for row in rows}


def holding(connection: Connection, source_id: int, now: datetime) -> list[tuple[Rest, int]]:
    """The rests that hold up pages, listings, feeds or sitemaps of a source, with how many."""
    sql = (
        f"SELECT count(*) FROM frontier WHERE {_ON_ORIGIN} AND source_id = ? "
        "AND kind <> 'requisite'"
    )
    counted = [
        (rest, connection.execute(sql, (*_on_origin(rest.origin), source_id)).fetchone()[0])
        for rest in current(connection, now).values()
    ]
    return [(rest, number) for rest, number in counted if number]


def renew(connection: Connection, now: datetime) -> None:
    """For a new crawl: forget rests that are over or that no server asked for; keep to the others.

    A crawl's own caution ends with it, so that whoever mends what was broken can try at once. So
    does a rest that only a clock which was wrong can have made so long.
    """
    for rest in current(connection, now).values():
        if rest.is_asked and rest.until <= now + LONGEST:
            _postpone(connection, rest)
            continue
        connection.execute(
            f"UPDATE frontier SET due = ? WHERE {_ON_ORIGIN} AND due = ?",
            (microseconds(now), *_on_origin(rest.origin), microseconds(rest.until)),
        )
    sql = "DELETE FROM rest WHERE NOT is_asked OR until <= ? OR until > ?"
    connection.execute(sql, (microseconds(now), microseconds(now + LONGEST)))


# The key comes first: with the source it is what the frontier's index has.
_ON_ORIGIN = (
    "source_id IN (SELECT id FROM source) AND urlkey >= ? AND urlkey < ? "
    "AND state = 'waiting' AND (url LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\')"
)


def _on_origin(origin: str) -> Iterator[str]:
    authority = urlkey(f"{origin}/").removesuffix("/")
    yield authority
    yield authority.removesuffix(")") + "*"
    literal = origin.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    yield f"{literal}/%"
    yield literal


def _postpone(connection: Connection, rest: Rest) -> None:
    until = microseconds(rest.until)
    connection.execute(
        f"UPDATE frontier SET due = ?, reason = ? WHERE {_ON_ORIGIN} AND due < ?",
        (until, rest.reason, *_on_origin(rest.origin), until),
    )
