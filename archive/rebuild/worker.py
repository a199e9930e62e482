"""A reading process: takes captures' numbers on standard input, gives what they show.

It ends when its input does, also when the rebuild was killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from archive.archive import Archive
from archive.messages import packed, received
from archive.rebuild.observing import Shown, Unreadable, shown
from archive.store.database import SQLiteError

MEMORY = 4 * 1024**3
"""Bytes of address space: a page that wants more is left without its text."""


def main(path: str) -> int:
    """Answer until the input ends."""
    # Ctrl-C goes to every process of the terminal; the rebuild says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get in between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import archive.clean.page  # noqa: F401  # takes most of a second

    with (
        contextlib.suppress(BrokenPipeError),
        Archive.open(Path(path), create=False, read_only=True) as held,
        answers,
    ):
        while (asked := received(sys.stdin.buffer)) is not None:
            answers.write(packed(_shown(held, *asked)))
            answers.flush()
    return 0


def _shown(archive: Archive, number: int, why: str | None) -> Shown:
    try:
        capture = archive.capture_by_id(number)
        return shown(archive, capture, why) if capture else Unreadable("it is gone")
    except SQLiteError as error:
        return Unreadable(str(error))


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
