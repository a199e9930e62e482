"""Watches held against what came since they last were: what they find is written down once.

A run may be left at any time, and several may go on at once: what a chunk of captures shows, and
that it was looked at, is one transaction, which is not made where another run was first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.matching import matching
from archive.store import database, turns, watches
from archive.store.watches import Place, SightingKind, Watch
from archive.watching.judging import Turn, judged
from archive.watching.steps import Course, courses, touched

_CHUNK = 2000
"""Captures that are looked at in one transaction."""


@dataclass(slots=True)
class Looked:
    """What came of looking through an archive.

    Attributes:
        found: how much was found, by name of the watch and kind.
        faults: watches whose query cannot be used any more, and why.
    """

    found: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a watch found at some captures, before it is written."""

    watch: Watch
    turns: Sequence[tuple[Course, Turn]]
    reviewed: Sequence[int]
    undecided: Sequence[tuple[int, int]]


def looked_through(archive: Archive, now: Callable[[], datetime]) -> Looked:
    """Hold all watches against what came since each was, and write down what they find.

    Raises:
        DamagedArchive, DiskFull, Locked: as their names say.
    """
    outcome = Looked()
    last = watches.last_capture(archive.connection)
    while True:
        waiting = [
            watch
            for watch in watches.everything(archive.connection)
            if watch.name not in outcome.faults and _is_behind(archive, watch, last)
        ]
        if not waiting:
            return outcome
        start = min(watch.looked for watch in waiting)
        group = [watch for watch in waiting if watch.looked == start]
        _look(archive, group, last, now(), outcome)
        if all(watch.looked >= last for watch in waiting):
            return outcome
        turns.give_way()


def _is_behind(archive: Archive, watch: Watch, last: int) -> bool:
    return watch.looked < last or bool(watches.undecided(archive.connection, watch.id))


def _look(
    archive: Archive, group: Sequence[Watch], last: int, now: datetime, outcome: Looked
) -> None:
    """Hold watches, all of which are equally far, against the next captures."""
    connection = archive.connection
    looked = group[0].looked
    until = min(looked + _CHUNK, last)
    findings: list[_Finding] = []
    with database.explained(archive.path), database.snapshot(connection):
        pages = touched(connection, looked, until)
        shared = {is_broad: _courses(archive, [(page, looked) for page in pages], until, is_broad)
                  for is_broad in {watch.is_broad for watch in group}}  # fmt: skip
        for watch in group:
            try:
                known = shared[watch.is_broad]
                findings.append(_found(archive, watch, known, until, is_last=until >= last))
            except BadInput as error:
                outcome.faults[watch.name] = str(error)
    with archive.transaction():
        for finding in findings:
            if watches.is_still(connection, finding.watch):
                outcome.found[finding.watch.name] += _written(archive, finding, now)
                watches.note_looked(connection, finding.watch.id, until)


def _courses(
    archive: Archive, pages: Iterable[tuple[int, int]], until: int, is_broad: bool
) -> dict[int, Course]:
    found = courses(archive.connection, pages, until, is_broad=is_broad)
    return {course.page_id: course for course in found if course.changes}


def _found(
    archive: Archive, watch: Watch, shared: Mapping[int, Course], until: int, *, is_last: bool
) -> _Finding:
    """What a watch finds, of pages that something became of and of those it left undecided."""
    left = watches.undecided(archive.connection, watch.id)
    own = {page: since for page, since in left.items() if is_last or page in shared}
    again = _courses(archive, own.items(), until, watch.is_broad)
    mine = {page: course for page, course in shared.items() if page not in own} | again
    texts = {
        step.version_id
        for course in mine.values()
        for step in (course.base, *course.steps)
        if step and step.version_id
    }
    matches = matching(archive, watch.query, texts)
    turns_: list[tuple[Course, Turn]] = []
    undecided: list[tuple[int, int]] = []
    for course in mine.values():
        verdict = judged(course, matches)
        turns_ += [(course, turn) for turn in verdict.turns]
        if verdict.is_undecided:
            undecided.append((course.page_id, course.since))
    return _Finding(watch, turns_, tuple(own), undecided)


def _written(archive: Archive, finding: _Finding, now: datetime) -> Counter[str]:
    """Write what a watch found; the same text at several places is one thing. How much it was."""
    connection, watch = archive.connection, finding.watch
    watches.note_undecided(connection, watch.id, finding.reviewed, finding.undecided)
    grouped: dict[tuple[Any, ...], list[tuple[Course, Turn]]] = defaultdict(list)
    for course, turn in finding.turns:
        grouped[_sameness(archive, turn)].append((course, turn))
    counts: Counter[str] = Counter()
    for (kind, digest, *_), found in grouped.items():
        fresh = found if kind != "new" else _fresh(archive, watch, digest, found)
        if fresh:
            places = [_place(turn) for _, turn in fresh]
            watches.sighted(connection, watch, kind, places, now)
            counts[kind] += 1
    return counts


def _sameness(archive: Archive, turn: Turn) -> tuple[SightingKind, bytes, bytes | str]:
    """What makes two turns one: the same text, or the same text before and the same after it."""
    now = _digest(archive, turn.step.version_id) or turn.step.outcome
    if turn.before is None:
        return turn.kind, _digest(archive, turn.step.version_id) or b"", ""
    return turn.kind, _digest(archive, turn.before.version_id) or b"", now


def _digest(archive: Archive, version_id: int | None) -> bytes | None:
    sql = "SELECT digest FROM version WHERE id = ?"
    row = archive.connection.execute(sql, (version_id,)).fetchone()
    return row[0] if row else None


def _fresh(
    archive: Archive, watch: Watch, digest: bytes, found: Sequence[tuple[Course, Turn]]
) -> list[tuple[Course, Turn]]:
    """Those places of a new text that make it news; others are put to what was told before."""
    fresh: list[tuple[Course, Turn]] = []
    for course, turn in found:
        told = watches.known_at(archive.connection, watch.id, digest, course.page_id)
        if told is not None:
            watches.also_at(archive.connection, told, [_place(turn)])
        elif not turn.is_first or not watches.was_elsewhere(
            archive.connection, digest, course.page_id, watch.looked
        ):
            fresh.append((course, turn))
    return fresh


def _place(turn: Turn) -> Place:
    return Place(turn.step.capture_id, turn.before.capture_id if turn.before else None)
