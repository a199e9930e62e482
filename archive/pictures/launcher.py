"""Becomes a browser that can do little harm and dies with who asked for it.

Run by itself (``python -I -S launcher.py READ WRITE PROGRAM …``), before anything else is loaded.
Chromium takes commands from descriptor 3 and answers on 4 (``--remote-debugging-pipe``): no port is
opened that others could reach.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import sys

_MEMORY = 2 << 30
_FILE = 1 << 30
_DIE_WITH_PARENT = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""


def main(read: str, write: str, *command: str) -> None:
    """Set limits, put the pipes where the browser looks for them, and become it."""
    # Where both may already stand in each other's place.
    pipes = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in (read, write)]
    for place, one in zip((3, 4), pipes, strict=True):
        os.dup2(one, place)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        # Of each of its processes. Address space would not do: Chromium reserves terabytes.
        _limit(resource.RLIMIT_DATA, _MEMORY)
    _limit(resource.RLIMIT_FSIZE, _FILE)
    _limit(resource.RLIMIT_CORE, 0)
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
