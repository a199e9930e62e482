"""What a capture of a page is against the one before it: the kinds of change. Pure.

Two captures that show a text are compared here: their texts, what the page says of itself, and the
template it came in. Of captures that show none the outcome tells, and the presence of the page
(``archive.presence``); no error and no block page comes this far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.clean import LISTS
from archive.clean.site import resemblance
from archive.history.aside import Around, echoes_of, without_echoes, without_read
from archive.history.diff import difference, head
from archive.history.diff.tally import Tally, tallied
from archive.history.disclosure import (
    Disclosure,
    disclosure,
    fresh_sentences,
    has_other_clock,
    is_same_date,
)
from archive.history.evidence import NO_EVIDENCE, Evidence, Kind
from archive.identity import page_key
from archive.store.facts import NOTHING, Facts
from archive.store.rules import CHANGES
from archive.store.texts import Version

REVISION = CHANGES
"""Of these rules."""

ALIGNED = 120_000
"""Characters of two texts that are compared sentence by sentence; of longer ones, of those of more
blocks than ``BLOCKS``, and of lists the words are counted. A capture waits for it, and with it all
who write."""
BLOCKS = 2_000
_OTHER = 0.4
"""Pages that share fewer of their boxes came in two templates. The model of a site takes half; this
is estimated from less."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a capture shows, as far as it is compared.

    Attributes:
        url: that was asked for.
        text: the page's text.
        kind: what the page is: article, listing, document …
        extractor: what read it, and by which model of the site.
        facts: what the page says of itself.
        imprint: the boxes it is built of (``archive.clean.Article``).
        layout: the id of its layout, by the model of its site.
    """

    url: str
    text: Version
    kind: str
    extractor: str
    facts: Facts = NOTHING
    imprint: bytes = b""
    layout: str = ""

    @property
    def software(self) -> str:
        """The part of the extractor's stamp that names the software."""
        return self.extractor.partition(" site-model/")[0]

    @property
    def address(self) -> str:
        """The key of the page that it says it is."""
        return page_key(self.facts.canonical or self.url)


@dataclass(frozen=True, slots=True)
class Change:
    """What a capture is against the one before it.

    Attributes:
        kind: ``unchanged``, ``edited``, ``metadata``, ``layout``, ``moved`` or ``reread``.
        added, removed: words that came and went, noise aside, in all parts of the text.
        moved: words that stand elsewhere.
        disclosure: whether the site told of an edit; ``None`` of what is no edit, and of lists.
        evidence: by what it is told.
    """

    kind: Kind
    added: int = 0
    removed: int = 0
    moved: int = 0
    disclosure: Disclosure | None = None
    evidence: Evidence = NO_EVIDENCE


UNCHANGED = Change("unchanged")


def change(
    before: Shown, after: Shown, *, returned: bool = False, around: Around | None = None
) -> Change:
    """What a capture is against the last one before it that shows a text of the page.

    Args:
        before: that one.
        after: the capture.
        returned: whether the page had shown its text earlier.
        around: tells all blocks of both pages; asked only where the text of an article changed.
    """
    is_same_text = before.text.id == after.text.id
    about = _about(before, after)
    if is_same_text:
        kind = _kind((), about)
        return Change(kind, evidence=Evidence(**about)) if kind != "unchanged" else UNCHANGED
    is_one_way = before.extractor == after.extractor
    delta = _delta(before, after, about, around if is_one_way else None)
    if before.extractor != after.extractor:
        evidence = Evidence(delta.parts, delta.noise, counted=delta.counted)
        return Change("reread", delta.added, delta.removed, delta.moved, evidence=evidence)
    kind = _kind(delta.parts, about)
    how, why = (None, "")
    if kind == "edited":
        how, why = _disclosed(before, after, delta, about, returned=returned)
    evidence = Evidence(
        delta.parts, delta.noise, **about, counted=delta.counted, reordered=delta.reordered,
        disclosed=why,
    )  # fmt: skip
    return Change(kind, delta.added, delta.removed, delta.moved, how, evidence)


def _kind(parts: Sequence[str], about: Mapping[str, Any]) -> Kind:
    """The kind of a change by all that changed: the body before all, the template last."""
    if "body" in parts:
        return "edited"
    is_redesign = bool(about.keys() & {"layouts", "boxes"})
    # What a new template is the first to state, or states no more, nobody has changed.
    stated = [name for name in ("authors", "published") if name in about]
    if parts or "fields" in about or any(all(about[n]) or not is_redesign for n in stated):
        return "metadata"
    if "canonical" in about:
        return "moved"
    if "modified" in about:
        return "metadata"
    return "layout" if is_redesign else "unchanged"


