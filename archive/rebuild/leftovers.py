"""What rebuilds that have not ended left beside an archive."""

from __future__ import annotations

from pathlib import Path

from archive.errors import Locked
from archive.locks import deriving
from archive.rebuild.scope import ALL, SITES
from archive.rebuild.shadow import removed


def removed_leftovers(archive: Path) -> bool:
    """Remove it, as it may hold words of captures that were taken out; whether that could be done.

    While another process derives it cannot: that finds that captures are gone, and begins anew.
    """
    try:
        with deriving(archive):
            for scope in (ALL, SITES):
                removed(archive, scope)
    except Locked:
        return False
    return True
