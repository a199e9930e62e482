"""Plain FTS5: unicode61, bm25, filters by a join, the texts in a table of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.search.asking import COUNTED, LIMIT, NEAR, Query, Row
from benchmarks.search.sizes import sizes

_TABLES = """
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, body TEXT, host TEXT, language TEXT, day INT);
CREATE INDEX doc_host ON doc(host);
CREATE INDEX doc_language ON doc(language);
CREATE INDEX doc_day ON doc(day);
CREATE TABLE cost (seconds REAL);
CREATE VIRTUAL TABLE fts USING fts5(title, body, content='doc', content_rowid='id');
"""


class Fts5:
    """The engine."""

    name = "FTS5"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA cache_size = -200000")

    def asked(self, query: Query) -> tuple[float, int]:
        """Seconds of CPU, hits."""
        match, (conditions, values) = _match(query), _narrowed(query)
        # The order of the tables is forced: by itself SQLite walks the host's rows, for minutes.
        source = "fts" + (" CROSS JOIN doc ON doc.id = fts.rowid" if conditions else "")
        before = time.process_time()
        self._connection.execute(
            "SELECT fts.rowid, snippet(fts, 1, '[', ']', '…', 32), highlight(fts, 0, '[', ']') "
            f"FROM {source} WHERE fts MATCH ? {conditions} ORDER BY bm25(fts, 8.0, 1.0) LIMIT ?",
            (match, *values, LIMIT),
        ).fetchall()
        (count,) = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE fts MATCH ? {conditions} LIMIT ?)",
            (match, *values, COUNTED),
        ).fetchone()
        return time.process_time() - before, count

    def costs(self) -> Iterator[str]:
        """What the index takes."""
        run = self._connection.execute
        (documents,) = run("SELECT count(*) FROM doc").fetchone()
        size = sum(size for name, size in sizes(self._path).items() if name.startswith("fts_"))
        (seconds,) = run("SELECT seconds FROM cost").fetchone()
        yield (
            f"index {size / documents:,.0f} bytes a document; made in {seconds:,.0f} s of CPU, "
            f"{seconds / documents * 1000:.2f} ms each"
        )

    def frequencies(self, least: int, most: int) -> dict[str, int]:
        """Plain words and how many documents have each, where that is between these."""
        self._connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, fts, row)"
        )
        rows = self._connection.execute(
            "SELECT term, doc FROM temp.words WHERE doc BETWEEN ? AND ?", (least, most)
        )
        return {term: count for term, count in rows if term.isascii() and term.isalpha()}

    def body(self, number: int) -> str:
        """The text of a document."""
        row = self._connection.execute("SELECT body FROM doc WHERE id = ?", (number,)).fetchone()
        return str(row[0]) if row else ""

    def language_of(self, words: tuple[str, ...]) -> str:
        """The language of a document that has these words, or begins of words."""
        match = " ".join(f'"{word}" *' for word in words)
        sql = "SELECT language FROM fts CROSS JOIN doc ON doc.id = fts.rowid WHERE fts MATCH ?"
        row = self._connection.execute(f"{sql} LIMIT 1", (match,)).fetchone()
        return str(row[0]) if row else "en"


def made(path: Path, rows: Iterable[Row]) -> None:
    """Make its file; it is there as a whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part, isolation_level=None)
    run = connection.execute
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        run(f"PRAGMA {pragma}").fetchone()
    for statement in _TABLES.strip().rstrip(";").split(";\n"):
        run(statement)
    run("BEGIN")
    connection.executemany("INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?)", rows)
    run("COMMIT")
    before = time.process_time()
    run("INSERT INTO fts (fts) VALUES ('rebuild')")
    run("INSERT INTO cost VALUES (?)", (time.process_time() - before,))
    connection.close()
    part.rename(path)


def _match(query: Query) -> str:
    quoted = " ".join(f'"{word}"' for word in query.words)
    if query.shape == "phrase":
        return f'"{" ".join(query.words)}"'
    if query.shape == "near":
        return f"NEAR({quoted}, {NEAR})"
    return f"{quoted}*" if query.shape == "prefix" else quoted


def _narrowed(query: Query) -> tuple[str, tuple[object, ...]]:
    narrowed = query.narrowed
    if narrowed.host:
        return "AND doc.host = ?", (narrowed.host,)
    if narrowed.days:
        return "AND doc.day >= ? AND doc.day < ?", narrowed.days
    return ("AND doc.language = ?", (narrowed.language,)) if narrowed.language else ("", ())
