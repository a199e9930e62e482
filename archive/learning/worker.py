"""The looking process: takes numbers of captures on standard input, gives what they teach.

It ends when its input does, also when the process that began it was killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from archive.archive import Archive
from archive.learning.looks import NOTHING, Look, look
from archive.messages import packed, received


def main(path: str) -> int:
    """Answer until the input ends."""
    # Ctrl-C goes to every process of the terminal; who began this one says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get in between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with (
        contextlib.suppress(BrokenPipeError),
        Archive.open(Path(path), create=False, read_only=True) as held,
        answers,
    ):
        while (number := received(sys.stdin.buffer)) is not None:
            answers.write(packed(_look(held, number)))
            answers.flush()
    return 0


def _look(archive: Archive, number: int) -> Look:
    try:
        return look(archive, number)
    except Exception:  # noqa: BLE001  # a page that trips a parser teaches nothing
        return NOTHING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
