"""What commands say of captures that were taken out of the archive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive.cli.context import period_end, shown_time, split_time

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.tombstones import Tombstone


def told(one: Tombstone) -> str:
    """When and why a capture went, in one line."""
    verb = "thinned out" if one.removal.kind == "thinned" else "removed"
    return f"{verb} on {shown_time(one.removal.time)[:10]}: {one.removal.reason}"


def missed(archive: Archive, asked: str, shown: datetime | None) -> Tombstone | None:
    """What ``URL@TIME`` would have shown rather than the capture it shows, had it not gone.

    Args:
        archive: where.
        asked: the URL, with or without a time.
        shown: when the capture was made that is shown; ``None`` where there is none.
    """
    from archive.telling.history import standing

    url, time = split_time(asked)
    gone = standing(archive, url)
    if not gone:
        return None
    if time is None:
        return gone[-1] if shown is None or gone[-1].time > shown else None
    end = period_end(asked, time)
    if shown is not None and time <= shown < end:
        return None
    within = [one for one in gone if time <= one.time < end]
    nearest = min(within or gone, key=lambda one: abs(one.time - time))
    is_nearer = shown is None or abs(nearest.time - time) < abs(shown - time)
    return nearest if within or is_nearer else None
