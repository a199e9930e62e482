"""What is known of the sentences of a page: looks and words in, lines of blame out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.clean.article import Block
from archive.history.diff.model import Part


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """A capture that shows a text.

    Attributes:
        time: when it was made.
        capture: its number, by which two of one moment are ordered.
        text: which text it shows.
        reader: what read that text out of it.
    """

    time: datetime
    capture: int
    text: int
    reader: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says."""

    title: str
    summary: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Turn:
    """Looks in a row that show one text.

    Attributes:
        text: which one.
        number: the same, in the order in which texts were first seen, from 1.
        first, last: the times of the first and the last of them.
        looks: how many they are.
        began, ended: what read the first and the last of them.
    """

    text: int
    number: int
    first: datetime
    last: datetime
    looks: int
    began: str
    ended: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in which words stood on the page, as far as looks tell.

    Attributes:
        after: the last look without them; ``None`` if there is none.
        first, last: the first and the last look with them.
        by: the first look without them; ``None`` if they stood there at the last look of all.
        number: the text with which they came.
        came_reread, went_reread: whether the page was read in another way from then on, so that
            it is not known whether anybody wrote or took away a word.
    """

    after: datetime | None
    first: datetime
    last: datetime
    by: datetime | None
    number: int
    came_reread: bool = False
    went_reread: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A wording of a sentence, and when it stood there in this wording."""

    words: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class Move:
    """That a sentence stood elsewhere from then on: after one look, by another."""

    after: datetime
    by: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and its life.

    Attributes:
        part: the part of the text it stands in.
        form: what kind of block that is.
        block: the number of the block in its part.
        words: what it says.
        stays: when these words stood on the page, in whichever sentence.
        stay: when this sentence stood there in these words, the time that is shown among it.
        earlier: what it said before, the oldest first; of sentences that became one, of all.
        later: what it said afterwards.
        edits: when it was given other words, up to the time that is shown.
        moves: when it was put elsewhere, up to then.
    """

    part: Part
    form: str
    block: int
    words: str
    stays: tuple[Stay, ...]
    stay: Stay
    earlier: tuple[Saying, ...] = ()
    later: tuple[Saying, ...] = ()
    edits: tuple[Move, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def first(self) -> Stay:
        """The stay with which its words were first seen."""
        return self.stays[0]

    @property
    def last(self) -> Stay:
        """The stay in which its words were last seen."""
        return self.stays[-1]

    @property
    def said_before(self) -> tuple[Saying, ...]:
        """What it said before in other words, each wording once, as it stood there last."""
        found: dict[str, Saying] = {}
        for one in self.earlier:
            found.pop(one.words, None)
            found[one.words] = one
        return tuple(one for one in found.values() if one.words != self.words)

    @property
    def gaps(self) -> tuple[Stay, ...]:
        """Stays after which its words were gone and then back, other than by edits of it."""
        told = (*self.earlier, *self.later)
        return tuple(
            one
            for one, back in zip(self.stays, self.stays[1:], strict=False)
            if not any(one.last < said.stay.first < back.first for said in told)
        )


@dataclass(frozen=True, slots=True)
class Blame:
    """Who said it when: the sentences of a page at a time.

    Attributes:
        turns: the texts of the page, each whenever it took the place of another.
        shown: which of the turns is shown.
        lines: its sentences, in order.
        gone: sentences that stood there before and did not then, those that went last first.
        silent: captures that show no text, with their outcomes: they say nothing.
    """

    turns: tuple[Turn, ...]
    shown: int
    lines: tuple[Line, ...]
    gone: tuple[Line, ...]
    silent: tuple[tuple[datetime, str], ...] = ()

    @property
    def turn(self) -> Turn:
        """The turn that is shown."""
        return self.turns[self.shown]

    @property
    def texts(self) -> int:
        """How many texts the page had."""
        return max(turn.number for turn in self.turns)

    @property
    def looks(self) -> int:
        """How many captures show a text."""
        return sum(turn.looks for turn in self.turns)

    def since(self, time: datetime) -> Blame:
        """The same with only those lines whose words were first seen at a time or later."""
        return replace(self, lines=tuple(one for one in self.lines if one.first.first >= time))
