"""Two texts held against each other: how much of either the other has, and what each has alone.

By shingles (``archive.shingles``): runs of five words, or of eight characters in scripts without
spaces. So a passage counts wherever it stands, and case, punctuation and quotation marks do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from archive.clean import Block
from archive.history.diff import BlockChange, Difference, Piece, compared, quieted
from archive.shingles import OF_WORD, Numbers, Shingles, shingles, spans

_CONTEXT = 8
"""Words shown on either side of a change."""
_PLACES = 8
"""Places in the other text that are tried for the beginning of a passage."""
_MOST = 4_000_000
"""Characters of one passage times those of another that are compared word by word."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much two texts have in common.

    Attributes:
        here: share of the words of the first that the second has, from 0 to 1.
        there: share of the words of the second that the first has.
        words: how many words that are; where characters stand for themselves, three for two words.
        resemblance: shingles that both have, as a share of those that either has (Jaccard).
    """

    here: float
    there: float
    words: int
    resemblance: float


def shared(here: Shingles, there: Shingles) -> Share:
    """How much two texts have in common."""
    if not len(here.numbers) or not len(there.numbers):
        return Share(0.0, 0.0, 0, 0.0)
    common = np.intersect1d(here.numbers, there.numbers)
    either = len(np.union1d(here.numbers, there.numbers))
    one, other = (_weight(text, common) for text in (here, there))
    return Share(
        one / int(here.weights.sum()),
        other / int(there.weights.sum()),
        min(one, other) // OF_WORD,
        len(common) / either,
    )


def _covered(text: Shingles, common: Numbers) -> Numbers:
    """Which words of a text stand in a shingle that is among these."""
    begins = np.flatnonzero(np.isin(text.numbers, common))
    edges = np.zeros(len(text.words) + 1, dtype=np.int64)
    np.add.at(edges, begins, 1)
    np.add.at(edges, text.ends[begins], -1)
    return np.cumsum(edges[:-1]) > 0


def _weight(text: Shingles, common: Numbers) -> int:
    return int(text.weights[_covered(text, common)].sum())


def changed(old: str, new: str) -> Difference:
    """What each of two texts has that the other has not, with a little of what is around it.

    A passage that only moved is no change. What the first has alone is removed, what the second
    has alone added; first comes what can be placed in the first text, then the rest of the second.
    """
    here, there = _Text.of(old), _Text.of(new)
    common = np.intersect1d(here.shingles.numbers, there.shingles.numbers)
    known, told = (_covered(text.shingles, common) for text in (here, there))
    runs = list(_runs(here, there))
    taken = np.zeros(len(there), dtype=bool)
    for run in runs:
        taken[run.there : run.there + run.size] = True
    pieces: list[Piece | None] = []
    at = _Run(0, 0, 0)
    for run in (*runs, _Run(len(here), len(there), 0)):
        old_gap, gap = slice(at.here + at.size, run.here), slice(at.there + at.size, run.there)
        # Passages that were moved stand before and after something else in the other text.
        is_next = gap.start <= gap.stop and not taken[gap].any()
        if is_next:
            told[gap] = True
            pieces += _between(here, old_gap, there, gap)
        else:
            pieces += _replaced("" if known[old_gap].all() else here.cut(old_gap), "")
            pieces.append(None)
        if run.size:
            pieces.append(Piece("same", here.cut(slice(run.here, run.here + run.size))))
        at = run
    return Difference((*_passages(pieces), *_alone(there, told)))


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in a row that both texts have: where they begin in either, and how many."""

    here: int
    there: int
    size: int


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    spans: Sequence[tuple[int, int]]
    shingles: Shingles
    words: list[int]
    numbers: list[int]

    @classmethod
    def of(cls, text: str) -> _Text:
        known = shingles(text)
        return cls(text, spans(text), known, known.words.tolist(), known.numbers.tolist())

    def __len__(self) -> int:
        return len(self.words)

    def cut(self, part: slice) -> str:
        """Some words of the text, with what stands before the next one."""
        if part.start >= part.stop:
            return ""
        begin = self.spans[part.start][0] if part.start else 0
        is_end = part.stop >= len(self)
        return self.text[begin : len(self.text) if is_end else self.spans[part.stop][0]]


