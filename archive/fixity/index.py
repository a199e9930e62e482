"""The search index: whether it says of every text what the text says.

FTS5 compares an index with its content itself, but only when it may write, which would keep a
crawl waiting and cannot be had on a medium that is write-protected. So it is given a copy of the
index in a temporary table, above a view of the texts (https://sqlite.org/fts5.html, 6.4).

It compares by the XOR of small sums, in which a word that is another in two places cancels itself
out. So all words and places are summed up once more, and beside them those of an index that is
made of the texts anew, some texts at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from archive.fixity.check import Check, Fault
from archive.store import database
from archive.store.database import Connection

_PARTS = ("data", "idx", "docsize", "config")
_CONTENT = 'content="version"'
_TEXTS = 10_000
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
    sql = f"SELECT sql FROM {schema}.sqlite_master WHERE name = 'version_fts'"
    row = connection.execute(sql).fetchone()
    if row is None:
        return "it is missing"
    _, _, settings = str(row[0]).partition(" USING ")
    try:
        _compare(connection, schema, settings)
        held = _summed(connection, schema, "version_fts")
        made = _Sums()
        for part in _made_anew(connection, schema, settings):
            made = made.added(part)
    except database.UNREADABLE as error:
        return str(error)
    return None if held == made else "its words are not those of the texts"


def _compare(connection: Connection, schema: str, settings: str) -> None:
    """Let FTS5 compare a copy of the index with the texts.

    Raises:
        SQLiteError: they do not agree.
    """
    texts = f"SELECT id, title, summary, text FROM {schema}.version"
    connection.execute(f"CREATE TEMP VIEW version AS {texts}")
    own = settings.replace(_CONTENT, f'{_CONTENT}, content_rowid="id"')
    connection.execute(f"CREATE VIRTUAL TABLE temp.copied USING {own}")
    for part in _PARTS:
        connection.execute(f"DELETE FROM temp.copied_{part}")
        connection.execute(
            f"INSERT INTO temp.copied_{part} SELECT * FROM {schema}.version_fts_{part}"
        )
    connection.execute("INSERT INTO temp.copied (copied, rank) VALUES ('integrity-check', 1)")
    connection.execute("DROP TABLE temp.copied")
    connection.execute("DROP VIEW temp.version")


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


def _made_anew(connection: Connection, schema: str, settings: str) -> Iterator[_Sums]:
    """The sums of indexes of some texts each."""
    own = settings.replace(_CONTENT, "content=''")
    connection.execute(f"CREATE VIRTUAL TABLE temp.fresh USING {own}")
    (last,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {schema}.version").fetchone()
    for low in range(0, last, _TEXTS):
        connection.execute(
            "INSERT INTO temp.fresh (rowid, title, summary, text) SELECT id, title, summary, text "
            f"FROM {schema}.version WHERE id > ? AND id <= ?",
            (low, low + _TEXTS),
        )
        yield _summed(connection, "temp", "fresh")
        connection.execute("INSERT INTO temp.fresh (fresh) VALUES ('delete-all')")
    connection.execute("DROP TABLE temp.fresh")


def _octets(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode("utf-8", "surrogatepass")
