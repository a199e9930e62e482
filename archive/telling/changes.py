"""What became of pages, and the difference of two texts of one."""

from __future__ import annotations

from typing import Any

from archive.history.choosing import Shown
from archive.history.diff import difference
from archive.history.diff.record import record
from archive.history.reports import Event
from archive.history.reports.model import Totals
from archive.history.reports.wording import told


def event_record(event: Event) -> dict[str, Any]:
    """Something that became of a page, with words."""
    return {**event.record(), "words": told(event)}


def totals_record(one: Totals) -> dict[str, Any]:
    """How much became of the pages of a source."""
    return {"source": one.source, "events": one.events, **one.counts,
            "added_words": one.added, "removed_words": one.removed}  # fmt: skip


def difference_record(url: str, before: Shown, after: Shown) -> dict[str, Any]:
    """What changed from one text of a page to another."""
    told = record(
        difference(before.version, after.version), before.version.pages, after.version.pages
    )
    return {
        "url": url, "from": before.captured, "to": after.captured,
        "old_text": before.number, "new_text": after.number, **told,
    }  # fmt: skip
