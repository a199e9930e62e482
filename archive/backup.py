"""Backups: one state of an archive in a file of its own, made while others go on writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.errors import BadInput, DamagedArchive
from archive.store import copying
from archive.store.copying import Progress
from archive.store.database import explained

_COUNTED = ("capture", "record", "version", "frame", "crawl", "frontier", "tombstone")
_ENDS = ("-wal", "-shm", "-journal", ".lock")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and looked at.

    Attributes:
        file: where it is.
        bytes: its size.
        rows: how many rows each table has that was counted, here and there.
    """

    file: Path
    bytes: int
    rows: Mapping[str, int]


def backed_up(
    archive: Archive, file: Path, *, force: bool = False, progress: Progress | None = None
) -> Backup:
    """Copy an archive as it is at this moment.

    The copy gets its name once SQLite finds it sound and every table has as many rows in it as in
    the state that was copied.

    Args:
        archive: what to copy; a crawl may write it meanwhile.
        file: the file to write.
        force: replace it if it is there.
        progress: told how many bytes of how many are copied.

    Raises:
        BadInput: the file cannot be written, or is there.
        DiskFull: no space left; nothing is left behind.
        DamagedArchive: the copy is not sound, most likely as the archive is not.
    """
    _require_free(archive.path, file, force=force)
    rows: dict[str, int] = {}

    def check(source: Any, target: Any) -> None:
        rows.update(_counts(source))
        faults = [words for (words,) in target.execute("PRAGMA quick_check(3)") if words != "ok"]
        if faults:
            raise DamagedArchive(
                f"the backup is not sound ({faults[0]}); nothing was written: "
                f"`greffe verify` says what is damaged in {archive.path}"
            )
        if (found := _counts(target)) != rows:
            raise DamagedArchive(
                f"the backup lacks rows ({found}, not {rows}); nothing was written"
            )

    with explained(archive.path):
        copying.copied(archive.path, file, check=check, progress=progress)
    return Backup(file, file.stat().st_size, rows)


def _require_free(path: Path, file: Path, *, force: bool) -> None:
    own = {path.resolve()}
    own |= {one.with_name(one.name + end) for one in own for end in _ENDS}
    if file.resolve() in own:
        raise BadInput(f"{file} is the archive itself or a part of it; name another file")
    if file.is_dir():
        raise BadInput(f"cannot write {file}: it is a folder; name a file in it")
    if file.exists() and not force:
        raise BadInput(f"{file} is there already; name another file, or replace it with --force")
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        # SQLite would take it for a part of the new file.
        raise BadInput(f"{file} is in use, or {log.name} is left over; name another file")


def _counts(connection: Any) -> dict[str, int]:
    sql = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in _COUNTED)  # noqa: S608
    return dict(zip(_COUNTED, connection.execute(sql).fetchone(), strict=True))
