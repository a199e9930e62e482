"""Locks beside an archive file; the system lets go of them however a process ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import BadInput, Locked


@contextmanager
def deriving(archive: Path) -> Iterator[None]:
    """Be the one process that derives texts of an archive anew.

    Raises:
        Locked: another one does.
    """
    words = (
        f"texts of {archive} are being read anew by another process, a rebuild or the end of a "
        "crawl; wait for it"
    )
    with _held(archive.with_name(f"{archive.name}.deriving"), words):
        yield


@contextmanager
def making_sets(archive: Path) -> Iterator[None]:
    """Be the one process that makes the sets of an archive's search index follow it.

    Raises:
        Locked: another one does.
    """
    words = f"searches in {archive} are being made quicker by another process; wait for it"
    with _held(archive.with_name(f"{archive.name}.sets"), words):
        yield


@contextmanager
def _held(path: Path, words: str) -> Iterator[None]:
    try:
        file = path.open("a+b")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(words) from None
        yield
