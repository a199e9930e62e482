"""The lines of a page in reading order: columns one after the other, tables row by row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from archive.clean.pdf.segments import Segment

_MARKER = re.compile(r"(?:[•‣▪●◦■–*·-]|\(?[\divxlcIVXLC]{1,5}[.)]|\(?[A-Za-z][.)]|§+)$")
_DEEPEST = 8
_FEWEST = 3
_NARROWEST = 12
_CELL_GAP = 1.5
_TIGHT_GAP = 0.8
_LONE_GAP = 3.0
_TIGHT = 1.5
_TOUCHING = 0.1


@dataclass(slots=True)
class Line:
    """A line of text.

    Attributes:
        page: from 1.
        text: its words; cells are joined by `` | ``.
        left, right, base: where it stands, in points.
        size: of most of its type, in points.
        sizes: of a good part of its letters.
        bold: whether all of it is bold.
        first: how wide its first word is.
        start, end: where the column begins and ends that it stands in.
        column: number of that column on the page.
        lead: how far under the line before it in its column it is; 0 for the first.
        is_row: whether it is a row of a table.
        marks: where raised numbers stand in ``text``.
    """

    page: int
    text: str
    left: float
    right: float
    base: float
    size: float
    sizes: frozenset[float]
    bold: bool
    first: float
    start: float = 0
    end: float = 0
    column: int = 0
    lead: float = 0
    is_row: bool = False
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Row:
    """What stands on one baseline, and how wide a space parts its cells (in sizes of its type)."""

    base: float
    size: float
    segments: list[Segment] = field(default_factory=list)
    gap: float = _CELL_GAP

    @property
    def width(self) -> float:
        return sum(segment.right - segment.left for segment in self.segments)


def lines_of(segments: Sequence[Segment], page: int) -> list[Line]:
    """The lines of a page in the order in which people read them."""
    found: list[Line] = []
    areas: dict[int, list[Segment]] = {}
    for segment in segments:
        areas.setdefault(segment.area, []).append(segment)
    groups = list(areas.values()) if any(areas) else _columns(list(segments), 0)
    for number, group in enumerate(groups):
        lines = list(_read(rows_of(group), page))
        if not lines:
            continue
        start, end = _bounds(lines)
        before: Line | None = None
        for line in lines:
            line.start, line.end, line.column = start, end, number
            line.lead = line.base - before.base if before else 0
            before = line
        found += lines
    return found


def rows_of(segments: Sequence[Segment]) -> list[_Row]:
    """Segments by their baselines, from top to bottom, each row from left to right."""
    rows: list[_Row] = []
    for segment in sorted(segments, key=lambda segment: (segment.base, segment.order)):
        row = rows[-1] if rows else None
        if row and abs(segment.base - row.base) <= 0.4 * min(segment.size, row.size):
            row.segments.append(segment)
        else:
            rows.append(_Row(segment.base, segment.size, [segment]))
    for row in rows:
        leftward = sum(segment.is_leftward for segment in row.segments) * 2 > len(row.segments)
        row.segments.sort(key=lambda segment: -segment.right if leftward else segment.left)
    return rows


def _columns(segments: list[Segment], depth: int) -> Iterator[list[Segment]]:
    """The parts of a page in reading order, each of which has one column."""
    gutter = _gutter(segments) if depth < _DEEPEST else None
    if gutter is None:
        if segments:
            yield segments
        return
    whole: list[Segment] = []
    for band in _bands(segments, gutter):
        left = [segment for segment in band if segment.right <= gutter]
        right = [segment for segment in band if segment.left >= gutter]
        if len(left) + len(right) == len(band) and _are_columns(left, right):
            if whole:
                yield from _columns(whole, depth + 1)
            whole = []
            leftward = sum(segment.is_leftward for segment in band) * 2 > len(band)
            for side in (right, left) if leftward else (left, right):
                yield from _columns(side, depth + 1)
        else:
            whole += band
    if len(whole) == len(segments):
        yield whole
    elif whole:
        yield from _columns(whole, depth + 1)


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where a white strip parts most lines: just before the left edge of a column."""
    if len(segments) < 2 * _FEWEST:
        return None
    lefts = sorted(segment.left for segment in segments)
    rights = sorted(segment.right for segment in segments)
    edges = Counter(round(left) for left in lefts)
    best, score = None, 2
    for edge, count in edges.items():
        at = edge - 1.5
        before, after = bisect_right(rights, at), len(lefts) - bisect_left(lefts, at)
        across = len(segments) - before - after
        value = min(before, after) - 2 * across
        if count >= _FEWEST and value > score:
            best, score = at, value
    return best


