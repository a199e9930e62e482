"""Edits, as reports tell them."""

from __future__ import annotations

from archive import Archive
from archive.history.reports import Event, Wanted, report


def edits(archive: Archive, limit: int = 100, **wanted: object) -> list[Event]:
    """What pages said otherwise than before, the newest first."""
    asked = Wanted(kinds=("edited", "metadata"), **wanted)  # type: ignore[arg-type]
    return list(report(archive, asked, limit=limit).events)
