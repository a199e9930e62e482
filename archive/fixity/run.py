"""A whole check, step by step, which can be left and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archive.archive import Archive
from archive.fixity.captures import captures, lanes, revisits
from archive.fixity.changes import changes
from archive.fixity.check import Check, Fault, Position, Verified
from archive.fixity.derived import (
    briefs,
    leads,
    linked,
    pages,
    readings,
    said,
    targets,
    versions,
    waiting,
)
from archive.fixity.file import file
from archive.fixity.fingerprints import fingerprints
from archive.fixity.index import index
from archive.fixity.learned import learned, lessons
from archive.fixity.presences import presences
from archive.store import database

Progress = Callable[[int, int], None]
"""Told how many captures, texts and pages of how many have been verified."""

_STEPS: tuple[Callable[[Check, int], Iterator[int]], ...] = (
    file, captures, lanes, revisits, versions, pages, readings, said, leads, briefs, targets,
    linked, waiting, learned, lessons, index,
    fingerprints, presences, changes,
)  # fmt: skip


def verified(
    archive: Archive,
    tell: Callable[[Fault], None],
    progress: Progress | None = None,
    *,
    at: Position | None = None,
    keep: Callable[[Position], None] | None = None,
) -> Verified:
    """Verify a whole archive, which others may be writing to meanwhile.

    Args:
        archive: what to verify.
        tell: told every fault as it is found.
        progress: told how far it is.
        at: where an earlier check was left; what that found is told first.
        keep: given the position again and again, from which another check can go on.
    """
    at = at or Position()
    for fault in at.faults:
        tell(fault)
    check = Check(archive, tell, at)
    total = sum(_counted(archive, table) for table in ("capture", "version", "page"))
    while at.step < len(_STEPS):
        for done in _STEPS[at.step](check, at.after):
            at.after = done
            if progress:
                seen = at.outcome.captures + at.outcome.versions + at.outcome.pages
                progress(min(seen, total), total)
            if keep:
                keep(at)
        at.step, at.after = at.step + 1, 0
    return at.outcome


def _counted(archive: Archive, table: str) -> int:
    try:
        (count,) = archive.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    except database.UNREADABLE:
        return 0  # it is told of where the table is read
    return int(count)
