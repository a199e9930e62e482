"""Frames: the records of a capture as one checked blob, told by what the archive already has.

A frame is compressed with the contents of others, its bases, as the dictionary: what a page has in
common with its last capture, or with another page of the site, costs next to nothing. What has to
be read for one frame is bounded (``REACH``, ``DEPTH``). Bases have lower numbers than what rests
on them.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import zstandard

from archive.errors import DamagedArchive
from archive.store import recipes
from archive.store.contents import Content, content_of
from archive.store.database import UNREADABLE, Connection
from archive.store.deflate import followed
from archive.store.packing import packed, unpacked
from archive.store.records import Record

REACH = 20 * 1024 * 1024
"""Bytes of other contents that may have to be read for one frame."""
DEPTH = 64
"""Frames that may have to be read for one."""
_POOR = 0.12
"""What does not become smaller than this share by its bases is tried without them, too."""
_ALONE = 1.2
"""It may take so much more if it then rests on nothing."""
_KEPT = 24 * 1024 * 1024
"""Bytes of contents that are kept at hand."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A frame that was written.

    Attributes:
        id: its number.
        depth: how many others have to be read for it.
    """

    id: int
    depth: int


def stored(
    connection: Connection, records: Sequence[Record], candidates: Iterable[tuple[int, ...]] = ()
) -> Stored:
    """Store records, none of them long.

    What was compressed is decompressed, and what was decoded coded again, and compared.

    Args:
        connection: where to.
        records: the records of a capture.
        candidates: frames it may rest on, one after another, the best choice first; the first
            that is near enough is taken.
    """
    below, depth, contents = _readable(connection, candidates)
    content = content_of(records, contents[-1] if contents else None)
    raw = b"".join(record.raw for record in records)
    codec, data = packed(content.data, _joined(contents))
    if below and len(data) > len(content.data) * _POOR:
        alone = packed(content.data)
        if len(alone[1]) <= len(data) * _ALONE:
            below, depth, (codec, data) = (), 0, alone
    row = (codec, len(raw), hashlib.sha256(raw).digest(), data, *_facts(content))
    sql = "INSERT INTO frame (codec, size, digest, data, recipe, content) VALUES (?, ?, ?, ?, ?, ?)"
    frame_id = int(connection.execute(sql, row).lastrowid)
    _rest(connection, frame_id, below)
    _at_hand.put(row[2], content)
    return Stored(frame_id, depth)


def _readable(
    connection: Connection, candidates: Iterable[tuple[int, ...]]
) -> tuple[tuple[int, ...], int, list[Content]]:
    """The first candidates that are near enough and whole, how many others they take, and them.

    What is damaged costs itself, and nothing that is still to come.
    """
    for choice in candidates:
        try:
            below, depth = _within(connection, (choice,))
            contents = [_content(connection, base) for base in below]
        except UNREADABLE:
            continue
        if below:
            return below, depth, contents
    return (), 0, []


def decoded(connection: Connection, frame_id: int) -> bytes:
    """The bytes of a frame that is not held in segments, checked against their digest.

    Raises:
        DamagedArchive: the frame, or one that it rests on, is missing or not what was stored.
    """
    return _checked(frame_id, *_read(connection, frame_id))


def _checked(frame_id: int, content: Content, digest: bytes) -> bytes:
    """The records of a frame's content, if they have the digest."""
    try:
        raw = content.records() if not content.recipe or recipes.is_zlib() else b""
        if content.recipe and hashlib.sha256(raw).digest() != digest:
            raw = content.records(followed)
    except ValueError as error:
        raise DamagedArchive(f"frame {frame_id} has recipes that make no sense") from error
    if hashlib.sha256(raw).digest() != digest:
        raise DamagedArchive(f"frame {frame_id} does not have the digest it was stored with")
    return raw


