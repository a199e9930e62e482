"""A whole rebuild: read, keep beside, compare, bring over; it can be left and gone on with."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice

from archive.archive import Archive
from archive.errors import GreffeError
from archive.fixity.index import difference as index_difference
from archive.history import keeping as changing
from archive.learning.looks import LookAt
from archive.learning.looks import look as look_here
from archive.locks import deriving
from archive.presence import keeping
from archive.rebuild.bringing import brought_over, cleared
from archive.rebuild.differences import Difference, differences, spans
from archive.rebuild.models import all_read, learned_again
from archive.rebuild.observing import Shown, shown
from archive.rebuild.scope import SITES
from archive.rebuild.shadow import Shadow, removed
from archive.store import changes, database, events, fingerprints, sites
from archive.store.captures import Capture
from archive.store.index import made_anew

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
        fingerprints: whether the fingerprints of texts were not those of the texts.
        presences: whether where pages stand was not what follows from their captures.
        changes: of how many pages it was told otherwise in what their captures differ.
        models: sites whose model is the stored one, as it cannot be learned again, and why.
        is_check: whether it was only compared.
    """

    captures: int = 0
    read: int = 0
    differences: Mapping[str, int] = field(default_factory=Counter)
    unread: list[tuple[int, str]] = field(default_factory=list)
    index: bool = False
    fingerprints: bool = False
    presences: bool = False
    changes: int = 0
    is_check: bool = False
    models: dict[str, str] = field(default_factory=dict)


def is_stale(archive: Archive) -> bool:
    """Whether a text of the archive was read by another version of what reads texts."""
    marks = _extractors()
    # What was learned of a site stands behind the stamp of what reads texts.
    same = " OR ".join(["extractor = ? OR substr(extractor, 1, ?) = ?"] * len(marks))
    sql = f"SELECT 1 FROM reading WHERE extractor <> '' AND NOT ({same}) LIMIT 1"
    values = [value for mark in marks for value in (mark, len(mark) + 1, f"{mark} ")]
    return archive.connection.execute(sql, values).fetchone() is not None


def rebuilt(
    archive: Archive,
    read: Read,
    tell: Callable[[Difference], None],
    now: Callable[[], datetime],
    *,
    is_check: bool = False,
    progress: Progress | None = None,
    look: LookAt | None = None,
) -> Rebuilt:
    """Derive everything anew, and bring over what differs.

    The models of sites come first, each learned again from the captures that it was learned from.

    Args:
        archive: the archive, open for reading at least.
        read: reads captures.
        tell: told every difference.
        now: tells the time.
        is_check: only compare.
        progress: told how far it is.
        look: tells what captures teach of their sites; else that is worked out here.

    Raises:
        Locked: another rebuild is going on, or a crawl held the file for too long.
        GreffeError: captures went away meanwhile.
        DamagedArchive: SQLite cannot read the file.
    """
    outcome = Rebuilt(is_check=is_check)
    with database.explained(archive.path), _alone(archive, is_check=is_check):
        event = 0 if is_check else _begun(archive, now())
        look = look or partial(look_here, archive)
        changed = list(learned_again(archive, look, outcome.models, now(), is_check=is_check))
        with Shadow.open(archive.path, _stamp(archive), read_only=is_check) as shadow:
            run = _Run(archive, shadow, read, tell, outcome)
            run.tell_all(changed)
            run.catch_up(progress)
            if is_check:
                run.compare()
            else:
                run.bring_over()
            run.mend_index()
            run.mend_fingerprints()
            run.mend_presences()
            run.mend_changes()
            outcome.captures = shadow.count
            outcome.unread = shadow.unread()
        if event:
            with archive.transaction():
                all_read(archive, now())
                events.end(archive.connection, event, "done", asdict(outcome), now())
    if not (is_check and outcome.differences):
        removed(archive.path)
    return outcome


