"""A page through time: its captures, what changed, and what was taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from archive.archive import Archive
from archive.history.gaps import Gap, gaps
from archive.history.observations import Observed
from archive.presence import Presence
from archive.store.tombstones import Tombstone
from archive.telling.presence import step_record


def standing(archive: Archive, url: str) -> list[Tombstone]:
    """The captures of a URL that went and were not brought back, oldest first."""
    return [one for one in archive.tombstones(url) if one.returned is None]


def unseen(seen: Sequence[Observed], gone: Sequence[Tombstone]) -> list[Gap]:
    """When a page was not looked at for far longer than it usually is."""
    thinned = (one.time for one in gone if one.removal.kind == "thinned")
    return gaps([*(one.capture.time for one in seen), *thinned])


def numbers(seen: Sequence[Observed]) -> dict[int, int]:
    """The numbers by which ``greffe diff`` knows the texts: in the order they were first seen."""
    order = dict.fromkeys(one.version.id for one in seen if one.version)
    return {version: number for number, version in enumerate(order, start=1)}


def capture_records(
    seen: Sequence[Observed], gone: Sequence[Tombstone], stands: Presence | None
) -> Iterator[dict[str, Any]]:
    """The captures of a page, oldest first.

    Args:
        seen: the captures.
        gone: those that were taken out.
        stands: where the page stands.
    """
    steps = {step.check.capture: step for step in stands.steps} if stands else {}
    known, ends = numbers(seen), {gap.end: gap for gap in unseen(seen, gone)}
    times = {one.capture.id: one.capture.time for one in seen}
    for one in seen:
        told = _observed(one, known, times) | step_record(steps.get(one.capture.id))
        yield told | _gap(ends.get(one.capture.time))


def tombstone_record(one: Tombstone) -> dict[str, Any]:
    """A capture that was taken out."""
    return {
        "captured": one.time,
        "url": one.url,
        "status": one.status,
        "outcome": one.outcome,
        "change": one.removal.kind,
        "removed": one.removal.time,
        "reason": one.removal.reason,
        "rule": one.removal.rule,
        "software": one.removal.software,
        "returned": one.returned,
        "sha256": one.digest,
        "records": one.records,
    }


def _gap(gap: Gap | None) -> dict[str, Any]:
    """That the page was not looked at for long before a capture."""
    if gap is None:
        return {"not_looked_at_since": None}
    return {"not_looked_at_since": gap.start, "usual_seconds": round(gap.usual.total_seconds())}


def _observed(
    one: Observed, known: Mapping[int, int], times: Mapping[int, datetime]
) -> dict[str, Any]:
    capture, version = one.capture, one.version
    return {
        "captured": capture.time,
        "url": capture.url,
        "status": capture.status,
        "outcome": capture.outcome,
        "change": one.change,
        "why": one.evidence,
        "details": one.details.record,
        "against": times.get(one.before) if one.before else None,
        "added_words": one.added,
        "removed_words": one.removed,
        "moved_words": one.moved,
        "returned": one.returned,
        "disclosure": one.disclosure,
        "evidence": capture.evidence,
        "wall": capture.wall,
        "version": version.id if version else None,
        "text": known[version.id] if version else None,
        "title": version.title if version else None,
        "sha256": capture.digest,
    }
