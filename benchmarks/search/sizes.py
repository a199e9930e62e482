"""Bytes of each table of an SQLite file, by dbstat, which the system's SQLite has."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def sizes(path: Path) -> dict[str, int]:
    """Names of tables and indexes, and how many bytes each takes; empty where nothing tells."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"
        return dict(connection.execute(sql).fetchall())
    except sqlite3.OperationalError as error:
        print(f"the size of the tables is left out: SQLite here has no dbstat ({error})")
        return {}
    finally:
        connection.close()
