"""One SQLite file: opened, recognised, brought up to date, written to in whole transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.errors import (
    BadInput,
    DamagedArchive,
    DiskFull,
    ForeignFile,
    GreffeError,
    Locked,
    MissingArchive,
    NewerArchive,
    TooSlow,
)
from archive.store import deltas, index, rules, turns
from archive.store.marks import APPLICATION_ID, SCHEMA
from archive.store.sqlite import sqlite3
from archive.translation import _

Connection = Any
"""A connection of ``sqlite3`` or, where installed, of ``pysqlite3``: alike but not related."""

SQLiteError: type[Exception] = sqlite3.Error
"""The errors of whichever module the connection is of."""

UNREADABLE: tuple[type[Exception], ...] = (sqlite3.Error, UnicodeDecodeError, DamagedArchive)
"""What reading a damaged file raises. SQLite may quote bytes of it that are no text."""
SQLiteWarning: type[Exception] = sqlite3.Warning
"""What such a module raises for several statements in one; no error of its own."""

BUSY_SECONDS = 60.0
_CACHED_KIB = 16 << 10
"""Of the file, kept by a connection: a search alone reads some MB."""
_LOG_BYTES = 64 << 20
"""What a log is cut to once it is folded into the file: a long reader may have let it grow."""
_MAGIC = b"SQLite format 3\x00"


def connect(path: Path, *, create: bool = True, read_only: bool = False) -> Connection:
    """Open the archive file at ``path``, in WAL mode, with its schema up to date.

    Args:
        path: the file.
        create: make a new archive where there is no file.
        read_only: refuse all writes.

    Raises:
        MissingArchive: no file there, and ``create`` is false.
        ForeignFile: the file is no Greffe archive.
        NewerArchive: a newer Greffe wrote it.
        DamagedArchive: SQLite cannot read it.
        Locked: another process held it for a long time.
    """
    is_new = _is_new(path, create=create and not read_only)
    if not path.parent.is_dir():
        raise BadInput(f"cannot make an archive at {path}: the folder {path.parent} is missing")
    with explained(path):
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        uri += "&immutable=1" if read_only and _is_still(path) else ""
        connection = sqlite3.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        deltas.register(connection)
        try:
            is_made = create and not read_only
            schema = 0 if is_new else _recognised(connection, path, is_made=is_made)
            _prepare(connection, path, schema, read_only=read_only)
        except UnicodeDecodeError as error:
            # SQLite quotes what it cannot make out in the schema.
            connection.close()
            raise DamagedArchive(
                f"{path} is damaged (its schema cannot be read); restore it from a backup"
            ) from error
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: Connection, path: Path) -> Iterator[None]:
    """One write transaction, all or nothing, begun at once so that it never has to be repeated.

    A deferred transaction that reads before it writes fails with "database is locked" as soon as
    another process commits in between, whatever the busy timeout is. Within a transaction it is
    part of that one.
    """
    if connection.in_transaction:
        yield
        return
    with explained(path):
        turns.begin(connection, path)
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # SQLite has rolled back by itself when the disk is full.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """One state of the archive for as long as it takes to read it, whatever others write."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that is undone by itself when it fails."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, which say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise meaning(error, path) from error


def is_fatal(error: Exception) -> bool:
    """Whether an error is one of the database as a whole, not of the row that was written."""
    of_row = (sqlite3.IntegrityError, sqlite3.DataError)
    return isinstance(error, sqlite3.Error) and not isinstance(error, of_row)


