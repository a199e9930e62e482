"""A drawing process: takes a PDF and a page's number on standard input, gives the picture.

It ends when its input does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from archive.leaves.drawing import drawn
from archive.messages import packed, received

MEMORY = 2 * 1024**3
"""Bytes of address space: a page that wants more is not drawn."""


def main() -> int:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get in between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(BrokenPipeError), answers:
        while (asked := received(sys.stdin.buffer)) is not None:
            answers.write(packed(drawn(*asked)))
            answers.flush()
    return 0


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


if __name__ == "__main__":
    sys.exit(main())
