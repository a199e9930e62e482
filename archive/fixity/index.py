"""The search index: whether it says of every text what the text says.

FTS5 compares an index with its content itself, but not one that keeps no content, and only when it
may write, which would keep a crawl waiting and cannot be had on a medium that is write-protected.
So it is given a copy of each table to look whether that is whole (https://sqlite.org/fts5.html,
6.4), and all words and places are summed up, and beside them those of an index that is made of the
texts anew, some texts at a time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.fixity.check import Check, Fault
from archive.store import database
from archive.store.database import Connection
from archive.store.index import COLUMNS, Columns, postings, stamp
from archive.store.index.settling import indexed_as, weigh
from archive.store.index.tables import LATEST, PAST
from archive.store.varints import varints

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
    if reason := check.reason(difference):
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
        return (
            _said_of_it(connection, schema)
            or _said_of_words(connection, schema)
            or _said_of_sets(connection, schema)
        )
    except database.UNREADABLE as error:
        return str(error)


def _said_of_it(connection: Connection, schema: str) -> str | None:
    """What is wrong beside the words."""
    stamps = connection.execute(f"SELECT words FROM {schema}.index_stamp").fetchall()
    if [row[0] for row in stamps] != [stamp()]:
        return "it was made by another version of Greffe"
    (waiting,) = connection.execute(f"SELECT count(*) FROM {schema}.unindexed").fetchone()
    return f"{waiting} texts changed behind its back" if waiting else None


def _said_of_sets(connection: Connection, schema: str) -> str | None:
    """Whether sets of texts, and of where words stand, are as the index itself has it."""
    term = postings.differing(connection, schema)
    return f"what its sets tell of {term!r} is not so" if term is not None else None


def _said_of_words(connection: Connection, schema: str) -> str | None:
    parts = []
    for table in (LATEST, PAST):
        sql = f"SELECT sql FROM {schema}.sqlite_master WHERE name = ?"
        row = connection.execute(sql, (table,)).fetchone()
        if row is None:
            return "it is missing"
        _, _, settings = str(row[0]).partition(" USING ")
        _compare(connection, schema, table, settings)
        connection.execute(f"CREATE VIRTUAL TABLE temp.fresh_{table} USING {settings}")
        parts.append(_Part(connection, schema, table))
    labels: Counter[str] = Counter()
    cards = texts = 0
    reason = None
    for rows in indexed_as(connection, schema, _TEXTS):
        texts += len(rows)
        cards += sum(_is_held(connection, schema, card) for card, _ in rows)
        for part in parts:
            part.add([(c[0], *columns) for c, columns in rows if bool(c[2]) == part.is_latest])
        for card, columns in rows:
            labels.update(set(columns.labels.split(" ")) if card[2] else ())
        reason = reason or _said_of_terms(connection, schema, rows)
    (held,) = connection.execute(f"SELECT count(*) FROM {schema}.indexed").fetchone()
    counts = dict(connection.execute(f"SELECT label, texts FROM {schema}.label").fetchall())
    if not (held == cards == texts and counts == labels):
        reason = "what it knows of the texts beside their words is not so"
    for part in parts:
        reason = part.closed() or reason
    return reason


def _said_of_terms(
    connection: Connection, schema: str, rows: Sequence[tuple[Sequence[Any], Columns]]
) -> str | None:
    """Whether the words of texts are among the terms that beginnings of words are looked up in."""
    sql = f"SELECT weight FROM {schema}.term WHERE term = ?"
    weights: dict[str, int] = {}
    for card, columns in rows:
        weigh(weights, columns, card[10])
    for term, weight in weights.items():
        row = connection.execute(sql, (term,)).fetchone()
        if row is None or row[0] < weight:
            return "its list of words is not that of the texts"
    return None


class _Part:
    """One of the two tables, against one that is made anew, some texts at a time."""

    def __init__(self, connection: Connection, schema: str, table: str) -> None:
        self.is_latest = table == LATEST
        self._connection = connection
        self._schema = schema
        self._table = table
        self._made = _Sums()
        self._sizes = [0] * (len(COLUMNS) + 1)
        self._reason: str | None = None

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take texts into account."""
        if not rows:
            return
        connection, fresh = self._connection, f"fresh_{self._table}"
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO temp.{fresh} (rowid, {', '.join(COLUMNS)}) VALUES (?, {marks})", rows
        )
        self._made = self._made.added(_summed(connection, "temp", fresh))
        sql = "SELECT id, sz FROM {}_docsize WHERE id BETWEEN ? AND ? ORDER BY id"
        span = (rows[0][0], rows[-1][0])
        sizes = connection.execute(sql.format(f"temp.{fresh}"), span).fetchall()
        held = connection.execute(sql.format(f"{self._schema}.{self._table}"), span).fetchall()
        if [tuple(row) for row in held] != [tuple(row) for row in sizes]:
            self._reason = "it does not know how long the texts are"
        for _, size in sizes:
            for place, number in enumerate((1, *varints(size))):
                self._sizes[place] += number
        connection.execute(f"INSERT INTO temp.{fresh} ({fresh}) VALUES ('delete-all')")

    def closed(self) -> str | None:
        """What is wrong, once all texts were taken into account."""
        connection = self._connection
        connection.execute(f"DROP TABLE temp.fresh_{self._table}")
        if _summed(connection, self._schema, self._table) != self._made:
            return "its words are not those of the texts"
        # The record with the sums of all sizes (https://sqlite.org/fts5.html, 9.2: id 1).
        sql = f"SELECT block FROM {self._schema}.{self._table}_data WHERE id = 1"
        row = connection.execute(sql).fetchone()
        totals = list(varints(row[0])) if row and row[0] else [0] * len(self._sizes)
        if totals != self._sizes and any(totals + self._sizes):
            return "it does not know how long all texts are together"
        return self._reason


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


def _octets(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode("utf-8", "surrogatepass")
