"""Where in texts common words stand, as sets of bits: what stands in sequence is had by shifting.

The words of texts are numbered one after the other, those of 131,072 texts from zero on: each has
its title, summary, text and authors, with room between, so that a word of one is near none of
another. Text ``n`` of them has the numbers from ``starts[n]`` to ``starts[n + 1]``. What two words
have in common once the numbers of one are raised by one is where they stand in sequence.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pyroaring import BitMap

from archive.store.index.bitmaps import LARGEST, opened, packed, rewritten, sealed, unpacked
from archive.store.index.columns import STRONG
from archive.store.index.tables import LATEST
from archive.store.varints import varints

if TYPE_CHECKING:
    from archive.store.database import Connection

LEAST = 4_096
"""Texts that have a word whose places are kept: sequences with a rarer one are soon looked up."""
ROOM = 24
"""Numbers between what is apart; less than that is as far as words can be near each other. The more
of them there are, the longer it takes to move places."""
CHUNK = 17
"""Bits of the number of a text below that of its chunk: of small ones many are to be looked at, of
large ones much is written anew when texts came."""
SURFACES = ("title", "summary", "body", "authors")
"""The columns of words in sequence, as they are in the index."""
_LOW = (1 << CHUNK) - 1
_FETCHED = 50_000

TABLES = """
CREATE TABLE IF NOT EXISTS posting_place (
    term TEXT NOT NULL,
    chunk INTEGER NOT NULL,          -- numbers of texts, without their lower 17 bits
    bits BLOB NOT NULL,              -- where it stands in them; as in posting
    PRIMARY KEY (term, chunk)
) STRICT;

