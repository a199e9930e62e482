"""What a capture is against the one before, in a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from archive.history.kinds import Evidence, Kind
from archive.urls import parsed_time

_RULES = {
    "counter": "counters", "relative time": "relative times", "clock": "clocks",
    "echo": "the title or an author told again in the text",
    "reading": "blocks that both pages have, taken for the text on one of them only",
}  # fmt: skip
_PART = {"title": "title", "summary": "summary", "body": "text"}
_DISCLOSED = {
    "dated": "dated", "noted": "with a note", "silent": "silent", "untold": "",
}  # fmt: skip


def sentence(
    kind: Kind, evidence: Evidence, disclosure: str | None = None, *, since: str = ""
) -> str:
    """By what a change of a text is told; empty where there is nothing to say.

    Args:
        kind: of the change.
        evidence: for it.
        disclosure: whether the site told of an edit.
        since: of a text that the page had shown before, when it was shown last.
    """
    if kind == "reread":
        return (
            "read by another version of Greffe, or with more that was learned of its site: who "
            "changed it cannot be told"
        )
    told = [*_changed(kind, evidence)]
    if since:
        told.append(f"the text of {since} again")
    if disclosure:
        word = _DISCLOSED[disclosure]
        is_shown = disclosure == "dated" and evidence.modified
        told += [": ".join(filter(None, (word, "" if is_shown else evidence.disclosed)))]
    if evidence.reordered:
        told.append("in another order")
    if evidence.noise and kind != "edited":
        told.append(f"nothing but noise in the words: {_noise(evidence)}")
    return "; ".join(told)


def _changed(kind: Kind, evidence: Evidence) -> list[str]:
    told: list[str] = []
    if kind in ("metadata", "layout", "moved"):
        told.append("the same words" if kind != "metadata" or not evidence.parts else "same text")
    if evidence.parts:
        told.append(f"{listed([_PART[part] for part in evidence.parts])} changed")
    if evidence.authors:
        told.append("authors: " + _turned(*(", ".join(names) for names in evidence.authors)))
    if evidence.published:
        told.append("published: " + _turned(*map(_stated, evidence.published)))
    if evidence.modified:
        told.append("modified: " + _turned(*map(_stated, evidence.modified)))
    if evidence.fields:
        told.append(f"the catalogue says otherwise: {', '.join(evidence.fields)}")
    if evidence.canonical:
        told.append(f"calls itself {evidence.canonical[1]}, before {evidence.canonical[0]}")
    if evidence.layouts:
        names = (name or "none that is known of its site" for name in evidence.layouts)
        told.append(f"layout: {_turned(*names)}")
    elif evidence.boxes is not None:
        told.append(f"another template: {evidence.boxes} % of the boxes are those of before")
    return told


def _turned(old: str | None, new: str | None) -> str:
    return f"{old or 'none'} → {new or 'none'}"


def _stated(value: str | None) -> str | None:
    """A date as a page states it, ISO 8601, for people: in UTC where it has a time."""
    time = parsed_time(value) if value and "T" in value else None
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if time else value


def _noise(evidence: Evidence) -> str:
    return ", ".join(f"{_RULES.get(rule, rule)} ({n})" for rule, n in evidence.noise.items())


def listed(words: Sequence[str]) -> str:
    """``title, summary and text``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
