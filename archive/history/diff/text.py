"""One part of a text: its characters, and where its blocks and their sentences stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from archive.clean.article import Block
from archive.history.diff.noise import Mark, counted_alone, counted_beside, marks
from archive.history.diff.sentences import sentences
from archive.history.diff.words import folded, is_folded, plain_pieces, tokens, weight


class Tokens(NamedTuple):
    """Words and marks, as columns: one tuple each would be much to keep of a long text.

    Attributes:
        starts, ends: where each stands in the text.
        keys: what each is compared by.
        rules: the rule of noise that each falls under; nothing where none does.
    """

    starts: list[int]
    ends: list[int]
    keys: list[str]
    rules: list[str]

    @classmethod
    def joined(cls, several: Sequence[Tokens]) -> Tokens:
        """The words of several, one after the other."""
        if len(several) == 1:
            return several[0]
        has_rules = any(one.rules for one in several)
        return cls(
            [start for one in several for start in one.starts],
            [end for one in several for end in one.ends],
            [key for one in several for key in one.keys],
            [r for one in several for r in one.rules or [""] * len(one.keys)] if has_rules else [],
        )


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
    _beside: frozenset[str] | None = None

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
        found = marks(block.text, block.kind) or self._counter(block)
        if found:
            return [Item(self, number, start, self.end(number), found)]
        parts = sentences(block.text) or [(0, 0)]
        return [Item(self, number, start + a, start + b) for a, b in parts]

    def _counter(self, block: Block) -> tuple[Mark, ...]:
        """A line that counts what another line of the same text counts beside comments."""
        named = counted_alone(block.text)
        if not named or block.kind in ("row", "footnote"):
            return ()
        if self._beside is None:
            self._beside = frozenset().union(*(counted_beside(one.text) for one in self.blocks))
        return (Mark(0, len(block.text), "counter"),) if named in self._beside else ()


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
    _pieces: list[str] | None = None
    _keys: list[str] | None = None
    _tokens: Tokens | None = None
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
    def keys(self) -> list[str]:
        """What its words and marks are compared by, in order; a line of noise is one."""
        if self._keys is None:
            text = self.text
            if self._is_plain(text):
                self._pieces = plain_pieces(text)
                self._keys = self._pieces[1::2]
            else:
                self._keys = self.tokens.keys
        return self._keys

    @property
    def tokens(self) -> Tokens:
        """The same with where they stand."""
        if self._tokens is None:
            text = self.text
            self._tokens = self._placed(text) if self._is_plain(text) else self._read(text)
        return self._tokens

    @property
    def words(self) -> frozenset[str]:
        """What its words are compared by, marks of punctuation and noise aside."""
        if self._words is None:
            said = set(self.keys)
            if self.marks:
                said = {key for key in said if not key.startswith("\0")}
            self._words = frozenset(filter(weight, said))
        return self._words

    @property
    def weight(self) -> int:
        """What its words say, each told once."""
        if self._weight < 0:
            self._weight = sum(map(weight, self.words))
        return self._weight

    def _is_plain(self, text: str) -> bool:
        """Whether words are what they are compared by, and all that is not space is one."""
        return not self.marks and not self.is_heading and is_folded(text)

    def _placed(self, text: str) -> Tokens:
        keys, pieces = self.keys, self._pieces or plain_pieces(text)
        at = list(accumulate(map(len, pieces), initial=self.start))
        return Tokens(at[1:-1:2], at[2::2], keys, [])

    def _read(self, text: str) -> Tokens:
        at, is_heading = self.start, self.is_heading
        found: list[tuple[int, int, str, str]] = []
        for match in tokens(text):
            key = folded(match[0])
            key = key.casefold() if is_heading else key
            if key:
                found.append((at + match.start(), at + match.end(), key, ""))
        if self.marks:
            base = self.of.starts[self.block]
            spans = [(base + m.start, base + m.end, f"\0{m.rule}", m.rule) for m in self.marks]
            found = [t for t in found if not any(a < t[1] and t[0] < b for a, b, _, _ in spans)]
            found = sorted(found + spans)
        rules = [token[3] for token in found] if self.marks else []
        return Tokens([t[0] for t in found], [t[1] for t in found], [t[2] for t in found], rules)
