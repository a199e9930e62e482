"""What of a difference is no edit of the text, although the texts differ. Pure.

What is taken for the text of a page is a judgement of its blocks, and something put beside the text
may tip it for a caption, a list or a comment that was there all the time. So a whole block that
came, or went, is no edit where the *page* had it before, or has it still. And a title or an author
that is told again in the text says nothing new there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from archive.history.diff import BlockChange, Difference
from archive.history.diff.words import counted
from archive.history.surroundings import Lines, line

Around = Callable[[], tuple[Lines, Lines]]
"""Tells all blocks of the page before and of the page now."""


def without_read(found: Difference, around: Around | None) -> Difference:
    """A difference without blocks of the body that both pages have, and one takes for its text.

    Args:
        found: of two texts.
        around: tells all blocks of both pages; asked only where blocks of the body came or went.
    """
    if around is None or not any(map(_is_whole, found.blocks)):
        return found
    before, after = around()
    return Difference(tuple(
        block for block in found.blocks
        if not _is_whole(block)
        or line(_words(block)) not in (before if block.kind == "added" else after)
    ))  # fmt: skip


def without_echoes(
    found: Difference, authors: tuple[Sequence[str], Sequence[str]] | None
) -> Difference:
    """A difference without blocks of the body in which nothing but the title or an author changed.

    Args:
        found: of two texts, titles and all.
        authors: before and now, where those changed.
    """
    pairs = {_turned(block) for block in found.blocks if block.part == "title"} - {("", "")}
    names = [set(map(line, some)) for some in authors or ((), ())]
    return Difference(tuple(
        block for block in found.blocks
        if block.part != "body" or block.kind != "changed" or not _is_echo(block, pairs, names)
    ))  # fmt: skip


def _is_echo(
    block: BlockChange, titles: Collection[tuple[str, str]], names: Sequence[Collection[str]]
) -> bool:
    went, came = _turned(block)
    return (went, came) in titles or bool(went and came and went in names[0] and came in names[1])


def _is_whole(block: BlockChange) -> bool:
    """Whether it is a block of the body that came, or went, as a whole."""
    return (
        block.part == "body" and block.kind in ("added", "removed") and counted(_words(block)) > 0
    )


def _words(block: BlockChange) -> str:
    return "".join(piece.text for piece in block.pieces)


def _turned(block: BlockChange) -> tuple[str, str]:
    """What went, and what came."""
    went, came = (
        line(" ".join(piece.text for piece in block.pieces if piece.op == op))
        for op in ("removed", "added")
    )
    return went, came
