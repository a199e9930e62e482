"""By what an SQLite file says that it is an archive, and which schema it has."""

from __future__ import annotations

from typing import Any

APPLICATION_ID = 0x47524546
"""``PRAGMA application_id``: ``GREF`` in ASCII."""
SCHEMA = 25
"""``PRAGMA user_version`` of a file this Greffe writes: how many migrations there are."""


def made_of(connection: Any) -> str:
    """When a file was first made: what it and its copies have, and no other."""
    sql = "SELECT min(applied_at) FROM _sqlite_migrations"
    return str(connection.execute(sql).fetchone()[0])
