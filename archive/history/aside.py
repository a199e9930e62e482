"""What of a difference is no edit of the text, although the texts differ. Pure.

What is taken for the text of a page is a judgement of its blocks, and something put beside the text
may tip it for a caption, a list or a comment that was there all the time. So a whole block that
came, or went, is no edit where the *page* had it before, or has it still. And a title or an author
that is told again in the text says nothing new there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from archive.history.diff import BlockChange, Difference
from archive.history.diff.words import counted
from archive.history.surroundings import Lines, line

Around = Callable[[], tuple[Lines, Lines]]
"""Tells all blocks of the page before and of the page now."""
Authors = tuple[Sequence[str], Sequence[str]]
"""Before, and now."""


@dataclass(frozen=True, slots=True)
class Echoes:
    """What the page says of itself otherwise than before, and may tell again in its text.

    Attributes:
        titles: what went of the title, and what came.
        names: authors that are named no more, and those that are named now.
    """

    titles: Collection[tuple[str, str]]
    names: tuple[Collection[str], Collection[str]]

    def renamed(self, text: str) -> Iterable[str]:
        """A line of before as it is now where nothing but an author changed."""
        for name in self.names[0]:
            if name in text:
                yield from (text.replace(name, other) for other in self.names[1])

    def are_all(self, went: str, came: str) -> bool:
        """Whether a change is nothing else."""
        return (went, came) in self.titles or (went in self.names[0] and came in self.names[1])


def echoes_of(found: Difference, authors: Authors | None) -> Echoes:
    """What may be told again, of a difference with titles and all; authors where they changed."""
    titles = {_turned(block) for block in found.blocks if block.part == "title"} - {("", "")}
    was, now = (frozenset(map(line, some)) - {""} for some in authors or ((), ()))
    return Echoes(titles, (was - now, now - was))


def without_echoes(found: Difference, echoes: Echoes) -> Difference:
    """A difference without blocks of the body in which nothing but the title or an author changed.

    A block of few words that names another author is told as one that went and one that came.
    """
    came = {line(_words(block)): block for block in found.blocks if _is_whole(block, "added")}
    pairs = {
        id(part)
        for block in found.blocks
        if _is_whole(block, "removed")
        for other in echoes.renamed(line(_words(block)))
        if other in came
        for part in (block, came[other])
    }
    return Difference(tuple(
        block for block in found.blocks
        if id(block) not in pairs
        and not (block.part == "body" and block.kind == "changed"
                 and echoes.are_all(*_turned(block)))
    ))  # fmt: skip


def without_read(found: Difference, around: Around | None, echoes: Echoes) -> Difference:
    """A difference without blocks of the body that both pages have, and one takes for its text.

    Args:
        found: of two texts.
        around: tells all blocks of both pages; asked only where blocks of the body came or went.
        echoes: by which a block of the one may be told in the other.
    """
    whole = [block for block in found.blocks if _is_whole(block, "added", "removed")]
    if around is None or not whole:
        return found
    before, after = around()
    renamed = {other for one in before for other in echoes.renamed(one)}
    gone = {
        id(block)
        for block in whole
        if (one := line(_words(block)))
        and (
            one in before or one in renamed
            if block.kind == "added"
            else one in after or any(other in after for other in echoes.renamed(one))
        )
    }
    return Difference(tuple(block for block in found.blocks if id(block) not in gone))


def _is_whole(block: BlockChange, *kinds: str) -> bool:
    """Whether it is a block of the body that came, or went, as a whole."""
    return block.part == "body" and block.kind in kinds and counted(_words(block)) > 0


def _words(block: BlockChange) -> str:
    return "".join(piece.text for piece in block.pieces)


def _turned(block: BlockChange) -> tuple[str, str]:
    """What went, and what came."""
    went, came = (
        line(" ".join(piece.text for piece in block.pieces if piece.op == op))
        for op in ("removed", "added")
    )
    return went, came
