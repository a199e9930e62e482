"""What is derived anew, kept in a file beside the archive until it is brought over.

That file has the tables of an archive, without any record, so that captures come to it by the very
code by which they came to the archive. How far it is, is the highest capture in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from archive import http
from archive.clean import Article, Link
from archive.derivation import alike_of, derive, draft_of
from archive.errors import Locked
from archive.identity import own_key, page_key
from archive.judgement import judged
from archive.observation import Observation
from archive.rebuild.observing import Shown, Unreadable
from archive.rebuild.scope import ALL, Scope
from archive.store import briefs, captures, deltas, facts, texts
from archive.store.briefs import Brief
from archive.store.captures import Capture
from archive.store.database import BUSY_SECONDS, explained
from archive.store.outline import blocks_of
from archive.store.schema import migrations
from archive.store.sqlite import sqlite3
from archive.urls import host_of, microseconds, urlkey

Again = Callable[[Capture, bool], Shown]
"""Reads a capture in this process: as it is, or as it was before its original came."""

_ELSEWHERE = 0
"""The number of the page that captures stand under which are not in the scope, but referred to."""
_COLUMNS = (
    "id, urlkey, url, time, method, status, media_type, outcome, evidence, digest, size, how, via, "
    "wall"
)

_SETUP = """
DROP TRIGGER IF EXISTS version_comes;
DROP TRIGGER IF EXISTS version_changes;
DROP TRIGGER IF EXISTS version_moves;
DROP TRIGGER IF EXISTS version_goes;
DROP TRIGGER IF EXISTS page_shows;
CREATE TABLE IF NOT EXISTS stamp (words TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS unread (capture_id INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO frame (id, codec, size, digest, data) VALUES (1, 'raw', 0, x'', x'');
"""


def beside(archive: Path, scope: Scope = ALL) -> Path:
    """Where what is derived anew is kept."""
    return archive.with_name(f"{archive.name}-{scope.ending}")


def removed(archive: Path, scope: Scope = ALL) -> None:
    """Remove what was derived anew."""
    path = beside(archive, scope)
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


class Shadow:
    """The file beside an archive, with the archive attached as ``held``. A context manager.

    Attributes:
        connection: of both files.
        scope: which captures are derived anew.
    """

    def __init__(self, connection: Any, scope: Scope = ALL) -> None:
        self.connection = connection
        self.scope = scope
        self._orphans: dict[int, list[int]] = {}

    @classmethod
    def open(
        cls, archive: Path, stamp: str, *, read_only: bool = False, scope: Scope = ALL
    ) -> Self:
        """Open it, made anew unless what is there goes on to the captures the archive has.

        Args:
            archive: the archive file.
            stamp: what derives; what another did is of no use.
            read_only: whether the archive is only to be compared.
            scope: which captures are derived anew.

        Raises:
            Locked: another rebuild is going on.
        """
        with explained(archive):
            try:
                shadow = cls._opened(archive, scope, read_only=read_only)
                if shadow.goes_on(stamp):
                    return shadow
                shadow.connection.close()
            except sqlite3.DatabaseError as error:
                # It was cut off, as when the power fails; of the archive it is told again below.
                if isinstance(error, sqlite3.OperationalError):
                    raise
            removed(archive, scope)
            shadow = cls._opened(archive, scope, read_only=read_only)
            shadow.connection.execute("INSERT INTO stamp VALUES (?)", (stamp,))
        return shadow

    @classmethod
    def _opened(cls, archive: Path, scope: Scope, *, read_only: bool) -> Self:
        connection = _connected(beside(archive, scope), archive)
        try:
            mode = "ro" if read_only else "rw"
            connection.execute("ATTACH ? AS held", (f"{archive.absolute().as_uri()}?mode={mode}",))
        except BaseException:
            connection.close()
            raise
        return cls(connection, scope)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @property
    def cursor(self) -> int:
        """The last capture that is in it."""
        sql = f"SELECT coalesce(max(id), 0) FROM main.capture WHERE page_id > {_ELSEWHERE}"
        return int(self.connection.execute(sql).fetchone()[0])

    @property
    def count(self) -> int:
        """How many captures are in it."""
        sql = f"SELECT count(*) FROM main.capture WHERE page_id > {_ELSEWHERE}"
        return int(self.connection.execute(sql).fetchone()[0])

    @property
    def wanted(self) -> int:
        """How many there are to be."""
        sql = f"SELECT count(*) FROM held.capture WHERE {self.scope.where}"
        return int(self.connection.execute(sql, self.scope.values).fetchone()[0])

    def unread(self) -> list[tuple[int, str]]:
        """Captures whose records could not be read, and why."""
        return list(self.connection.execute("SELECT capture_id, reason FROM unread"))

    def awaited(self) -> list[int]:
        """The captures of the archive that are not in it yet, in the order they were kept."""
        where, values = self.scope.where, self.scope.values
        sql = f"SELECT id FROM held.capture WHERE id > ? AND {where} ORDER BY id"
        numbers = [row[0] for row in self.connection.execute(sql, (self.cursor, *values))]
        if numbers:
            self._orphans = {}
            # A revisit that came before its original is read once that is there.
            sql = (
                "SELECT id, revisit_of FROM held.capture "
                f"WHERE revisit_of > id AND {where} ORDER BY id"
            )
            for orphan, original in self.connection.execute(sql, values):
                self._orphans.setdefault(original, []).append(orphan)
        return numbers

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One write transaction over what is written in it, of either file."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def add(self, capture: Capture, shown: Shown, again: Again) -> None:
        """Keep a capture of the archive as it was kept the first time.

        Args:
            capture: as the archive has it.
            shown: what it shows.
            again: reads a capture anew.
        """
        original = capture.revisit_of
        if original and not self._is_foreign(original) and original > capture.id:
            shown = again(capture, False)
        if isinstance(shown, Unreadable):
            self._carry_over(capture, shown)
        else:
            self._keep(capture, shown)
        for number in self._orphans.get(capture.id, ()):
            orphan = captures.by_id(self.connection, number)
            if orphan is not None:
                self._resolve(orphan, capture, again)

    def _keep(self, capture: Capture, observation: Observation) -> None:
        connection = self.connection
        held = captures.by_id(connection, capture.revisit_of) if capture.revisit_of else None
        observation = judged(connection, observation)
        draft = draft_of(connection, observation, held)
        alike = alike_of(connection, observation, held)
        said = observation.exchange
        key = urlkey(said.url)
        row = (
            capture.id, draft.page_id or self._page_id(capture, draft.page_key, said.page), key,
            said.url,
            microseconds(said.began), http.split(said.request).method or "GET", draft.status,
            draft.media_type, draft.outcome, draft.evidence, draft.digest, draft.size,
            draft.revisit_of, capture.how, said.via, draft.wall,
        )  # fmt: skip
        self._insert(row)
        derive(connection, observation, capture.id, alike)

    def _is_foreign(self, number: int) -> bool:
        """Whether a capture is not in the scope; then it is kept as the archive has it."""
        if self.scope.is_all:
            return False
        sql = f"SELECT 1 FROM held.capture WHERE id = ? AND {self.scope.where}"
        if self.connection.execute(sql, (number, *self.scope.values)).fetchone():
            return False
        self.connection.execute(
            "INSERT OR IGNORE INTO main.page (id, urlkey, url) VALUES (?, '', '')", (_ELSEWHERE,)
        )
        self.connection.execute(
            f"INSERT OR IGNORE INTO main.capture ({_COLUMNS}, page_id, frame_id) "
            f"SELECT {_COLUMNS}, ?, 1 FROM held.capture WHERE id = ?",
            (_ELSEWHERE, number),
        )
        return True

    def _resolve(self, orphan: Capture, original: Capture, again: Again) -> None:
        """As ``Archive.resolve``."""
        connection = self.connection
        held = captures.by_id(connection, original.id)
        row = connection.execute(
            "SELECT how FROM held.capture WHERE id = ?", (orphan.id,)
        ).fetchone()
        observation = again(orphan, True) if row and held else None
        if isinstance(observation, Observation):
            observation = judged(connection, observation)
            draft = draft_of(connection, observation, held)
            alike = alike_of(connection, observation, held)
            captures.resolved(connection, orphan.id, draft)
            derive(connection, observation, orphan.id, alike)

    def _insert(self, row: tuple[Any, ...]) -> None:
        self.connection.execute(
            "INSERT INTO capture (id, page_id, urlkey, url, time, method, status, media_type, "
            "outcome, evidence, digest, size, revisit_of, how, via, wall, frame_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            row,
        )

    def _page_id(self, capture: Capture, key: str, url: str) -> int:
        """The page with a key, by the number that it has in the archive, where it has one."""
        connection = self.connection
        row = connection.execute("SELECT id FROM page WHERE urlkey = ?", (key,)).fetchone()
        if row:
            return int(row[0])
        sql = "SELECT id, url FROM held.page WHERE urlkey = ?"
        number, met = connection.execute(sql, (key,)).fetchone() or (capture.page_id, url)
        taken = connection.execute("SELECT 1 FROM page WHERE id = ?", (number,)).fetchone()
        sql = "SELECT 1 + max((SELECT max(id) FROM page), (SELECT max(id) FROM held.page))"
        number = connection.execute(sql).fetchone()[0] if taken else number
        sql = "INSERT INTO page (id, urlkey, url) VALUES (?, ?, ?)"
        is_met = key in (page_key(met), own_key(met))
        connection.execute(sql, (number, key, met if is_met else url))
        return int(number)

    def _held_key(self, capture: Capture) -> str:
        """The key of the page that the archive has a capture under, where it can be that."""
        sql = "SELECT urlkey FROM held.page WHERE id = ?"
        row = self.connection.execute(sql, (capture.page_id,)).fetchone()
        keys = (page_key(capture.url), own_key(capture.url))
        # A text that a catalogue knows under another address is of a page of its host.
        is_its = row and (row[0] in keys or host_of(capture.url) == row[0].partition(")")[0])
        return str(row[0]) if is_its else keys[0]

    def _carry_over(self, capture: Capture, unreadable: Unreadable) -> None:
        """Keep what the archive has of a capture whose records are damaged: it may be all."""
        connection = self.connection
        held = captures.by_id(connection, capture.revisit_of) if capture.revisit_of else None
        page = self._page_id(capture, self._held_key(capture), capture.url)
        row = (
            capture.id, page, capture.urlkey, capture.url, microseconds(capture.time),
            capture.method, capture.status, capture.media_type, capture.outcome,
            capture.evidence, capture.digest, capture.size,
            held.id if held else None, capture.how, capture.via, capture.wall,
        )  # fmt: skip
        self._insert(row)
        sql = "INSERT OR REPLACE INTO unread VALUES (?, ?)"
        connection.execute(sql, (capture.id, unreadable.reason))
        if (article := self._held_article(capture.id)) is not None:
            texts.read_into(connection, capture.id, page, article)
            self._carry_over_facts(capture.id)
        sql = (
            "SELECT address.url, link.kind FROM held.link JOIN held.address ON address.id = "
            "address_id WHERE link.capture_id = ? ORDER BY address.id"
        )
        links = [Link(*found) for found in connection.execute(sql, (capture.id,))]
        texts.link_from(connection, capture.id, links)
        sql = "SELECT title, text FROM held.brief WHERE capture_id = ?"
        if brief := connection.execute(sql, (capture.id,)).fetchone():
            short = Brief(capture.id, capture.url, capture.digest, *brief)
            briefs.added(connection, short, capture.time)

    def _carry_over_facts(self, number: int) -> None:
        connection, held = self.connection, "FROM held.reading WHERE capture_id = ?"
        sql = f"(SELECT imprint, layout {held})"
        sql = f"UPDATE main.reading SET (imprint, layout) = {sql} WHERE capture_id = ?"
        connection.execute(sql, (number, number))
        for table in facts.TABLES:
            rows = f"SELECT digest, data FROM held.{table} WHERE id = (SELECT {table}_id {held})"
            sql = f"INSERT OR IGNORE INTO main.{table} (digest, data) {rows}"
            connection.execute(sql, (number,))
            sql = (
                f"UPDATE main.reading SET {table}_id = (SELECT made.id FROM main.{table} AS made "
                f"JOIN held.{table} AS kept ON kept.digest = made.digest "
                f"WHERE kept.id = (SELECT {table}_id {held})) WHERE capture_id = ?"
            )
            connection.execute(sql, (number, number))

    def _held_article(self, number: int) -> Article | None:
        """What the archive read from a capture."""
        sql = (
            "SELECT reading.kind, note, reading.extractor, title, summary, "
            "coalesce(text, worded(version.id, 'held')), "
            "coalesce(blocks, outlined(version.id, 'held')), authors, "
            "published, modified, language, canonical FROM held.reading "
            "LEFT JOIN held.version ON version.id = reading.version_id WHERE reading.capture_id = ?"
        )
        row = self.connection.execute(sql, (number,)).fetchone()
        if row is None:
            return None
        kind, note, extractor, title, summary, text, outline, authors, *rest = row
        published, modified, language, canonical = rest
        return Article(
            kind, title or "", summary or "",
            blocks_of(text or "", outline or ""),
            tuple(json.loads(authors or "[]")), published, modified,
            language=language, canonical=canonical, extractor=extractor, note=note,
        )  # fmt: skip

    def goes_on(self, stamp: str) -> bool:
        """Whether what is here is of this archive, of this software, and not of what is gone."""
        rows = self.connection.execute("SELECT words FROM stamp").fetchall()
        sql = (
            "SELECT 1 FROM capture AS here WHERE NOT EXISTS (SELECT 1 FROM held.capture AS there "
            "WHERE there.id = here.id AND there.how = here.how) LIMIT 1"
        )
        if not rows:
            self.connection.execute("INSERT INTO stamp VALUES (?)", (stamp,))
            return self.cursor == 0
        return rows == [(stamp,)] and self.connection.execute(sql).fetchone() is None


def _connected(path: Path, archive: Path) -> Any:
    uri = f"{path.absolute().as_uri()}?mode=rwc"
    connection = sqlite3.connect(
        uri, uri=True, timeout=1.0, isolation_level=None, check_same_thread=False
    )
    deltas.register(connection)
    try:
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN EXCLUSIVE")
        migrations.apply(Database(connection, strict=True))
        for statement in _SETUP.strip().rstrip(";").split(";\n"):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("unpacked", 1, _unpacked, deterministic=True)
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise Locked(f"{archive} is being rebuilt by another process; wait for it") from error
        raise
    except BaseException:
        connection.close()
        raise
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    return connection


def _unpacked(data: Any) -> str | None:
    """Where a page leads, as JSON; ``None`` where that is damaged."""
    try:
        return facts.unpacked(data).decode() or None
    except ValueError:
        return None