def meaning(error: Exception, path: Path) -> GreffeError:
    """One of our errors for one of SQLite's."""
    words = str(error)
    if isinstance(error, UnicodeDecodeError):
        return DamagedArchive(
            _("{path} is damaged (no text where there must be); verify it", path=path)
        )
    if "full" in words or "disk I/O" in words:
        return DiskFull(
            _(
                "no space left to write {path} ({words}); what was committed is intact: "
                "free space on that disk and run the same command again",
                path=path,
                words=words,
            )
        )
    if "locked" in words or "busy" in words:
        return Locked(
            _(
                "{path} has been written by another process for ten minutes; nothing was changed: "
                "look what that is, and try again",
                path=path,
            )
        )
    if "malformed" in words or "not a database" in words or "corrupt" in words:
        return DamagedArchive(
            _("{path} is damaged ({words}); restore it from a backup", path=path, words=words)
        )
    if words == "interrupted":
        return TooSlow(_("this took too long and was broken off; ask for less"))
    if "unable to open" in words or "readonly" in words:
        return BadInput(
            _(
                "cannot write {path} ({words}); look at the permissions of its folder",
                path=path,
                words=words,
            )
        )
    return GreffeError(f"{path}: {words}")


def _is_still(path: Path) -> bool:
    """Whether nobody can be writing the file, as on a disc or a card that is write-protected.

    SQLite reads a file in WAL mode only where it can write beside it, or is told that it need not
    (https://www.sqlite.org/wal.html, 8). Where a log is there, somebody may be writing it.
    """
    has_log = any(path.with_name(path.name + end).exists() for end in ("-wal", "-shm"))
    return not has_log and not os.access(path.parent, os.W_OK) and not os.access(path, os.W_OK)


def _is_new(path: Path, *, create: bool) -> bool:
    if path.is_dir():
        raise ForeignFile(f"{path} is a folder, not an archive; name a file, e.g. {path}/greffe.db")
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError:
        if create:
            return True
        raise MissingArchive(
            f"no archive at {path}; name one with --archive or make one with `greffe crawl`"
        ) from None
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from error
    if not magic and not create:
        raise MissingArchive(
            f"{path} is empty; name an archive with --archive or make one with `greffe crawl`"
        )
    if magic and magic != _MAGIC:
        raise ForeignFile(f"{path} is not an archive (it is no SQLite file); nothing was changed")
    return not magic


def _recognised(connection: Connection, path: Path, *, is_made: bool) -> int:
    """The file's schema number, of a file that is an archive we can read; 0 of one to be made."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not (application or schema or tables):
        # Whoever began to make an archive here was killed before its first transaction ended.
        if is_made:
            return 0
        raise MissingArchive(
            f"no archive at {path} yet: the file is empty; run the command that made it again"
        )
    if application != APPLICATION_ID:
        raise ForeignFile(
            f"{path} is an SQLite file of another program; nothing was changed: "
            "name another file with --archive"
        )
    if schema > SCHEMA:
        raise NewerArchive(
            f"{path} has schema {schema}, this Greffe knows up to {SCHEMA}; "
            "nothing was changed: upgrade Greffe to open it"
        )
    return int(schema)


def _prepare(connection: Connection, path: Path, schema: int, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHED_KIB}")
    if read_only:
        if schema < SCHEMA:
            _upgraded_elsewhere(path, schema)
        return
    # What is deleted or moved leaves no copy in the pages that are written anyway.
    connection.execute("PRAGMA secure_delete = FAST")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    if schema == SCHEMA and not index.is_stale(connection) and not rules.stale(connection):
        return
    # What makes and changes tables takes longer to load than a search takes.
    from archive.store import upgrade

    if schema < SCHEMA:
        (upgrade.upgraded if schema else upgrade.made)(connection, path)
    # Another schema and other terms often come with one and the same Greffe.
    if index.is_stale(connection):
        upgrade.reindexed(connection, path)
    if rules.stale(connection):
        upgrade.told_anew(connection, path)


def _upgraded_elsewhere(path: Path, schema: int) -> None:
    """Bring an older archive up to date that is to be read only."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise BadInput(
            f"{path} has schema {schema} and must be brought up to date before this Greffe can "
            "read it, but cannot be written; copy it to a folder of your own"
        )
    connect(path, create=False).close()
