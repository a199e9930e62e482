"""Parity: what it takes to mend frames whose bytes were damaged on the disk.

A frame is what others rest on: one bad sector could take a month of a page with it. So of every
mebibyte of frames one lane of 16 KiB is kept that mends any one stretch of bytes up to that length
(RAID 4's way, turned by the lane): byte ``n`` of the lane is the exclusive or of all bytes of the
group that stand at ``n`` modulo its length, so that no stretch of that length meets a byte twice.
Where the damage is, the frames' own digests tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.store import frames
from archive.store.database import Connection, SQLiteError

GROUP = 1 << 20
"""Bytes of frames, as they are stored, that a lane is taken of; a longer frame is one alone."""
LANE = 1 << 14
"""Bytes of a lane at least; of longer groups a 64th."""
_EVERY = 32
"""Frames after which it is looked whether a group is full."""
_HOLDS = "WHERE last_id >= ? AND first_id <= ? ORDER BY last_id LIMIT 1"
_MOST = 2048
"""Frames of a group at most: of an archive that grew up without lanes, some at a time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Frames of which a lane is kept.

    Attributes:
        id: its number.
        members: number and stored length of each frame, in order.
        lane: the lane.
    """

    id: int
    members: tuple[tuple[int, int], ...]
    lane: bytes


def kept_up(connection: Connection, frame_id: int) -> None:
    """Take lanes of what has come together since the last one, now and then.

    Args:
        connection: within a transaction of the caller.
        frame_id: the frame that was written last.
    """
    if frame_id % _EVERY:
        return
    sql = "SELECT coalesce(max(last_id), 0) FROM parity"
    (last,) = connection.execute(sql).fetchone()
    _take(connection, last + 1, frame_id)


def renewed(connection: Connection, frame_ids: Sequence[int]) -> None:
    """Take the lanes anew of groups that frames are, or were, in.

    Args:
        connection: within a transaction of the caller.
        frame_ids: frames that have changed or gone.
    """
    sql = f"SELECT id, first_id, last_id FROM parity {_HOLDS}"
    groups = {connection.execute(sql, (one, one)).fetchone() for one in frame_ids}
    for number, first, last in sorted(groups - {None}):
        connection.execute("DELETE FROM parity WHERE id = ?", (number,))
        if members := _members(connection, first, last):
            _keep(connection, first, last, members)


def faulty(connection: Connection) -> Iterator[tuple[int, int]]:
    """Groups whose lanes are not those of their frames: number, and the first frame."""
    sql = "SELECT id, first_id FROM parity ORDER BY id"
    for number, first in connection.execute(sql).fetchall():
        if not _is_right(connection, number):
            yield number, first


def _is_right(connection: Connection, group_id: int) -> bool:
    sql = "SELECT id, members, lane FROM parity WHERE id = ?"
    group = _group(connection.execute(sql, (group_id,)).fetchone())
    if group is None:
        return False
    parts = [_data(connection, number) for number, _ in group.members]
    sizes = [size for _, size in group.members]
    if [len(part or b"") for part in parts] != sizes:
        return False
    return _folded(b"".join(part or b"" for part in parts), len(group.lane)) == group.lane


def mended(connection: Connection, frame_id: int) -> bytes | None:
    """The bytes of a damaged frame as they were stored.

    Args:
        connection: where from.
        frame_id: a frame that cannot be decoded, while all that it rests on can.

    Returns:
        ``None`` where no lane was taken of it yet, or too much of its group is damaged.
    """
    group = _group_of(connection, frame_id)
    if group is None:
        return None
    parts: dict[int, bytes] = {}
    for number, size in group.members:
        data = _data(connection, number)
        if data is None and number == frame_id:
            data = bytes(size)
        if data is None or len(data) != size:
            return None
        parts[number] = data
    start = sum(size for number, size in group.members if number < frame_id)
    whole = b"".join(parts[number] for number, _ in group.members)
    for data in _guesses(whole, group.lane, start, len(parts[frame_id])):
        if frames.holds(connection, frame_id, data):
            return data
    return None


def _guesses(whole: bytes, lane: bytes, start: int, size: int) -> Iterator[bytes]:
    """What a frame may have been, taking one stretch of it after another for lost."""
    step = max(len(lane) // 2, 1)
    for at in range(start, start + size, step):
        end = min(at + len(lane), start + size)
        rest = whole[:at] + bytes(end - at) + whole[end:]
        lost = bytes(a ^ b for a, b in zip(_folded(rest, len(lane)), lane, strict=True))
        turned = [lost[n % len(lane)] for n in range(at, end)]
        yield whole[start:at] + bytes(turned) + whole[end : start + size]


def _folded(data: bytes, size: int) -> bytes:
    """The exclusive or of all pieces of so many bytes."""
    folded = 0
    for at in range(0, len(data), size):
        folded ^= int.from_bytes(data[at : at + size], "little")
    return folded.to_bytes(size, "little")


def _take(connection: Connection, first: int, last: int) -> None:
    found = _members(connection, first, last)
    members: list[tuple[int, int]] = []
    total = 0
    for member in found:
        members.append(member)
        total += member[1]
        if total >= GROUP or len(members) == _MOST:
            _keep(connection, first, member[0], members)
            first, members, total = member[0] + 1, [], 0


def _keep(
    connection: Connection, first: int, last: int, members: Sequence[tuple[int, int]]
) -> None:
    parts = [(number, size, _data(connection, number)) for number, size in members]
    # What cannot be read is beyond help, and must not keep the others from it.
    whole = [(number, size, data) for number, size, data in parts if data and len(data) == size]
    data = b"".join(part for _, _, part in whole)
    listed = json.dumps([[number, size] for number, size, _ in whole], separators=(",", ":"))
    lane = _folded(data, max(LANE, len(data) // 64)) if data else b""
    connection.execute(
        "INSERT INTO parity (first_id, last_id, members, lane) VALUES (?, ?, ?, ?)",
        (first, last, listed, lane),
    )


def _members(connection: Connection, first: int, last: int) -> list[tuple[int, int]]:
    """Number and stored length of frames, so many at most as are looked at together."""
    sql = (
        "SELECT id, length(data) FROM frame "
        "WHERE id BETWEEN ? AND ? AND codec <> 'segments' ORDER BY id LIMIT ?"
    )
    try:
        return [(row[0], row[1]) for row in connection.execute(sql, (first, last, _MOST))]
    except SQLiteError:
        return []  # verifying tells of it; what is being written now is not to suffer by it


def _group_of(connection: Connection, frame_id: int) -> Group | None:
    sql = f"SELECT id, members, lane FROM parity {_HOLDS}"
    try:
        group = _group(connection.execute(sql, (frame_id, frame_id)).fetchone())
    except SQLiteError:
        return None
    return group if group and frame_id in dict(group.members) else None


def _group(row: Sequence[Any] | None) -> Group | None:
    """A group from its row; ``None`` where that makes no sense."""
    if row is None:
        return None
    try:
        members = tuple((int(number), int(size)) for number, size in json.loads(row[1]))
    except (ValueError, TypeError):
        return None
    return Group(row[0], members, row[2])


def _data(connection: Connection, frame_id: int) -> bytes | None:
    try:
        row = connection.execute("SELECT data FROM frame WHERE id = ?", (frame_id,)).fetchone()
    except SQLiteError:
        return None
    return row[0] if row and isinstance(row[0], bytes) else None
