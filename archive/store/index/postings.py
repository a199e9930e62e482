"""Which of the latest texts have a common term, as sets of bits beside the full-text index.

What two common words or labels have in common takes FTS5 a walk through all texts with either of
them; of sets of bits (Chambi et al. 2016, Roaring bitmaps) it is had in no time. They are of the
texts up to a number, ``upto``, as they were when they were taken in. Texts that left the index
since are noted as ``gone``, texts up to that number that came into it as ``again``; those and later
ones are looked up in the full-text index itself. So nothing that is found depends on when, or
whether, sets were made, only how long it takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from pyroaring import BitMap

from archive.store import turns
from archive.store.index import places
from archive.store.index.bitmaps import LARGEST, joined, packed, rewritten, unpacked
from archive.store.index.masks import CHUNK
from archive.store.index.tables import LATEST

if TYPE_CHECKING:
    from archive.store.database import Connection

LEAST = 256
"""Texts that have a term that a set is made for: most terms are of fewer, and soon looked up."""
FRESH = 20_000
"""Texts behind ``upto`` that are taken in, and without which no sets are made at all."""
AGAIN = 64
"""Texts that came back with other terms, up to which each is looked up: some 50 microseconds."""
SHARE = 32
"""One in so many texts is to be taken in, if that is more."""
_ROW = 8_192
"""Bytes of a set in a row of its own; a row has whole chunks."""
_BYTES = 2
"""That a number takes in a set, mostly."""
_BATCH = 64
"""Terms whose sets are written in one transaction."""

TABLES = """
CREATE TABLE IF NOT EXISTS posting (
    term TEXT NOT NULL,
    chunk INTEGER NOT NULL,          -- the first of its numbers, without their lower 16 bits
    bits BLOB NOT NULL,              -- four bytes of CRC-32, and a bitmap in Roaring's format
    PRIMARY KEY (term, chunk)
) STRICT;

CREATE TABLE IF NOT EXISTS posting_span (
    upto INTEGER NOT NULL,           -- sets are of texts up to this number
    reach INTEGER NOT NULL,          -- and are being made up to this one
    texts INTEGER NOT NULL,          -- how many there were when it was chosen what terms have sets
    turn TEXT NOT NULL               -- drawn by lot by who makes them: one who began later goes on
) STRICT;

CREATE TABLE IF NOT EXISTS posting_gone (
    chunk INTEGER PRIMARY KEY,       -- numbers of texts, without their lower 16 bits
    bits BLOB NOT NULL               -- texts that left the index since
) STRICT;

CREATE TABLE IF NOT EXISTS posting_again (
    version_id INTEGER PRIMARY KEY   -- of a text that came into it since, though it is not later
) STRICT;

