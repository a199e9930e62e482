"""Frames: the records of a capture as one compressed, checked blob."""

from __future__ import annotations

import hashlib

import zstandard

from archive.errors import DamagedArchive
from archive.store.database import Connection

_LEVEL = 9
_GAIN = 0.97
"""A frame is stored compressed only if that leaves at most this share of it."""


def stored(connection: Connection, raw: bytes) -> int:
    """Store ``raw``; return the id of its frame.

    What was compressed is decompressed and compared before it is trusted.
    """
    codec, data = "raw", raw
    packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(raw)
    if len(packed) <= len(raw) * _GAIN:
        if zstandard.ZstdDecompressor().decompress(packed) != raw:
            raise DamagedArchive("compression gave back other bytes; nothing was stored")
        codec, data = "zstd", packed
    digest = hashlib.sha256(raw).digest()
    row = (codec, len(raw), digest, data)
    sql = "INSERT INTO frame (codec, size, digest, data) VALUES (?, ?, ?, ?)"
    return int(connection.execute(sql, row).lastrowid)


def decoded(connection: Connection, frame_id: int) -> bytes:
    """The bytes of a frame, checked against their digest.

    Raises:
        DamagedArchive: the frame is missing or its bytes are not what was stored.
    """
    sql = "SELECT codec, size, digest, data FROM frame WHERE id = ?"
    row = connection.execute(sql, (frame_id,)).fetchone()
    if row is None:
        raise DamagedArchive(f"frame {frame_id} is missing")
    codec, size, digest, data = row
    try:
        raw = data if codec == "raw" else _unpacked(data, size)
    except zstandard.ZstdError as error:
        raise DamagedArchive(f"frame {frame_id} cannot be decompressed: {error}") from error
    if hashlib.sha256(raw).digest() != digest:
        raise DamagedArchive(f"frame {frame_id} does not have the digest it was stored with")
    return bytes(raw)


def culprit(connection: Connection, frame_id: int) -> int | None:
    """The frame whose damage keeps another from being decoded: itself, or one it is built on.

    Returns:
        The frame; ``None`` if nothing is damaged.
    """
    try:
        decoded(connection, frame_id)
    except DamagedArchive:
        sql = "SELECT base_id FROM base WHERE frame_id = ? ORDER BY place"
        bases = connection.execute(sql, (frame_id,)).fetchall()
        found = (culprit(connection, base) for (base,) in bases)
        return next((frame for frame in found if frame is not None), frame_id)
    return None


def _unpacked(data: bytes, size: int) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
