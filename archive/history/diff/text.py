"""One part of a text: its characters, and where its blocks and their sentences stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.clean.article import Block
from archive.history.diff.noise import Mark, marks
from archive.history.diff.sentences import sentences
from archive.history.diff.words import folded, is_folded, tokens, weight

Token = tuple[int, int, str, str]
"""Where a word begins and ends, what it is compared by, and the rule of noise it falls under."""


@dataclass(slots=True)
class Text:
    """The text of a part; where there are several blocks, as ``archive.clean`` joins them.

    Attributes:
        blocks: what it is made of.
        text: all of it.
        starts: where each block begins in it.
    """

    blocks: Sequence[Block]
    text: str = ""
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts: list[str] = []
        at = 0
        for block in self.blocks:
            lead = ("\n\n" if parts else "") + ("- " if block.kind == "item" else "")
            self.starts.append(at + len(lead))
            parts.append(lead + block.text)
            at += len(parts[-1])
        self.text = "".join(parts)

    def end(self, number: int) -> int:
        """Where a block ends."""
        return self.starts[number] + len(self.blocks[number].text)

    def whole(self, number: int) -> Item:
        """A block as one item."""
        return Item(self, number, self.starts[number], self.end(number))

    def items(self, number: int) -> list[Item]:
        """A block as its sentences; as a whole where it holds a line of noise."""
        block, start = self.blocks[number], self.starts[number]
        found = marks(block.text, block.kind)
        if found:
            return [Item(self, number, start, self.end(number), found)]
        parts = sentences(block.text) or [(0, 0)]
        return [Item(self, number, start + a, start + b) for a, b in parts]


@dataclass(slots=True, eq=False)
class Item:
    """A sentence, or a block that is compared as a whole.

    Attributes:
        block: number of the block.
        start, end: where it stands in the text, white space after it included.
        marks: what in its block is noise if it changes.
    """

    of: Text
    block: int
    start: int
    end: int
    marks: tuple[Mark, ...] = ()
    _key: str | None = None
    _tokens: list[Token] | None = None
    _words: frozenset[str] | None = None
    _weight: int = -1

    @property
    def text(self) -> str:
        """Its words, with white space after it."""
        return self.of.text[self.start : self.end]

    @property
    def core_end(self) -> int:
        """Where its words end."""
        return self.start + len(self.text.rstrip())

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its block."""
        of = self.of
        return (self.start, self.end) == (of.starts[self.block], of.end(self.block))

    @property
    def is_heading(self) -> bool:
        """Whether capital letters say nothing."""
        return self.of.blocks[self.block].kind == "heading"

    @property
    def key(self) -> str:
        """What it is compared by as a whole."""
        if self._key is None:
            self._key = self._folded()
        return self._key

    def _folded(self) -> str:
        text = self.text
        for mark in reversed(self.marks):
            text = f"{text[: mark.start]}\0{mark.rule}\0{text[mark.end :]}"
        text = folded(text)
        return text.casefold() if self.is_heading else text

    @property
    def tokens(self) -> list[Token]:
        """Its words and marks; a line of noise is one."""
        if self._tokens is None:
            self._tokens = self._read()
        return self._tokens

    @property
    def words(self) -> frozenset[str]:
        """What its words are compared by, marks of punctuation and noise aside."""
        if self._words is None:
            said = [token[2] for token in self.tokens if not token[3] and weight(token[2])]
            self._words = frozenset(said)
        return self._words

    @property
    def weight(self) -> int:
        """What its words say, each told once."""
        if self._weight < 0:
            self._weight = sum(map(weight, self.words))
        return self._weight

    def _read(self) -> list[Token]:
        at, text, is_heading = self.start, self.text, self.is_heading
        if is_folded(text) and not is_heading:
            found = [(at + m.start(), at + m.end(), m[0], "") for m in tokens(text)]
        else:
            found = []
            for match in tokens(text):
                key = folded(match[0])
                key = key.casefold() if is_heading else key
                if key:
                    found.append((at + match.start(), at + match.end(), key, ""))
        if not self.marks:
            return found
        base = self.of.starts[self.block]
        spans = [(base + m.start, base + m.end, f"\0{m.rule}", m.rule) for m in self.marks]
        found = [t for t in found if not any(a < t[1] and t[0] < b for a, b, _, _ in spans)]
        return sorted(found + spans)
