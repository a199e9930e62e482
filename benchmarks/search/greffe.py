"""Greffe itself: its search with everything that comes with it."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import Archive
from archive.search import search
from archive.store.index import settled
from benchmarks.search.asking import LIMIT, Query, Row
from benchmarks.search.filled import Document, hosts, put
from benchmarks.search.sizes import sizes
from benchmarks.search.texts import Writer

_TABLES = {
    "words of what is shown": "latest_fts_%",
    "words of what was shown": "past_fts_%",
    "terms": "term",
    "cards": "indexed%",
    "labels": "label",
    "sets of texts": "posting",
    "places of common words": "posting_%",
}
_ADDED = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Greffe:
    """The engine."""

    name = "Greffe"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = Archive.open(path, read_only=True)

    def asked(self, query: Query) -> tuple[float, int]:
        """Seconds of CPU for hits with snippets, the count and facets; hits."""
        narrowed = query.narrowed
        first, end = narrowed.days or (None, None)
        return self.took(
            query.typed,
            site=narrowed.host or None,
            language=narrowed.language or None,
            since=None if first is None else _EPOCH + timedelta(days=first),
            until=None if end is None else _EPOCH + timedelta(days=end),
        )

    def took(self, typed: str, **options: Any) -> tuple[float, int]:
        """The same of a query as people type it."""
        before = time.process_time()
        results = search(self._archive, typed, limit=LIMIT, with_facets=True, **options)
        return time.process_time() - before, results.total

    def costs(self) -> Iterator[str]:
        """What the index takes, by table."""
        run = self._archive.connection.execute
        (texts,) = run("SELECT count(*) FROM indexed").fetchone()
        held = sizes(self._path)
        total = 0
        for what, pattern in _TABLES.items():
            start = pattern.rstrip("%")
            size = sum(
                size for name, size in held.items()
                if name == start or (start != pattern and name.startswith(start))
            )  # fmt: skip
            total += size
            yield f"{what}: {size / texts:,.0f} bytes a text"
        yield f"index {total / texts:,.0f} bytes a text; its words are {self._words():,.0f} bytes"

    def rows(self) -> Iterator[Row]:
        """The texts that pages show now, for other engines."""
        sql = (
            "SELECT version.id, title, text, host, indexed.language, day FROM version "
            "JOIN indexed ON indexed.version_id = version.id WHERE is_latest"
        )
        for row in self._archive.connection.execute(sql):
            yield Row(*row)

    def _words(self) -> float:
        sql = (
            "SELECT avg(octet_length(text)) FROM (SELECT text FROM version "
            "ORDER BY id DESC LIMIT 10000)"
        )
        return float(self._archive.connection.execute(sql).fetchone()[0])


def added(path: Path, writer: Writer) -> Iterator[str]:
    """What the index costs of texts that come one by one, each in a transaction; they go again."""
    with Archive.open(path) as archive:
        run = archive.connection.execute
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        run("PRAGMA wal_autocheckpoint = 0").fetchone()
        log = path.with_name(f"{path.name}-wal")
        (last,) = run("SELECT max(id) FROM page").fetchone()
        (first,) = run("SELECT max(id) FROM version").fetchone()
        spent = []
        for one in _more(writer, last):
            with archive.transaction():
                put(archive.connection, [one])
                # As they are committed together, only what the index adds is counted.
                before = time.process_time()
                settled(archive.connection)
                spent.append((time.process_time() - before) * 1000)
        written = log.stat().st_size
        yield (
            f"a text more: {statistics.median(spent):.2f} ms of CPU (p50), "
            f"{sorted(spent)[len(spent) * 95 // 100]:.2f} (p95), {max(spent):.1f} (most)"
        )
        yield f"log written for a text and its index: {written / len(spent):,.0f} bytes"
        yield _taken(archive, first, last)
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _taken(archive: Archive, first: int, last: int) -> str:
    run = archive.connection.execute
    run("PRAGMA foreign_keys = OFF")
    with archive.transaction():
        for table, column in (("reading", "capture_id"), ("version", "id"), ("capture", "id")):
            run(f"DELETE FROM {table} WHERE {column} > ?", (first,))
        run("DELETE FROM page WHERE id > ?", (last,))
        before = time.process_time()
        count = settled(archive.connection)
        spent = (time.process_time() - before) * 1000
    return f"a text less: {spent / count:.2f} ms of CPU"


def _more(writer: Writer, last: int) -> Iterator[Document]:
    chosen = random.Random(1)
    sites = hosts(writer)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(last + 1, last + 1 + _ADDED):
        host = chosen.choice(sites)
        text = writer.text(host.language, chosen)
        yield Document(number, True, host, text, "article", None, when)
