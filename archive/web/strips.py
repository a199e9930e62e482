"""Strips: the place of an item on a list over time, as a small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from archive.history.listings import Life, Look
from archive.translation import _

WIDTH, HEIGHT = 240, 32
_EDGE = 3
_LEAST = 2.0
"""Width of what was seen in one look only."""
_MOST = 400
"""Points of a line: more cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A line for each stay on a list; the higher, the nearer to the top.

    Attributes:
        paths: SVG path data.
        top: SVG path data of the times at the top.
        words: what it shows, in a sentence.
        lowest: the place that the foot stands for.
    """

    paths: tuple[str, ...]
    top: tuple[str, ...]
    words: str
    lowest: int


def strip(life: Life, looks: Sequence[Look]) -> Strip:
    """The strip of an item over the time of some looks at its list."""
    start, end = looks[0].time, looks[-1].time
    lowest = max(len(look.items) for look in looks)
    span = (end - start).total_seconds() or 1.0

    def at(time: datetime) -> float:
        return round((time - start).total_seconds() / span * (WIDTH - _LEAST), 1)

    def height(place: int) -> float:
        share = (place - 1) / max(lowest - 1, 1)
        return round(_EDGE + share * (HEIGHT - 2 * _EDGE), 1)

    paths, top = [], []
    for stay in life.stays:
        seen = [(t, item.place) for t, item in life.seen if stay.first <= t <= stay.last]
        seen = [one for one in seen if start <= one[0] <= end]
        if not seen:
            continue
        points = _thinned(seen)
        paths.append(_path([(at(time), height(place)) for time, place in points]))
        for is_top, run in groupby(seen, key=lambda one: one[1] == 1):
            if is_top:
                times = [at(time) for time, _ in run]
                top.append(_path([(times[0], height(1)), (times[-1], height(1))]))
    best = life.best[1].place
    words = _(
        "at best in place {best}, of {lowest}; last in place {last}",
        best=best, lowest=lowest, last=life.last.place,
    )  # fmt: skip
    return Strip(tuple(paths), tuple(top), words, lowest)


def _thinned(seen: Sequence[tuple[datetime, int]]) -> Sequence[tuple[datetime, int]]:
    """Points at which the place changes, the first and the last, few enough to be drawn."""
    kept = [
        one
        for number, one in enumerate(seen)
        if number in (0, len(seen) - 1) or one[1] != seen[number - 1][1]
    ]
    step = -(-len(kept) // _MOST)
    return [*kept[::step], kept[-1]] if step > 1 else kept


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Steps: a place holds until the next look shows another."""
    (x, y), *rest = points
    parts = [f"M{x:g} {y:g}"]
    parts += [f"H{right:g}V{down:g}" for right, down in rest]
    return "".join(parts) + f"h{_LEAST:g}"