def _bands(segments: Sequence[Segment], gutter: float) -> Iterator[list[Segment]]:
    """Strips of a page, parted where lines begin or cease to cross a gutter."""
    rows = rows_of(segments)
    crossing = [any(s.left < gutter < s.right or s.is_led for s in row.segments) for row in rows]
    for number in range(1, len(rows)):
        # The last lines of a table may be those of one cell.
        rest = number
        while rest < min(number + _FEWEST, len(rows)) and _is_tight(rows[rest - 1], rows[rest]):
            rest += 1
        if crossing[number - 1] and rest < len(rows) and not _is_tight(rows[rest - 1], rows[rest]):
            crossing[number:rest] = [True] * (rest - number)
    begin = 0
    for number in range(1, len(rows) + 1):
        if number == len(rows) or crossing[number] != crossing[begin]:
            yield [segment for row in rows[begin:number] for segment in row.segments]
            begin = number


def _is_tight(above: _Row, row: _Row) -> bool:
    return row.base - above.base < _TIGHT * row.size


def _are_columns(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether two halves are columns of running text rather than cells of a table.

    Columns are drawn one after the other, or line by line across both with full lines; cells are
    short, or drawn row by row.
    """
    sides = [rows_of(left), rows_of(right)]
    fewest = min(map(len, sides))
    if not fewest:
        return False
    letters = min(map(_letters, sides))
    if letters < _NARROWEST or fewest < (_FEWEST if letters < 2 * _NARROWEST else 2):
        return False
    drawn = sorted([(s.order, 0) for s in left] + [(s.order, 1) for s in right])
    turns = sum(a[1] != b[1] for a, b in pairwise(drawn))
    full = min(map(_fullness, sides))
    if turns <= 2 + len(drawn) / 12:
        return full > 0.45
    return turns > 0.6 * len(drawn) and full > 0.8 and letters > 2 * _NARROWEST


def _letters(rows: Sequence[_Row]) -> float:
    return median(sum(len(segment.text) for segment in row.segments) for row in rows)


def _fullness(rows: Sequence[_Row]) -> float:
    """How much of its column a line usually fills."""
    left = min(row.segments[0].left for row in rows)
    rights = sorted(max(segment.right for segment in row.segments) for row in rows)
    right = rights[-1 - len(rights) // 5]
    return median(row.width for row in rows) / max(right - left, 1)


def _bounds(lines: Sequence[Line]) -> tuple[float, float]:
    """Where a column begins and ends: one line that juts out does not widen it."""
    lefts = sorted(line.left for line in lines)
    rights = sorted(line.right for line in lines)
    return lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]


def _read(rows: Sequence[_Row], page: int) -> Iterator[Line]:
    """The lines of a column; rows of a table are told by cells that stand under each other."""
    rights = sorted(row.segments[-1].right for row in rows)
    end = rights[-1 - len(rights) // 20]
    for row in rows:
        # Spaces are stretched in lines that are set to a width, between dots too.
        is_set = row.segments[-1].right > end - 2 * row.size
        is_set = is_set or any(segment.is_led for segment in row.segments)
        row.gap = _CELL_GAP if is_set else _TIGHT_GAP
    tabular = _tabular(rows)
    number = 0
    while number < len(rows):
        end = number
        while end < len(rows) and tabular[end]:
            end += 1
        if end > number:
            yield from _table(rows[number:end], page)
            number = end
            continue
        yield _line([rows[number].segments], rows[number], page)
        number += 1


def _tabular(rows: Sequence[_Row]) -> list[bool]:
    """Which rows are parted into cells that line up with those of a row nearby."""
    cells = [_cells(row) for row in rows]
    found = [False] * len(rows)
    for number, (row, here) in enumerate(zip(rows, cells, strict=True)):
        if len(here) < 2:
            continue
        if any(cell[0].is_led for cell in here):
            found[number] = True
        elif here[-1][0].left - here[-2][-1].right > _LONE_GAP * row.size:
            found[number] = not _is_sentence(here)
        for other in range(max(number - 2, 0), number):
            if len(cells[other]) > 1 and _line_up(here, cells[other], row.size):
                found[number] = found[other] = True
    for number in range(1, len(rows)):
        if found[number - 1] and not found[number]:
            is_within = any(found[number + 1 : number + 4])
            found[number] = _is_rest(rows[number], rows[number - 1], is_within=is_within)
    return found


def _is_rest(row: _Row, above: _Row, *, is_within: bool) -> bool:
    """Whether a row goes on with cells of the one above: all but the first, or in a table any."""
    if row.base - above.base > _TIGHT * row.size:
        return False
    here, there = _cells(row), _cells(above)
    if not is_within and here[0][0].left <= there[0][-1].right:
        return False
    return all(_over(cell, there) is not None for cell in here)


def _is_sentence(cells: Sequence[Sequence[Segment]]) -> bool:
    """Whether the second of two cells goes on with the first, as two halves of a text do."""
    first = " ".join(segment.text for segment in cells[0])
    return len(cells) == 2 and len(first) > 2 * _NARROWEST and cells[1][0].text[0].islower()


def _cells(row: _Row) -> list[list[Segment]]:
    """The segments of a row, parted at wide gaps; a mark of a list belongs to what follows."""
    cells = [[row.segments[0]]]
    for before, segment in pairwise(row.segments):
        gap = segment.left - before.right
        if not segment.is_led and (
            gap < row.gap * row.size or _MARKER.fullmatch(cells[-1][-1].text)
        ):
            cells[-1].append(segment)
        else:
            cells.append([segment])
    return cells


def _line_up(here: list[list[Segment]], there: list[list[Segment]], size: float) -> bool:
    """Whether cells after the first begin, end or have their middle under one another."""
    near = 0.4 * size
    for cell in here[1:]:
        for other in there[1:]:
            left, right = cell[0].left - other[0].left, cell[-1].right - other[-1].right
            if abs(left) < near or abs(right) < near or abs(left + right) < near:
                return True
    return False


def _table(rows: Sequence[_Row], page: int) -> Iterator[Line]:
    """Rows of a table; lines of one cell that are drawn one after the other are put together."""
    grid: list[list[list[Segment]]] = []
    bases: list[_Row] = []
    bottom = 0.0
    for row in rows:
        cells = _cells(row)
        above = [_above(cell, grid[-1], row.size) for cell in cells] if grid else [None]
        if None in above and grid and row.base - bottom < _TIGHT * row.size:
            # A row without its first cell goes on with the others.
            is_rest = cells[0][0].left > max(segment.right for segment in grid[-1][0])
            above = [_over(cell, grid[-1]) for cell in cells] if is_rest else above
        bottom = row.base
        if None in above:
            grid.append(cells)
            bases.append(row)
            continue
        for cell, upper in zip(cells, above, strict=True):
            if upper is not None:
                upper.extend(cell)
    for cells, row in zip(grid, bases, strict=True):
        yield _line(cells, row, page)


def _above(
    cell: Sequence[Segment], cells: list[list[Segment]], size: float
) -> list[Segment] | None:
    """The cell of the row above that this one goes on with."""
    for other in cells:
        last = other[-1]
        follows = cell[0].order == last.order + 1 and 0 < cell[0].base - last.base < 1.6 * size
        if (
            follows
            and cell[0].left < max(s.right for s in other)
            and other[0].left < cell[-1].right
        ):
            return other
    return None


def _over(cell: Sequence[Segment], cells: list[list[Segment]]) -> list[Segment] | None:
    """The cell of the row above under which this one stands."""
    middle = (cell[0].left + cell[-1].right) / 2
    for other in cells:
        if min(s.left for s in other) <= middle <= max(s.right for s in other):
            return other
    return None


def _line(cells: Sequence[Sequence[Segment]], row: _Row, page: int) -> Line:
    """The cells of a row, or the one that is a line of text."""
    segments = [segment for cell in cells for segment in cell]
    text, marks = "", []
    for cell in cells:
        text += " | " if text else ""
        for number, segment in enumerate(cell):
            gap = segment.left - cell[number - 1].right
            text += "" if not number or abs(gap) < _TOUCHING * row.size else " "
            marks += [(len(text) + start, len(text) + end) for start, end in segment.marks]
            text += segment.text
    sizes: Counter[float] = Counter()
    for segment in segments:
        sizes[segment.size] += len(segment.text)
    return Line(
        page=page,
        text=text,
        left=min(segment.left for segment in segments),
        right=max(segment.right for segment in segments),
        base=row.base,
        size=max(sizes, key=lambda size: (sizes[size], size)),
        sizes=frozenset().union(*(segment.sizes for segment in segments)),
        bold=all(segment.bold for segment in segments),
        first=segments[0].first,
        is_row=len(cells) > 1,
        marks=tuple(marks),
    )
