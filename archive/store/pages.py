"""Pages: what captures of one text under all its addresses have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive.identity import own_key, page_key
from archive.urls import microseconds, urlkey

if TYPE_CHECKING:
    from archive.store.database import Connection


def page_id(connection: Connection, key: str, url: str) -> int:
    """The page with a key, made where there is none."""
    row = connection.execute("SELECT id FROM page WHERE urlkey = ?", (key,)).fetchone()
    if row:
        return int(row[0])
    sql = "INSERT INTO page (urlkey, url) VALUES (?, ?)"
    return int(connection.execute(sql, (key, url)).lastrowid)


def of_url(connection: Connection, url: str) -> int | None:
    """The page that a URL names, in any of its spellings; ``None`` where there is none.

    Of a form of URL that may answer otherwise than it claims, what the last answer was counts.
    """
    key = page_key(url)
    if own_key(url) != key:
        sql = "SELECT page_id FROM capture WHERE urlkey = ? ORDER BY time DESC, id DESC LIMIT 1"
        if row := connection.execute(sql, (urlkey(url),)).fetchone():
            return int(row[0])
    # The text of a page that a catalogue knows under another address is of that page.
    sql = (
        "SELECT id FROM page WHERE urlkey = ? UNION ALL "
        "SELECT page_id FROM capture WHERE urlkey = ? LIMIT 1"
    )
    row = connection.execute(sql, (key, urlkey(url))).fetchone()
    return int(row[0]) if row else None


def last_shown(connection: Connection, url: str, at: datetime) -> int | None:
    """The page that the last answer of a URL with a text was of, up to a time."""
    sql = (
        "SELECT page_id FROM capture WHERE urlkey = ? AND time <= ? AND method = 'GET' "
        "AND outcome IN ('ok', 'unchanged') ORDER BY time DESC, id DESC LIMIT 1"
    )
    row = connection.execute(sql, (urlkey(url), microseconds(at))).fetchone()
    return int(row[0]) if row else None
