"""Whether a site told of an edit: by its own date of the last change, or by a note. Pure.

A *silent* edit is one where the text changed, the site's own date of the last change did not move
and no note appeared. That is an accusation, so whatever may speak against it does: any claim of the
site (JSON-LD, ``meta``, visible words) that moved or appeared makes it ``dated``; any sentence that
came and reads like a note makes it ``noted``. It is ``untold`` where the site states no such date;
where the page came in another template as well, so that what is read of it may differ for that
reason; and where it had shown the text earlier, as a cache gives out older copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Literal

from archive.clean.article import Claim
from archive.history import note_phrases
from archive.history.diff.model import BlockChange, Difference
from archive.history.diff.phrases import UPDATED
from archive.history.diff.sentences import sentences
from archive.history.diff.words import folded
from archive.patterns import late
from archive.store.facts import Facts
from archive.urls import parsed_time

Disclosure = Literal["dated", "noted", "silent", "untold"]
"""``dated``: the site's own date of the last change moved. ``noted``: a note appeared. ``untold``:
the site states no such date, so that the edit cannot be held against it."""

_DAY = len("2025-03-14")
_LONGEST = 300
"""Characters of a sentence that is quoted."""
_LINE = 160
"""Characters of a line that says when something was updated."""


def _any(lines: Iterable[str]) -> str:
    return "|".join(line.replace("’", "'") for line in lines)


_OPENING = r"[\W_]{0,4}"
_LABEL = late(
    rf"{_OPENING}(?:{_any(note_phrases.LABELS)})"
    r"(?:\s?\(.{1,60}?\)|(?:[ ,]+|\s?[-/|]\s?)[^:.!?]{1,60}?)?\s?(?:[:：՝\])]|-(?=\s)|\.?$)",
    re.IGNORECASE,
)
_PHRASE = late(rf"(?<!\w)(?:{_any(note_phrases.PHRASES)})", re.IGNORECASE)
_UPDATED = late(rf"{_OPENING}(?:{_any(UPDATED)})(?!\w).*\d", re.IGNORECASE | re.DOTALL)
_TITLE = late(
    rf"[\[(](?:{note_phrases.IN_TITLES})[^\])]*[\])]|^{_OPENING}(?:{note_phrases.IN_TITLES})"
    rf"\s?[:|-]|[-|]\s?(?:{note_phrases.IN_TITLES})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """Whether a site told of an edit.

    Attributes:
        how: in one word.
        why: by what; the note itself where there is one.
    """

    how: Disclosure
    why: str


def disclosure(
    before: Facts, after: Facts, fresh: Iterable[str], *, is_other_template: bool = False,
    has_other_clock: bool = False, is_return: bool = False,
) -> Told:  # fmt: skip
    """Whether a site told of an edit of an article or document.

    Args:
        before: what the page said of itself.
        after: what it says now.
        fresh: sentences that came or were changed, as they are now; of the title its whole.
        is_other_template: whether the page came in another template as well.
        has_other_clock: whether a line that says when the page was changed says another time.
        is_return: whether the page had shown the text earlier.
    """
    was, now = ({_instant(one) for one in _modified(facts)} for facts in (before, after))
    if now - was or has_other_clock:
        return Told("dated", "the site's own date of the last change moved")
    if before.published and not is_same_date(before.published, after.published):
        return Told("dated", "the site's own date of publication moved")
    if note := next((one for one in fresh if is_note(one)), None):
        return Told("noted", " ".join(note.split())[:_LONGEST])
    if not was and not now:
        return Told("untold", "the site states no date of a last change")
    if not now:
        return Told("untold", "the site no longer states a date of its last change")
    if is_other_template:
        return Told("untold", "the page came in another template as well")
    if is_return:
        return Told("untold", "an older copy of the page may have answered")
    claims = sorted({f"{one.value} ({one.origin})" for one in _modified(after)})
    return Told(
        "silent", f"the site still states as its last change {', '.join(claims)}"[:_LONGEST]
    )


def is_note(sentence: str) -> bool:
    """Whether a sentence, or a title, reads like a note that something was changed."""
    text = folded(sentence)
    return bool(
        _LABEL.match(text)
        or _PHRASE.search(text)
        or _TITLE.search(text)
        or (len(text) <= _LINE and _UPDATED.match(text))
    )


def fresh_sentences(delta: Difference) -> Iterator[str]:
    """The sentences of a new text that came or were changed, and titles and headings as a whole.

    Of a block that a note heads all that is new is a part of the note.
    """
    for block in delta.blocks:
        if block.is_change and block.kind not in ("removed", "left"):
            yield from _fresh(block)


def has_other_clock(delta: Difference) -> bool:
    """Whether a line that says when a page was last changed says another time of the same day."""
    return any(piece.rule == "clock" for piece in delta.noise)


def _fresh(block: BlockChange) -> Iterator[str]:
    text, added = "", list[tuple[int, int]]()
    for piece in block.pieces:
        if piece.new is None:
            continue
        if piece.op == "added":
            added.append((len(text), len(text) + len(piece.text)))
        text += piece.text
    if not added:
        return
    if block.part == "title" or is_note(text[: text.find(":") + 1 or None][:_LINE]):
        yield text
        return
    for start, end in sentences(text):
        if any(a < end and start < b for a, b in added):
            yield text[start:end]


def _modified(facts: Facts) -> list[Claim]:
    """Where a page says when it was last changed; what is in its address it cannot take back."""
    return [one for one in facts.claims if one.about == "modified" and one.origin != "url"]


def _instant(claim: Claim) -> str:
    """A date or time however it is written: a time by its moment, a day by itself."""
    return instant(claim.value)


def instant(value: str) -> str:
    """The moment or the day that an ISO 8601 value names, in one spelling."""
    time = parsed_time(value) if len(value) > _DAY else None
    return time.astimezone(UTC).isoformat() if time else value.strip()


def is_same_date(old: str | None, new: str | None) -> bool:
    """Whether two ISO 8601 values may name the same time; a day is that of any time in it."""
    if not old or not new:
        return not old and not new
    if min(len(old), len(new)) <= _DAY:
        return old[:_DAY] == new[:_DAY]
    return instant(old) == instant(new)