CREATE TABLE IF NOT EXISTS posting_start (
    chunk INTEGER PRIMARY KEY,
    starts BLOB NOT NULL             -- four bytes of CRC-32, then of each text of it four bytes,
                                     -- little-endian: where it begins; at last where the next does
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Laid:
    """Texts whose words have been numbered.

    Attributes:
        first: the number of the first of the texts, less one.
        last: that of the last.
        columns: for each column where that of text ``first + 1`` begins, and so on.
    """

    first: int
    last: int
    columns: Mapping[str, Sequence[int]]


def bits_of(connection: Connection, term: str, chunk: int, schema: str = "main") -> BitMap | None:
    """Where a word stands in some texts; empty if nowhere, ``None`` if that is damaged."""
    return sized_bits_of(connection, term, chunk, schema)[0]


def sized_bits_of(
    connection: Connection, term: str, chunk: int, schema: str = "main"
) -> tuple[BitMap | None, int]:
    """The same, and how many bytes that takes."""
    sql = f"SELECT bits FROM {schema}.posting_place WHERE term = ? AND chunk = ?"
    row = connection.execute(sql, (term, chunk)).fetchone()
    return (unpacked(row[0]), len(row[0])) if row else (BitMap(), 0)


def starts_of(connection: Connection, chunk: int, schema: str = "main") -> array[int] | None:
    """Where texts begin; empty where that is not known, ``None`` if it is damaged."""
    sql = f"SELECT starts FROM {schema}.posting_start WHERE chunk = ?"
    row = connection.execute(sql, (chunk,)).fetchone()
    body = opened(row[0]) if row else b""
    if body is None or len(body) % 4:
        return None
    starts = array("I")
    starts.frombytes(body)
    if sys.byteorder == "big":
        starts.byteswap()
    return starts


def is_placed(connection: Connection, term: str, schema: str = "main") -> bool:
    """Whether it is known of a word where it stands."""
    sql = f"SELECT 1 FROM {schema}.posting_place WHERE term = ? LIMIT 1"
    return connection.execute(sql, (term,)).fetchone() is not None


def terms_held(connection: Connection, schema: str = "main") -> Sequence[str]:
    """The words whose places are kept."""
    sql = f"SELECT DISTINCT term FROM {schema}.posting_place ORDER BY term"
    return [term for (term,) in connection.execute(sql).fetchall()]


def is_of_words(term: str) -> bool:
    """Whether a term may stand in a sequence: those that say something of a text do not."""
    return not term.startswith(STRONG) and "=" not in term


def laid(connection: Connection, after: int, last: int) -> Laid | None:
    """Number the words of the texts behind one up to another, those that were not yet.

    ``None`` where that cannot be: numbers do not suffice, or it is not known how far they go.
    """
    columns = {name: array("I") for name in SURFACES}
    chunk, starts = -1, array("I")
    for number, sizes in _sized(connection, after, last):
        if number >> CHUNK != chunk:
            if starts:
                _keep(connection, chunk, starts)
            chunk = number >> CHUNK
            held = starts_of(connection, chunk)
            if held is None:
                return None
            starts = held or array("I", (0,))
        # Numbers between texts are of none, or of one that left the index.
        starts.extend(starts[-1:] * ((number & _LOW) + 1 - len(starts)))
        *begins, end = accumulate((size + ROOM for size in sizes), initial=starts[number & _LOW])
        if end > LARGEST:
            return None
        if len(starts) == (number & _LOW) + 1:
            starts.append(end)
        for column, begin in zip(columns.values(), begins, strict=True):
            column.extend((0,) * (number - after - 1 - len(column)))
            column.append(begin)
    if starts:
        _keep(connection, chunk, starts)
    return Laid(after, last, columns)


def _sized(
    connection: Connection, after: int, last: int, schema: str = "main"
) -> Iterator[tuple[int, Sequence[int]]]:
    """Texts and how many words each of their columns has (https://sqlite.org/fts5.html, 9.3)."""
    sql = f"SELECT id, sz FROM {schema}.{LATEST}_docsize WHERE id > ? AND id <= ? ORDER BY id"
    for number, sizes in connection.execute(sql, (after, last)):
        yield number, tuple(varints(sizes))[: len(SURFACES)]


def _keep(connection: Connection, chunk: int, starts: array[int]) -> None:
    little = array("I", starts)
    if sys.byteorder == "big":
        little.byteswap()
    connection.execute(
        "INSERT OR REPLACE INTO posting_start VALUES (?, ?)", (chunk, sealed(little.tobytes()))
    )


def found(connection: Connection, term: str, texts: Laid) -> Sequence[tuple[int, BitMap]]:
    """Where a word stands in some texts, those of each chunk; it takes a microsecond for each."""
    return list(_chunked(_standing(connection, term, texts), texts))


def keep(connection: Connection, term: str, standing: Iterable[tuple[int, BitMap]]) -> None:
    """Take where a word stands among what is kept of it."""
    for chunk, bits in standing:
        held = bits_of(connection, term, chunk)
        # What is damaged stays so, and is told of as such.
        if held is not None:
            connection.execute(
                "INSERT OR REPLACE INTO posting_place VALUES (?, ?, ?)",
                (term, chunk, packed(bits | held)),
            )


def _standing(
    connection: Connection, term: str, texts: Laid, schema: str = "main"
) -> Iterator[list[tuple[int, str, int]]]:
    """Where a word stands by the index: texts, columns, and how far from their beginning."""
    table = f"temp.{schema}_places"
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5vocab({schema}, {LATEST}, instance)"
    )
    names = ", ".join(f"'{name}'" for name in SURFACES)
    # Texts that came back may have other words than when they were numbered: they are looked up.
    rows = connection.execute(
        f"SELECT doc, col, offset FROM {table} WHERE term = ? AND doc > ? AND doc <= ? "
        f"AND col IN ({names}) AND doc NOT IN (SELECT version_id FROM {schema}.posting_again)",
        (term, texts.first, texts.last),
    )
    while found := rows.fetchmany(_FETCHED):
        yield found


def _chunked(
    found: Iterable[list[tuple[int, str, int]]], texts: Laid
) -> Iterator[tuple[int, BitMap]]:
    """Places as they are numbered, those of each chunk."""
    chunk, bits = -1, BitMap()
    first, columns = texts.first + 1, texts.columns
    for rows in found:
        done = 0
        while done < len(rows):
            here = rows[done][0] >> CHUNK
            end = bisect_left(rows, (here + 1) << CHUNK, done, key=lambda row: row[0])
            if here != chunk:
                if bits:
                    yield chunk, bits
                chunk, bits = here, BitMap()
            own = rows if end - done == len(rows) else rows[done:end]
            bits.update(array("I", [columns[name][text - first] + at for text, name, at in own]))
            done = end
    if bits:
        yield chunk, bits