@dataclass(slots=True)
class _Run:
    archive: Archive
    shadow: Shadow
    read: Read
    tell: Callable[[Difference], None]
    outcome: Rebuilt
    counts: Counter[str] = field(default_factory=Counter)
    is_over: Callable[[], bool] = lambda: False

    def catch_up(self, progress: Progress | None = None) -> bool:
        """Read all captures that were not read yet; whether there was time for all."""
        awaited = self.shadow.awaited()
        done = self.shadow.count
        total = done + len(awaited)
        pairs = self.read(awaited)
        while batch := list(islice(pairs, _BATCH)):
            with self.shadow.transaction():
                self._add(batch)
            done += len(batch)
            if progress:
                progress(done, total)
            if self.is_over() and done < total:
                return False
        self._require_all()
        return True

    def compare(self) -> None:
        """Tell what differs."""
        for span in spans(self.shadow.connection):
            with database.snapshot(self.shadow.connection):
                self.tell_all(differences(self.shadow.connection, span))

    def bring_over(self) -> bool:
        """Make the archive say what is derived anew, until nothing differs, or time is over.

        A crawl that goes on writing derives by the same code, but from what the archive had.
        """
        connection = self.shadow.connection
        for _ in range(_PASSES):
            is_same = True
            for span in spans(connection):
                if differences(connection, span):
                    if self.is_over():
                        return False
                    is_same = False
                    self._bring(span)
                    time.sleep(_PAUSE)
            if is_same:
                break
        if self.shadow.scope.is_all:
            with self.shadow.transaction():
                cleared(connection)
        return True

    def mend_index(self) -> None:
        """Make the search index anew where it does not say what the texts say."""
        connection = self.shadow.connection
        with database.snapshot(connection):
            self.outcome.index = index_difference(connection, "held") is not None
        if self.outcome.index and not self.outcome.is_check:
            with self.shadow.transaction():
                made_anew(connection, "held")

    def mend_fingerprints(self) -> None:
        """Work out anew the fingerprints of all texts where they are not those of the texts."""
        connection = self.archive.connection
        with database.snapshot(connection):
            self.outcome.fingerprints = fingerprints.difference(connection) is not None
        if self.outcome.is_check:
            return
        if self.outcome.fingerprints:
            with self.archive.transaction():
                fingerprints.begun_anew(connection)
        while fingerprints.behind(connection).count:
            with self.archive.transaction():
                fingerprints.caught_up(connection)

    def mend_presences(self) -> None:
        """Tell anew where pages stand where that is not what follows from their captures."""
        connection = self.archive.connection
        with database.snapshot(connection):
            self.outcome.presences = keeping.difference(connection) is not None
        if self.outcome.presences and not self.outcome.is_check:
            with self.archive.transaction():
                keeping.made_anew(connection)

    def mend_changes(self) -> None:
        """Hold all captures against those before them, and write what comes of it."""
        connection = self.archive.connection
        for page in changing.candidates(connection):
            with database.snapshot(connection):
                known = changes.of_page(connection, page)
                wanted = changing.rows_of(connection, page, known, is_anew=True)
            if known == wanted:
                continue
            self.outcome.changes += 1
            if not self.outcome.is_check:
                with self.archive.transaction():
                    changing.written(connection, page, wanted)

    def _bring(self, span: tuple[int, int]) -> None:
        connection = self.shadow.connection
        while len(self.shadow.awaited()) > _FEW:
            self.catch_up()
        with self.shadow.transaction():
            # What came meanwhile is a part of what the pages are to say.
            for number in self.shadow.awaited():
                self._add([(number, shown(self.archive, self._capture(number)))])
            self._require_all()
            self.tell_all(differences(connection, span))
            brought_over(connection, span)
        sql = "SELECT id FROM main.page WHERE id > ? AND id <= ?"
        _changes_retold(self.archive, [page for (page,) in connection.execute(sql, span)])

    def _require_all(self) -> None:
        """What is derived anew is of exactly the captures that the archive has."""
        here, there = self.shadow.count, self.shadow.wanted
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

    def tell_all(self, found: Iterable[Difference]) -> None:
        """Tell and count differences."""
        for one in found:
            self.counts[one.kind] += 1
            self.tell(one)
        self.outcome.differences = dict(self.counts)


def reread(
    archive: Archive,
    host: str,
    read: Read,
    *,
    is_over: Callable[[], bool] = lambda: False,
    progress: Progress | None = None,
) -> Rebuilt | None:
    """Derive the captures of one site anew, as a rebuild does, and bring over what differs.

    To be called by the one process that derives (``archive.locks``).

    Args:
        archive: the archive.
        host: the site.
        read: reads captures.
        is_over: whether no more time is left.
        progress: told how far it is.

    Returns:
        What came of it; ``None`` where time was over: it is gone on with at the next call.

    Raises:
        GreffeError: captures went away meanwhile.
    """
    where, values = sites.scope_of(host)
    scope = replace(SITES, where=where, values=values)
    with (
        database.explained(archive.path),
        Shadow.open(archive.path, f"{host} {_stamp(archive, host)}", scope=scope) as shadow,
    ):
        run = _Run(archive, shadow, read, lambda _: None, Rebuilt(), is_over=is_over)
        if not run.catch_up(progress) or not run.bring_over():
            return None
        run.outcome.captures = shadow.count
        run.outcome.unread = shadow.unread()
    with archive.transaction():
        keeping.of_host(archive.connection, host)
    _changes_retold(archive, changing.candidates(archive.connection, host))
    removed(archive.path, scope)
    return run.outcome


def _changes_retold(archive: Archive, pages: Iterable[int]) -> None:
    """Hold the captures of pages against those before them, where their texts became others."""
    connection = archive.connection
    for page in pages:
        known = changes.of_page(connection, page)
        wanted = changing.rows_of(connection, page, known)
        if wanted != known:
            with archive.transaction():
                changing.written(connection, page, wanted)


def _alone(archive: Archive, *, is_check: bool) -> AbstractContextManager[None]:
    """Nobody else derives meanwhile; a comparison hinders nobody."""
    return nullcontext() if is_check else deriving(archive.path)


def _stamp(archive: Archive, host: str | None = None) -> str:
    """What derives: this software, and the models of all sites or of one."""
    sql = "SELECT stamp FROM site WHERE stamp <> '' AND (? IS NULL OR host = ?) ORDER BY host"
    models = [row[0] for row in archive.connection.execute(sql, (host, host))]
    digest = hashlib.sha256("\n".join(models).encode()).hexdigest()[:16]
    return " ".join((events.program(), *_extractors(), digest))


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
