"""An archive of invented texts, its tables filled in bulk and its index made by the real code."""

from __future__ import annotations

import heapq
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from archive import Archive
from archive.store.database import Connection
from archive.store.digests import facts_digest, text_digest
from archive.store.index import is_stale
from archive.store.index.postings import followed
from archive.urls import microseconds, urlkey
from benchmarks.search.texts import Text, Writer, name_of

HOSTS = 400
SOURCES = 40
FIRST = datetime(2011, 1, 1, tzinfo=UTC)
LAST = datetime(2025, 12, 31, tzinfo=UTC)
_DAYS = (LAST - FIRST).days
_EDITED = 0.1
_COPIED = 0.02
_HORIZON = 20_000
_BATCH = 2_000
_KINDS = ("article",) * 8 + ("listing", "document")
_EXTRACTOR = "benchmark"


@dataclass(frozen=True, slots=True)
class Host:
    """A site.

    Attributes:
        name: its host.
        source_id: whose it is.
        language: of most of its texts.
    """

    name: str
    source_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text on a page.

    Attributes:
        page_id: the page.
        is_new: whether the page is.
        host: where it is.
        text: what it says.
        kind: page kind.
        published: ISO 8601, or ``None``.
        captured: when.
    """

    page_id: int
    is_new: bool
    host: Host
    text: Text
    kind: str
    published: str | None
    captured: datetime

    @property
    def url(self) -> str:
        """Of its page."""
        return f"https://{self.host.name}/{self.page_id}"


def hosts(writer: Writer) -> list[Host]:
    """The sites, greatest first; each language has its share of their texts."""
    weights = [1 / rank for rank in range(1, HOSTS + 1)]
    had = dict.fromkeys(writer.shares, 0.0)
    found = []
    for number, weight in enumerate(weights):
        language = max(had, key=lambda one: writer.shares[one] / 100 * sum(weights) - had[one])
        had[language] += weight
        name = f"{name_of(7 * number + 3).lower()}.example"
        found.append(Host(name, number % SOURCES + 1, language))
    return found


def documents(writer: Writer, pages: int) -> Iterator[Document]:
    """So many pages in the order they were captured, and older texts of a tenth of them."""
    chosen = random.Random(pages)
    sites = hosts(writer)
    weights = [sum(1 / rank for rank in range(1, end + 1)) for end in range(1, HOSTS + 1)]
    edits: list[tuple[int, int, Document]] = []
    held: list[Text] = []
    drawn = chosen.choices(range(HOSTS), cum_weights=weights, k=pages)
    for number, place in enumerate(drawn):
        captured = FIRST + timedelta(seconds=number / pages * _DAYS * 86_400)
        while edits and edits[0][0] <= number:
            yield _edit(heapq.heappop(edits)[2], writer, captured, chosen)
        host = sites[place]
        if held and chosen.random() < _COPIED:
            text = chosen.choice(held)
        else:
            text = writer.text(host.language, chosen)
        held = [*held[-20:], text]
        published = _published(captured, chosen)
        kind = chosen.choice(_KINDS)
        made = Document(number + 1, True, host, text, kind, published, captured)
        if chosen.random() < _EDITED:
            later = number + 1 + int(chosen.random() * _HORIZON)
            if later < pages:
                heapq.heappush(edits, (later, number, made))
        yield made


def _edit(old: Document, writer: Writer, when: datetime, chosen: random.Random) -> Document:
    text = writer.edited(old.text, chosen)
    return Document(old.page_id, False, old.host, text, old.kind, old.published, when)


def _published(captured: datetime, chosen: random.Random) -> str | None:
    drawn = chosen.random()
    if drawn < 0.1:
        return None
    if drawn < 0.8:
        return (captured - timedelta(days=int(chosen.random() * 3))).date().isoformat()
    since = (captured - FIRST).days
    return (FIRST + timedelta(days=int(chosen.random() * (since + 1)))).date().isoformat()


def put(connection: Connection, made: list[Document]) -> None:
    """Fill the tables of texts, as far as search looks at them; the page shows what comes last."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) FROM version").fetchone()
    pages, captures, versions, readings, shown = [], [], [], [], []
    for row, one in enumerate(made, number + 1):
        when = microseconds(one.captured)
        key = urlkey(one.url)
        if one.is_new:
            pages.append((one.page_id, key, one.url))
        captures.append((row, one.page_id, key, one.url, when, one.host.source_id))
        versions.append(_version(row, one))
        readings.append((row, row, one.kind, _EXTRACTOR))
        shown.append((row, one.page_id))
    run = connection.executemany
    run("INSERT INTO page (id, urlkey, url) VALUES (?, ?, ?)", pages)
    run(
        "INSERT INTO capture (id, page_id, urlkey, url, time, method, status, media_type, outcome, "
        "size, how, source_id, frame_id) VALUES (?, ?, ?, ?, ?, 'GET', 200, 'text/html', 'ok', 0, "
        "'crawl', ?, 1)",
        captures,
    )
    run(
        "INSERT INTO version (id, page_id, digest, kind, title, summary, text, blocks, authors, "
        "published, language, extractor, capture_id, fixity) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        versions,
    )
    run(
        "INSERT INTO reading (capture_id, version_id, kind, note, extractor) "
        "VALUES (?, ?, ?, '', ?)",
        readings,
    )
    run("UPDATE page SET version_id = ? WHERE id = ?", shown)


