"""By which rules what is derived from captures was told, so that others are noticed.

Rules get better. What an older Greffe told by other ones is no damage: it is told anew when the
file is next opened to be written.
"""

from __future__ import annotations

from typing import Any

PRESENCE = 2
"""Of ``archive.presence`` and what lists leave out: raised when captures tell otherwise."""
CHANGES = 4
"""Of ``archive.history.kinds``: raised when a pair of captures is told otherwise."""
REVISIONS = {"presence": PRESENCE, "changes": CHANGES}

TABLES = """
CREATE TABLE rule (
    name TEXT PRIMARY KEY,      -- of what is derived: presence, changes
    revision INTEGER NOT NULL   -- of the rules that it was told by
) STRICT, WITHOUT ROWID;
"""


def stale(connection: Any) -> list[str]:
    """What was told by other rules than those of today."""
    known = dict(connection.execute("SELECT name, revision FROM rule").fetchall())
    return [name for name, revision in REVISIONS.items() if known.get(name) != revision]


def noted(connection: Any, name: str, revision: int) -> None:
    """Note by which rules something is told."""
    connection.execute(
        "INSERT OR REPLACE INTO rule (name, revision) VALUES (?, ?)", (name, revision)
    )
