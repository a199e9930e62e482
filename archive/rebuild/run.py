"""A whole rebuild: read, keep beside, compare, bring over; it can be left and gone on with."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice

from archive.archive import Archive
from archive.errors import GreffeError
from archive.fixity.index import difference as index_difference
from archive.rebuild.bringing import brought_over, cleared
from archive.rebuild.differences import Difference, differences, spans
from archive.rebuild.observing import Shown, shown
from archive.rebuild.shadow import Shadow, removed
from archive.store import database, events
from archive.store.captures import Capture

Read = Callable[[Iterable[int]], Iterator[tuple[int, Shown]]]
"""Gives what captures show, by their numbers and in that order."""
Progress = Callable[[int, int], None]
"""Told how many captures of how many have been read."""

_BATCH = 32
_FEW = 20
"""Captures that are read while a crawl waits, at most."""
_PASSES = 5
_PAUSE = 0.01
"""Seconds between two batches: SQLite's lock is not handed on in turn."""


@dataclass(slots=True)
class Rebuilt:
    """What came of a rebuild.

    Attributes:
        captures: how many there are.
        read: how many of them were read in this run.
        differences: how many things were derived otherwise than the archive had them, by kind.
        unread: captures whose records are damaged; they keep what was derived from them before.
        index: whether the search index did not say what the texts say.
        is_check: whether it was only compared.
    """

    captures: int = 0
    read: int = 0
    differences: Mapping[str, int] = field(default_factory=Counter)
    unread: list[tuple[int, str]] = field(default_factory=list)
    index: bool = False
    is_check: bool = False


def is_stale(archive: Archive) -> bool:
    """Whether a text of the archive was read by another version of what reads texts."""
    marks = _extractors()
    sql = (
        "SELECT 1 FROM reading WHERE extractor <> '' "
        f"AND extractor NOT IN ({', '.join('?' * len(marks))}) LIMIT 1"
    )
    return archive.connection.execute(sql, marks).fetchone() is not None


def rebuilt(
    archive: Archive,
    read: Read,
    tell: Callable[[Difference], None],
    now: Callable[[], datetime],
    *,
    is_check: bool = False,
    progress: Progress | None = None,
) -> Rebuilt:
    """Derive everything anew, and bring over what differs.

    Args:
        archive: the archive, open for reading at least.
        read: reads captures.
        tell: told every difference.
        now: tells the time.
        is_check: only compare.
        progress: told how far it is.

    Raises:
        Locked: another rebuild is going on, or a crawl held the file for too long.
        GreffeError: captures went away meanwhile.
        DamagedArchive: SQLite cannot read the file.
    """
    stamp = " ".join((events.program(), *_extractors()))
    with (
        database.explained(archive.path),
        Shadow.open(archive.path, stamp, read_only=is_check) as shadow,
    ):
        run = _Run(archive, shadow, read, tell, Rebuilt(is_check=is_check))
        event = 0 if is_check else _begun(archive, now())
        run.catch_up(progress)
        if is_check:
            run.compare()
        else:
            run.bring_over()
        run.mend_index()
        run.outcome.captures = run.count()
        run.outcome.unread = shadow.unread()
        if event:
            with archive.transaction():
                detail = asdict(run.outcome)
                events.end(archive.connection, event, "done", detail, now())
    if not (is_check and run.outcome.differences):
        removed(archive.path)
    return run.outcome


@dataclass(slots=True)
class _Run:
    archive: Archive
    shadow: Shadow
    read: Read
    tell: Callable[[Difference], None]
    outcome: Rebuilt
    counts: Counter[str] = field(default_factory=Counter)

    def count(self) -> int:
        """How many captures there are."""
        sql = "SELECT count(*) FROM main.capture"
        return int(self.shadow.connection.execute(sql).fetchone()[0])

    def catch_up(self, progress: Progress | None = None) -> None:
        """Read all captures that were not read yet."""
        awaited = self.shadow.awaited()
        done, total = self.count(), self.count() + len(awaited)
        pairs = self.read(awaited)
        while batch := list(islice(pairs, _BATCH)):
            with self.shadow.transaction():
                self._add(batch)
            done += len(batch)
            if progress:
                progress(done, total)

        self._require_all()

    def compare(self) -> None:
        """Tell what differs."""
        for span in spans(self.shadow.connection):
            with database.snapshot(self.shadow.connection):
                self._tell(differences(self.shadow.connection, span))

    def bring_over(self) -> None:
        """Make the archive say what is derived anew, until nothing differs.

        A crawl that goes on writing derives by the same code, but from what the archive had.
        """
        connection = self.shadow.connection
        for _ in range(_PASSES):
            is_same = True
            for span in spans(connection):
                if differences(connection, span):
                    is_same = False
                    self._bring(span)
                    time.sleep(_PAUSE)
            if is_same:
                break
        with self.shadow.transaction():
            cleared(connection)

    def mend_index(self) -> None:
        """Make the search index anew where it does not say what the texts say."""
        connection = self.shadow.connection
        with database.snapshot(connection):
            self.outcome.index = index_difference(connection, "held") is not None
        if self.outcome.index and not self.outcome.is_check:
            with self.shadow.transaction():
                connection.execute("INSERT INTO held.version_fts (version_fts) VALUES ('rebuild')")

    def _bring(self, span: tuple[int, int]) -> None:
        connection = self.shadow.connection
        while len(self.shadow.awaited()) > _FEW:
            self.catch_up()
        with self.shadow.transaction():
            # What came meanwhile is a part of what the pages are to say.
            for number in self.shadow.awaited():
                self._add([(number, shown(self.archive, self._capture(number)))])
            self._require_all()
            self._tell(differences(connection, span))
            brought_over(connection, span)

    def _require_all(self) -> None:
        """What is derived anew is of exactly the captures that the archive has."""
        here, there = (
            self.shadow.connection.execute(f"SELECT count(*) FROM {name}.capture").fetchone()[0]
            for name in ("main", "held")
        )
        if here > there:
            raise GreffeError("captures were taken out of the archive meanwhile; run again")
        if here < there and not self.shadow.awaited():
            raise AssertionError("captures were left out")

    def _add(self, pairs: Iterable[tuple[int, Shown]]) -> None:
        for number, what in pairs:
            self.outcome.read += 1
            self.shadow.add(self._capture(number), what, self._again)

    def _again(self, capture: Capture, is_resolved: bool) -> Shown:
        """Read a capture in this process, as it is or as it was before its original came."""
        whole = self._capture(capture.id)
        return shown(self.archive, whole if is_resolved else replace(whole, revisit_of=None))

    def _capture(self, number: int) -> Capture:
        capture = self.archive.capture_by_id(number)
        if capture is None:
            raise GreffeError("captures were taken out of the archive meanwhile; run again")
        return capture

    def _tell(self, found: list[Difference]) -> None:
        for one in found:
            self.counts[one.kind] += 1
            self.tell(one)
        self.outcome.differences = dict(self.counts)


def _begun(archive: Archive, now: datetime) -> int:
    """The event of this rebuild, or of the one it goes on with."""
    last = events.last(archive.connection, "rebuild")
    if last and last.outcome == "unended":
        return last.id
    with archive.transaction():
        return events.begin(archive.connection, "rebuild", now)


def _extractors() -> tuple[str, ...]:
    """The stamps of what reads texts now."""
    from archive.clean import office, page, pdf, plain

    return (page.EXTRACTOR, pdf.EXTRACTOR, plain.EXTRACTOR, office.EXTRACTOR)
