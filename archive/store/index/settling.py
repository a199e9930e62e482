"""The index brought to say what the texts say, in the transaction that changed them."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from archive.analysis import REVISION
from archive.errors import DamagedArchive
from archive.store import deltas
from archive.store.index import masks, postings
from archive.store.index.columns import COLUMNS, Columns, columns_of
from archive.store.index.labels import Card, day_of, labels_of, published_day
from archive.store.index.tables import LATEST, PAST
from archive.urls import host_of, name_of

if TYPE_CHECKING:
    from archive.store.database import Connection

_LAYOUT = 2
"""Of the columns and labels: raised when the same texts are indexed otherwise."""
_BATCH = 500
_LONGEST_TERM = 64
_RARE = 4
_HELD = 500_000
"""Terms that are held in memory before they are written, in order, which is quicker."""
_VERSIONS = (
    "SELECT version.id, version.page_id, page.version_id IS version.id, capture.source_id, "
    "page.url, version.language, version.kind, version.published, capture.time, version.digest, "
    "version.title, version.summary, "
    "coalesce(version.text, worded(version.id, '{schema}')), version.authors FROM {schema}.version "
    "JOIN {schema}.page ON page.id = version.page_id "
    "JOIN {schema}.capture ON capture.id = version.capture_id "
)
_CARD = (
    "SELECT version_id, page_id, is_latest, source_id, host, language, kind, day, captured, "
    "is_published, twin FROM {schema}.indexed WHERE version_id = ?"
)
_WORDS = "title, summary, text, authors, language"
_Words = tuple[str, str, str | None, str, str | None]


def stamp() -> str:
    """What makes an index: another stamp means other terms for the same texts."""
    return f"{_LAYOUT}.{REVISION}"


def is_stale(connection: Connection) -> bool:
    """Whether the index was made by another Greffe, so that what is added would not fit to it."""
    rows = connection.execute("SELECT words FROM index_stamp").fetchall()
    return [row[0] for row in rows] != [stamp()]


def settled(
    connection: Connection,
    schema: str = "main",
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Let the index follow the texts that changed; how many there were.

    Within the transaction of the caller.

    Args:
        connection: of the archive.
        schema: the database on that connection.
        progress: told how many texts of how many are done, now and then.
    """
    sql = (
        f"SELECT version_id, packed, base_id, {_WORDS} FROM {schema}.unindexed ORDER BY version_id"
    )
    waiting = connection.execute(sql).fetchall()
    if not waiting:
        return 0
    index = _Index(connection, schema)
    for done, (version_id, packed, base, *old) in enumerate(waiting, 1):
        found = connection.execute(
            _VERSIONS.format(schema=schema) + "WHERE version.id = ?", (version_id,)
        ).fetchone()
        try:
            if packed is not None:
                old[2] = deltas.opened(connection, packed, base, schema).text
            index.follow(version_id, found, None if old[2] is None else tuple(old))
        except DamagedArchive:
            # What is in the index for it cannot be told: all is made anew at the next opening.
            connection.execute(f"UPDATE {schema}.index_stamp SET words = ''")
        if progress:
            progress(done, len(waiting))
    index.close()
    connection.execute(f"DELETE FROM {schema}.unindexed")
    return len(waiting)


