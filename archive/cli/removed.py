"""What commands say of captures that were taken out of the archive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive.cli.context import print_json, shown_time

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.tombstones import Tombstone


def told(one: Tombstone) -> str:
    """When and why a capture went, in one line."""
    verb = "thinned out" if one.removal.kind == "thinned" else "removed"
    return f"{verb} on {shown_time(one.removal.time)[:10]}: {one.removal.reason}"


def standing(archive: Archive, url: str) -> list[Tombstone]:
    """The captures of a URL that went and were not brought back, oldest first."""
    return [one for one in archive.tombstones(url) if one.returned is None]


def nearer(
    archive: Archive, url: str, time: datetime | None, shown: datetime | None
) -> Tombstone | None:
    """What stood nearer to a time than the capture that is shown in its place; else ``None``."""
    gone = standing(archive, url)
    if not gone:
        return None
    if time is None:
        # Asked for the latest: only one removed by order is missed, not one thinned out.
        last = gone[-1]
        return last if shown is None or last.time > shown else None
    nearest = min(gone, key=lambda one: abs(one.time - time))
    is_nearer = shown is None or abs(nearest.time - time) < abs(shown - time)
    return nearest if is_nearer else None


def print_tombstone_json(one: Tombstone) -> None:
    """Print a capture that went as one of the lines of ``greffe history --json``."""
    print_json(
        {
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
    )
