"""Segments: what is too long to be held in memory, in pieces of one row each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import zstandard

from archive.errors import DamagedArchive
from archive.store.database import Connection
from archive.store.packing import packed, unpacked

SIZE = 4 * 1024 * 1024
"""Bytes of a segment when decoded, but for the last one; what is longer is held in segments."""
CODEC = "segments"
"""What stands for the codec of a frame that is held in segments."""


def stored(connection: Connection, pieces: Iterable[bytes]) -> int:
    """Store what the pieces make up, segment by segment; return the id of its frame."""
    sql = "INSERT INTO frame (codec, size, digest, data) VALUES (?, 0, x'', x'')"
    frame_id = int(connection.execute(sql, (CODEC,)).lastrowid)
    whole = hashlib.sha256()
    start = 0
    for raw in _cut(pieces):
        whole.update(raw)
        codec, data = packed(raw)
        connection.execute(
            "INSERT INTO segment (frame_id, start, codec, size, digest, data) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (frame_id, start, codec, len(raw), hashlib.sha256(raw).digest(), data),
        )
        start += len(raw)
    sql = "UPDATE frame SET size = ?, digest = ? WHERE id = ?"
    connection.execute(sql, (start, whole.digest(), frame_id))
    return frame_id


def read(connection: Connection, frame_id: int, start: int, size: int) -> Iterator[bytes]:
    """The bytes of a frame from ``start`` on, piece by piece, each checked.

    Raises:
        DamagedArchive: a segment is missing, or is not what was stored.
    """
    end = start + size
    at = start
    while at < end:
        row = connection.execute(
            "SELECT start, codec, size, digest, data FROM segment "
            "WHERE frame_id = ? AND start <= ? ORDER BY start DESC LIMIT 1",
            (frame_id, at),
        ).fetchone()
        where = f"the segment of frame {frame_id} with byte {at}"
        if row is None or row[0] + row[2] <= at:
            raise DamagedArchive(f"{where} is missing")
        raw = _unpacked(*row[1:], where=where)
        yield raw[at - row[0] : end - row[0]]
        at = row[0] + row[2]


def _unpacked(codec: str, size: int, digest: bytes, data: bytes, *, where: str) -> bytes:
    try:
        raw = data if codec == "raw" else unpacked(data, size)
    except zstandard.ZstdError as error:
        raise DamagedArchive(f"{where} cannot be decompressed: {error}") from error
    if not isinstance(raw, bytes) or len(raw) != size or hashlib.sha256(raw).digest() != digest:
        raise DamagedArchive(f"{where} does not have the digest it was stored with")
    return raw


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        for start in range(0, len(piece), SIZE):
            held += piece[start : start + SIZE]
            while len(held) >= SIZE:
                yield bytes(held[:SIZE])
                del held[:SIZE]
    if held:
        yield bytes(held)
