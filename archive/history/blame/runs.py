"""Lines of blame put together: those of which one thing is to be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from archive.history.blame.model import Blame, Line
from archive.history.blame.wording import afterwards, notes


def runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Sentences of a block in a row that came at one time; each alone that has more to tell."""
    run: list[Line] = []
    for line in lines:
        is_plain = not (line.earlier or notes(line) or afterwards(line))
        if run and is_plain and _is_with(run[-1], line):
            run.append(line)
            continue
        if run:
            yield run
        run = [line]
        if not is_plain:
            yield run
            run = []
    if run:
        yield run


def _is_with(one: Line, other: Line) -> bool:
    places = [(line.part, line.block, line.first) for line in (one, other)]
    return places[0] == places[1]


def departures(blame: Blame) -> list[list[Line]]:
    """Sentences that are gone, those together that went between the same two looks."""
    when = groupby(blame.gone, key=lambda one: (one.stay.last, one.stay.by))
    return [list(some) for _, some in when]


def ages(blame: Blame, steps: int) -> dict[int, int]:
    """For each text with which words came, how late it was, from 0 to ``steps`` - 1."""
    numbers = sorted({line.first.number for line in (*blame.lines, *blame.gone)})
    last = max(1, len(numbers) - 1)
    return {number: place * (steps - 1) // last for place, number in enumerate(numbers)}
