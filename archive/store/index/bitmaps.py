"""Sets of numbers as they are stored: in Roaring's format, behind a check sum."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyroaring import BitMap

if TYPE_CHECKING:
    from archive.store.database import Connection

LARGEST = (1 << 32) - 1
"""Number that can be in a set."""


def packed(bits: BitMap) -> bytes:
    """A set as it is stored."""
    return sealed(bits.serialize())


def unpacked(blob: bytes) -> BitMap | None:
    """A set that was stored; ``None`` if it is damaged."""
    body = opened(blob)
    try:
        return BitMap.deserialize(body) if body is not None else None
    except ValueError:
        return None


def sealed(body: bytes) -> bytes:
    """Bytes behind four of their CRC-32."""
    return zlib.crc32(body).to_bytes(4, "big") + body


def opened(blob: bytes) -> bytes | None:
    """The bytes that were sealed; ``None`` if they are others now."""
    body = blob[4:]
    return body if zlib.crc32(body) == int.from_bytes(blob[:4], "big") else None


def joined(rows: Iterable[tuple[bytes]]) -> BitMap | None:
    """All numbers of some sets that were stored; ``None`` if one of these is damaged."""
    found = BitMap()
    for (blob,) in rows:
        bits = unpacked(blob)
        if bits is None:
            return None
        found |= bits
    return found


def rewritten(
    connection: Connection, table: str, number: int, bits: BitMap | None, without: BitMap
) -> None:
    """Write a row of a table without some of its numbers; of one that is damaged none is kept."""
    kept = bits - without if bits is not None else None
    if kept is not None and not kept:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))
        return
    blob = packed(kept) if kept is not None else b""
    connection.execute(f"UPDATE {table} SET bits = ? WHERE rowid = ?", (blob, number))
