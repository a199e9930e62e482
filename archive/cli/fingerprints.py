"""Fingerprints of texts that were in an archive before there were any, worked out by commands."""

from __future__ import annotations

import os
import time
from pathlib import Path

from archive.cli.meter import meter


def catch_up(path: Path, *, patience: float | None = None) -> None:
    """Work them out, some pages at a time, so that others can write meanwhile.

    In an archive that cannot be written nothing is done.

    Args:
        path: the archive.
        patience: seconds after which the rest is left to the next time; ``None`` for all.

    Raises:
        MissingArchive, DamagedArchive, DiskFull: as their names say.
    """
    from archive import Archive
    from archive.store import fingerprints

    with Archive.open(path, create=False, read_only=True) as archive:
        total = left = fingerprints.behind(archive.connection).count
    if not left or not os.access(path, os.W_OK):
        return
    end = time.monotonic() + patience if patience is not None else None
    with Archive.open(path, create=False) as archive, meter("preparing older texts") as progress:
        while left and (end is None or time.monotonic() < end):
            with archive.transaction():
                left = fingerprints.caught_up(archive.connection).count
            if progress:
                progress(total - left, total)
