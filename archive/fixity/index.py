"""The search index: whether it says of every text what the text says.

FTS5 compares an index with its content itself, but only when it may write, which would keep a
crawl waiting and cannot be had on a medium that is write-protected. So it is given a copy of the
index in a temporary table, above a view of the texts (https://sqlite.org/fts5.html, 6.4).
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.fixity.check import Check, Fault
from archive.store import database
from archive.store.database import Connection

_PARTS = ("data", "idx", "docsize", "config")


def index(check: Check, _: int) -> Iterator[int]:
    """Compare the search index with the texts."""
    connection = check.archive.connection
    try:
        with database.snapshot(connection):
            reason = difference(connection)
    except database.SQLiteError as error:
        reason = str(error)
    if reason:
        words = f"does not say what the texts say ({reason}); `greffe rebuild` makes it anew"
        check.fault(Fault("the search index", words))
    yield 0


def difference(connection: Connection, schema: str = "main") -> str | None:
    """Why the search index does not agree with the texts; ``None`` if it does.

    Args:
        connection: within a transaction, which is to be rolled back.
        schema: the database on that connection.
    """
    sql = f"SELECT sql FROM {schema}.sqlite_master WHERE name = 'version_fts'"
    row = connection.execute(sql).fetchone()
    if row is None:
        return "it is missing"
    made = str(row[0]).replace('content="version"', 'content="version", content_rowid="id"')
    _, _, settings = made.partition(" USING ")
    texts = f"SELECT id, title, summary, text FROM {schema}.version"
    connection.execute(f"CREATE TEMP VIEW version AS {texts}")
    try:
        connection.execute(f"CREATE VIRTUAL TABLE temp.version_fts USING {settings}")
        for part in _PARTS:
            table = f"version_fts_{part}"
            connection.execute(f"DELETE FROM temp.{table}")
            connection.execute(f"INSERT INTO temp.{table} SELECT * FROM {schema}.{table}")
        connection.execute(
            "INSERT INTO temp.version_fts (version_fts, rank) VALUES ('integrity-check', 1)"
        )
    except database.SQLiteError as error:
        return str(error)
    return None
