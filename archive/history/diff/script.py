"""An alignment as one walk through both texts, and the blocks it falls into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.history.diff.alignment import Alignment, Pair
from archive.history.diff.text import Item


class Step(NamedTuple):
    """What is met on the way: a pair, or what one text has alone.

    Attributes:
        old, new: sentences of either text; of a pair that moved both, where it stands now.
        pair: the pair they are, if so.
        left: whether ``old`` stands elsewhere now.
    """

    old: tuple[Item, ...] = ()
    new: tuple[Item, ...] = ()
    pair: Pair | None = None
    left: bool = False

    @property
    def moved(self) -> bool:
        """Whether it stood elsewhere before."""
        return bool(self.pair and self.pair.moved)


@dataclass(slots=True)
class Group:
    """Steps that are shown as one block: those of a block of the new text, or of an old one alone.

    Attributes:
        new: number of the block of the new text.
        olds: numbers of the blocks of the old text that belong to it.
    """

    new: int | None = None
    olds: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> None:
        """Take in a step."""
        self.steps.append(step)
        if step.new:
            self.new = step.new[0].block
        if step.old and not step.moved:
            self.olds += [i.block for i in step.old if i.block not in self.olds]


def walked(alignment: Alignment) -> list[Group]:
    """The steps, in the order of both texts, by block."""
    groups: list[Group] = []
    for gone, come, pair in _stretches(alignment):
        _between(groups, gone, come, pair)
        if pair is not None:
            _put(groups, pair)
    return groups


def _stretches(alignment: Alignment) -> Iterable[tuple[list[Step], list[Step], Step | None]]:
    """Before each pair in order: what of the old text, and of the new, comes before it."""
    left = {item for pair in alignment.pairs if pair.moved for item in pair.old}
    arrived = {pair.new[0]: pair for pair in alignment.pairs if pair.moved}
    in_order = [pair for pair in alignment.pairs if not pair.moved]
    at_old = {item: n for n, item in enumerate(alignment.old)}
    at_new = {item: n for n, item in enumerate(alignment.new)}
    i = j = 0
    for pair in (*in_order, None):
        stop_old = at_old[pair.old[0]] if pair else len(alignment.old)
        stop_new = at_new[pair.new[0]] if pair else len(alignment.new)
        gone = [Step(old=(item,), left=item in left) for item in alignment.old[i:stop_old]]
        come: list[Step] = []
        for item in alignment.new[j:stop_new]:
            moved = arrived.get(item)
            come.append(Step(moved.old, moved.new, moved) if moved else Step(new=(item,)))
        yield gone, come, Step(pair.old, pair.new, pair) if pair else None
        if pair:
            i, j = stop_old + len(pair.old), stop_new + len(pair.new)


def _between(
    groups: list[Group], gone: Sequence[Step], come: Sequence[Step], pair: Step | None
) -> None:
    """Share out what stands between two pairs among their blocks, and blocks of its own."""
    last = groups[-1] if groups else None
    ahead = pair.new[0].block if pair else None
    if last and last.new is not None and last.new == ahead:
        for step in (*gone, *come):
            last.add(step)
        return
    if last:
        at = last.olds[-1] if last.olds else None
        gone, tail = _cut(gone, lambda step: step.old[0].block == at)
        come, more = _cut(come, lambda step: step.new[0].block == last.new)
        for step in (*tail, *more):
            last.add(step)
    rest_gone = [s for s in gone if not pair or s.old[0].block != pair.old[0].block]
    rest_come = [s for s in come if s.new[0].block != ahead]
    _alone(groups, rest_gone, rest_come)
    opening = [*gone[len(rest_gone) :], *come[len(rest_come) :]]
    if opening:
        group = Group(new=ahead)
        groups.append(group)
        for step in opening:
            group.add(step)


def _cut(
    steps: Sequence[Step], fits: Callable[[Step], bool]
) -> tuple[Sequence[Step], Sequence[Step]]:
    """What is left of steps after those at the beginning that fit, and these."""
    count = 0
    while count < len(steps) and fits(steps[count]):
        count += 1
    return steps[count:], steps[:count]


def _alone(groups: list[Group], gone: Sequence[Step], come: Sequence[Step]) -> None:
    """Blocks that only one of the texts has here."""
    for step in gone:
        last = groups[-1] if groups else None
        if not (last and last.new is None and last.olds[-1:] == [step.old[0].block]):
            groups.append(Group())
        groups[-1].add(step)
    for number, step in enumerate(come):
        if not number or groups[-1].new != step.new[0].block:
            groups.append(Group(new=step.new[0].block))
        groups[-1].add(step)


def _put(groups: list[Group], step: Step) -> None:
    if not groups or groups[-1].new != step.new[0].block:
        groups.append(Group())
    groups[-1].add(step)
