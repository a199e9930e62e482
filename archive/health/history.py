"""What the archive has of a source, as far as it tells how the source does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from archive.health.plan import Plan

GOOD = ("ok", "unchanged", "redirect", "absent", "partial")
"""Outcomes of answers that a site meant for us."""
STARTS_OUT = "starts_out"
"""The count of start URLs of a crawl that had none of them, nor anything else."""
_TROUBLES = ("error", "failure", "failures", "closed")


@dataclass(frozen=True, slots=True)
class Run:
    """A crawl of the source.

    Attributes:
        began: when it was begun.
        ended: when it ended; ``None`` while it runs, and for ever if it was killed.
        outcome: how; ``None`` like ``ended``.
        counts: what was counted.
        reason: why it stopped before it was through, if it did.
    """

    began: datetime
    ended: datetime | None
    outcome: str | None
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: str | None = None

    @property
    def good(self) -> int:
        """Answers that the site meant for us."""
        return sum(self.counts.get(kind, 0) for kind in GOOD)

    @property
    def blocked(self) -> int:
        """Block pages."""
        return self.counts.get("blocked", 0)

    @property
    def troubles(self) -> int:
        """Errors, and requests without an answer."""
        return sum(self.counts.get(kind, 0) for kind in _TROUBLES)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was new to the archive; lists of articles are none.

    Attributes:
        seen: when it was first captured.
        published: the day that the page says it was published; ``None`` where it does not.
        words: how many it has, of the last ones only; ``None`` where they were not counted.
        language: ISO 639-1, or ``None``.
    """

    seen: datetime
    published: datetime | None = None
    words: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a start URL answered, or the robots.txt of its host that could not be had.

    Attributes:
        url: what was asked for.
        time: when.
        outcome: of the capture.
        status: HTTP status, ``None`` without one.
        evidence: why it is taken for what it is; of a redirect, where it leads.
        wall: the kind of block page.
    """

    url: str
    time: datetime
    outcome: str
    status: int | None = None
    evidence: str | None = None
    wall: str | None = None


@dataclass(frozen=True, slots=True)
class Redesign:
    """A layout of a site that took the place of another.

    Attributes:
        host: of the site, as people write it.
        first: when the new layout was first seen.
    """

    host: str
    first: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What the archive has of a source.

    Attributes:
        name, title: of the source.
        plan: as its last crawl left it; ``None`` where crawls left none.
        runs: its crawls, the last ones, newest first.
        first_run: when the first of all was begun; ``None`` where there was none.
        texts: its new texts, in the order in which they were seen.
        empty: when pages came that look like articles and have no text.
        answers: of each start URL the last ones, newest first.
        redesigns: of its hosts.
        walls: block pages of its last crawls, by kind.
        last_capture: when anything of it was last captured.
        others_answered: when a host of another source last answered; ``None`` if never.
    """

    name: str
    title: str = ""
    plan: Plan | None = None
    runs: Sequence[Run] = ()
    first_run: datetime | None = None
    texts: Sequence[Text] = ()
    empty: Sequence[datetime] = ()
    answers: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    redesigns: Sequence[Redesign] = ()
    walls: Mapping[str, int] = field(default_factory=dict)
    last_capture: datetime | None = None
    others_answered: datetime | None = None

    @property
    def last_good(self) -> datetime | None:
        """When a crawl last ended, or was last under way, that got answers."""
        for run in self.runs:
            if run.good and not is_bad(run):
                return run.ended or self.last_capture or run.began
        return None


def is_bad(run: Run) -> bool:
    """Whether a crawl brought next to nothing: it was turned away, or got errors or no answers.

    So it is where none of its start URLs is there. Else half of the answers are needed, and three:
    one page that errs makes no crawl fail.
    """
    if run.outcome in ("blocked", "failed", "unreachable", "refused") or run.counts.get(STARTS_OUT):
        return True
    ill = run.blocked + run.troubles
    return ill >= _FEW and ill >= run.good


_FEW = 3
