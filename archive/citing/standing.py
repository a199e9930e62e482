"""Whether quoted words still stand: what captures of a page say of them, as intervals.

A capture tells what it shows, and nothing of the time up to the next one. What shows no text (an
error, a block page, an absence) says nothing of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Literal

from archive.citing.likeness import plain
from archive.citing.reading import Reading, Segment, reading_of, words_of
from archive.citing.selectors import Passage
from archive.clean.article import Block
from archive.history.diff import BlockChange, Piece, Span, compared, difference, quieted
from archive.history.diff.words import counted
from archive.store.texts import Version

Verdict = Literal["stands", "edited", "gone"]
_FEW = 5
"""Words below which a quotation is looked for with words beside it."""
_BESIDE = 3
"""How many of those."""
_GAP = Piece("same", " ")


@dataclass(frozen=True, slots=True)
class Look:
    """A capture that shows a text.

    Attributes:
        time: of the capture.
        version: the text.
        is_reread: whether it was read otherwise than the one before, so that what differs may not
            be an edit.
    """

    time: datetime
    version: Version
    is_reread: bool = False


@dataclass(frozen=True, slots=True)
class Became:
    """What became of quoted words from one text to another.

    Attributes:
        kind: ``stands``, ``edited`` where other words stand in their place, ``gone`` where none do.
        pieces: of the sentences they stood in, what stayed, went and came.
        captured: when the other text was captured.
    """

    kind: Verdict
    pieces: tuple[Piece, ...]
    captured: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which the words were away, and came back after.

    Attributes:
        last, without, back: the last capture with them, the first without, the first with them
            again.
    """

    last: datetime
    without: datetime
    back: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether quoted words still stand.

    Attributes:
        verdict: in the latest capture that shows a text.
        before: the last capture without them before they came; ``None`` where the first one that
            shows a text has them already.
        first: the first capture with them.
        last: the last capture with them.
        without: the first capture without them after that; ``None`` where they stand.
        latest: the latest capture that shows a text.
        absences: in between.
        became: what took their place with ``without``.
        now: what is in their place in the latest capture, if that is another text.
        is_reread: whether the texts before and after they went were read in two ways.
        with_beside: whether they are so few that they were looked for with words beside them.
    """

    verdict: Verdict
    before: datetime | None
    first: datetime
    last: datetime
    without: datetime | None
    latest: datetime
    absences: tuple[Absence, ...] = ()
    became: Became | None = None
    now: Became | None = None
    is_reread: bool = False
    with_beside: bool = False


def standing(looks: Sequence[Look], cited: Version, place: Passage) -> Standing:
    """Whether words of a text still stand.

    Args:
        looks: the captures of the page that show a text, oldest first; one of them shows ``cited``.
        cited: the text.
        place: where the words stand in it.
    """
    probe = _Probe(reading_of(cited), place, cited.id)
    runs = [
        (has, list(some)) for has, some in groupby(looks, lambda look: probe.is_in(look.version))
    ]
    held = [number for number, (has, _) in enumerate(runs) if has]
    first, last = held[0], held[-1]
    after = runs[last + 1][1] if last + 1 < len(runs) else []
    latest, kept = looks[-1], runs[last][1][-1]
    became = _became(kept.version, after[0], probe) if after else None
    now = became
    if after and latest.version.id != after[0].version.id:
        now = _became(kept.version, latest, probe)
    return Standing(
        verdict=now.kind if now else "stands",
        before=runs[first - 1][1][-1].time if first else None,
        first=runs[first][1][0].time,
        last=kept.time,
        without=after[0].time if after else None,
        latest=latest.time,
        absences=tuple(
            Absence(runs[one][1][-1].time, runs[one + 1][1][0].time, runs[other][1][0].time)
            for one, other in pairwise(held)
        ),
        became=became,
        now=now if now is not became else None,
        is_reread=bool(after) and after[0].is_reread,
        with_beside=probe.is_short,
    )


def holding(looks: Sequence[Look], words: str) -> list[Look]:
    """The captures whose text has these words, whatever stands around them."""
    wanted = plain(words)
    known: dict[int, bool] = {}
    for look in looks:
        if look.version.id not in known:
            known[look.version.id] = bool(wanted) and wanted in plain(words_of(look.version))
    return [look for look in looks if known[look.version.id]]


def nearest(version: Version, words: str) -> tuple[Passage, tuple[Piece, ...]] | None:
    """What in a text is likest to words that do not stand in it; ``None`` where nothing is.

    Returns:
        Where that is, and what differs, from the words to the text.
    """
    change = quieted(compared([Block("paragraph", " ".join(words.split()))], version.blocks))
    text = reading_of(version)
    for block in change.blocks:
        spans = [one.new for one in block.sentences if one.old and one.new]
        segment = text.of_block(block.new) if block.new is not None else None
        if spans and segment:
            start, end = min(a for a, _ in spans), max(b for _, b in spans)
            place = Passage(_in_words(segment, start), _in_words(segment, end), "marks", False)
            return place, tuple(_beside(block, [one.old for one in block.sentences], spans))
    return None


def _in_words(segment: Segment, place: int) -> int:
    return segment.start + min(max(place - segment.at, 0), len(segment.text))


class _Probe:
    """The words as they are looked for in other texts of the page."""

    def __init__(self, text: Reading, place: Passage, version_id: int) -> None:
        self._text, self._place = text, place
        words = text.words[place.start : place.end]
        self.is_short = counted(words) < _FEW
        self._wanted = list(self._with_beside()) if self.is_short else [plain(words)]
        self.is_short = self.is_short and self._wanted != [plain(words)]
        self._known = {version_id: True}

    @property
    def spans(self) -> list[tuple[str, Span]]:
        """Where they stand: the parts of the text, and characters of each."""
        return [
            (segment.part, (segment.at + start, segment.at + end))
            for segment, start, end in self._text.within(self._place.start, self._place.end)
        ]

    def is_in(self, version: Version) -> bool:
        """Whether a text has them."""
        if version.id not in self._known:
            words = plain(words_of(version))
            self._known[version.id] = any(wanted in words for wanted in self._wanted)
        return self._known[version.id]

    def _with_beside(self) -> Iterator[str]:
        """Few words with the words before them, and with those after them, of the same block."""
        words, (start, end) = self._text.words, (self._place.start, self._place.end)
        first = self._text.segments[self._text.number_at(start)]
        last = self._text.segments[self._text.number_at(end - 1)]
        before = words[first.start : start].split(" ")[-_BESIDE - 1 :]
        after = words[end : last.end].split(" ")[: _BESIDE + 1]
        lead, trail = " ".join(before), " ".join(after)
        told = [lead + words[start:end]] if lead.strip() else []
        told += [words[start:end] + trail] if trail.strip() else []
        yield from dict.fromkeys(map(plain, told or [words[start:end]]))


def _became(old: Version, look: Look, probe: _Probe) -> Became:
    """What is in the place of words, in a text that does not have them."""
    change = quieted(difference(old, look.version))
    pieces: list[Piece] = []
    come: list[Piece] = []
    is_kept = False
    for block in change.blocks:
        spans = [span for part, span in probe.spans if part == block.part]
        olds, news = _sentences(block, spans)
        if olds:
            is_kept = is_kept or bool(news)
            # What was put in between is shown, what follows is not.
            pieces += [*(come if pieces else ()), *([_GAP] if pieces else ())]
            pieces += _beside(block, olds, news)
            come = []
        elif block.kind == "added" and pieces:
            come += [_GAP, *block.pieces]
    return Became("edited" if is_kept else "gone", tuple(pieces), look.time)


def _sentences(
    block: BlockChange, spans: Sequence[Span]
) -> tuple[list[Span | None], list[Span | None]]:
    """Where the sentences of a block that words stood in were, and are."""
    if block.kind == "left":
        return [], []
    told = [(one.old, one.new) for one in block.sentences if one.kind != "left"]
    told = told or [(piece.old, piece.new) for piece in block.pieces]
    met = [(old, new) for old, new in told if old and any(_meet(old, span) for span in spans)]
    return [old for old, _ in met], [new for _, new in met if new]


def _beside(
    block: BlockChange, olds: Sequence[Span | None], news: Sequence[Span | None]
) -> Iterator[Piece]:
    """The pieces of a block that belong to some of its sentences."""
    was, stands = _hull(olds), _hull(news)
    for piece in block.pieces:
        side, hull = (piece.old, was) if piece.old and was else (piece.new, stands)
        if piece.op == "left" or not side or not hull or not _meet(side, hull):
            continue
        # A run of words may go on in sentences beside these.
        first, last = max(side[0], hull[0]) - side[0], min(side[1], hull[1]) - side[0]
        is_whole = piece.op == "noise" or side[1] - side[0] != len(piece.text)
        yield piece if is_whole else piece._replace(text=piece.text[first:last])


def _hull(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span]
    return (min(a for a, _ in known), max(b for _, b in known)) if known else None


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
