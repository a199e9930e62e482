"""Archive files with one byte that is another, and what becomes of them."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self

from archive import Archive
from archive.errors import DamagedArchive, GreffeError
from archive.fixity import Fault, verified
from archive.health.noting import noted
from archive.health.plan import Plan
from archive.notify import NotSent
from archive.search import search
from archive.store import alerts, conditions, database, outbox, texts, watches
from archive.store.frontier import Entry
from archive.watching.accounts import recent
from archive.watching.delivery import Post
from archive.watching.run import ran
from tests.exchanges import DAY_ONE, LONG, exchange, page

HOST = "http://news.example"
TOLD = (GreffeError, *database.UNREADABLE)
"""How reading says that something is damaged."""

Fate = Literal["harmless", "refused", "verified", "silent"]
"""Everything reads as before; reading says so; verifying says so; nobody does."""


def made(path: Path) -> None:
    """A small archive with something of everything, in one file."""
    with Archive.open(path) as archive:
        crawl, _ = archive.begin_crawl("news", "The News", [Entry(f"{HOST}/")], DAY_ONE)
        for number in range(4):
            html = page(
                f"Report {number}", *LONG[number % 3 :], f"Visit number {number} to the prison.",
                head="<link rel=stylesheet href=/s.css><meta name=author content='A. Writer'>",
            )  # fmt: skip
            for hours in (0, 5):
                url, via = f"{HOST}/report-{number}", f"{HOST}/list"
                archive.add(
                    exchange(url, html, hours=hours, via=via, how="listing"),
                    source="news", crawl=crawl,
                    discover=lambda seen: [Entry(link.url) for link in seen.links],
                )  # fmt: skip
        with archive.transaction():
            watches.added(archive.connection, "w", "psychiatric", DAY_ONE, recipients=["@desk"])
        archive.add(exchange(f"{HOST}/report-0", page("Report", *LONG[1:], "Changed."), hours=9))
        archive.add(exchange(f"{HOST}/report-0", status="304 Not Modified", hours=12))
        archive.add(exchange(f"{HOST}/gone", page("Gone"), status="404 Not Found"))
        archive.add(exchange(f"{HOST}/no", response=b"", request=b"", error="connection refused"))
        ran(archive, Post(str, None, _refused), lambda: DAY_ONE)
        archive.end_crawl(crawl, "done", {"ok": 12}, DAY_ONE, "all was had")
        archive.keep_plan("news", Plan((f"{HOST}/",), ("example,news)/",)))
        with archive.transaction():
            alerts.add(archive.connection, "@desk", 1, DAY_ONE)
        noted(archive, DAY_ONE + timedelta(days=30))
        ran(archive, Post(str, None, _refused), lambda: DAY_ONE + timedelta(days=30))
    plain = sqlite3.connect(path)
    # No room that is empty, and no other file beside it as it is read a thousand times.
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()


def _refused(*_: object) -> None:
    raise NotSent("no answer")


def content(path: Path) -> list[Any]:
    """All that people get to see of an archive: captures, records, texts, hits, crawls.

    Raises:
        GreffeError, SQLiteError: something cannot be read, and says so.
    """
    with Archive.open(path, create=False, read_only=True) as archive:
        return list(_content(archive))


def _content(archive: Archive) -> Iterator[Any]:
    connection = archive.connection
    yield archive.crawls()
    yield connection.execute("SELECT * FROM source").fetchall()
    for capture in archive.all_captures():
        yield capture
        yield [record.raw for record in archive.records(capture)]
        yield archive.version_of(capture)
    for (url,) in connection.execute("SELECT url FROM page ORDER BY id").fetchall():
        if not isinstance(url, str):
            raise DamagedArchive("a page has no URL")
        yield archive.versions(url)
        yield [capture.id for capture in archive.captures(url)]
        yield texts.links_of(connection, url)
    yield connection.execute("SELECT * FROM reading ORDER BY capture_id").fetchall()
    held = watches.everything(connection)
    yield held
    yield recent(archive, held, 100)
    yield outbox.unsent(connection)
    yield alerts.everyone(connection)
    yield conditions.plans(connection)
    yield conditions.past(connection, "news", 9)
    for words in ("prison", "delegation visited", "report", "number 3", "changed"):
        yield search(archive, words, limit=50)


def faults(path: Path) -> list[Fault]:
    """What verifying finds; also where it cannot even begin."""
    found: list[Fault] = []
    try:
        with Archive.open(path, create=False, read_only=True) as archive:
            verified(archive, found.append)
    except TOLD as error:
        found.append(Fault("the file", str(error)))
    return found


@dataclass(frozen=True, slots=True)
class Victim:
    """An archive file, what it says while it is whole, and where bytes of it are not zero."""

    path: Path
    sound: list[Any]
    places: Sequence[int]

    @classmethod
    def at(cls, path: Path) -> Self:
        """Make one."""
        made(path)
        places = [place for place, byte in enumerate(path.read_bytes()) if byte]
        return cls(path, content(path), places)

    def fate(self, dice: random.Random) -> tuple[Fate, int]:
        """Change one byte that is in use, look what becomes of the archive, and change it back.

        Returns:
            What became of it, and where it was.
        """
        file = os.open(self.path, os.O_RDWR)
        try:
            place = dice.choice(self.places)
            old = os.pread(file, 1, place)
            os.pwrite(file, bytes((old[0] ^ dice.randrange(1, 256),)), place)
            try:
                return self._fate(), place
            finally:
                os.pwrite(file, old, place)
        finally:
            os.close(file)

    def _fate(self) -> Fate:
        try:
            if content(self.path) == self.sound:
                return "harmless"
        except TOLD:
            return "refused"
        is_told = any(fault.is_damage for fault in faults(self.path))
        return "verified" if is_told else "silent"