def holds(connection: Connection, frame_id: int, data: bytes) -> bool:
    """Whether a frame is whole if these are its bytes, as they are stored."""
    sql = "SELECT codec, size, digest, ?, recipe, content FROM frame WHERE id = ?"
    row = connection.execute(sql, (data, frame_id)).fetchone()
    try:
        return row is not None and bool(_checked(frame_id, *_opened(connection, frame_id, row)))
    except DamagedArchive:
        return False


def bases(connection: Connection, frame_id: int) -> tuple[int, ...]:
    """The frames that one rests on itself, in the order in which they are its dictionary."""
    sql = "SELECT base_id FROM base WHERE frame_id = ? ORDER BY place"
    return tuple(row[0] for row in connection.execute(sql, (frame_id,)))


def resting_on(connection: Connection, frame_id: int) -> list[int]:
    """All frames that cannot be read without this one, by number."""
    sql = (
        "WITH RECURSIVE above(id) AS (VALUES (?) UNION "
        "SELECT frame_id FROM base JOIN above ON base_id = above.id) "
        "SELECT id FROM above WHERE id <> ? ORDER BY id"
    )
    return [row[0] for row in connection.execute(sql, (frame_id, frame_id))]


def mended(connection: Connection, frame_id: int, data: bytes) -> None:
    """Write the bytes of a frame again, as they were stored."""
    connection.execute("UPDATE frame SET data = ? WHERE id = ?", (data, frame_id))


def culprit(connection: Connection, frame_id: int) -> int | None:
    """The frame whose damage keeps another from being decoded: itself, or one that it rests on.

    Returns:
        The frame; ``None`` if nothing is damaged.
    """
    try:
        decoded(connection, frame_id)
    except DamagedArchive:
        found = (culprit(connection, base) for base in bases(connection, frame_id))
        return next((frame for frame in found if frame is not None), frame_id)
    return None


def removed(connection: Connection, frame_ids: Iterable[int]) -> list[int]:
    """Delete frames; what rests on them is told anew by what they rested on.

    Within a transaction of the caller, who has seen to it that no capture has them.

    Returns:
        The frames whose bytes are others now, those that are gone among them.

    Raises:
        DamagedArchive: one that rests on them cannot be read; nothing was changed.
    """
    gone = set(frame_ids)
    left = {
        row[0]
        for frame_id in gone
        for row in connection.execute("SELECT frame_id FROM base WHERE base_id = ?", (frame_id,))
    } - gone
    for frame_id in sorted(left):
        _retell(connection, frame_id, gone)
    rows = [(frame_id,) for frame_id in sorted(gone)]
    for table in ("base", "segment"):
        connection.executemany(f"DELETE FROM {table} WHERE frame_id = ?", rows)
    connection.executemany("DELETE FROM frame WHERE id = ?", rows)
    return sorted(gone | left)


def _retell(connection: Connection, frame_id: int, gone: set[int]) -> None:
    content, _ = _read(connection, frame_id)
    own = _heirs(connection, frame_id, gone)
    choices = [own[start:] for start in range(len(own))]
    found, _ = _within(connection, choices)
    codec, data = packed(content.data, _joined([_content(connection, one) for one in found]))
    sql = "UPDATE frame SET codec = ?, data = ? WHERE id = ?"
    connection.execute(sql, (codec, data, frame_id))
    connection.execute("DELETE FROM base WHERE frame_id = ?", (frame_id,))
    _rest(connection, frame_id, found)


def _heirs(connection: Connection, frame_id: int, gone: set[int]) -> tuple[int, ...]:
    """What a frame rests on, with the bases of those in place of those that go."""
    heirs: list[int] = []
    for base in bases(connection, frame_id):
        heirs += _heirs(connection, base, gone) if base in gone else (base,)
    return tuple(dict.fromkeys(heirs))


# One frame


def _facts(content: Content) -> tuple[int | None, int | None]:
    return (content.recipe, len(content.data)) if content.recipe else (None, None)


def _rest(connection: Connection, frame_id: int, found: Sequence[int]) -> None:
    rows = [(frame_id, place, base) for place, base in enumerate(found)]
    connection.executemany("INSERT INTO base (frame_id, place, base_id) VALUES (?, ?, ?)", rows)


