"""The lives of sentences: followed from text to text, through edits, moves and absences.

Two things are kept apart. When *words* were on the page is what the looks show, and nothing else.
That a sentence is an *edit* of one that stood there before is concluded from how alike they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from itertools import groupby

from archive.history.blame.atoms import Atom, Link, Page, Reader, links
from archive.history.blame.model import Blame, Line, Look, Move, Saying, Stay, Turn, Words

_Episode = tuple[Atom, int, int]
"""A wording, and the first and the last turn of it."""


def blamed(
    looks: Iterable[Look],
    words: Mapping[int, Words],
    *,
    at: datetime | None = None,
    silent: Iterable[tuple[datetime, str]] = (),
) -> Blame:
    """Who said it when.

    Args:
        looks: captures that show a text, one at least, in any order.
        words: what the texts say, by their numbers.
        at: the time that is shown, by the look that is nearest to it; the last one if not given.
        silent: captures that show no text.

    Raises:
        ValueError: there is no look.
    """
    turns = turned(looks)
    if not turns:
        raise ValueError("no capture shows a text")
    shown = len(turns) - 1 if at is None else _nearest(turns, at)
    return _Following(turns, words, shown).told(tuple(sorted(silent)))


def _nearest(turns: Sequence[Turn], at: datetime) -> int:
    off = [max(turn.first - at, at - turn.last) for turn in turns]
    return off.index(min(off))


def turned(looks: Iterable[Look]) -> tuple[Turn, ...]:
    """The texts that looks show, each whenever it took the place of another."""
    numbers: dict[int, int] = {}
    found: list[Turn] = []
    for text, group in groupby(sorted(looks), key=lambda look: look.text):
        run = list(group)
        number = numbers.setdefault(text, len(numbers) + 1)
        first, last = run[0], run[-1]
        found.append(Turn(text, number, first.time, last.time, len(run), first.reader, last.reader))
    return tuple(found)


class _Life:
    """A sentence on its way through the texts."""

    __slots__ = ("atom", "edits", "end", "into", "moves", "past", "start")

    def __init__(self, atom: Atom, start: int) -> None:
        self.atom = atom
        self.start = start
        self.end = -1
        """The last turn with it; -1 while it is there."""
        self.past: list[_Episode] = []
        self.edits: list[int] = []
        self.moves: list[int] = []
        self.into: _Life | None = None

    def forked(self) -> _Life:
        """The same so far, to go on by itself."""
        other = copy(self)
        other.past, other.edits, other.moves = [*self.past], [*self.edits], [*self.moves]
        return other

    def worded(self, atom: Atom, turn: int) -> None:
        """It says something else from a turn on."""
        if atom.key != self.atom.key:
            self.past.append((self.atom, self.start, turn - 1))
            self.edits.append(turn)
            self.start = turn
        self.atom = atom

    def back(self, atom: Atom, turn: int) -> None:
        """It is there again."""
        self.past.append((self.atom, self.start, self.end))
        self.atom, self.start, self.end = atom, turn, -1

    def episodes(self, last: int) -> list[_Episode]:
        """All that it ever said, in order."""
        own = [*self.past, (self.atom, self.start, last if self.end < 0 else self.end)]
        return sorted(own, key=lambda one: one[1:])

    def is_at(self, turn: int) -> bool:
        """Whether it was there."""
        return any(start <= turn <= end for _, start, end in self.episodes(turn))


class _Following:
    """The walk through all turns."""

    def __init__(self, turns: Sequence[Turn], words: Mapping[int, Words], shown: int) -> None:
        self._turns = turns
        self._words = words
        self._shown = shown
        self._reader = Reader()
        self._pages: dict[int, Page] = {}
        self._links: dict[tuple[int, int], list[Link | None]] = {}
        self._stays: dict[str, list[list[int]]] = {}
        self._dead: dict[str, _Life] = {}
        self._all: list[_Life] = []

    def told(self, silent: tuple[tuple[datetime, str], ...]) -> Blame:
        """Follow all sentences, and tell of those of the turn that is shown."""
        here: list[_Life] = []
        then: list[_Life] = []
        before: Page | None = None
        for turn in range(len(self._turns)):
            page = self._page(turn)
            self._stand(before, page, turn)
            here = self._step(before, here, page, turn)
            before = page
            if turn == self._shown:
                then = [*here]
        lines = [
            self._line(life, atom, self._shown)
            for life, atom in zip(then, self._page(self._shown).atoms, strict=True)
        ]
        return Blame(tuple(self._turns), self._shown, tuple(lines), tuple(self._gone()), silent)

    def _page(self, turn: int) -> Page:
        text = self._turns[turn].text
        if text not in self._pages:
            self._pages[text] = self._reader.page(self._words[text])
        return self._pages[text]

    def _stand(self, before: Page | None, page: Page, turn: int) -> None:
        """Note which words came and which went."""
        keys = before.keys if before else frozenset()
        for key in page.keys - keys:
            self._stays.setdefault(key, []).append([turn, -1])
        for key in keys - page.keys:
            self._stays[key][-1][1] = turn - 1

    def _step(
        self, before: Page | None, here: Sequence[_Life], page: Page, turn: int
    ) -> list[_Life]:
        """The lives of the sentences of a turn, out of those of the one before."""
        found = self._linked(before, page, turn)
        heirs = Counter(link.old for link in found if link)
        # The life itself goes on with the sentence that says the same; its forks with others.
        forks = {old: here[old].forked() for old, count in heirs.items() if count > 1}
        given: set[int] = set()
        lives: list[_Life | None] = [None] * len(found)
        order = sorted(
            (n for n, link in enumerate(found) if link),
            key=lambda n: page.atoms[n].key != here[found[n].old].atom.key,  # type: ignore[union-attr]
        ) if forks else range(len(found))  # fmt: skip
        for number in order:
            link = found[number]
            if link is None:
                continue
            life = here[link.old]
            if link.old in given:
                life = forks[link.old].forked()
                self._all.append(life)
            given.add(link.old)
            life.worded(page.atoms[number], turn)
            if link.moved:
                life.moves.append(turn)
            lives[number] = life
        self._joined(found, lives, here, given, turn)
        self._ended(here, given, turn)
        return [life or self._begun(page.atoms[number], turn) for number, life in enumerate(lives)]

    def _linked(self, before: Page | None, page: Page, turn: int) -> list[Link | None]:
        if before is None:
            return [None] * len(page.atoms)
        pair = self._turns[turn - 1].text, self._turns[turn].text
        if pair not in self._links:
            self._links[pair] = links(before, page)
        return self._links[pair]

    def _joined(
        self,
        found: Sequence[Link | None],
        lives: Sequence[_Life | None],
        here: Sequence[_Life],
        given: set[int],
        turn: int,
    ) -> None:
        """Let sentences that were put together with others end in those."""
        for link, life in zip(found, lives, strict=True):
            for number in link.also if link and life else ():
                other = here[number]
                if number not in given and life is not None:
                    given.add(number)
                    other.end, other.into = turn - 1, life
                    life.past += other.episodes(turn - 1)

    def _ended(self, here: Sequence[_Life], given: set[int], turn: int) -> None:
        for number, life in enumerate(here):
            if number not in given:
                life.end = turn - 1
                for atom, _, _ in life.past:
                    self._dead.setdefault(atom.key, life)
                self._dead[life.atom.key] = life

    def _begun(self, atom: Atom, turn: int) -> _Life:
        """The life of a sentence that was not there before: one that was gone, or a new one."""
        life = self._dead.pop(atom.key, None)
        if life is not None and life.end >= 0 and life.into is None:
            life.back(atom, turn)
            return life
        life = _Life(atom, turn)
        self._all.append(life)
        return life

    def _gone(self) -> Iterator[Line]:
        keys = self._page(self._shown).keys
        found: dict[str, tuple[int, int, _Life, _Episode]] = {}
        for order, life in enumerate(self._all):
            last = life
            while last.into is not None and not last.is_at(self._shown):
                last = last.into
            if last is not life or life.is_at(self._shown):
                continue
            past = [one for one in life.episodes(len(self._turns) - 1) if one[2] < self._shown]
            if past and past[-1][0].key not in keys:
                end = past[-1][2]
                known = found.get(past[-1][0].key)
                if known is None or known[0] < end:
                    found[past[-1][0].key] = (end, order, life, past[-1])
        for end, _, life, (atom, _, _) in sorted(
            found.values(), key=lambda one: (-one[0], one[3][0].part != "title", one[1])
        ):
            yield self._line(life, atom, end)

    def _line(self, life: _Life, atom: Atom, turn: int) -> Line:
        episodes = life.episodes(len(self._turns) - 1)
        if life.into is not None:
            episodes += [
                one for one in life.into.episodes(len(self._turns) - 1) if one[1] > life.end
            ]
        own = next(one for one in episodes if one[1] <= turn <= one[2] and one[0].key == atom.key)
        return Line(
            atom.part, atom.form, atom.block, atom.words,
            tuple(self._stay(*span) for span in self._stays[atom.key]),
            self._stay(own[1], own[2]),
            tuple(self._saying(one) for one in episodes if one[1] < own[1]),
            tuple(self._saying(one) for one in episodes if one[1] > own[1]),
            tuple(self._move(n) for n in life.edits if n <= turn),
            tuple(self._move(n) for n in life.moves if n <= turn),
        )  # fmt: skip

    def _saying(self, episode: _Episode) -> Saying:
        return Saying(episode[0].words, self._stay(episode[1], episode[2]))

    def _stay(self, start: int, end: int) -> Stay:
        turns = self._turns
        end = len(turns) - 1 if end < 0 else end
        is_last = end == len(turns) - 1
        return Stay(
            turns[start - 1].last if start else None,
            turns[start].first,
            turns[end].last,
            None if is_last else turns[end + 1].first,
            turns[start].number,
            bool(start) and turns[start - 1].ended != turns[start].began,
            not is_last and turns[end].ended != turns[end + 1].began,
        )

    def _move(self, turn: int) -> Move:
        return Move(self._turns[turn - 1].last, self._turns[turn].first)
