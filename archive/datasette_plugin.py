"""A plugin of Datasette (https://docs.datasette.io): payloads in its SQL.

Datasette finds it by the entry point where Greffe is installed beside it; nothing else imports it.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from archive.sqlfunctions import register
from archive.store.marks import APPLICATION_ID


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: Any) -> None:
    """Add ``payload``, ``body``, ``headers`` and ``warc`` to connections to archives."""
    if conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        register(conn)
