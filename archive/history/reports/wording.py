"""What a report tells, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from archive.history.reports.model import DISCLOSED, Event, Totals
from archive.history.wording import sentence
from archive.presence.wording import sentence as standing_sentence
from archive.translation import NP_, _, n_
from archive.translation.speaking import forms
from archive.translation.table import Table

_NAMES = Table({
    "edited": NP_("name of a change", "edited"),
    "metadata": NP_("name of a change", "title or data changed"),
    "layout": NP_("name of a change", "another layout"),
    "moved": NP_("name of a change", "moved"),
    "gone": NP_("name of a change", "gone"),
    "back": NP_("name of a change", "back"),
    "silent": NP_("name of a change", "silent edit"),
}, "name of a change")  # fmt: skip
COLUMNS = Table({
    "edited": NP_("kind of changes", "edited"),
    "silent": NP_("kind of changes", "silent"),
    "noted": NP_("kind of changes", "noted"),
    "dated": NP_("kind of changes", "dated"),
    "metadata": NP_("kind of changes", "metadata"),
    "layout": NP_("kind of changes", "layout"),
    "moved": NP_("kind of changes", "moved"),
    "gone": NP_("kind of changes", "gone"),
    "back": NP_("kind of changes", "back"),
}, "kind of changes")  # fmt: skip
_COUNTED = ("edited", "silent", "metadata", "layout", "moved", "gone", "back")


def name_of(event: Event) -> str:
    """What became of a page, in a word or three: ``silent edit``."""
    if event.kind == "edited" and event.disclosure == "silent":
        return _NAMES["silent"]
    return _NAMES[event.kind]


def told(event: Event) -> str:
    """By what it is told: a sentence without a full stop; empty where there is nothing to add."""
    if event.standing is not None:
        return standing_sentence(event.standing)
    if event.evidence is None:
        return ""
    words = sentence(event.kind, event.evidence, event.disclosure)  # type: ignore[arg-type]
    return _("{evidence}; as it was before", evidence=words) if event.is_return else words


def size_of(event: Event) -> str:
    """``+12 −3 words``; empty of what has no size."""
    if event.standing is not None or not (event.size or event.moved):
        return ""
    parts = []
    if event.size:
        added, removed = (forms().number(n) for n in (event.added, event.removed))
        parts.append(_("+{added} −{removed} words", added=added, removed=removed))
    if event.moved:
        parts.append(n_("{n} word moved", "{n} words moved", event.moved))
    return ", ".join(parts)


def columns_of(totals: Sequence[Totals]) -> list[tuple[str, str]]:
    """The kinds that any of some sources has, with their names, in order."""
    return [
        (kind, COLUMNS[kind]) for kind in _COUNTED if any(one.counts.get(kind) for one in totals)
    ]


def counted(counts: Mapping[str, int]) -> str:
    """``12 edited (3 silent), 2 gone``."""
    parts = []
    for kind in _COUNTED:
        if not counts.get(kind) or kind in DISCLOSED:
            continue
        told = _COUNTS[kind](counts[kind])
        silent = counts.get("silent", 0) if kind == "edited" else 0
        parts.append(told + (f" ({_silent(silent)})" if silent else ""))
    return ", ".join(parts)


def _silent(number: int) -> str:
    return n_("{n} silent", "{n} silent", number)


_COUNTS: Mapping[str, Callable[[int], str]] = {
    "edited": lambda number: n_("{n} edited", "{n} edited", number),
    "metadata": lambda number: n_("{n} metadata", "{n} metadata", number),
    "layout": lambda number: n_("{n} layout", "{n} layout", number),
    "moved": lambda number: n_("{n} moved", "{n} moved", number),
    "gone": lambda number: n_("{n} gone", "{n} gone", number),
    "back": lambda number: n_("{n} back", "{n} back", number),
}
"""Changes of a kind, counted."""


def summed(totals: Sequence[Totals]) -> dict[str, int]:
    """The counts of all sources together."""
    found: dict[str, int] = {}
    for one in totals:
        for kind, count in one.counts.items():
            found[kind] = found.get(kind, 0) + count
    return found
