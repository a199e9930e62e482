"""The search index: whether it says of every text what the text says.

FTS5 compares an index with its content itself, but not one that keeps no content, and only when it
may write, which would keep a crawl waiting and cannot be had on a medium that is write-protected.
So it is given a copy of each table to look whether that is whole (https://sqlite.org/fts5.html,
6.4), and all words and places are summed up, and beside them those of an index that is made of the
texts anew, some texts at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.fixity.check import Check, Fault
from archive.store import database
from archive.store.database import Connection
from archive.store.index import COLUMNS, stamp
from archive.store.index.settling import indexed_as
from archive.store.index.tables import LATEST, PAST

_PARTS = ("data", "idx", "docsize", "config")
_TEXTS = 5_000
"""Texts that an index is made of at a time."""
_MODULUS = 1 << 64
# Squared, so that two places that are wrong by the same distance do not make up for each other.
_NUMBER = (
    "((doc % 32749) * 65521 + offset * 7919 + length(col) * 131 + length(term) * 17 "
    "+ unicode(term)) % 2147483629"
)
_PLACE = f"({_NUMBER}) * ({_NUMBER}) % 2147483629"


def index(check: Check, _: int) -> Iterator[int]:
    """Compare the search index with the texts."""
    connection = check.archive.connection
    try:
        with database.snapshot(connection):
            reason = difference(connection)
    except database.UNREADABLE as error:
        reason = str(error)
    if reason:
        words = f"does not say what the texts say ({reason}); `greffe rebuild` makes it anew"
        check.fault(Fault("the search index", words))
    yield 0


def difference(connection: Connection, schema: str = "main") -> str | None:
    """Why the search index does not agree with the texts; ``None`` if it does.

    Args:
        connection: within a transaction, which is to be rolled back.
        schema: the database on that connection.
    """
    try:
        return _said_of_it(connection, schema) or _said_of_words(connection, schema)
    except database.UNREADABLE as error:
        return str(error)


def _said_of_it(connection: Connection, schema: str) -> str | None:
    """What is wrong beside the words."""
    stamps = connection.execute(f"SELECT words FROM {schema}.index_stamp").fetchall()
    if [row[0] for row in stamps] != [stamp()]:
        return "it was made by another version of Greffe"
    (waiting,) = connection.execute(f"SELECT count(*) FROM {schema}.unindexed").fetchone()
    return f"{waiting} texts changed behind its back" if waiting else None


def _said_of_words(connection: Connection, schema: str) -> str | None:
    made = {LATEST: _Sums(), PAST: _Sums()}
    settings = {}
    for table in made:
        sql = f"SELECT sql FROM {schema}.sqlite_master WHERE name = ?"
        row = connection.execute(sql, (table,)).fetchone()
        if row is None:
            return "it is missing"
        _, _, settings[table] = str(row[0]).partition(" USING ")
        _compare(connection, schema, table, settings[table])
        connection.execute(f"CREATE VIRTUAL TABLE temp.fresh_{table} USING {settings[table]}")
    cards = texts = 0
    for rows in indexed_as(connection, schema, _TEXTS):
        texts += len(rows)
        cards += sum(_is_held(connection, schema, card) for card, _ in rows)
        for table, sums in made.items():
            own = [(c[0], *columns) for c, columns in rows if (LATEST if c[2] else PAST) == table]
            made[table] = sums.added(_summed_anew(connection, table, own))
    for table in made:
        connection.execute(f"DROP TABLE temp.fresh_{table}")
    (held,) = connection.execute(f"SELECT count(*) FROM {schema}.indexed").fetchone()
    if not held == cards == texts:
        return "what it knows of the texts beside their words is not so"
    is_same = all(_summed(connection, schema, table) == made[table] for table in made)
    return None if is_same else "its words are not those of the texts"


def _is_held(connection: Connection, schema: str, card: Sequence[Any]) -> bool:
    sql = f"SELECT * FROM {schema}.indexed WHERE version_id = ?"
    row = connection.execute(sql, (card[0],)).fetchone()
    return row is not None and tuple(row) == tuple(card)


def _compare(connection: Connection, schema: str, table: str, settings: str) -> None:
    """Let FTS5 look whether a copy of the index is whole.

    Raises:
        SQLiteError: it is not.
    """
    connection.execute(f"CREATE VIRTUAL TABLE temp.copied USING {settings}")
    for part in _PARTS:
        connection.execute(f"DELETE FROM temp.copied_{part}")
        connection.execute(f"INSERT INTO temp.copied_{part} SELECT * FROM {schema}.{table}_{part}")
    connection.execute("INSERT INTO temp.copied (copied) VALUES ('integrity-check')")
    connection.execute("DROP TABLE temp.copied")


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is in an index, summed up.

    Attributes:
        terms: of digests of the terms, each as often as it stands somewhere.
        texts: of digests of the terms, each as often as there are texts with it.
        places: of a number for each place: text, column, how far from its start, and the term.
    """

    terms: int = 0
    texts: int = 0
    places: int = 0

    def added(self, other: _Sums) -> _Sums:
        """Both together."""
        return _Sums(
            (self.terms + other.terms) % _MODULUS,
            (self.texts + other.texts) % _MODULUS,
            self.places + other.places,
        )


def _summed(connection: Connection, schema: str, index: str) -> _Sums:
    for kind in ("row", "instance"):
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.by_{kind} USING fts5vocab({schema}, {index}, {kind})"
        )
    terms = texts = 0
    for term, documents, count in connection.execute("SELECT term, doc, cnt FROM temp.by_row"):
        digest = int.from_bytes(hashlib.blake2b(_octets(term), digest_size=8).digest(), "big")
        terms = (terms + digest * count) % _MODULUS
        texts = (texts + digest * documents) % _MODULUS
    (places,) = connection.execute(
        f"SELECT coalesce(sum({_PLACE}), 0) FROM temp.by_instance"
    ).fetchone()
    for kind in ("row", "instance"):
        connection.execute(f"DROP TABLE temp.by_{kind}")
    return _Sums(terms, texts, int(places))


def _summed_anew(connection: Connection, table: str, rows: Sequence[Sequence[Any]]) -> _Sums:
    """The sums of an index of some texts."""
    if not rows:
        return _Sums()
    names = ", ".join(COLUMNS)
    marks = ", ".join("?" * len(COLUMNS))
    fresh = f"fresh_{table}"
    connection.executemany(f"INSERT INTO temp.{fresh} (rowid, {names}) VALUES (?, {marks})", rows)
    sums = _summed(connection, "temp", fresh)
    connection.execute(f"INSERT INTO temp.{fresh} ({fresh}) VALUES ('delete-all')")
    return sums


def _octets(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode("utf-8", "surrogatepass")
