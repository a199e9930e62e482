"""Repair: damaged frames put back as they were stored, by what was kept for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from archive.archive import Archive
from archive.errors import DamagedArchive
from archive.store import events, frames, parity
from archive.store.database import UNREADABLE, SQLiteError

Progress = Callable[[int, int], None]
"""Told how many frames of how many have been looked at."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a repair.

    Attributes:
        frames: how many were looked at.
        mended: captures whose frames are whole again.
        lost: captures whose own frames stay damaged, and why.
        renewed: how many lanes were damaged themselves and were taken anew.
    """

    frames: int
    mended: tuple[int, ...]
    lost: tuple[tuple[int, str], ...]
    renewed: int = 0


def repaired(archive: Archive, now: datetime, progress: Progress | None = None) -> Repaired:
    """Look at every frame, and put back those that are damaged where that can be done.

    Each is put back in a transaction of its own, and only if it then is what its digest says. What
    rests on a frame that stays damaged is left alone: nothing is wrong with it.

    Args:
        archive: the archive, others may use it meanwhile.
        now: when this is done, for the record.
        progress: told how far it is.

    Raises:
        DamagedArchive: the structure of the file is damaged, so that writing may harm more.
    """
    try:
        (words,) = archive.connection.execute("PRAGMA quick_check(1)").fetchone()
        if words != "ok":
            raise DamagedArchive(
                f"{archive.path} cannot be repaired: its structure is damaged ({words}); restore "
                "it from a backup, or save what is whole with `greffe export warc`"
            )
        ids = [row[0] for row in archive.connection.execute("SELECT id FROM frame ORDER BY id")]
    except SQLiteError as error:
        raise DamagedArchive(
            f"{archive.path} cannot be repaired ({error}); restore it from a backup"
        ) from error
    mended: list[int] = []
    lost: list[tuple[int, str]] = []
    for done, frame_id in enumerate(ids, 1):
        reason = _damage(archive, frame_id)
        if reason is not None:
            capture = _capture_of(archive, frame_id)
            if _is_mended(archive, frame_id):
                mended.append(capture)
            else:
                lost.append((capture, reason))
        if progress:
            progress(done, len(ids))
    result = Repaired(len(ids), tuple(mended), tuple(lost), 0 if lost else _renewed(archive))
    _record(archive, result, now)
    return result


def _damage(archive: Archive, frame_id: int) -> str | None:
    """What is wrong with a frame itself; ``None`` if nothing is, or a base of it is damaged."""
    connection = archive.connection
    try:
        (codec,) = connection.execute(
            "SELECT codec FROM frame WHERE id = ?", (frame_id,)
        ).fetchone()
        if codec == "segments":
            return None
        frames.decoded(connection, frame_id)
    except UNREADABLE as error:
        try:
            is_own = frames.culprit(connection, frame_id) == frame_id
        except UNREADABLE:
            is_own = True
        return str(error) if is_own else None
    return None


def _is_mended(archive: Archive, frame_id: int) -> bool:
    try:
        data = parity.mended(archive.connection, frame_id)
        if data is None:
            return False
        with archive.transaction():
            frames.mended(archive.connection, frame_id, data)
            frames.decoded(archive.connection, frame_id)
    except UNREADABLE:
        return False
    return True


def _renewed(archive: Archive) -> int:
    """Take lanes anew that are not right, all frames being whole; how many that were."""
    with archive.transaction():
        groups = list(parity.faulty(archive.connection))
        parity.renewed(archive.connection, [first for _, first in groups])
    return len(groups)


def _capture_of(archive: Archive, frame_id: int) -> int:
    sql = "SELECT id FROM capture WHERE frame_id = ?"
    row = archive.connection.execute(sql, (frame_id,)).fetchone()
    return int(row[0]) if row else 0


def _record(archive: Archive, result: Repaired, now: datetime) -> None:
    if not (result.mended or result.lost or result.renewed):
        return
    outcome: events.Outcome = "damaged" if result.lost else "done"
    with archive.transaction():
        event = events.begin(archive.connection, "repair", now)
        events.end(archive.connection, event, outcome, asdict(result), now)
