"""The reading process: takes exchanges on standard input, gives what they show on standard output.

Its first message, ``None``, says that it has loaded what it needs. It ends when its input does,
also when the crawl was killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.exchange import Exchange
from archive.messages import packed, received
from archive.models import models_at
from archive.observation import Observation, seen

if TYPE_CHECKING:
    from archive.clean.site import SiteModel

MEMORY = 4 * 1024**3
"""Bytes of address space: a page that wants more is kept without its text."""

_NOTHING = Exchange("", began=None, request=b"", response=b"")  # type: ignore[arg-type]


def main(path: Path | None = None) -> int:
    """Answer until the input ends, reading pages as those of an archive are."""
    # Ctrl-C goes to every process of the terminal; the crawl says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get in between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import archive.clean.page  # noqa: F401  # takes most of a second; the first page need not wait

    with answers, contextlib.suppress(BrokenPipeError), models_at(path) as model_of:
        answers.write(packed(None))
        answers.flush()
        while (exchange := received(sys.stdin.buffer)) is not None:
            answers.write(packed(_read(exchange, model_of(exchange.url))))
            answers.flush()
    return 0


def _read(exchange: Exchange, site: SiteModel | None) -> Observation:
    """The observation without the exchange, which the crawl has."""
    return replace(seen(exchange, site=site), exchange=_NOTHING)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