def _version(number: int, one: Document) -> tuple[object, ...]:
    said = one.text
    text = said.text
    blocks = "".join(f"p{len(block)}" for block in said.blocks)
    authors = json.dumps(said.authors, ensure_ascii=False)
    facts = (
        one.kind, blocks, authors, one.published, None, said.language, None, _EXTRACTOR,
    )  # fmt: skip
    return (
        number, one.page_id, text_digest(said.title, said.summary, text), one.kind, said.title,
        said.summary, text, blocks, authors, one.published, said.language, _EXTRACTOR, number,
        facts_digest(facts),
    )  # fmt: skip


def filled(path: Path, writer: Writer, pages: int) -> None:
    """Make the archive without its index; it is there as a whole or not at all."""
    part = path.with_suffix(".part")
    for end in ("", "-wal", "-shm"):
        part.with_name(part.name + end).unlink(missing_ok=True)
    with Archive.open(part) as archive, _unsafe(archive):
        _texts(archive.connection, writer, pages)
        for table in ("unindexed", "index_stamp"):
            archive.connection.execute(f"DELETE FROM {table}")
    part.rename(path)


def indexed(path: Path) -> None:
    """Open it, by which its index is made where it is not there, and print what that cost.

    The sets of it are made to follow, as commands do that captured something.
    """
    connection = sqlite3.connect(path)
    is_there = not is_stale(connection)
    (count,) = connection.execute("SELECT count(*) FROM version").fetchone()
    connection.close()
    before = time.process_time()
    archive = Archive.open(path)
    spent = time.process_time() - before
    with archive:
        before = time.process_time()
        if terms := followed(archive.connection, archive.transaction):
            spent_on_sets = time.process_time() - before
            print(f"Greffe: sets of {terms:,} terms made in {spent_on_sets:,.0f} s of CPU")
    if is_there:
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"Greffe: index of {count:,} texts made in {spent:,.0f} s of CPU, "
        f"{spent / count * 1000:.2f} ms each, at most {peak:,.0f} MB of memory",
        flush=True,
    )


@contextmanager
def _unsafe(archive: Archive) -> Iterator[None]:
    """Write without a log: what is lost is made from the beginning again."""
    run = archive.connection.execute
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -400000"):
        run(f"PRAGMA {pragma}")
    run("PRAGMA journal_mode = OFF").fetchone()
    run("BEGIN IMMEDIATE")
    yield
    run("COMMIT")
    run("PRAGMA journal_mode = WAL").fetchone()


def _texts(connection: Connection, writer: Writer, pages: int) -> None:
    connection.execute(
        "INSERT INTO frame (id, codec, size, digest, data) VALUES (1, 'raw', 0, x'', x'')"
    )
    connection.executemany(
        "INSERT INTO source (id, name, title) VALUES (?, ?, ?)",
        [(number, f"source{number}", f"Source {number}") for number in range(1, SOURCES + 1)],
    )
    batch: list[Document] = []
    for one in documents(writer, pages):
        batch.append(one)
        if len(batch) == _BATCH:
            put(connection, batch)
            batch = []
            _progress(one.page_id, pages)
    put(connection, batch)
    print(file=sys.stderr)


def _progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} texts", end="", file=sys.stderr, flush=True)
