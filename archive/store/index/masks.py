"""Texts that the sets of the index do not tell the truth of: those that left it, or came back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pyroaring import BitMap

from archive.store.index.bitmaps import packed, unpacked

if TYPE_CHECKING:
    from archive.store.database import Connection

CHUNK = 16
"""Bits of a number below that of its chunk: a container of the bitmap each (Chambi et al., 2)."""


def left(connection: Connection, schema: str, version_id: int, columns: Sequence[str]) -> None:
    """Note that a text left the index, and with what terms, as it may come back with the same."""
    run = connection.execute
    if not _is_within(connection, schema, version_id):
        return
    bits = _gone_of(connection, schema, version_id)
    if bits is None:
        # Which texts left is not known any more: sets are made anew.
        run(f"DELETE FROM {schema}.posting_span")
        return
    if version_id not in bits:
        run(
            f"INSERT OR REPLACE INTO {schema}.posting_left "
            f"SELECT ?, ? FROM {schema}.posting_span WHERE upto >= ?",
            (version_id, _digest(columns), version_id),
        )
    bits.add(version_id)
    _keep_gone(connection, schema, version_id, bits)
    run(f"DELETE FROM {schema}.posting_again WHERE version_id = ?", (version_id,))


def came(connection: Connection, schema: str, version_id: int, columns: Sequence[str]) -> None:
    """Note that a text came into the index; if it is as the sets have it, they tell the truth."""
    run = connection.execute
    if not _is_within(connection, schema, version_id):
        return
    sql = f"SELECT digest FROM {schema}.posting_left WHERE version_id = ?"
    row = run(sql, (version_id,)).fetchone()
    bits = _gone_of(connection, schema, version_id)
    if row and bits is not None and version_id in bits and row[0] == _digest(columns):
        bits.remove(version_id)
        _keep_gone(connection, schema, version_id, bits)
        run(f"DELETE FROM {schema}.posting_left WHERE version_id = ?", (version_id,))
        return
    run(f"INSERT OR IGNORE INTO {schema}.posting_again VALUES (?)", (version_id,))


def _gone_of(connection: Connection, schema: str, version_id: int) -> BitMap | None:
    """The texts that left of those of a chunk; ``None`` if that is damaged."""
    sql = f"SELECT bits FROM {schema}.posting_gone WHERE chunk = ?"
    row = connection.execute(sql, (version_id >> CHUNK,)).fetchone()
    return unpacked(row[0]) if row else BitMap()


def _keep_gone(connection: Connection, schema: str, version_id: int, bits: BitMap) -> None:
    sql = f"INSERT OR REPLACE INTO {schema}.posting_gone VALUES (?, ?)"
    connection.execute(sql, (version_id >> CHUNK, packed(bits)))


def _digest(columns: Sequence[str]) -> bytes:
    said = "\0".join(columns).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=16).digest()


def _is_within(connection: Connection, schema: str, version_id: int) -> bool:
    """Whether there are, or will be, sets of texts up to this one."""
    sql = f"SELECT max(upto, reach) FROM {schema}.posting_span"
    row = connection.execute(sql).fetchone()
    return row is not None and version_id <= row[0]
