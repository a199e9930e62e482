"""What a report tells, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.history.reports.model import DISCLOSED, Event, Totals
from archive.history.wording import sentence
from archive.presence.wording import sentence as standing_sentence

_NAMES = {
    "edited": "edited", "metadata": "title or data changed", "layout": "another layout",
    "moved": "moved", "gone": "gone", "back": "back",
}  # fmt: skip
_COLUMNS = (
    ("edited", "edited"), ("silent", "silent"), ("metadata", "metadata"), ("layout", "layout"),
    ("moved", "moved"), ("gone", "gone"), ("back", "back"),
)  # fmt: skip


def name_of(event: Event) -> str:
    """What became of a page, in a word or three: ``silent edit``."""
    if event.kind == "edited" and event.disclosure == "silent":
        return "silent edit"
    return _NAMES[event.kind]


def told(event: Event) -> str:
    """By what it is told: a sentence without a full stop; empty where there is nothing to add."""
    if event.standing is not None:
        return standing_sentence(event.standing)
    if event.evidence is None:
        return ""
    words = sentence(event.kind, event.evidence, event.disclosure)  # type: ignore[arg-type]
    return f"{words}; as it was before" if event.is_return else words


def size_of(event: Event) -> str:
    """``+12 −3 words``; empty of what has no size."""
    if event.standing is not None or not (event.size or event.moved):
        return ""
    parts = [f"+{event.added:,} −{event.removed:,} words"] if event.size else []
    parts += [f"{event.moved:,} words moved"] if event.moved else []
    return ", ".join(parts)


def columns_of(totals: Sequence[Totals]) -> list[tuple[str, str]]:
    """The kinds that any of some sources has, with their names, in order."""
    return [(kind, name) for kind, name in _COLUMNS if any(one.counts.get(kind) for one in totals)]


def counted(counts: Mapping[str, int]) -> str:
    """``12 edited (3 silent), 2 gone``."""
    parts = []
    for kind, name in _COLUMNS:
        if not counts.get(kind) or kind in DISCLOSED:
            continue
        silent = counts.get("silent", 0) if kind == "edited" else 0
        parts.append(f"{counts[kind]:,} {name}" + (f" ({silent:,} silent)" if silent else ""))
    return ", ".join(parts)


def summed(totals: Sequence[Totals]) -> dict[str, int]:
    """The counts of all sources together."""
    found: dict[str, int] = {}
    for one in totals:
        for kind, count in one.counts.items():
            found[kind] = found.get(kind, 0) + count
    return found
