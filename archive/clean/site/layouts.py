"""The layouts of a site: pages that one template made, and when one took another's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from archive.clean.site.places import Shape, likeness
from archive.clean.site.samples import Sample

_ALIKE = 0.5
_RECENT = 3
_ESTABLISHED = 3
_MOVED = 2
# So many of those that are no layouts yet may still become one.
_PENDING = 32


@dataclass(frozen=True, slots=True)
class Layout:
    """Pages that look made by one template.

    Attributes:
        id: stands for the first of them; 12 hexadecimal digits.
        pages: how many different pages of it the model holds.
        first, last: seen; ``None`` where times are not known.
        replaces: the id of the layout that at least two pages had before and none has gone back
            to; else empty.
    """

    id: str
    pages: int
    first: datetime | None
    last: datetime | None
    replaces: str = ""


@dataclass(slots=True)
class Group:
    """Samples that are alike.

    Attributes:
        number: counts from 0, in the order of their first samples.
        members: in the order of time.
        shapes: of the first and of the last few.
        seen: pages, and the quarters in which they were.
    """

    number: int
    members: list[Sample] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def add(self, sample: Sample, shape: Shape) -> None:
        """Take in the next sample."""
        self.members.append(sample)
        self.seen.add((sample.page, sample.period))
        if len(self.shapes) > _RECENT:
            del self.shapes[1]
        self.shapes.append(shape)

    @property
    def id(self) -> str:
        """Twelve digits that stand for its first sample."""
        return f"{self.members[0].slot[1]:016x}"[:12]

    @property
    def is_established(self) -> bool:
        """Whether it is a template: three pages of it were seen, or one in three quarters."""
        return len(self.seen) >= _ESTABLISHED


class Layouts:
    """The groups among samples.

    A page belongs to the group that has the page most like it, of its first and its last three,
    if they share half of their boxes: so a layout may change bit by bit and stay the same one.
    Fewer than three pages are no layout: a test of another design, or a page that is odd.

    Attributes:
        groups: all of them.
        of: the number of the group of each sample.
        established: those that are layouts, in the order in which they came.
    """

    __slots__ = ("established", "groups", "of")

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.groups: list[Group] = []
        self.of = [0] * len(samples)
        known: list[Group] = []
        for number in sorted(range(len(samples)), key=lambda n: samples[n].order):
            sample = samples[number]
            shape = Shape.of(sample.skeleton)
            group = self._nearest(shape, known)
            if group is None:
                group = Group(len(self.groups))
                self.groups.append(group)
                known.append(group)
            group.add(sample, shape)
            pending = [group for group in known if not group.is_established]
            if len(pending) > _PENDING:
                known.remove(pending[0])
            self.of[number] = group.number
        self.established = self._established()

    def like(self, skeleton: tuple[int, ...]) -> Group | None:
        """The established group that a page belongs to."""
        return self._nearest(
            Shape.of(skeleton), (group for group in self.groups if group.is_established)
        )

    def _nearest(self, shape: Shape, groups: Iterable[Group]) -> Group | None:
        best, nearest = _ALIKE, None
        for group in groups:
            degree = max(likeness(shape, other) for other in group.shapes)
            if degree > best or (degree == best and nearest is None):
                best, nearest = degree, group
        return nearest

    def _established(self) -> tuple[Layout, ...]:
        replaced = self._replaced()
        return tuple(
            Layout(
                group.id,
                len({sample.page for sample in group.members}),
                _moment(min(sample.when for sample in group.members)),
                _moment(max(sample.last for sample in group.members)),
                replaced.get(group.number, ""),
            )
            for group in self.groups
            if group.is_established
        )

    def _replaced(self) -> dict[int, str]:
        """For the numbers of groups, which other one their pages had before."""
        of_page: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for group in self.groups:
            if group.is_established:
                for sample in group.members:
                    of_page[sample.page].append((sample.when, group.number))
        moves: dict[tuple[int, int], set[int]] = defaultdict(set)
        for page, seen in of_page.items():
            seen.sort()
            for (_, before), (_, after) in pairwise(seen):
                if before != after:
                    moves[before, after].add(page)
        return {
            after: self.groups[before].id
            for (before, after), pages in sorted(moves.items(), key=lambda m: (len(m[1]), m[0]))
            if len(pages) >= _MOVED and (after, before) not in moves
        }


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
