"""Where each sentence of a text comes from: what ``blame`` asks of two texts in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.clean.article import Block
from archive.history.diff.composing import composed
from archive.history.diff.model import BlockChange, Span
from archive.history.diff.sentences import sentences
from archive.history.diff.text import Text


@dataclass(frozen=True, slots=True)
class Descent:
    """A sentence, and the one it was before.

    Attributes:
        new: where it stands in the new text.
        old: where what it was stands in the old one; ``None`` if it is new.
        verbatim: whether its words are the same, noise aside.
        moved: whether it stood elsewhere.
    """

    new: Span
    old: Span | None
    verbatim: bool
    moved: bool


def descent(old: Sequence[Block], new: Sequence[Block]) -> tuple[Descent, ...]:
    """Where each sentence of a body comes from, in the order of the new one.

    Of sentences that were put together, and of one that was taken apart, one span tells all.
    """
    before, after = Text(old), Text(new)
    found = [
        one
        for block in composed(before, after, "body")
        if block.new is not None and block.kind != "left"
        for one in _told(block, after.text)
    ]
    return tuple(sorted(found, key=lambda one: one.new))


def _told(block: BlockChange, text: str) -> Iterator[Descent]:
    if not block.sentences:
        for piece in block.pieces:
            if piece.new:
                yield from _apart(piece.old, piece.new, text, moved=False)
        return
    for one in block.sentences:
        if one.new is None:
            continue
        if one.kind in ("same", "moved"):
            yield from _apart(one.old, one.new, text, moved=one.moved)
        else:
            yield Descent(one.new, one.old, one.kind == "noise", one.moved)


def _apart(old: Span | None, new: Span, text: str, *, moved: bool) -> Iterator[Descent]:
    """A block that is the same, sentence by sentence."""
    words = text[slice(*new)]
    for start, end in sentences(words):
        size = len(words[start:end].rstrip())
        here = (new[0] + start, new[0] + start + size)
        there = (old[0] + start, old[0] + start + size) if old else None
        yield Descent(here, there, old is not None, moved)
