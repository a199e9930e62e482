"""How far something long is, said from when on it takes longer than people like to wait.

Said through the log, as nothing else reaches a person from here: with the first record a line in
words, and with each record ``stage``, ``done`` and ``total``, of which the command line draws a
bar. The last one has no ``total``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SILENCE = 2.0
"""Seconds that pass before anything is said."""
_EACH = 0.2
"""Seconds between two records."""
_log = logging.getLogger(__name__)

Tell = Callable[[int, int], None]
"""Told how much of how much is done."""


@dataclass(slots=True)
class _Stage:
    words: str
    began: float
    clock: Callable[[], float]
    said: float | None = None

    def tell(self, done: int, total: int) -> None:
        now = self.clock()
        if not done:
            return
        if now - (self.began + SILENCE if self.said is None else self.said + _EACH) < 0:
            return
        level = logging.WARNING if self.said is None else logging.INFO
        self.said = now
        rest = (now - self.began) * max(total - done, 0) / done
        line = f"{self.words}: {done:,} of {total:,}, some {max(rest, 1):,.0f} s to go"
        _log.log(level, line, extra={"stage": self.words, "done": done, "total": total})

    def end(self) -> None:
        if self.said is not None:
            extra = {"stage": self.words, "done": 0, "total": None}
            _log.info("%s: ended", self.words, extra=extra)


@contextmanager
def stage(words: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Tell]:
    """A long piece of work; what is given is to be told how much of it is done, as often as wanted.

    Args:
        words: what is done, as a person understands it.
        clock: seconds that only go on.
    """
    one = _Stage(words, clock(), clock)
    try:
        yield one.tell
    finally:
        one.end()
