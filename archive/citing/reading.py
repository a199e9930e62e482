"""A text as it is quoted from: its title, summary and blocks, one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.citing.likeness import Folded
from archive.clean.article import Block
from archive.history.diff import Part, Text
from archive.store.texts import Version


@dataclass(frozen=True, slots=True)
class Segment:
    """A title, a summary or a block, where it stands.

    Attributes:
        part: which part of the text it is of.
        block: its number among the blocks of the body, from 0; ``None`` of title and summary.
        kind: what kind of block it is; ``title`` or ``summary`` of those.
        start: where it begins in the words of the reading.
        at: where it begins in the text of its part, as differences count.
        text: its words.
    """

    part: Part
    block: int | None
    kind: str
    start: int
    at: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends in the words of the reading."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Reading:
    """A text as it is quoted from.

    Attributes:
        segments: title, summary and blocks, those that have words.
    """

    segments: tuple[Segment, ...]

    @cached_property
    def words(self) -> str:
        """All of it, each segment on a line of its own: what positions are counted in."""
        return "\n".join(segment.text for segment in self.segments)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each segment begins."""
        return tuple(segment.start for segment in self.segments)

    @cached_property
    def folded(self) -> Folded:
        """What quotations are looked for in."""
        return Folded.of(self.words)

    @cached_property
    def without_capitals(self) -> Folded:
        """The same in small letters."""
        return Folded.of(self.words, capitals=False)

    def number_at(self, place: int) -> int:
        """Which segment a place in the words is in."""
        return max(0, bisect_right(self.starts, place) - 1)

    def within(self, start: int, end: int) -> Iterator[tuple[Segment, int, int]]:
        """The segments that a passage runs through, with what it takes of each."""
        for segment in self.segments[self.number_at(start) :]:
            if segment.start >= end:
                return
            first, last = max(start, segment.start), min(end, segment.end)
            if first < last:
                yield segment, first - segment.start, last - segment.start

    def of_block(self, number: int) -> Segment | None:
        """A block of the body; ``None`` where there is none of this number."""
        return next((one for one in self.segments if one.block == number), None)


def words_of(version: Version) -> str:
    """The words of the reading of a version: cheaper than the whole of it."""
    texts = (version.title, version.summary, *(block.text for block in version.blocks))
    return "\n".join(filter(None, texts))


def reading_of(version: Version) -> Reading:
    """A version as it is quoted from."""
    return reading(version.title, version.summary, version.blocks)


def reading(title: str, summary: str, blocks: Sequence[Block]) -> Reading:
    """Title, summary and blocks as they are quoted from."""
    body = Text(blocks)
    heads: list[tuple[Part, str]] = [("title", title), ("summary", summary)]
    found: list[tuple[Part, int | None, str, int, str]] = [
        (part, None, part, 0, text) for part, text in heads
    ]
    found += [
        ("body", number, block.kind, body.starts[number], block.text)
        for number, block in enumerate(blocks)
    ]
    segments, start = [], 0
    for part, number, kind, at, text in found:
        if text:
            segments.append(Segment(part, number, kind, start, at, text))
            start += len(text) + 1
    return Reading(tuple(segments))
