"""Two sentences held against each other, word by word, as a person would draw it.

A longest common subsequence alone scatters single words over sentences that have little in common.
Here what both have is kept only where it says as much as what changed around it, and a change is
moved, where it may stand in several places, to where a clause begins or ends.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from archive.history.diff.sequence import common, edges
from archive.history.diff.words import weight

_CLOSING = frozenset(",;:)]،؛，、")
_ENDING = frozenset(".!?…؟。:")
_LITTLE = 32
"""What both sentences have is kept whatever stands around it if it says as much as four words."""
_FAR = 50
"""Words by which a change is moved at most."""
_PASSES = 8


@dataclass(slots=True)
class Run:
    """Words in a row that both sentences have: where it begins in either, and how many."""

    old: int
    new: int
    size: int


def runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """What two sentences have in common, in order.

    Args:
        old: what the words of the one are compared by.
        new: the same of the other.
    """
    found = _common_runs(old, new)
    here, there = _sums(old), _sums(new)
    for _ in range(_PASSES):
        kept = _weighed(found, here, there)
        if len(kept) == len(found):
            break
        found = kept
    _slide(found, old, new)
    return [run for run in found if run.size]


def _common_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    start, end = edges(old, new)
    found = [Run(0, 0, start)] if start else []
    stop, finish = len(old) - end, len(new) - end
    i = j = -1
    for a, b in common(old[start:stop], new[start:finish]):
        if a == i and b == j:
            found[-1].size += 1
        else:
            found.append(Run(a + start, b + start, 1))
        i, j = a + 1, b + 1
    if end:
        found.append(Run(stop, finish, end))
    return found


def _weighed(found: Sequence[Run], old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """Without the runs that say less than the changes on both sides of them.

    Args:
        found: what the sentences have in common.
        old: what the old sentence says up to each of its words.
        new: the same of the new one.
    """
    changed: list[int] = []
    i = j = 0
    for run in found:
        changed.append(max(old[run.old] - old[i], new[run.new] - new[j]))
        i, j = run.old + run.size, run.new + run.size
    changed.append(max(old[-1] - old[i], new[-1] - new[j]))
    kept: list[Run] = []
    for number, run in enumerate(found):
        around = min(changed[number], changed[number + 1], _LITTLE)
        if old[run.old + run.size] - old[run.old] >= around:
            kept.append(run)
    return kept


def _sums(words: Sequence[str]) -> list[int]:
    """What a sentence says up to each word, from none to all."""
    return list(itertools.accumulate(map(weight, words), initial=0))


def _slide(found: Sequence[Run], old: Sequence[str], new: Sequence[str]) -> None:
    """Let what only came, or only went, begin where a clause does if it may."""
    for one, other in itertools.pairwise(found):
        is_gone = other.new == one.new + one.size
        if is_gone:
            words, start, end = old, one.old + one.size, other.old
        elif other.old == one.old + one.size:
            words, start, end = new, one.new + one.size, other.new
        else:
            continue
        step = _best(words, start, end, one.size, other.size)
        one.size += step
        other.size -= step
        other.old += step
        other.new += step


def _best(words: Sequence[str], start: int, end: int, before: int, after: int) -> int:
    """By how many words a change is best moved: to the left below zero, to the right above."""
    best, score = 0, _score(words, start, end)
    for way, most in ((-1, before), (1, after)):
        step = 0
        while abs(step) < min(most, _FAR):
            a, b = start + step, end + step
            if way < 0 and words[a - 1] != words[b - 1]:
                break
            if way > 0 and words[a] != words[b]:
                break
            step += way
            here = _score(words, start + step, end + step)
            if here > score:
                best, score = step, here
    return best


def _score(words: Sequence[str], start: int, end: int) -> int:
    """How well a change stands: between sentences, between clauses, before a comma."""
    before = words[start - 1] if start else "."
    if before in _ENDING:
        return 4 if words[end - 1] in _ENDING else 3
    if before in _CLOSING:
        return 2
    return 1 if words[start] in _CLOSING and words[end - 1] not in _CLOSING else 0
