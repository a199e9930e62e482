"""What a report is about, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from archive.history.disclosure import Disclosure
from archive.history.evidence import Evidence
from archive.presence.wording import Standing
from archive.translation import N_
from archive.translation.table import Table

Order = Literal["newest", "largest"]

KINDS: Mapping[str, str] = Table({
    "edited": N_("the text says something else"),
    "silent": N_(
        "edited, while the site's own date of the last change did not move, without a note"
    ),
    "noted": N_("edited, with a note about it"),
    "dated": N_("edited, and the site's own date of the last change moved"),
    "metadata": N_("the same body with another title, summary, date or author"),
    "layout": N_("the same words in another template"),
    "moved": N_("sent on to another address, or under another one by its own word"),
    "gone": N_("not there any more, by several checks"),
    "back": N_("there again after it was gone"),
})  # fmt: skip
"""What may be asked for; the second to the fourth are some of the first."""
USUAL = ("edited", "metadata", "moved", "gone", "back")
DISCLOSED = ("silent", "noted", "dated")
STATES = ("moved", "gone", "back")
"""Kinds that are told by where a page stands, not by a pair of its texts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is about.

    Attributes:
        since, until: from when, and up to when; ``None`` is no bound.
        sources: names of sources whose captures count; all if there is none.
        host: of the pages, as urlkeys begin; with all below it. Empty for all.
        kinds: of ``KINDS``.
        least: words that came and went at least, noise aside.
        words: a query that what came, or what went, must match; empty for all.
        lists: whether pages that list others count, too.
        order: the newest or the largest first.
        crawl: the number of a crawl, of which alone the captures count, and no states of pages.
    """

    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] = ()
    host: str = ""
    kinds: tuple[str, ...] = USUAL
    least: int = 0
    words: str = ""
    lists: bool = False
    order: Order = "newest"
    crawl: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that became of a page.

    Attributes:
        kind: ``edited``, ``metadata``, ``layout``, ``moved``, ``gone`` or ``back``.
        url: of the page.
        title: the last known.
        language: of its text, ISO 639-1; empty if not known.
        source: whose capture shows it.
        time: of that capture.
        before: of the capture it is held against; of a page that is gone or moved the last that
            showed it.
        capture_id: of the capture; ``None`` of what is told by where a page stands.
        text_id, old_text_id: of what the page said then, and before.
        added, removed, moved: words, noise aside.
        is_return: whether the page had said so before the last time.
        disclosure: whether the site told of an edit; ``None`` of what is no edit, and of lists.
        evidence: by what a change is told.
        standing: where the page stands, if it is told by that.
    """

    kind: str
    url: str
    title: str
    language: str
    source: str | None
    time: datetime
    before: datetime | None
    capture_id: int | None = None
    text_id: int | None = None
    old_text_id: int | None = None
    added: int = 0
    removed: int = 0
    moved: int = 0
    is_return: bool = False
    disclosure: Disclosure | None = None
    evidence: Evidence | None = None
    standing: Standing | None = None

    @property
    def size(self) -> int:
        """Words that came and went."""
        return self.added + self.removed

    @property
    def key(self) -> str:
        """What no other event has, and this one has always."""
        return f"{self.kind}:{self.url}:{self.time.isoformat()}"

    def record(self) -> dict[str, Any]:
        """It for programs, but for what is told of it in words."""
        standing = self.standing
        return {
            "kind": self.kind, "url": self.url, "title": self.title,
            "language": self.language or None, "source": self.source, "captured": self.time,
            "before": self.before, "added_words": self.added, "removed_words": self.removed,
            "moved_words": self.moved, "returned": self.is_return, "disclosure": self.disclosure,
            "evidence": self.evidence.record if self.evidence else None,
            "last_seen": standing.last_seen if standing else None,
            "first_absent": standing.first_absent if standing else None,
            "checks": standing.checks if standing else None,
            "capture": self.capture_id, "text": self.text_id, "old_text": self.old_text_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Totals:
    """What there is of one source in a report, however many of its events are told.

    Attributes:
        source: its name; ``None`` for captures of no source.
        counts: how many events of each kind of ``KINDS``; what is ``silent`` is ``edited``, too.
        added, removed: words of its edits.
    """

    source: str | None
    counts: Mapping[str, int]
    added: int
    removed: int

    @property
    def events(self) -> int:
        """How many events there are, each told once."""
        return sum(count for kind, count in self.counts.items() if kind not in DISCLOSED)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of pages.

    Attributes:
        events: in the order that was asked for.
        has_more: whether there are more than those.
        totals: of each source, those with most events first; empty where words are asked for, as
            all differences would have to be looked through.
        reread: texts that differ from those before them and were read in another way, so that
            they are not told as edits.
    """

    events: tuple[Event, ...]
    has_more: bool
    totals: tuple[Totals, ...]
    reread: int
