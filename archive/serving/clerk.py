"""Watches made and removed at the wish of who reads, by ``greffe watch``.

That command says what may be the name of a watch, and what a query; this only runs it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.errors import Exit
from archive.serving.runner import Ran, Runner

LONGEST = 25.0
"""Seconds that a reader waits: another command may be writing to the archive for as long."""
_WORDS = 600
"""Characters of what the command said that are told."""
_PREFIX = "greffe: "

Outcome = Literal["done", "refused", "late", "failed"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a wish.

    Attributes:
        outcome: done; refused for what was typed; late, as it took too long; or failed.
        words: what the command said.
    """

    outcome: Outcome
    words: str = ""


class Clerk:
    """Runs the command for one reader after the other."""

    def __init__(self, command: Sequence[str], longest: float = LONGEST) -> None:
        """Make and remove watches by ``command``, which is ``greffe watch``.

        Args:
            command: to which the rest is added.
            longest: seconds that a reader waits: for the readers before, and for the command.
        """
        self._command = tuple(command)
        self._longest = longest
        self._turn = threading.Lock()
        self._runner = Runner(longest)

    def add(self, name: str, query: str) -> Settled:
        """Make a watch, which tells nobody: whom a server writes to is not for its readers to say.

        Both stand behind ``--``, so that neither is ever taken for an option.
        """
        return self._settled("add", "--", name, query)

    def remove(self, name: str) -> Settled:
        """Remove a watch with all that it found."""
        return self._settled("remove", "--", name)

    def close(self) -> None:
        """Take no more, and interrupt what runs: a watch is made and removed as a whole."""
        self._runner.close()

    def _settled(self, *words: str) -> Settled:
        if not self._turn.acquire(timeout=self._longest):
            return Settled("late")
        try:
            return settled(self._runner.run((*self._command, *words)))
        finally:
            self._turn.release()


def settled(ran: Ran) -> Settled:
    """What became of a wish, by how the command ended."""
    if ran.code == Exit.DONE:
        return Settled("done")
    lines = [line for line in ran.told.splitlines() if line.startswith(_PREFIX)]
    words = lines[-1].removeprefix(_PREFIX) if lines else ran.told.strip()[-_WORDS:]
    if ran.is_late or ran.code == Exit.LOCKED:
        return Settled("late", words)
    is_ours = ran.code in (Exit.BAD_INPUT, Exit.NOTHING, Exit.USAGE)
    return Settled("refused" if is_ours else "failed", words[:_WORDS])
