"""A process that reads exchanges: they come by standard input, what they show goes out.

It ends when its input does: with the process that started it, however that ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from archive.messages import packed, received
from archive.models import models_at
from archive.observation import seen


def main(path: Path | None = None) -> None:
    """Answer until nothing more is asked, reading pages as those of an archive are."""
    # The process that started it hears of an interrupt, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(BrokenPipeError), answers, models_at(path) as model_of:
        while (exchange := received(sys.stdin.buffer)) is not None:
            # Its bytes need not travel back.
            bare = replace(exchange, request=b"", response=b"")
            observation = seen(exchange, site=model_of(exchange.url))
            answers.write(packed(replace(observation, exchange=bare)))
            answers.flush()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