def forgotten(connection: Connection, schema: str = "main") -> None:
    """Keep no places any more."""
    for table in ("posting_place", "posting_start"):
        connection.execute(f"DELETE FROM {schema}.{table}")


def scrubbed(connection: Connection, gone: BitMap) -> None:
    """Take the words of texts that left the index out; their room stays, as others are behind."""
    run = connection.execute
    rooms: dict[int, BitMap] = {}
    for number, chunk, blob in run("SELECT rowid, chunk, bits FROM posting_place"):
        if chunk not in rooms:
            rooms[chunk] = _rooms(connection, chunk, gone)
        bits = unpacked(blob)
        if bits is None or bits.intersect(rooms[chunk]):
            rewritten(connection, "posting_place", number, bits, rooms[chunk])


def _rooms(connection: Connection, chunk: int, texts: BitMap, schema: str = "main") -> BitMap:
    """The places of those of some texts that are in a chunk; all where they are not known."""
    found = BitMap()
    starts = starts_of(connection, chunk, schema)
    if not starts:
        found.add_range(0, LARGEST + 1)
        return found
    first = chunk << CHUNK
    for text in texts & BitMap(range(first, first + _LOW + 1)):
        if text - first + 1 < len(starts):
            found.add_range(starts[text - first], starts[text - first + 1])
    return found


def differing(
    connection: Connection, upto: int, masked: BitMap, schema: str = "main"
) -> str | None:
    """The first word that does not stand where it is said to; ``None`` if there is none.

    Args:
        connection: of the archive.
        upto: the last text whose places are kept.
        masked: texts that left since, or came back.
        schema: the database on that connection.
    """
    terms = terms_held(connection, schema)
    texts = _as_laid(connection, upto, masked, schema) if terms else None
    for term in terms:
        if texts is None or not _is_so(connection, term, texts, masked, schema):
            return term
    return None


def _as_laid(connection: Connection, upto: int, masked: BitMap, schema: str) -> Laid | None:
    """Texts as they are numbered; ``None`` if one has other room than it needs."""
    columns = {name: array("I") for name in SURFACES}
    chunk, starts = -1, array("I")
    for number, sizes in _sized(connection, 0, upto, schema):
        if number in masked:
            continue
        if number >> CHUNK != chunk:
            chunk = number >> CHUNK
            starts = starts_of(connection, chunk, schema) or array("I")
        low = number & _LOW
        if low + 1 >= len(starts):
            return None
        *begins, end = accumulate((size + ROOM for size in sizes), initial=starts[low])
        if end != starts[low + 1]:
            return None
        for column, begin in zip(columns.values(), begins, strict=True):
            column.extend((0,) * (number - 1 - len(column)))
            column.append(begin)
    return Laid(0, upto, columns)


def _is_so(connection: Connection, term: str, texts: Laid, masked: BitMap, schema: str) -> bool:
    found = _standing(connection, term, texts, schema)
    rows = ([row for row in part if row[0] not in masked] for part in found)
    said = dict(_chunked(rows, texts))
    sql = f"SELECT chunk FROM {schema}.posting_place WHERE term = ?"
    for (chunk,) in connection.execute(sql, (term,)).fetchall():
        bits, starts = (
            bits_of(connection, term, chunk, schema),
            starts_of(connection, chunk, schema),
        )
        if bits is None or not starts:
            return False
        bits -= _rooms(connection, chunk, masked, schema)
        end = (upto_low := texts.last - (chunk << CHUNK)) + 1
        if upto_low < _LOW and end < len(starts):
            bits.remove_range(starts[end], LARGEST + 1)
        if bits != said.pop(chunk, BitMap()):
            return False
    return not said
