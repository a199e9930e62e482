"""Texts that were read in another way than those before them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive.store import changes
from archive.urls import microseconds

if TYPE_CHECKING:
    from archive.archive import Archive


def reread(archive: Archive, *, since: datetime | None = None, listings: bool = False) -> int:
    """How many texts differ from those before them and were read in another way.

    They are no edits until both were read in one way: by a rebuild where another version of Greffe
    read the one, by ``archive.learning`` where more had been learned of the site.
    """
    start = microseconds(since) if since else -(1 << 62)
    return changes.count(archive.connection, "reread", since=start, lists=listings)
