"""A difference page by page, of documents that have pages.

Texts are compared as a whole, so a paragraph that a longer one before it pushed to the next page is
no change; each block is then told on the page it begins on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.history.diff.model import BlockChange, Difference
from archive.history.diff.words import counted


@dataclass(frozen=True, slots=True)
class PageChange:
    """What changed on a page.

    Attributes:
        old, new: its number in either document, from 1; ``None`` where the page is in one alone.
        blocks: what became of the blocks that begin on it.
    """

    old: int | None
    new: int | None
    blocks: tuple[BlockChange, ...]

    @property
    def difference(self) -> Difference:
        """The blocks as a difference of their own."""
        return Difference(self.blocks)


def page_of(block: int | None, pages: Sequence[int]) -> int | None:
    """The page a block begins on, from 1; ``None`` where there are no pages or is no block.

    Args:
        block: its number in the body.
        pages: see ``Version.pages``.
    """
    return bisect_right(pages, block) or 1 if pages and block is not None else None


def paged(change: Difference, old: Sequence[int], new: Sequence[int]) -> tuple[PageChange, ...]:
    """A difference of two bodies by the pages of the new one, and those of the old one alone.

    Args:
        change: title and summary, which stand on no page, are left out.
        old: ``Version.pages`` of the old document.
        new: the same of the new one.

    Returns:
        Nothing where either has no pages.
    """
    if not old or not new:
        return ()
    body = [block for block in change.blocks if block.part == "body"]
    partners = _partners(body, old, new)
    found: list[tuple[int | None, int | None, list[BlockChange]]] = []
    for block in body:
        before, after = page_of(block.old, old), page_of(block.new, new)
        if block.kind in ("removed", "left", "noise") and block.new is None:
            after = next((n for n, o in partners.items() if o == before), None)
            # What went from a page stands with it, unless the walk has left it already.
            if found and found[-1][1] is not None and after is not None:
                after = found[-1][1]
        key = (partners.get(after) if after else before, after)
        if not found or found[-1][:2] != key:
            found.append((*key, []))
        found[-1][2].append(block)
    return tuple(PageChange(before, after, tuple(blocks)) for before, after, blocks in found)


def _partners(
    body: Sequence[BlockChange], old: Sequence[int], new: Sequence[int]
) -> dict[int, int]:
    """For each page of the new document the one of the old that it has most words of."""
    shared: dict[int, Counter[int]] = {}
    for block in body:
        before, after = page_of(block.old, old), page_of(block.new, new)
        if before and after and block.kind != "left":
            words = sum(counted(p.text) for p in block.pieces if p.op in ("same", "noise"))
            shared.setdefault(after, Counter())[before] += words
    return {after: counts.most_common(1)[0][0] for after, counts in shared.items()}
