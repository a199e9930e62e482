"""One crawl at a time writes an archive; a second one is told who holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import BadInput, Locked


@contextmanager
def held(archive: Path) -> Iterator[None]:
    """Hold the crawl lock of an archive; the system lets go of it however the process ends.

    Raises:
        Locked: another crawl holds it.
    """
    path = archive.with_name(f"{archive.name}.lock")
    if not path.parent.is_dir():
        raise BadInput(f"cannot make an archive at {archive}: {path.parent} is no folder")
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Locked(
                f"another crawl is writing {archive} ({file.read().strip() or 'unknown process'}); "
                "wait for it, or crawl into another archive"
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        yield
