"""In what captures of pages differ from those before them: a row each, so that all are at hand.

What each row says follows from what was read of two captures (``archive.history.kinds``) and is
written with the later one. Of a capture that shows what the one before it showed there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.store.database import Connection

TABLES = """
ALTER TABLE reading ADD COLUMN imprint BLOB;
ALTER TABLE reading ADD COLUMN layout TEXT;
CREATE TABLE change (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),
    before_id INTEGER NOT NULL, -- the capture it is held against: the last before it with a text
    time INTEGER NOT NULL,      -- of the capture
    kind TEXT NOT NULL,         -- edited, metadata, moved, layout, unchanged, reread
    added INTEGER NOT NULL,     -- words, noise aside
    removed INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    returned INTEGER NOT NULL,  -- 1 where the page had shown this text before the last one
    disclosure TEXT,            -- of an edit, but of lists: dated, noted, silent, untold
    evidence TEXT NOT NULL,     -- JSON
    inputs BLOB NOT NULL        -- 8 bytes that stand for what it was told from, and by which rules
) STRICT;
CREATE INDEX change_time ON change(time);
CREATE INDEX change_silent ON change(time) WHERE disclosure = 'silent';
"""


@dataclass(frozen=True, slots=True)
class Row:
    """In what a capture differs from the one before; see the columns of the table."""

    capture_id: int
    before_id: int
    time: int
    kind: str
    added: int
    removed: int
    moved: int
    returned: int
    disclosure: str | None
    evidence: str
    inputs: bytes


_NAMES = tuple(field.name for field in fields(Row))
COLUMNS = ", ".join(f"change.{name}" for name in _NAMES)


def of_page(connection: Connection, page_id: int) -> dict[int, Row]:
    """The rows of a page, by their captures, oldest first."""
    sql = (
        f"SELECT {COLUMNS} FROM capture CROSS JOIN change ON capture_id = capture.id "
        "WHERE page_id = ? ORDER BY capture.time, capture.id"
    )
    return {row[0]: Row(*row) for row in connection.execute(sql, (page_id,)).fetchall()}


def of_capture(connection: Connection, capture_id: int) -> Row | None:
    """The row of a capture; ``None`` where there is nothing to say, or nothing to compare with."""
    sql = f"SELECT {COLUMNS} FROM change WHERE capture_id = ?"
    row = connection.execute(sql, (capture_id,)).fetchone()
    return Row(*row) if row else None


def put(connection: Connection, capture_id: int, row: Row | None) -> None:
    """Write the row of a capture, or that there is none."""
    if row is None:
        connection.execute("DELETE FROM change WHERE capture_id = ?", (capture_id,))
        return
    marks = ", ".join("?" * len(_NAMES))
    sql = f"INSERT OR REPLACE INTO change ({', '.join(_NAMES)}) VALUES ({marks})"
    connection.execute(sql, tuple(getattr(row, name) for name in _NAMES))


def put_right(connection: Connection, known: Mapping[int, Row], wanted: Mapping[int, Row]) -> None:
    """Write the rows of a page that are others than those known of it."""
    for number in sorted(known.keys() | wanted.keys()):
        if known.get(number) != wanted.get(number):
            put(connection, number, wanted.get(number))


def forgotten(connection: Connection, capture_ids: Iterable[int]) -> None:
    """Take away what is said of captures."""
    sql = "DELETE FROM change WHERE capture_id = ?"
    connection.executemany(sql, [(number,) for number in capture_ids])


def count(connection: Connection, kind: str, *, since: int, lists: bool) -> int:
    """How many rows of a kind there are.

    Args:
        connection: of the archive.
        kind: which.
        since: only those of captures then or later, microseconds since 1970.
        lists: whether those of pages that list others are wanted, too.
    """
    sql = (
        "SELECT count(*) FROM change JOIN reading ON reading.capture_id = change.capture_id "
        "WHERE change.time >= ? AND change.kind = ? "
        "AND (reading.kind NOT IN ('listing', 'search', 'profile') OR ?)"
    )
    return int(connection.execute(sql, (since, kind, lists)).fetchone()[0])
