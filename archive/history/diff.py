"""What changed between two texts: block by block, and within a block word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.store.texts import Version

Op = Literal["same", "added", "removed"]
BlockKind = Literal["same", "added", "removed", "changed"]

_WORDS = re.compile(r"\s+|\w+(?:['’.-]\w+)*|[^\w\s]")
_ALIKE = 0.5
"""Share of words two blocks have in common for one to be an edit of the other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, came or went."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of a block; ``pieces`` tells its words in order."""

    kind: BlockKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed from one version to another, title and summary first."""

    blocks: tuple[BlockChange, ...]

    @property
    def added_words(self) -> int:
        """Words that came."""
        return self._count("added")

    @property
    def removed_words(self) -> int:
        """Words that went."""
        return self._count("removed")

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return all(block.kind == "same" for block in self.blocks)

    def _count(self, op: Op) -> int:
        texts = (p.text for block in self.blocks for p in block.pieces if p.op == op)
        return sum(len(re.findall(r"\w+(?:['’.-]\w+)*", text)) for text in texts)


def difference(old: Version, new: Version) -> Difference:
    """What changed from ``old`` to ``new``."""
    return compared(_blocks(old), _blocks(new))


def compared(old: Sequence[str], new: Sequence[str]) -> Difference:
    """What changed from one list of blocks to another."""
    changes: list[BlockChange] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for op, a0, a1, b0, b1 in matcher.get_opcodes():
        if op == "equal":
            changes += [_whole("same", text) for text in old[a0:a1]]
        else:
            changes += _paired(old[a0:a1], new[b0:b1])
    return Difference(tuple(changes))


def _blocks(version: Version) -> list[str]:
    texts = [version.title, version.summary, *(block.text for block in version.blocks)]
    return [text for text in texts if text]


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[BlockChange]:
    """Blocks that went and came in one place; those alike are edits of one another."""
    waiting = list(old)
    for text in new:
        index = _most_alike(waiting, text)
        if index is None:
            yield _whole("added", text)
            continue
        for gone in waiting[:index]:
            yield _whole("removed", gone)
        yield BlockChange("changed", tuple(_pieces(waiting[index], text)))
        waiting = waiting[index + 1 :]
    for gone in waiting:
        yield _whole("removed", gone)


def _most_alike(candidates: Sequence[str], text: str) -> int | None:
    words = _WORDS.findall(text)
    best, best_ratio = None, _ALIKE
    for index, candidate in enumerate(candidates):
        matcher = SequenceMatcher(None, _WORDS.findall(candidate), words, autojunk=False)
        if matcher.quick_ratio() > best_ratio and (ratio := matcher.ratio()) > best_ratio:
            best, best_ratio = index, ratio
    return best


def _pieces(old: str, new: str) -> Iterator[Piece]:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    for op, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("same", "".join(a[a0:a1]))
            continue
        if a1 > a0:
            yield Piece("removed", "".join(a[a0:a1]))
        if b1 > b0:
            yield Piece("added", "".join(b[b0:b1]))


def _whole(kind: Literal["same", "added", "removed"], text: str) -> BlockChange:
    return BlockChange(kind, (Piece(kind, text),))
