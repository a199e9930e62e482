"""The archive file as crawls use it: opened, written to, and asked what is to be fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archive.errors import MissingArchive
from archive.store import captures, conditions, crawls, database, dues, frontier, rests
from archive.store.crawls import Crawl
from archive.store.frontier import KINDS, LAST, Entry, Kind, Progress, Waiting

if TYPE_CHECKING:
    from archive.health.plan import Plan


class Ledger:
    """One archive file, with its frontier and the crawls that were run over its sources.

    Open it with ``open``; it is a context manager. One object serves one thread.
    """

    def __init__(self, path: Path, connection: database.Connection) -> None:
        self.path = path
        self.connection = connection

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, read_only: bool = False) -> Self:
        """Open the archive at ``path``; make it where there is none, unless told not to.

        Raises:
            MissingArchive, ForeignFile, NewerArchive, DamagedArchive: as their names say; the
                file is then unchanged.
        """
        file = Path(path)
        return cls(file, database.connect(file, create=create, read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, (database.SQLiteError, UnicodeDecodeError)):
            raise database.meaning(error, self.path) from error

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def transaction(self) -> AbstractContextManager[None]:
        """One write transaction, all or nothing."""
        return database.transaction(self.connection, self.path)

    # Frontier and crawls

    def begin_crawl(
        self,
        source: str,
        title: str,
        seeds: Sequence[Entry],
        now: datetime,
        *,
        again: bool = False,
        revisit: timedelta | None = None,
        is_due_only: bool = False,
        longest_wait: timedelta = timedelta(days=366),
    ) -> tuple[int, bool]:
        """Begin a crawl, or go on with one that was killed or interrupted.

        Args:
            source: name of the source.
            title: its title.
            seeds: where to begin.
            now: the time.
            again: ask for the seeds again even when going on, and wake nothing but them.
            revisit: how long before a known page is asked for again, as configured today.
            is_due_only: leave the seeds, too, until they are due.
            longest_wait: longer than that nothing is made to wait for another try.

        Returns:
            The crawl's number and whether it goes on with an earlier one.
        """
        with self.transaction():
            source_id = crawls.source_id(self.connection, source, title)
            number = crawls.unfinished(self.connection, source_id)
            goes_on = number is not None
            if number is None:
                number = crawls.begin(self.connection, source_id, now)
            dues.heal(self.connection, source_id, now, longest_wait)
            if not again and (is_due_only or not goes_on):
                frontier.wake(self.connection, source_id, now, revisit)
            frontier.admit(self.connection, source_id, seeds, now)
            if again or not (goes_on or is_due_only):
                frontier.reset(self.connection, source_id, [seed.url for seed in seeds], now)
            rests.renew(self.connection, now)
        return number, goes_on

    def wake(self, source: str, now: datetime) -> int:
        """Let every entry of a source that is due wait again, while its crawl goes on.

        Returns:
            How many there are.
        """
        with self.transaction():
            return frontier.wake(self.connection, self._source_id(source), now)

    def end_crawl(
        self,
        crawl: int,
        outcome: str,
        stats: Mapping[str, int],
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Write how a crawl ended."""
        with self.transaction():
            crawls.end(self.connection, crawl, outcome, stats, now, reason)

    def keep_plan(self, source: str, plan: Plan) -> None:
        """Write what is planned for a source, by which its health is judged."""
        # For crawls; what only reads an archive need not load what tells where pages stand.
        from archive.health.plan import packed
        from archive.presence import keeping
        from archive.presence.gathering import terms_of

        with self.transaction():
            number = self._source_id(source)
            before = terms_of(self.connection, number)
            conditions.keep_plan(self.connection, number, packed(plan))
            if before != plan.presence:
                keeping.of_source(self.connection, number)

    def waiting(
        self,
        source: str,
        now: datetime,
        limit: int,
        skip: Sequence[int] = (),
        *,
        kinds: Sequence[Kind] = KINDS,
        before: int = LAST,
    ) -> list[Waiting]:
        """The next frontier entries of a source, soonest first."""
        source_id = self._source_id(source)
        return frontier.waiting(
            self.connection, source_id, now, limit, skip, kinds=kinds, before=before
        )

    def next_due(
        self,
        source: str,
        now: datetime,
        *,
        kinds: Sequence[Kind] = KINDS,
        before: int = LAST,
    ) -> timedelta | None:
        """How long until something of the source may be asked for; ``None`` if nothing waits."""
        source_id = self._source_id(source)
        return frontier.next_due(self.connection, source_id, now, kinds=kinds, before=before)

    def settle(self, progress: Progress, now: datetime) -> None:
        """Write what became of a frontier entry that led to no exchange."""
        with self.transaction():
            frontier.settle(self.connection, progress, None, now)

    def frontier_counts(self, source: str) -> dict[str, int]:
        """How many entries of the source's frontier are in each state."""
        return frontier.counted(self.connection, self._source_id(source))

    def troubles(self, source: str, since: datetime) -> list[tuple[str, int]]:
        """Why entries of the source failed or were refused since a time, and how many."""
        return frontier.troubles(self.connection, self._source_id(source), since)

    def blocked(self, source: str) -> dict[str, int]:
        """How many captures of a source are block pages, by kind."""
        return captures.blocked(self.connection, source)

    def blocked_in_a_row(self, url: str, most: int) -> int:
        """How many of the last answers of a URL were block pages, up to ``most``."""
        return captures.blocked_in_a_row(self.connection, url, most)

    def crawls(self) -> list[Crawl]:
        """The last crawl of every source."""
        return crawls.latest(self.connection)

    def totals(self) -> dict[str, int]:
        """How many pages, captures, versions and sources there are."""
        tables = {
            "pages": "page WHERE version_id IS NOT NULL",
            "captures": "capture",
            "versions": "version",
            "sources": "source",
        }
        counts = "SELECT " + ", ".join(f"(SELECT count(*) FROM {t})" for t in tables.values())  # noqa: S608
        row = self.connection.execute(counts).fetchone()
        return dict(zip(tables, row, strict=True))

    def _source_id(self, source: str) -> int:
        row = self.connection.execute("SELECT id FROM source WHERE name = ?", (source,)).fetchone()
        if row is None:
            raise MissingArchive(f"the archive knows no source {source!r}")
        return int(row[0])