def made_anew(
    connection: Connection,
    schema: str = "main",
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make the index of all texts; how many there were.

    Within a transaction of the caller.

    Args:
        connection: of the archive.
        schema: the database on that connection.
        progress: told how many texts of how many are done, now and then.
    """
    for table in (LATEST, PAST):
        connection.execute(f"INSERT INTO {schema}.{table} ({table}) VALUES ('delete-all')")
    for table in ("indexed", "unindexed", "term", "label", "index_stamp"):
        connection.execute(f"DELETE FROM {schema}.{table}")
    postings.forgotten(connection, schema)
    index = _Index(connection, schema)
    (total,) = connection.execute(f"SELECT count(*) FROM {schema}.version").fetchone()
    done = 0
    for rows in _all(connection, schema):
        for row in rows:
            index.add(_card_of(row), _columns(_card_of(row), row[10:14], row[5]))
        done += len(rows)
        if progress:
            progress(done, total)
    index.close()
    for table in (LATEST, PAST):
        # In one piece every word is looked up once, which matters most for beginnings of words.
        connection.execute(f"INSERT INTO {schema}.{table} ({table}) VALUES ('optimize')")
    connection.execute(f"INSERT INTO {schema}.index_stamp VALUES (?)", (stamp(),))
    return done


def indexed_as(
    connection: Connection, schema: str = "main", batch: int = _BATCH
) -> Iterator[list[tuple[tuple[Any, ...], Columns]]]:
    """What the index is to hold of all texts: the row of ``indexed`` and the terms of each."""
    for rows in _all(connection, schema, batch):
        yield [
            (astuple(_card_of(row)), _columns(_card_of(row), row[10:14], row[5])) for row in rows
        ]


def _all(connection: Connection, schema: str, batch: int = _BATCH) -> Iterator[list[Any]]:
    last = 0
    sql = _VERSIONS.format(schema=schema) + "WHERE version.id > ? ORDER BY version.id LIMIT ?"
    while rows := connection.execute(sql, (last, batch)).fetchall():
        last = rows[-1][0]
        yield rows


class _Index:
    """The index of a file, to be closed when all that is to change has changed."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema
        self._weights: dict[str, int] = {}
        self._labels: Counter[str] = Counter()
        self._gone: set[str] = set()
        names = ", ".join(COLUMNS)
        marks = ", ".join("?" * len(COLUMNS))
        self._insert = {
            is_latest: f"INSERT INTO {schema}.{table} (rowid, {names}) VALUES (?, {marks})"
            for is_latest, table in ((True, LATEST), (False, PAST))
        }
        # https://sqlite.org/fts5.html, 6.3: with exactly the values that were inserted.
        self._delete = {
            is_latest: (
                f"INSERT INTO {schema}.{table} ({table}, rowid, {names}) "
                f"VALUES ('delete', ?, {marks})"
            )
            for is_latest, table in ((True, LATEST), (False, PAST))
        }

    def follow(self, version_id: int, row: Sequence[Any] | None, old: _Words | None) -> None:
        """Let the index say of a text what its row says now; ``old`` is what its words were."""
        held = self._connection.execute(_CARD.format(schema=self._schema), (version_id,)).fetchone()
        before = _card(held) if held else None
        after = _card_of(row) if row is not None else None
        if before == after and old is None:
            return
        words = _words_of(row) if row is not None else None
        if before == after and old == words:
            return
        was = old or words
        if (before is not None and (was is None or was[2] is None)) or (words and words[2] is None):
            raise DamagedArchive("the words of a text are not known")
        if before is not None and was is not None:
            self._take(before, _columns(before, was[:4], was[4]), is_gone=after is None)
        if after is not None and words is not None:
            self.add(after, _columns(after, words[:4], words[4]))

    def add(self, card: Card, columns: Columns) -> None:
        """Put a text in."""
        execute = self._connection.execute
        execute(self._insert[card.is_latest], (card.version_id, *columns))
        marks = ", ".join("?" * 11)
        execute(f"INSERT INTO {self._schema}.indexed VALUES ({marks})", astuple(card))
        weigh(self._weights, columns, card.twin)
        if card.is_latest:
            self._labels.update(set(labels_of(card)))
            masks.came(self._connection, self._schema, card.version_id, columns)
        if len(self._weights) > _HELD:
            self._write_terms()

    def close(self) -> None:
        """Write what was counted."""
        self._write_terms()
        self._connection.executemany(
            f"INSERT INTO {self._schema}.label (label, texts) VALUES (?, ?) "
            "ON CONFLICT (label) DO UPDATE SET texts = texts + excluded.texts",
            sorted((label, step) for label, step in self._labels.items() if step),
        )
        self._connection.execute(f"DELETE FROM {self._schema}.label WHERE texts <= 0")
        self._labels.clear()
        self._forget()

    def _take(self, card: Card, columns: Columns, *, is_gone: bool) -> None:
        execute = self._connection.execute
        execute(self._delete[card.is_latest], (card.version_id, *columns))
        execute(f"DELETE FROM {self._schema}.indexed WHERE version_id = ?", (card.version_id,))
        if card.is_latest:
            self._labels.subtract(set(labels_of(card)))
            masks.left(self._connection, self._schema, card.version_id, columns)
        if is_gone:
            self._gone.update(_terms(columns))

    def _write_terms(self) -> None:
        self._connection.executemany(
            f"INSERT INTO {self._schema}.term (term, weight) VALUES (?, ?) "
            "ON CONFLICT (term) DO UPDATE SET weight = excluded.weight "
            "WHERE excluded.weight > weight",
            sorted(self._weights.items()),
        )
        self._weights.clear()

    def _forget(self) -> None:
        """Take terms out that no text has any more: of texts that were taken down."""
        sql = f"SELECT weight FROM {self._schema}.term WHERE term = ?"
        for term in sorted(self._gone):
            row = self._connection.execute(sql, (term,)).fetchone()
            if row and row[0] <= _RARE and not self._is_somewhere(term):
                sql_gone = f"DELETE FROM {self._schema}.term WHERE term = ?"
                self._connection.execute(sql_gone, (term,))
        self._gone.clear()

    def _is_somewhere(self, term: str) -> bool:
        match = '"' + term.replace('"', '""') + '"'
        return any(
            self._connection.execute(
                f"SELECT 1 FROM {self._schema}.{table} WHERE {table} MATCH ? LIMIT 1", (match,)
            ).fetchone()
            for table in (LATEST, PAST)
        )


def weigh(weights: dict[str, int], columns: Columns, twin: int) -> None:
    """Note the terms of a text, and the weight they have by it where that is more than before."""
    for term in _terms(columns):
        weight = _weight(term, twin)
        if weight > weights.get(term, -1):
            weights[term] = weight


def _terms(columns: Columns) -> Iterable[str]:
    """The surfaces of a text, which prefixes are looked up among."""
    text = f"{columns.title} {columns.summary} {columns.body} {columns.authors}"
    return [term for term in dict.fromkeys(text.split(" ")) if 0 < len(term) <= _LONGEST_TERM]


def _weight(term: str, twin: int) -> int:
    """Ones at the end of a number that is as good as drawn.

    The highest of some texts is near the logarithm of how many there are, in whatever order they
    come (Flajolet and Martin 1985).
    """
    number = zlib.crc32(term.encode("utf-8", "surrogatepass"), twin & 0xFFFFFFFF)
    return (number ^ (number + 1)).bit_length() - 1


def _columns(card: Card, words: Sequence[Any], language: str | None) -> Columns:
    title, summary, text, authors = words
    return columns_of(title, summary, text or "", json.loads(authors), language, labels_of(card))


def _words_of(row: Sequence[Any]) -> _Words:
    return (row[10], row[11], row[12], row[13], row[5])


def _card(row: Sequence[Any]) -> Card:
    values = list(row)
    values[2], values[9] = bool(values[2]), bool(values[9])
    return Card(*values)


def _card_of(row: Sequence[Any]) -> Card:
    published, captured = published_day(row[7]), day_of(row[8])
    return Card(
        version_id=row[0],
        page_id=row[1],
        is_latest=bool(row[2]),
        source_id=row[3],
        host=name_of(host_of(row[4])),
        language=row[5] or "",
        kind=row[6],
        day=captured if published is None else published,
        captured=captured,
        is_published=published is not None,
        twin=int.from_bytes(row[9][:8], "big", signed=True),
    )
