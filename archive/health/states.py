"""The states a source can be in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["gone", "moved", "blocked", "failing", "layout changed", "silent", "late", "thin",
                "never crawled", "retired", "ok"]  # fmt: skip
"""How a source does.

``gone``: its start URLs are not there, or its host has no address. ``moved``: they lead to another
host. ``blocked``: crawls get block pages. ``failing``: crawls get errors or no answers.
``layout changed``: its pages are made anew, and their text is not found any more. ``silent``:
nothing new for longer than is usual for it. ``late``: it is crawled less often than it is to be.
``thin``: less comes than is usual or expected. ``never crawled``: it has a source file, and no
crawl has begun. ``retired``: no source file names it any more, or it is disabled.
"""

WORST_FIRST: tuple[State, ...] = (
    "gone", "moved", "blocked", "failing", "layout changed", "silent", "late", "thin",
    "never crawled", "ok", "retired",
)  # fmt: skip
FINE: frozenset[State] = frozenset(("ok", "retired"))
"""States that need nobody."""
OF_CRAWLS: frozenset[State] = frozenset(("blocked", "failing"))
"""States that one crawl makes and the next may end: alerts wait for some crawls in a row."""


def named(word: str) -> State | None:
    """The state called so; ``None`` where there is none, as in an archive of a newer Greffe."""
    return next((state for state in WORST_FIRST if state == word), None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a source does.

    Attributes:
        state: in a word.
        evidence: by what that is told, in one line, with numbers and dates.
        step: what to do next, in one line; empty where nothing is to do.
        failures: crawls in a row, up to now, that brought next to nothing.
    """

    state: State
    evidence: str
    step: str = ""
    failures: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether nobody has to look."""
        return self.state in FINE