def _joined(contents: Sequence[Content]) -> bytes:
    return b"".join(content.data for content in contents)


def _within(
    connection: Connection, candidates: Iterable[tuple[int, ...]]
) -> tuple[tuple[int, ...], int]:
    """The first candidates that are all there and can be read cheaply, and how many that takes."""
    sql = (
        "WITH RECURSIVE reach(id) AS (SELECT value FROM json_each(?) UNION "
        "SELECT base_id FROM base JOIN reach ON frame_id = reach.id) "
        "SELECT count(*), sum(coalesce(content, size)), count(frame.id), max(codec = 'segments') "
        "FROM reach LEFT JOIN frame ON frame.id = reach.id"
    )
    for choice in candidates:
        listed = "[" + ",".join(map(str, choice)) + "]"
        depth, reach, found, is_long = connection.execute(sql, (listed,)).fetchone()
        if found == depth and depth <= DEPTH and reach <= REACH and not is_long:
            return choice, depth
    return (), 0


def _read(connection: Connection, frame_id: int) -> tuple[Content, bytes]:
    """The content of a frame, from the file, and the digest of its records."""
    sql = "SELECT codec, size, digest, data, recipe, content FROM frame WHERE id = ?"
    row = connection.execute(sql, (frame_id,)).fetchone()
    if row is None:
        raise DamagedArchive(f"frame {frame_id} is missing")
    return _opened(connection, frame_id, row)


def _opened(connection: Connection, frame_id: int, row: Sequence[Any]) -> tuple[Content, bytes]:
    """The content of a frame and the digest of its records, from its row."""
    codec, size, digest, data, recipe, length = row
    if not isinstance(data, bytes) or not isinstance(recipe or 0, int):
        raise DamagedArchive(f"frame {frame_id} has values of a wrong type")
    if codec == "raw":
        # Nothing but the digest guards it, also where others rest on it.
        content = Content(data, recipe or 0)
        _checked(frame_id, content, digest)
        return content, digest
    below = bases(connection, frame_id)
    if not all(isinstance(base, int) and base < frame_id for base in below):
        raise DamagedArchive(f"frame {frame_id} is said to rest on a later one, or on none")
    contents = [_content(connection, base) for base in below]
    try:
        data = unpacked(data, length or size, _joined(contents))
    except zstandard.ZstdError as error:
        raise DamagedArchive(f"frame {frame_id} cannot be decompressed: {error}") from error
    return Content(data, recipe or 0), digest


def _content(connection: Connection, frame_id: int) -> Content:
    """The content of a frame that another rests on.

    Raises:
        DamagedArchive: it, or one that it rests on, is not what was stored.
    """
    sql = "SELECT digest, coalesce(recipe, 0), coalesce(content, size) FROM frame WHERE id = ?"
    row = connection.execute(sql, (frame_id,)).fetchone()
    content = _at_hand.get(tuple(row)) if row else None
    if content is None:
        content, digest = _read(connection, frame_id)
        _at_hand.put(digest, content)
    return content


class _AtHand:
    """Contents that were needed last, whichever file they are of: known by what they are."""

    def __init__(self) -> None:
        self._contents: OrderedDict[tuple[bytes, int, int], Content] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[bytes, int, int]) -> Content | None:
        with self._lock:
            if key in self._contents:
                self._contents.move_to_end(key)
            return self._contents.get(key)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._contents.clear()
            self._size = 0

    def put(self, digest: bytes, content: Content) -> None:
        key = (digest, content.recipe, len(content.data))
        with self._lock:
            if key not in self._contents:
                self._contents[key] = content
                self._size += len(content.data)
            while self._size > _KEPT:
                _, gone = self._contents.popitem(last=False)
                self._size -= len(gone.data)


_at_hand = _AtHand()


def let_go() -> None:
    """Drop the contents that are kept at hand, as in a process that has read nothing yet."""
    _at_hand.clear()
