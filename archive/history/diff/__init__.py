"""The difference of two texts: what was said before, what is said now, and what is noise.

Pure: blocks in, a ``Difference`` out. Title and summary are compared with title and summary, the
body by its sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.clean.article import Block, BlockKind
from archive.history.diff.composing import composed
from archive.history.diff.descent import Descent, descent
from archive.history.diff.folding import folded, quieted
from archive.history.diff.model import (
    BlockChange,
    Difference,
    Part,
    Piece,
    SentenceChange,
    Span,
)
from archive.history.diff.noise import NAMES, RULES
from archive.history.diff.paging import PageChange, page_of, paged
from archive.history.diff.text import Text
from archive.store.texts import Version

__all__ = [
    "NAMES", "RULES", "BlockChange", "Descent", "Difference", "PageChange", "Part", "Piece",
    "SentenceChange", "Span", "Text", "compared", "descent", "difference", "folded", "head",
    "page_of", "paged", "quieted",
]  # fmt: skip


def difference(old: Version, new: Version) -> Difference:
    """What changed from ``old`` to ``new``: title, summary and body."""
    return Difference((*head(old, new).blocks, *compared(old.blocks, new.blocks).blocks))


def head(old: Version, new: Version) -> Difference:
    """What changed of title and summary."""
    return Difference((
        *_line(old.title, new.title, "title", "heading"),
        *_line(old.summary, new.summary, "summary", "paragraph"),
    ))  # fmt: skip


def compared(old: Sequence[Block], new: Sequence[Block], part: Part = "body") -> Difference:
    """What changed from one list of blocks to another."""
    return Difference(tuple(composed(Text(old), Text(new), part)))


def _line(old: str, new: str, part: Part, form: BlockKind) -> Sequence[BlockChange]:
    one, other = ([Block(form, text)] if text else [] for text in (old, new))
    return compared(one, other, part).blocks
