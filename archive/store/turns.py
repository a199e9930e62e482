"""Whose turn it is to write: SQLite lets one connection write at a time, the others wait.

SQLite's own waiting cannot be interrupted, sleeps up to a tenth of a second between two looks, in
which a busy writer has long begun again, and does not happen at all where SQLite fears a deadlock.
So we wait ourselves.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from archive.store.sqlite import sqlite3

PATIENCE = 600.0
"""Seconds to wait for one's turn: a large file is brought up to date or compacted in that."""
_SILENCE = 3.0
"""Seconds before a person is told that there is another writer."""
_LOOK = 0.004
"""Seconds between two looks; a writer that has much to write leaves ``_PAUSE`` between batches."""
_PAUSE = 0.012

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def awaited(path: Path, act: Callable[[], _T], patience: float = PATIENCE) -> _T:
    """What ``act`` returns once no other connection keeps it from acting.

    Args:
        path: the archive, to be named where it takes long.
        act: raises "database is locked" as long as it is not our turn.
        patience: seconds after which that error is raised for good.
    """
    began, is_told = time.monotonic(), False
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            waited = time.monotonic() - began
            if not is_busy(error) or waited > patience:
                raise
        if waited > _SILENCE and not is_told:
            is_told = True
            _log.warning("%s: waiting for another writer to finish; Ctrl-C gives up", path)
        time.sleep(_LOOK)


def begin(connection: Any, path: Path) -> None:
    """Begin a write transaction as soon as it is our turn."""
    (before,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        awaited(path, lambda: connection.execute("BEGIN IMMEDIATE"))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")


def give_way() -> None:
    """Let whoever waits have a turn, between two batches of something long."""
    time.sleep(_PAUSE)


def is_busy(error: Exception) -> bool:
    """Whether an error says that another connection stands in the way."""
    words = str(error)
    return "locked" in words or "busy" in words
