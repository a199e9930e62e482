"""Older archive files brought up to date, with a copy of what they were before."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import DiskFull
from archive.store import copying, index, rules, turns
from archive.store.marks import APPLICATION_ID, SCHEMA
from archive.store.schema import INDEXING, migrations
from archive.store.stages import stage

_log = logging.getLogger(__name__)


def made(connection: Any, path: Path) -> None:
    """Make the tables of a new archive.

    Room that is freed in it can be given back piece by piece, which SQLite must know before the
    first page is written.
    """
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    _migrated(connection, path)


def upgraded(connection: Any, path: Path) -> None:
    """Bring an older archive up to date, all or nothing.

    A copy of it as it was is made first, ``FILE.schema-N.bak``, where the disk has room for it
    and for as much again.

    Raises:
        DiskFull: no space left; the archive is as it was.
    """
    _migrated(connection, path)


def reindexed(connection: Any, path: Path) -> None:
    """Make the search index anew where another Greffe made it, all or nothing."""
    turns.begin(connection, path)
    try:
        if index.is_stale(connection):
            with stage(INDEXING) as tell:
                index.made_anew(connection, progress=tell)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def told_anew(connection: Any, path: Path) -> None:
    """Tell anew what another Greffe told by other rules, all or nothing."""
    # Loaded where it is needed: these know how texts are compared.
    from archive.history import keeping as changes
    from archive.presence import keeping as presence

    makers = {
        "presence": ("where pages stand is told by better rules", presence.made_anew),
        "changes": ("captures are held against those before them by better rules",
                    changes.made_anew),
    }  # fmt: skip
    turns.begin(connection, path)
    try:
        for name in rules.stale(connection):
            words, made = makers[name]
            with stage(words) as tell:
                made(connection, tell)
            rules.noted(connection, name, rules.REVISIONS[name])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copy_of(path: Path, schema: int) -> Path:
    """Where the copy of an archive as it was with an older schema is."""
    return path.with_name(f"{path.name}.schema-{schema}.bak")


def _migrated(connection: Any, path: Path) -> None:
    turns.awaited(path, lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
    turns.begin(connection, path)
    try:
        # Another process may have done it while we waited.
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if schema < SCHEMA:
            if schema:
                _copy_before(path, schema)
            migrations.apply(Database(connection, strict=True))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy_before(path: Path, schema: int) -> None:
    """Copy an archive that only we may write now."""
    size = copying.size_of(path)
    what = f"{path} is brought up to date, from schema {schema} to {SCHEMA}"
    if shutil.disk_usage(path.parent).free < 2 * size:
        _log.warning("%s; the disk has no room for a copy of it as it was", what)
        return
    copy = copy_of(path, schema)
    _log.warning("%s; as it was it is kept in %s, to be deleted when all is well", what, copy)
    try:
        with stage(f"{path} is copied") as tell:
            copying.copied(path, copy, progress=tell)
    except DiskFull as error:
        raise DiskFull(f"{error}; {path} is as it was") from error
