"""Chains: rows that are told by others of their table, and how far that may go.

Tables of such rows have ``base_id``, the row that one is told by, and ``size``, the bytes it has
when decoded. Each row has one base at most, so that what has to be read for it is a chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.store.database import Connection

Table = Literal["version"]

DEPTH = 64
"""Rows that may have to be read for one, itself among them."""
REACH = 4 * 1024 * 1024
"""Bytes they may have together when decoded."""
_MANY = 4 * DEPTH
"""Rows above one that are looked at; where there are more it is taken for as high as may be."""
_WHOLE = {"version": "length(text) + length(blocks)"}

_BELOW = (
    "WITH RECURSIVE chain(id, base_id, size) AS ("
    "SELECT id, base_id, coalesce(size, {whole}) FROM {schema}.{table} WHERE id = ? "
    "UNION ALL SELECT there.id, there.base_id, coalesce(there.size, {whole}) "
    "FROM chain JOIN {schema}.{table} AS there ON there.id = chain.base_id LIMIT ?) "
    "SELECT id, size FROM chain"
)
_ABOVE = (
    "WITH RECURSIVE chain(id, depth, size) AS (SELECT ?, 0, 0 "
    "UNION ALL SELECT there.id, depth + 1, chain.size + there.size "
    "FROM chain JOIN {schema}.{table} AS there ON there.base_id = chain.id LIMIT ?) "
    "SELECT count(*), max(depth), max(size) FROM chain"
)


def is_near(
    connection: Connection, table: Table, number: int, size: int, base: int, schema: str = "main"
) -> bool:
    """Whether a row may be told by another: whatever is told by it stays near enough, too.

    Args:
        connection: of the archive.
        table: which both are of.
        number: the row, of which the first bases are not regarded; 0 for one that is to come.
        size: bytes it has when decoded.
        base: the other.
        schema: the database on that connection.
    """
    below = _BELOW.format(schema=schema, table=table, whole=_WHOLE[table])
    chain = connection.execute(below, (base, DEPTH + 1)).fetchall()
    if not chain or any(row[0] == number for row in chain):
        return False
    above = _ABOVE.format(schema=schema, table=table)
    count, depth, reach = connection.execute(above, (number, _MANY)).fetchone()
    total = size + reach + sum(row[1] or 0 for row in chain)
    return bool(count < _MANY and len(chain) + depth < DEPTH and total <= REACH)


def resting_on(
    connection: Connection, table: Table, number: int, schema: str = "main"
) -> list[int]:
    """The rows that are told by one directly."""
    sql = f"SELECT id FROM {schema}.{table} WHERE base_id = ? ORDER BY id"
    return [row[0] for row in connection.execute(sql, (number,))]
