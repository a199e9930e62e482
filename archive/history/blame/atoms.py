"""A text as sentences, and which of them became which of another text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.clean.article import Block
from archive.history.blame.model import Words
from archive.history.diff.descent import descent
from archive.history.diff.model import Part, Span
from archive.history.diff.text import Text


@dataclass(frozen=True, slots=True)
class Atom:
    """A sentence of a text.

    Attributes:
        key: what its words are known by, noise aside; a title is only ever known as a title.
        words: what it says.
        part, form, block: where it stands.
    """

    key: str
    words: str
    part: Part
    form: str
    block: int


@dataclass(frozen=True, slots=True)
class Link:
    """What a sentence was in the text before.

    Attributes:
        old: its number there.
        also: numbers of others that were put together with it.
        moved: whether it stood elsewhere.
    """

    old: int
    also: tuple[int, ...] = ()
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """Summary or body.

    Attributes:
        blocks: what it is made of.
        first: the number of its first sentence.
        starts, ends: where its sentences begin and end.
    """

    blocks: Sequence[Block]
    first: int
    starts: list[int]
    ends: list[int]

    def within(self, span: Span) -> list[int]:
        """The numbers of the sentences that have a part in some characters."""
        start = max(0, bisect_right(self.starts, span[0]) - 1)
        end = bisect_left(self.starts, span[1])
        return [self.first + n for n in range(start, end) if self.ends[n] > span[0]]


@dataclass(frozen=True, slots=True)
class Page:
    """The sentences of a text, title first.

    Attributes:
        atoms: all of them.
        keys: what they are known by.
        sides: summary and body.
    """

    atoms: list[Atom]
    keys: frozenset[str]
    sides: tuple[Side, ...]


@dataclass(slots=True)
class Reader:
    """Takes texts apart; a block that stands in many of them only once."""

    _blocks: dict[tuple[Part, int, Block], tuple[list[int], list[int], list[Atom]]] = field(
        default_factory=dict
    )

    def page(self, words: Words) -> Page:
        """A text as sentences."""
        atoms: list[Atom] = []
        if words.title.strip():
            title = Text([Block("heading", words.title)]).whole(0)
            atoms.append(Atom(f"title\0{title.key}", words.title.strip(), "title", "heading", 0))
        summary = [Block("paragraph", words.summary)] if words.summary.strip() else []
        sides = (
            self._side("summary", summary, atoms),
            self._side("body", words.blocks, atoms),
        )
        return Page(atoms, frozenset(atom.key for atom in atoms), sides)

    def _side(self, part: Part, blocks: Sequence[Block], atoms: list[Atom]) -> Side:
        side = Side(blocks, len(atoms), [], [])
        for number, (block, base) in enumerate(zip(blocks, Text(blocks).starts, strict=True)):
            starts, ends, found = self._apart(part, number, block)
            side.starts.extend(base + start for start in starts)
            side.ends.extend(base + end for end in ends)
            atoms += found
        return side

    def _apart(
        self, part: Part, number: int, block: Block
    ) -> tuple[list[int], list[int], list[Atom]]:
        known = self._blocks.get((part, number, block))
        if known is None:
            items = Text([block]).items(0)
            base = items[0].start
            some = [item for item in items if item.text.strip()]
            known = (
                [item.start - base for item in some],
                [item.core_end - base for item in some],
                [
                    Atom(item.key, " ".join(item.text.split()), part, block.kind, number)
                    for item in some
                ],
            )
            self._blocks[part, number, block] = known
        return known


def links(old: Page, new: Page) -> list[Link | None]:
    """What each sentence of a text was in the one before; ``None`` of what is new.

    A title is what the title was, whatever it says.
    """
    found: list[Link | None] = [None] * len(new.atoms)
    if old.atoms and new.atoms and old.atoms[0].part == new.atoms[0].part == "title":
        found[0] = Link(0)
    for ours, theirs in zip(old.sides, new.sides, strict=True):
        for one in descent(ours.blocks, theirs.blocks):
            here = ours.within(one.old) if one.old else []
            if not here:
                continue
            there = theirs.within(one.new)
            if one.verbatim and len(here) == len(there):
                for number, before in zip(there, here, strict=True):
                    found[number] = Link(before, (), one.moved)
                continue
            for place, number in enumerate(there):
                found[number] = _link(here, place, old, new.atoms[number], moved=one.moved)
    return found


def _link(ours: Sequence[int], place: int, old: Page, atom: Atom, *, moved: bool) -> Link:
    main = next((n for n in ours if old.atoms[n].key == atom.key), None)
    if main is not None:
        return Link(main, (), moved)
    if len(ours) == 1:
        return Link(ours[0], (), moved)
    words = Counter(atom.words.split())
    shares = [(-sum((words & Counter(old.atoms[n].words.split())).values()), n) for n in ours]
    main = min(shares)[1]
    return Link(main, tuple(n for n in ours if n != main) if place == 0 else (), moved)
