"""Room that deleted rows have left in an archive file, and giving it back to the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.store import turns
from archive.store.database import Connection, SQLiteError, explained, transaction

_STEP = 2000
"""Pages given back in one transaction."""
_WORTH = 0.2
"""The share of a file that must be free before all of it is written anew for that."""
_INCREMENTAL = 2
_MEMORY = 512 << 20
"""Bytes that a file may have at most to be written anew by an SQLite that does so in memory."""


@dataclass(frozen=True, slots=True)
class Given:
    """What came of giving room back.

    Attributes:
        bytes: by how much the file shrank.
        left: bytes that are still free in it; later captures use them first.
        reason: why they are, if they are.
        is_held: whether the log could not be emptied, as somebody reads an older state.
    """

    bytes: int
    left: int
    reason: str = ""
    is_held: bool = False


def given_back(connection: Connection, path: Path, *, is_thorough: bool = False) -> Given:
    """Give the free room of a file back, while others read it and between what others write.

    Files made by a Greffe that had no retention must be written anew for that once, which needs
    room on the disk and keeps other writers waiting. That is done where it is worth it, or where
    ``is_thorough`` asks for it: pages of such files may hold copies of what was moved in them.
    """
    free = free_bytes(connection)
    if _pragma(connection, "auto_vacuum") == _INCREMENTAL:
        for _ in _steps(connection, path):
            turns.give_way()
    elif reason := _against(connection, path, free, is_thorough=is_thorough):
        return Given(0, free, reason if free else "", _is_held(connection))
    else:
        # Heeded by the next VACUUM: from then on room goes back piece by piece.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        with explained(path), _interruptible(connection):
            turns.awaited(path, lambda: connection.execute("VACUUM"))
    is_held = _is_held(connection)
    left = free_bytes(connection)
    return Given(free - left, left, is_held=is_held)


@contextmanager
def _interruptible(connection: Connection) -> Iterator[None]:
    """Let Ctrl-C end a statement that takes long; SQLite looks at nothing else meanwhile."""

    def look() -> int:
        # Signals are handled while Python runs, which is here only.
        return 0

    connection.set_progress_handler(look, 100_000)
    try:
        yield
    except SQLiteError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _is_held(connection: Connection) -> bool:
    """Fold the log into the file and empty it; whether a reader of an older state forbids that."""
    connection.execute("PRAGMA busy_timeout = 2000")
    (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(is_busy)


def free_bytes(connection: Connection) -> int:
    """Bytes of the file that no row uses."""
    return _pragma(connection, "freelist_count") * _pragma(connection, "page_size")


def _steps(connection: Connection, path: Path) -> Iterator[int]:
    while free := _pragma(connection, "freelist_count"):
        with transaction(connection, path):
            # One row a page; SQLite gives pages back as they are fetched.
            connection.execute(f"PRAGMA incremental_vacuum({_STEP})").fetchall()
        now_free = _pragma(connection, "freelist_count")
        if now_free >= free:
            return
        yield now_free


def _against(connection: Connection, path: Path, free: int, *, is_thorough: bool) -> str:
    """Why a file is not to be written anew; empty where it may be."""
    size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if free < size * _WORTH and not is_thorough:
        return f"less than {_WORTH:.0%} of the file"
    needed = size - free
    # Once beside the file, in the log, and once where SQLite keeps temporary files.
    if shutil.disk_usage(path.parent).free < 2 * needed:
        return f"{2 * needed / 1e6:,.1f} MB of free disk would be needed for a while"
    if _is_in_memory(connection):
        if needed > _MEMORY:
            return "this SQLite would need as much memory; later captures use the room"
    elif shutil.disk_usage(_temporary()).free < needed:
        return f"{needed / 1e6:,.1f} MB would be needed in {_temporary()} for a while"
    return ""


def _is_in_memory(connection: Connection) -> bool:
    return ("TEMP_STORE=3",) in connection.execute("PRAGMA compile_options").fetchall()


def _temporary() -> Path:
    """Where SQLite keeps temporary files (https://www.sqlite.org/tempfiles.html, 5)."""
    named = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), "/var/tmp")  # noqa: S108
    found = (Path(name) for name in named if name)
    return next((path for path in found if path.is_dir()), Path("/tmp"))  # noqa: S108


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