CREATE TABLE IF NOT EXISTS posting_left (
    version_id INTEGER PRIMARY KEY,  -- of a text that left it since, and of which sets are
    digest BLOB NOT NULL             -- of its terms as sets have them: BLAKE2b, 16 bytes
) STRICT
"""
_Transaction = Callable[[], AbstractContextManager[None]]
_Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Span:
    """What sets there are.

    Attributes:
        upto: they are of texts up to this number.
        gone: texts that left the index since.
        again: texts that came into it since.
        last: the last text of the index.
        state: another where sets of these texts are others.
    """

    upto: int
    gone: BitMap
    again: tuple[int, ...]
    last: int
    state: str


class _Made(NamedTuple):
    """The row of ``posting_span``."""

    upto: int
    reach: int
    texts: int
    turn: str


def span_of(connection: Connection, schema: str = "main") -> Span | None:
    """What sets there are; ``None`` where there are none to be used."""
    run = connection.execute
    row = run(f"SELECT upto, turn FROM {schema}.posting_span WHERE upto > 0").fetchone()
    if row is None:
        return None
    (last,) = run(f"SELECT max(version_id) FROM {schema}.indexed").fetchone()
    if last is None or last > LARGEST:
        return None
    sql = f"SELECT version_id FROM {schema}.posting_again LIMIT ?"
    again = tuple(number for (number,) in run(sql, (AGAIN + 1,)))
    gone = joined(run(f"SELECT bits FROM {schema}.posting_gone"))
    if gone is None or len(again) > AGAIN:
        return None
    # Who makes them draws a number by lot, and they are of these texts once it is done.
    return Span(row[0], gone, again, last, f"{row[1]} {row[0]}")


def bits_of(connection: Connection, term: str, schema: str = "main") -> BitMap | None:
    """The set of a term; ``None`` where it has none, or one that is damaged."""
    return sets_of(connection, (term,), schema).get(term)


def sets_of(
    connection: Connection, terms: Iterable[str], schema: str = "main"
) -> Mapping[str, BitMap]:
    """The sets of some terms, of those that have one that is not damaged."""
    sql = f"SELECT term, bits FROM {schema}.posting WHERE term IN (SELECT value FROM json_each(?))"
    parts: dict[str, list[tuple[bytes]]] = {}
    for term, blob in connection.execute(sql, (json.dumps([*terms]),)):
        parts.setdefault(term, []).append((blob,))
    found = ((term, joined(blobs)) for term, blobs in parts.items())
    return {term: bits for term, bits in found if bits}


def forgotten(connection: Connection, schema: str = "main") -> None:
    """Have no sets any more, as when the index is made anew."""
    for table in ("posting", "posting_span", "posting_gone", "posting_again", "posting_left"):
        connection.execute(f"DELETE FROM {schema}.{table}")
    places.forgotten(connection, schema)


def scrubbed(connection: Connection) -> None:
    """Take texts that left the index out of all sets, in which they would stay until then."""
    run = connection.execute
    gone = joined(run("SELECT bits FROM posting_gone"))
    if gone is None:
        forgotten(connection)
        return
    if not gone:
        return
    for number, blob in run("SELECT rowid, bits FROM posting"):
        bits = unpacked(blob)
        if bits is None or bits.intersect(gone):
            rewritten(connection, "posting", number, bits, gone)
    places.scrubbed(connection, gone)
    # They stay noted: sets do not have them, whatever they say when they come back.
    run("DELETE FROM posting_left")
    # What processes keep of them is not so any more.
    run("UPDATE posting_span SET turn = ?", (token_hex(8),))


def differing(connection: Connection, schema: str = "main") -> str | None:
    """The first term whose set is not that of the texts that have it; ``None`` if there is none."""
    span = span_of(connection, schema)
    if span is None:
        return None
    again = BitMap(span.again)
    for term in _held(connection, schema):
        bits = bits_of(connection, term, schema)
        if bits is None:
            return term
        bits.remove_range(span.upto + 1, LARGEST + 1)
        if (
            bits - span.gone - again
            != BitMap(_with(connection, term, 0, span.upto, schema)) - again
        ):
            return term
    return places.differing(connection, span.upto, span.gone | again, schema)


def is_due(connection: Connection, fresh: int = FRESH) -> bool:
    """Whether so many texts changed that sets are to follow."""
    span = _span(connection)
    wanted = max(fresh, span.texts // SHARE)
    return _later(connection, span.upto, wanted) >= wanted or _is_outgrown(connection, fresh)


def followed(
    connection: Connection,
    transaction: _Transaction,
    progress: _Tell | None = None,
    *,
    least: int = LEAST,
    placed: int = places.LEAST,
    fresh: int = FRESH,
) -> int:
    """Let the sets follow the index; how many terms that took, 0 where it was not due.

    Others can read and write meanwhile. What is broken off goes on, or is begun anew, next time;
    where another process begins to do the same, that one goes on.

    Args:
        connection: of the archive, outside of a transaction.
        transaction: begins one.
        progress: told how many terms of how many are done, now and then.
        least: texts that have a term that a set is made for.
        placed: texts that have a word whose places are kept.
        fresh: texts for which it is done.
    """
    turn = token_hex(8)
    with transaction():
        if not is_due(connection, fresh):
            return 0
        is_new = _begun(connection, turn, fresh)
        span = _span(connection)
        texts = places.laid(connection, span.upto, span.reach)
        if texts is None:
            places.forgotten(connection)
    terms, words = _common(connection, least, placed) if is_new else _all_held(connection)
    parts = _extended(connection, transaction, terms, span)
    if texts:
        parts = chain(parts, _placed(connection, transaction, words, texts, turn))
    total = len(terms) + (len(words) if texts else 0)
    done = 0
    for count in parts:
        if not count:
            return done
        done += count
        if progress:
            progress(done, total)
    with transaction():
        connection.execute("UPDATE posting_span SET upto = reach WHERE turn = ?", (turn,))
    return done


def _begun(connection: Connection, turn: str, fresh: int) -> bool:
    """Say that the sets are being made to follow, and whether they are made anew."""
    is_new = _is_outgrown(connection, fresh)
    if is_new:
        forgotten(connection)
        (texts,) = connection.execute("SELECT count(*) FROM indexed WHERE is_latest").fetchone()
        connection.execute("INSERT INTO posting_span VALUES (0, 0, ?, '')", (texts,))
    (last,) = connection.execute("SELECT max(version_id) FROM indexed").fetchone()
    connection.execute("UPDATE posting_span SET reach = ?, turn = ?", (min(last, LARGEST), turn))
    return is_new


def _extended(
    connection: Connection, transaction: _Transaction, terms: Sequence[str], span: _Made
) -> Iterator[int]:
    """Extend the sets of terms, and say of how many by and by; 0 where another goes on."""
    for start in range(0, len(terms), _BATCH):
        batch = terms[start : start + _BATCH]
        with transaction():
            is_ours = _span(connection).turn == span.turn
            for term in batch if is_ours else ():
                _extend(connection, term, span)
        turns.give_way()
        yield len(batch) if is_ours else 0


def _placed(
    connection: Connection,
    transaction: _Transaction,
    words: Sequence[str],
    texts: places.Laid,
    turn: str,
) -> Iterator[int]:
    """The same for the places of words: to find these takes longest, so others write meanwhile."""
    for word in words:
        found = places.found(connection, word, texts)
        with transaction():
            is_ours = _span(connection).turn == turn
            if is_ours:
                places.keep(connection, word, found)
        yield 1 if is_ours else 0


def _common(connection: Connection, least: int, placed: int) -> tuple[Sequence[str], Sequence[str]]:
    """The terms that many texts have, and of those that are words the commonest."""
    table = "temp.terms_of_texts"
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5vocab(main, {LATEST}, row)"
    )
    sql = f"SELECT term, doc FROM {table} WHERE doc >= ?"
    rows = connection.execute(sql, (min(least, placed),)).fetchall()
    connection.execute(f"DROP TABLE {table}")
    terms = [term for term, texts in rows if texts >= least]
    return terms, [term for term, texts in rows if texts >= placed and places.is_of_words(term)]


def _all_held(connection: Connection) -> tuple[Sequence[str], Sequence[str]]:
    return _held(connection), places.terms_held(connection)


def _held(connection: Connection, schema: str = "main") -> Sequence[str]:
    sql = f"SELECT DISTINCT term FROM {schema}.posting ORDER BY term"
    rows = connection.execute(sql).fetchall()
    return [term for (term,) in rows]


def _extend(connection: Connection, term: str, span: _Made) -> None:
    """Take texts into the set of a term."""
    sql = "SELECT bits FROM posting WHERE term = ? ORDER BY chunk DESC LIMIT 1"
    row = connection.execute(sql, (term,)).fetchone()
    last = unpacked(row[0]) if row else BitMap()
    if last is None:
        # What is damaged stays so, and is told of as such.
        return
    for chunk, bits in _rows(BitMap(_with(connection, term, span.upto, span.reach)) | last):
        connection.execute(
            "INSERT OR REPLACE INTO posting VALUES (?, ?, ?)", (term, chunk, packed(bits))
        )


def _rows(bits: BitMap) -> Iterator[tuple[int, BitMap]]:
    """A set in parts of whole chunks, each with the first of these."""
    first, held = 0, BitMap()
    for chunk, inside in _chunks(bits):
        if held and _BYTES * (len(held) + len(inside)) > _ROW:
            yield first, held
            held = BitMap()
        if not held:
            first = chunk
        held |= inside
    if held:
        yield first, held


def _with(
    connection: Connection, term: str, after: int, last: int, schema: str = "main"
) -> list[int]:
    """The texts that have a term, by the full-text index."""
    sql = f"SELECT rowid FROM {schema}.{LATEST} WHERE {LATEST} MATCH ? AND rowid > ? AND rowid <= ?"
    match = '"' + term.replace('"', '""') + '"'
    return [number for (number,) in connection.execute(sql, (match, after, last))]


def _chunks(bits: BitMap) -> Iterator[tuple[int, BitMap]]:
    while bits:
        chunk = bits.min() >> CHUNK
        inside = bits & BitMap(range(chunk << CHUNK, (chunk + 1) << CHUNK))
        yield chunk, inside
        bits -= inside


def _span(connection: Connection) -> _Made:
    row = connection.execute("SELECT upto, reach, texts, turn FROM posting_span").fetchone()
    return _Made(*row) if row else _Made(0, 0, 0, "")


def _is_outgrown(connection: Connection, fresh: int) -> bool:
    """Whether all is to be made anew: there is twice as much, much that left, or some is back."""
    span = _span(connection)
    if span.upto == 0:
        return _later(connection, 0, fresh) >= fresh
    (again,) = connection.execute("SELECT count(*) FROM posting_again").fetchone()
    # Where pages go to and fro there are soon as many again: to make all anew takes long.
    is_back = again > AGAIN and _later(connection, span.upto, fresh) >= fresh
    gone = joined(connection.execute("SELECT bits FROM posting_gone"))
    (held,) = connection.execute("SELECT sum(texts) FROM label WHERE label = '='").fetchone()
    return bool(
        is_back
        or gone is None
        or len(gone) > max(fresh, span.texts)
        or (held or 0) >= 2 * span.texts
    )


def _later(connection: Connection, number: int, most: int) -> int:
    sql = "SELECT count(*) FROM (SELECT 1 FROM indexed WHERE version_id > ? LIMIT ?)"
    return int(connection.execute(sql, (number, most)).fetchone()[0])