def _runs(here: _Text, there: _Text) -> Iterator[_Run]:
    """What the texts have in common, in the order of the first."""
    places: dict[int, list[int]] = {}
    for place, number in enumerate(there.numbers):
        places.setdefault(number, []).append(place)
    at = after = 0
    while at < len(here.numbers):
        found = places.get(here.numbers[at])
        if not found:
            at += 1
            continue
        # Where a passage stands several times the longest is meant, or the next one in order.
        onward = [place for place in found if place >= after][:1]
        run = max(
            (
                _Run(at, place, _alike(here.words, at, there.words, place))
                for place in found[:_PLACES] + onward
            ),
            key=lambda run: (run.size, run.there >= after),
        )
        yield run
        at, after = at + run.size, run.there + run.size


def _between(here: _Text, old: slice, there: _Text, new: slice) -> Iterator[Piece]:
    """What stands in one place in either text; words that both begin or end with are the same."""
    one, other = here.words[old], there.words[new]
    first = _alike(one, 0, other, 0)
    last = _alike(one[first:][::-1], 0, other[first:][::-1], 0)
    if first:
        yield Piece("same", here.cut(slice(old.start, old.start + first)))
    yield from _replaced(
        here.cut(slice(old.start + first, old.stop - last)),
        there.cut(slice(new.start + first, new.stop - last)),
    )
    if last:
        yield Piece("same", here.cut(slice(old.stop - last, old.stop)))


def _alike(one: Sequence[int], start: int, other: Sequence[int], begin: int) -> int:
    """How many words in a row are the same, from a place in either list of them."""
    size = 0
    most = min(len(one) - start, len(other) - begin)
    while size < most and one[start + size] == other[begin + size]:
        size += 1
    return size


def _replaced(old: str, new: str) -> Iterator[Piece]:
    """What stood in one place in either text, word by word where it is alike."""
    if old.strip() and new.strip() and len(old) * len(new) <= _MOST:
        blocks = quieted(compared([Block("paragraph", old)], [Block("paragraph", new)])).blocks
        if len(blocks) == 1:
            yield from (Piece(piece.op, piece.text) for piece in blocks[0].pieces)
            return
    if old.strip():
        yield Piece("removed", old)
    if new.strip():
        yield Piece("added", new)


def _passages(pieces: Sequence[Piece | None]) -> Iterator[BlockChange]:
    """Changes near one another together, each with some words of what is around it."""
    passage: list[Piece] = []
    for index, piece in enumerate((*pieces, None)):
        if piece is not None and piece.op != "same":
            passage.append(piece)
            continue
        is_last = index >= len(pieces) - 1
        head, tail = _ends(piece.text) if piece else ("", "")
        if piece and passage and not tail and not is_last:
            passage.append(piece)
            continue
        if any(one.op != "same" for one in passage):
            if head:
                passage.append(Piece("same", head))
            yield _passage(passage)
        passage = [Piece("same", tail or head)] if piece and (tail or head) else []


def _ends(text: str) -> tuple[str, str]:
    """The first and the last words of what is the same; the last ones are empty if it is short."""
    found = spans(text)
    if len(found) <= 3 * _CONTEXT:
        return text, ""
    head = text[: found[_CONTEXT][0]].rstrip() + " …"
    return head, "… " + text[found[-_CONTEXT][0] :]


def _passage(pieces: Sequence[Piece]) -> BlockChange:
    ops = {piece.op for piece in pieces}
    both = {"added", "removed"} <= ops
    return BlockChange(
        "changed" if both else "added" if "added" in ops else "removed", tuple(pieces)
    )


def _alone(text: _Text, told: Numbers) -> Iterator[BlockChange]:
    """What of the second text was not told yet."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], told, [True])).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield BlockChange("added", (Piece("added", text.cut(slice(start, end))),))
