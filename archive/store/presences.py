"""Where pages stand that are not simply there: one row each, so that all of them are told quickly.

What each row says follows from captures (``archive.presence``) and is written with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.store.database import Connection


TABLES = """
CREATE TABLE presence (
    page_id INTEGER PRIMARY KEY REFERENCES page(id),
    host TEXT NOT NULL,         -- as the urlkey of the page begins
    state TEXT NOT NULL,        -- moved, suspect, gone, unknown, back
    since INTEGER NOT NULL,     -- the first check that it is in that state by
    seen INTEGER NOT NULL,      -- when it was last seen
    absent INTEGER,             -- when it was first absent after that, or before it came back
    checked INTEGER,            -- when it was last absent
    checks INTEGER NOT NULL,    -- how many times it was absent
    unclear INTEGER NOT NULL,   -- checks since it was last seen that say nothing
    last INTEGER NOT NULL,      -- the last check
    target TEXT,                -- the key of the page where the last check was sent to
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX presence_state ON presence(state, since);
CREATE INDEX presence_host ON presence(host, last, absent);
CREATE INDEX presence_target ON presence(target, last) WHERE target IS NOT NULL;

CREATE TABLE unlisted (
    key TEXT NOT NULL,          -- of a page, which may not have been captured
    capture_id INTEGER NOT NULL REFERENCES capture(id),  -- of a list that leaves the page out
    PRIMARY KEY (key, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unlisted_capture ON unlisted(capture_id, key);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a page stands; see the columns of the table."""

    page_id: int
    host: str
    state: str
    since: int
    seen: int
    absent: int | None
    checked: int | None
    checks: int
    unclear: int
    last: int
    target: str | None
    evidence: str


_NAMES = tuple(field.name for field in fields(Row))
COLUMNS = ", ".join(f"presence.{name}" for name in _NAMES)


def of_page(connection: Connection, page_id: int) -> Row | None:
    """The row of a page; ``None`` where it is there, or was never."""
    sql = f"SELECT {COLUMNS} FROM presence WHERE page_id = ?"
    row = connection.execute(sql, (page_id,)).fetchone()
    return Row(*row) if row else None


def put(connection: Connection, page_id: int, row: Row | None) -> bool:
    """Write the row of a page, or that there is none; whether that is anything new."""
    known = of_page(connection, page_id)
    if known == row:
        return False
    if row is None:
        connection.execute("DELETE FROM presence WHERE page_id = ?", (page_id,))
        return True
    marks = ", ".join("?" * len(_NAMES))
    sql = f"INSERT OR REPLACE INTO presence ({', '.join(_NAMES)}) VALUES ({marks})"
    connection.execute(sql, tuple(getattr(row, name) for name in _NAMES))
    return True


def around(connection: Connection, host: str, since: int, until: int) -> list[int]:
    """The pages of a host that were absent at some time within a span, or may have been."""
    sql = (
        "SELECT page_id FROM presence WHERE host = ? AND last >= ? AND coalesce(absent, seen) <= ?"
    )
    return [page for (page,) in connection.execute(sql, (host, since, until)).fetchall()]


def sent_to(connection: Connection, key: str, since: int, until: int) -> list[int]:
    """The pages whose last check, within a span, was sent to the page with a key."""
    sql = "SELECT page_id FROM presence WHERE target = ? AND last BETWEEN ? AND ?"
    return [page for (page,) in connection.execute(sql, (key, since, until)).fetchall()]


def counts(connection: Connection) -> dict[str, int]:
    """How many pages are in each state but there."""
    sql = "SELECT state, count(*) FROM presence GROUP BY state ORDER BY state"
    return dict(connection.execute(sql).fetchall())


def forgotten(connection: Connection, pages: Sequence[int]) -> None:
    """Take away what is said of pages."""
    sql = "DELETE FROM presence WHERE page_id = ?"
    connection.executemany(sql, [(page,) for page in pages])


def listed(
    connection: Connection, states: Sequence[str], *, since: int | None = None,
    until: int | None = None, sources: Sequence[str] = (), host: str | None = None,
    limit: int | None = None,
) -> list[tuple[Row, str, str, str | None]]:  # fmt: skip
    """Pages in some states, the newest first.

    Args:
        connection: of the archive.
        states: which.
        since: only those that came to their state then or later.
        until: only those that came to it before.
        sources: only those that one of these captured last; all if there is none.
        host: only those of a host, as its urlkeys begin.
        limit: at most so many.

    Returns:
        Of each its row, its URL, its last title and the source that captured it last.
    """
    where: list[tuple[str, list[Any]]] = [
        (f"state IN ({', '.join('?' * len(states))})", list(states))
    ]
    latest = (
        "(SELECT name FROM source JOIN capture ON source_id = source.id "
        "WHERE capture.page_id = presence.page_id ORDER BY time DESC, capture.id DESC LIMIT 1)"
    )
    if since is not None:
        where.append(("presence.since >= ?", [since]))
    if host is not None:
        where.append(("(presence.host = ? OR presence.host LIKE ?)", [host, f"{host},%"]))
    if until is not None:
        where.append(("presence.since < ?", [until]))
    if sources:
        where.append((f"{latest} IN ({', '.join('?' * len(sources))})", list(sources)))
    sql = (
        f"SELECT {COLUMNS}, page.url, coalesce((SELECT title FROM version "
        f"WHERE version.id = page.version_id), ''), {latest} FROM presence "
        f"JOIN page ON page.id = presence.page_id WHERE {' AND '.join(one for one, _ in where)} "
        "ORDER BY presence.since DESC, presence.page_id DESC LIMIT ?"
    )
    values = [value for _, given in where for value in given]
    rows = connection.execute(sql, (*values, -1 if limit is None else limit)).fetchall()
    return [(Row(*row[: len(_NAMES)]), *row[len(_NAMES) :]) for row in rows]