# What is compared beside the text


def _about(before: Shown, after: Shown) -> dict[str, Any]:
    """What else differs, as far as both were read by the same software."""
    if before.software != after.software:
        return {}
    found: dict[str, Any] = {}
    was, now = before.facts, after.facts
    # Lists state no dates of their own, and what stands on them is by many authors.
    if before.kind not in LISTS and after.kind not in LISTS:
        for name in ("published", "modified"):
            old, new = getattr(was, name), getattr(now, name)
            if not is_same_date(old, new):
                found[name] = (old, new)
        if was.authors is not None and now.authors is not None and was.authors != now.authors:
            found["authors"] = (was.authors, now.authors)
    before_said, said = ({one.name: one.values for one in facts.fields} for facts in (was, now))
    names = sorted(before_said.keys() | said.keys())
    if other := tuple(name for name in names if before_said.get(name) != said.get(name)):
        found["fields"] = other
    is_noted = was.authors is not None and now.authors is not None
    # That a page is asked for under another of its addresses is no move of it.
    if is_noted and before.address != after.address and (was.canonical or now.canonical):
        found["canonical"] = (was.canonical or before.url, now.canonical or after.url)
    return found | _template(before, after)


def _template(before: Shown, after: Shown) -> dict[str, Any]:
    """In what the templates differ, if they do.

    Where both were read by one model of the site its layouts tell. Else, and where it knows
    neither, it is told by how many of their boxes they share.
    """
    if before.extractor == after.extractor and (before.layout or after.layout):
        names = (before.layout or None, after.layout or None)
        if before.layout == after.layout:
            return {}
        # One that belongs to no layout may still be much like the other.
        if before.layout and after.layout:
            return {"layouts": names}
        return {"layouts": names} | alike if (alike := _boxes(before, after)) else {}
    return _boxes(before, after)


def _boxes(before: Shown, after: Shown) -> dict[str, Any]:
    if not before.imprint or not after.imprint:
        return {}
    share = resemblance(before.imprint, after.imprint)
    return {"boxes": round(share * 100)} if share < _OTHER else {}


# What is compared of the text


@dataclass(frozen=True, slots=True)
class _Delta:
    """What changed in the words."""

    parts: tuple[str, ...]
    added: int
    removed: int
    moved: int
    noise: Mapping[str, int]
    fresh: tuple[str, ...]
    clock: bool = False
    counted: bool = False
    reordered: bool = False


def _delta(before: Shown, after: Shown, about: Mapping[str, Any], around: Around | None) -> _Delta:
    old, new = before.text, after.text
    is_long = len(old.text) + len(new.text) > ALIGNED or len(old.blocks) + len(new.blocks) > BLOCKS
    if is_long or before.kind in LISTS or after.kind in LISTS:
        return _tallied(old, new)
    found = difference(old, new)
    noise = dict(found.noise_by_rule)
    echoes = echoes_of(found, about.get("authors"))
    told = without_echoes(found, echoes)
    left = without_read(told, around, echoes)
    for rule, gone in (("echo", len(found.blocks) - len(told.blocks)),
                       ("reading", len(told.blocks) - len(left.blocks))):  # fmt: skip
        noise |= {rule: gone} if gone else {}
    found = left
    return _Delta(
        found.changed_parts, found.added_words, found.removed_words, found.moved_words,
        noise, tuple(fresh_sentences(found)), has_other_clock(found),
    )  # fmt: skip


def _tallied(old: Version, new: Version) -> _Delta:
    """The same where the words of the body are counted."""
    lines = head(old, new)
    body = Tally() if old.blocks == new.blocks else tallied(old.blocks, new.blocks)
    parts = (*lines.changed_parts, *(() if body.is_empty else ("body",)))
    return _Delta(
        parts, lines.added_words + body.added_words, lines.removed_words + body.removed_words,
        lines.moved_words, lines.noise_by_rule, (*fresh_sentences(lines), *body.fresh),
        counted=True, reordered=body.is_reordered,
    )  # fmt: skip


def _disclosed(
    before: Shown, after: Shown, delta: _Delta, about: Mapping[str, Any], *, returned: bool
) -> tuple[Disclosure | None, str]:
    if before.kind in LISTS or after.kind in LISTS:
        return None, ""
    told = disclosure(
        before.facts, after.facts, delta.fresh, has_other_clock=delta.clock,
        is_other_template=bool(about.keys() & {"layouts", "boxes"}), is_return=returned,
    )  # fmt: skip
    return told.how, told.why
