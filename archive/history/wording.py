"""What a capture is against the one before, in a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from archive.history.diff.noise import NAMES
from archive.history.evidence import Evidence, Kind
from archive.translation import N_, _
from archive.translation.recorded import retold
from archive.translation.table import Table
from archive.urls import parsed_time

_RULES = Table({
    "counter": N_("counters"),
    "relative time": N_("relative times"),
    "clock": N_("clocks"),
    "echo": N_("the title or an author told again in the text"),
    "reading": N_("blocks that both pages have, taken for the text on one of them only"),
})  # fmt: skip
_CHANGED = Table({
    "title": N_("title changed"),
    "summary": N_("summary changed"),
    "body": N_("text changed"),
    "title summary": N_("title and summary changed"),
    "title body": N_("title and text changed"),
    "summary body": N_("summary and text changed"),
    "title summary body": N_("title, summary and text changed"),
})  # fmt: skip
"""The parts of a text that changed, by their names in order."""


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
        return _(
            "read by another version of Greffe, or with more that was learned of its site: who "
            "changed it cannot be told"
        )
    told = [*_changed(kind, evidence)]
    if since:
        told.append(_("the text of {time} again", time=since))
    if disclosure:
        told.append(_disclosed(disclosure, evidence))
    if evidence.reordered:
        told.append(_("in another order"))
    if evidence.noise and kind != "edited":
        told.append(_("nothing but noise in the words: {rules}", rules=_noise(evidence)))
    return _("; ").join(told)


def _disclosed(disclosure: str, evidence: Evidence) -> str:
    why = evidence.disclosed
    how = "" if disclosure == "dated" and evidence.modified else retold(why) or why
    if disclosure == "dated":
        return _("dated: {evidence}", evidence=how) if how else _("dated")
    if disclosure == "noted":
        return _("with a note: {evidence}", evidence=how) if how else _("with a note")
    if disclosure == "silent":
        return _("silent: {evidence}", evidence=how) if how else _("silent")
    return how


def _changed(kind: Kind, evidence: Evidence) -> list[str]:
    told: list[str] = []
    if kind in ("layout", "moved") or (kind == "metadata" and not evidence.parts):
        told.append(_("the same words"))
    elif kind == "metadata":
        told.append(_("same text"))
    if evidence.parts:
        told.append(_parts(evidence.parts))
    if evidence.authors:
        old, new = (_or_none(", ".join(names)) for names in evidence.authors)
        told.append(_("authors: {old} → {new}", old=old, new=new))
    if evidence.published:
        old, new = (_or_none(_stated(one)) for one in evidence.published)
        told.append(_("published: {old} → {new}", old=old, new=new))
    if evidence.modified:
        old, new = (_or_none(_stated(one)) for one in evidence.modified)
        told.append(_("modified: {old} → {new}", old=old, new=new))
    return [*told, *_elsewhere(evidence)]


def _elsewhere(evidence: Evidence) -> list[str]:
    told: list[str] = []
    if evidence.fields:
        fields = ", ".join(evidence.fields)
        told.append(_("the catalogue says otherwise: {fields}", fields=fields))
    if evidence.canonical:
        old, new = evidence.canonical
        told.append(_("calls itself {new}, before {old}", new=new, old=old))
    if evidence.layouts:
        old, new = (name or _("none that is known of its site") for name in evidence.layouts)
        told.append(_("layout: {old} → {new}", old=old, new=new))
    elif evidence.boxes is not None:
        told.append(
            _(
                "another template: {percent} % of the boxes are those of before",
                percent=evidence.boxes,
            )
        )
    return told


def _parts(parts: Sequence[str]) -> str:
    names = " ".join(parts)
    return _CHANGED[names] if names in _CHANGED else ", ".join(_CHANGED[part] for part in parts)


def _or_none(text: str | None) -> str:
    return text or _("none")


def _stated(value: str | None) -> str | None:
    """A date as a page states it, ISO 8601, for people: in UTC where it has a time."""
    time = parsed_time(value) if value and "T" in value else None
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if time else value


def _noise(evidence: Evidence) -> str:
    names = (_RULES[rule] if rule in _RULES else NAMES.of(rule) for rule in evidence.noise)
    return ", ".join(
        f"{name} ({n})" for name, n in zip(names, evidence.noise.values(), strict=True)
    )
