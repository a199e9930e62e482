"""The file as SQLite has it: its pages, its schema, and that rows and indexes say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from archive.errors import DamagedArchive
from archive.fixity.check import Check, Fault, named
from archive.store.database import UNREADABLE, SQLiteError
from archive.store.index.tables import LATEST, PAST
from archive.store.schema import migrations

_MOST = 1000
_OF_INDEX = re.compile(
    r"(?:missing from|entries in|entry in|order for|end-of-record for) index (\w+)"
)
_OF_ROW = re.compile(r" index \w+$|^(?:NULL|NUMERIC|TEXT|non-\w+) value in |FTS5|CHECK constraint")
"""What SQLite finds in rows; all else is of the structure."""
_CAPTURES = {"capture": "id", "reading": "capture_id", "record": "capture_id",
             "version": "capture_id", "brief": "capture_id", "cdx_key": "capture_id"}  # fmt: skip
"""The columns by which rows of tables belong to captures."""


def file(check: Check, _: int) -> Iterator[int]:
    """SQLite's own rules, our tables, and that nothing refers to what is not there."""
    indexes: set[str] = set()
    for (words,) in check.rows(f"PRAGMA integrity_check({_MOST})"):
        if words == "ok":
            continue
        check.fault(Fault("the file", str(words)))
        check.at.is_torn |= _OF_ROW.search(str(words)) is None
        indexes.update(_OF_INDEX.findall(str(words)))
    check.at.is_torn |= check.outcome.damaged > 0 and not indexes
    for index in sorted(indexes):
        _compare(check, index)
    _schema(check)
    for table, row, parent, _key in check.rows("PRAGMA foreign_key_check"):
        where, capture = _place(check, str(table), row)
        reason = f"row {row} of {table} refers to a {parent} that is missing"
        check.fault(Fault(where, reason, capture=capture))
    sql = "SELECT id FROM frame WHERE NOT EXISTS (SELECT 1 FROM capture WHERE frame_id = frame.id)"
    for (frame,) in check.rows(sql):
        check.fault(Fault(f"frame {frame}", "belongs to no capture"))
    yield 0


def _schema(check: Check) -> None:
    """Whether tables, indexes, triggers and the search's settings are as a new archive has them."""
    fresh = Database(memory=True, strict=True)
    migrations.apply(fresh)
    queries = {
        "": "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE '\\_%' ESCAPE '\\'",
        "the list of migrations: ": "SELECT name, 1 FROM _sqlite_migrations",
        **{
            f"the settings of {table}: ": f"SELECT k, v FROM {table}_config"
            for table in (LATEST, PAST)
        },
    }
    for what, sql in queries.items():
        held = dict(check.rows(sql))
        for name, wanted in fresh.execute(sql).fetchall():
            if held.get(name) != wanted:
                reason = "is not as it was made" if name in held else "is missing"
                check.fault(Fault("the file", f"{what}{name} {reason}"))
    fresh.close()


def _compare(check: Check, index: str) -> None:
    """Name the rows of which the index says something else than the table."""
    connection = check.archive.connection
    try:
        found = connection.execute(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'index' AND name = ?", (index,)
        ).fetchone()
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info({index})")]
        if found is None or None in columns or "WITHOUT ROWID" in _made(check, found[0]):
            return
        table = found[0]
        same = " AND ".join(f"a.{name} IS b.{name}" for name in ("rowid", *columns))
        sql = (
            f"SELECT a.rowid FROM {table} AS a NOT INDEXED WHERE NOT EXISTS "
            f"(SELECT 1 FROM {table} AS b INDEXED BY {index} WHERE {same}) LIMIT {_MOST}"
        )
        rows = [row[0] for row in connection.execute(sql)]
    except UNREADABLE:
        return  # what cannot be read is told elsewhere
    for row in rows:
        where, capture = _place(check, table, row)
        reason = f"row {row} of {table} and the index {index} say different things"
        check.fault(Fault(where, reason, capture=capture))


def _made(check: Check, table: str) -> str:
    sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    row = check.archive.connection.execute(sql, (table,)).fetchone()
    return str(row[0]) if row else ""


def _place(check: Check, table: str, row: Any) -> tuple[str, int | None]:
    """Where a row is, for people, and the capture it belongs to."""
    column = _CAPTURES.get(table)
    if column is None or row is None:
        return "the file", None
    try:
        sql = f"SELECT {column} FROM {table} NOT INDEXED WHERE rowid = ?"
        (number,) = check.archive.connection.execute(sql, (row,)).fetchone()
        capture = check.archive.capture_by_id(number)
    except (SQLiteError, DamagedArchive, UnicodeDecodeError, TypeError):
        return "the file", None
    return (named(capture), capture.id) if capture else ("the file", None)
