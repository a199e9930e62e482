"""Bytes of each table of an SQLite file, by dbstat, which the system's SQLite has."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def sizes(path: Path) -> dict[str, int]:
    """Names of tables and the bytes of each with its indexes; empty where nothing tells."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        sql = (
            "SELECT coalesce(tbl_name, dbstat.name), sum(pgsize) FROM dbstat "
            "LEFT JOIN sqlite_master ON sqlite_master.name = dbstat.name GROUP BY 1"
        )
        return dict(connection.execute(sql).fetchall())
    except sqlite3.OperationalError as error:
        print(f"the size of the tables is left out: SQLite here has no dbstat ({error})")
        return {}
    finally:
        connection.close()
