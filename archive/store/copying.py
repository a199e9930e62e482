"""An archive file copied while others read and write it: one state of it, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from archive.errors import BadInput, DiskFull
from archive.store.sqlite import sqlite3

_PAGES = 4096
"""Pages copied between two looks at the clock and at Ctrl-C."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are copied."""
Check = Callable[[Any, Any], None]
"""Given connections to the state that was copied and to the copy, before it gets its name."""


def size_of(path: Path) -> int:
    """Bytes of an archive file, with what SQLite has not yet moved out of its log."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def copied(
    path: Path, copy: Path, *, check: Check | None = None, progress: Progress | None = None
) -> None:
    """Copy an archive as it is at this moment; the copy appears under its name when it is whole.

    A read transaction is held over all steps: without one SQLite begins anew whenever another
    process has written between two of them (https://www.sqlite.org/c3ref/backup_finish.html).

    Args:
        path: the archive.
        copy: the file to write, which is replaced if it is there.
        check: raises what speaks against the copy.
        progress: told how far it is.

    Raises:
        DiskFull: no space left; nothing of the copy is left behind.
        BadInput: the file cannot be written.
    """
    copy = copy.resolve()
    part = copy.with_name(f".{copy.name}.{os.getpid()}.part")
    _require_room(path, copy)
    try:
        part.open("xb").close()
        with closing(_opened(path, "ro")) as source, closing(_opened(part, "rw")) as target:
            _step_by_step(source, target, progress)
            if check:
                check(source, target)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(copy)
    except OSError as error:
        raise BadInput(f"cannot write {copy}: {error.strerror or error}") from error
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise _full(copy) from error
        raise
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + end).unlink(missing_ok=True)


def tidied(path: Path) -> None:
    """Remove the empty log that a reader left beside a file nobody uses."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and not log.stat().st_size:
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _require_room(path: Path, copy: Path) -> None:
    try:
        free = shutil.disk_usage(copy.parent).free
    except OSError as error:
        raise BadInput(f"cannot write {copy}: {error.strerror or error}") from error
    if free < size_of(path):
        raise _full(copy, f"{size_of(path) / 1e6:,.1f} MB are needed, {free / 1e6:,.1f} are free")


def _full(copy: Path, why: str = "the disk became full") -> DiskFull:
    return DiskFull(f"no space left to write {copy} ({why}); nothing was written")


def _opened(path: Path, mode: str) -> Any:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=60.0, isolation_level=None)


def _step_by_step(source: Any, target: Any, progress: Progress | None) -> None:
    (size,) = source.execute("PRAGMA page_size").fetchone()
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def tell(_status: int, remaining: int, total: int) -> None:
        # A signal is heard here, between two steps.
        if progress:
            progress((total - remaining) * size, total * size)

    source.backup(target, pages=_PAGES, progress=tell)
