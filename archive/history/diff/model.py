"""What a difference is made of: blocks, their sentences, and runs of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from archive.history.diff.words import counted

Op = Literal["same", "added", "removed", "noise", "left"]
Kind = Literal["same", "added", "removed", "changed", "moved", "left", "noise"]
SentenceKind = Literal["same", "added", "removed", "changed", "moved", "left", "noise"]
Part = Literal["title", "summary", "body"]
Span = tuple[int, int]
"""Characters from, and up to, in the text of the part."""


class Piece(NamedTuple):
    """A run of words; a tuple, as a long text that was rewritten has thousands.

    Attributes:
        op: whether it stayed, came, went, is noise, or ``left`` for another place.
        text: the words; of noise those that stand there now.
        was: of noise, what stood there before.
        rule: of noise, the rule that says so.
        old, new: where it stands in either text.
        moved: whether it stood elsewhere before.
    """

    op: Op
    text: str
    was: str = ""
    rule: str = ""
    old: Span | None = None
    new: Span | None = None
    moved: bool = False


class SentenceChange(NamedTuple):
    """What became of a sentence, or of some that became others.

    Attributes:
        kind: ``changed`` also of what moved and was changed.
        old, new: where it stands in either text, without white space around it.
        moved: whether it stood elsewhere before.
    """

    kind: SentenceKind
    old: Span | None
    new: Span | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of a block.

    Attributes:
        kind: ``noise`` where nothing but noise changed; ``moved`` where it stood elsewhere, which
            its pieces tell as they tell an edit; ``left`` where that was.
        pieces: its words in order.
        part: of the text it stands in.
        form: what kind of block it is: paragraph, heading ...
        old, new: its number among the blocks of the part, from 0; of ``moved`` and ``left`` both.
        sentences: what became of each; empty where the block is the same or no sentence was told
            apart.
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    part: Part = "body"
    form: str = "paragraph"
    old: int | None = None
    new: int | None = None
    sentences: tuple[SentenceChange, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything changed that is no noise."""
        return self.kind not in ("same", "noise")

    @property
    def added_words(self) -> int:
        """Words that came."""
        return sum(counted(piece.text) for piece in self.pieces if piece.op == "added")

    @property
    def removed_words(self) -> int:
        """Words that went."""
        return sum(counted(piece.text) for piece in self.pieces if piece.op == "removed")


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed from one version to another, title and summary first."""

    blocks: tuple[BlockChange, ...]

    @property
    def added_words(self) -> int:
        """Words that came."""
        return sum(block.added_words for block in self.blocks)

    @property
    def removed_words(self) -> int:
        """Words that went."""
        return sum(block.removed_words for block in self.blocks)

    @property
    def moved_words(self) -> int:
        """Words that stand elsewhere now."""
        return sum(
            counted(piece.text)
            for block in self.blocks
            for piece in block.pieces
            if piece.moved and piece.op in ("same", "noise")
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, noise aside."""
        return not any(block.is_change for block in self.blocks)

    @property
    def noise(self) -> tuple[Piece, ...]:
        """Changes that say nothing, each with the rule it goes by."""
        return tuple(p for block in self.blocks for p in block.pieces if p.op == "noise")

    @property
    def noise_by_rule(self) -> dict[str, int]:
        """How many of them there are, the most first."""
        return dict(Counter(piece.rule for piece in self.noise).most_common())

    def of(self, *parts: Part) -> Difference:
        """The difference of some parts alone."""
        return Difference(tuple(block for block in self.blocks if block.part in parts))

    @property
    def changed_parts(self) -> tuple[Part, ...]:
        """In which parts anything but noise changed."""
        return tuple(dict.fromkeys(block.part for block in self.blocks if block.is_change))


Run = tuple[Op, str, str, str, Span | None, Span | None, bool]
"""What a piece is made of, in the order of its attributes."""


def merged(runs: Iterable[Run]) -> tuple[Piece, ...]:
    """Pieces of runs, those put together that say the same and follow one another in both texts."""
    result: list[Run] = []
    for run in runs:
        last = result[-1] if result else None
        if last and last[0] == run[0] != "noise" and last[6] == run[6] and _goes_on(last, run):
            old, new = _joined(last[4], run[4]), _joined(last[5], run[5])
            result[-1] = (run[0], last[1] + run[1], "", "", old, new, run[6])
        else:
            result.append(run)
    return tuple(map(Piece._make, result))


def _goes_on(last: Run, run: Run) -> bool:
    return _follows(last[4], run[4]) and _follows(last[5], run[5])


def _follows(one: Span | None, other: Span | None) -> bool:
    return one is other is None or bool(one and other and one[1] == other[0])


def _joined(one: Span | None, other: Span | None) -> Span | None:
    return (one[0], other[1]) if one and other else None
