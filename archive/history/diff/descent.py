"""Where each sentence of a text comes from: what ``blame`` asks of two texts in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.clean.article import Block
from archive.history.diff.alignment import aligned
from archive.history.diff.model import Span
from archive.history.diff.text import Text


@dataclass(frozen=True, slots=True)
class Descent:
    """A sentence, or several in a row that stayed as they were, and what that was before.

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

    Of sentences that were put together, of one that was taken apart, and of a block that is the
    same, one span tells all.
    """
    alignment = aligned(Text(old), Text(new))
    paired = {item for pair in alignment.pairs for item in pair.new}
    found = [
        Descent(
            (pair.new[0].start, pair.new[-1].core_end),
            (pair.old[0].start, pair.old[-1].core_end),
            pair.same,
            pair.moved,
        )
        for pair in alignment.pairs
    ]
    found += [
        Descent((item.start, item.core_end), None, False, False)
        for item in alignment.new
        if item not in paired
    ]
    return tuple(sorted(found, key=lambda one: one.new))
