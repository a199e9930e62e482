"""What repeats at the edges of pages: running heads and feet, and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from archive.clean.pdf.lines import rows_of
from archive.clean.pdf.segments import Segment, Sheet

_EDGE = 0.2
_ROWS = 3
_GAP = 1.25
_LOOSE = 1.8
_ENOUGH = 10
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?:(?:page|seite|pagina|página|стр\.?|p\.)\s*)?[-–—|\[]?\s*(?:\d{1,5}|[ivxlc]{1,7})\s*[-–—|\]]?"
    r"(?:\s*(?:/|\||of|von|de|sur|di|из)\s*\d{1,5})?",
    re.IGNORECASE,
)


def without_running(sheets: Sequence[Sheet]) -> list[list[Segment]]:
    """The segments of each page, without running heads and feet, and without page numbers.

    A row in the outer fifth of a page, parted from the text by a gap, is one of them if it stands
    there, numbers aside, on a quarter of the pages, on ten or, in a document of two or three, on
    all of them; so is what runs in another direction.
    """
    seen: Counter[tuple[str, str]] = Counter()
    edges = [list(_edges(sheet)) for sheet in sheets]
    for sheet, rows in zip(sheets, edges, strict=True):
        seen.update({(place, _key(row)) for place, row in rows})
        seen.update({("aside", _key([segment])) for segment in sheet.aside})
    least = _least(len(sheets))
    usual = {key for key, count in seen.items() if count >= least}
    counted = [_line_numbers(sheet) for sheet in sheets]
    found = []
    for sheet, rows, numbers in zip(sheets, edges, counted, strict=True):
        dropped = set(_dropped(rows, usual)) | numbers
        found.append([segment for segment in sheet.segments if id(segment) not in dropped])
    return found


def _line_numbers(sheet: Sheet) -> set[int]:
    """The numbers that count the lines of a page, as transcripts and bills have them.

    They run from one in even steps down the left margin, and count empty lines too; those of a
    table's rows do not.
    """
    found: list[Segment] = []
    has_empty = False
    for row in rows_of(sheet.segments):
        if row.segments[0].text == str(len(found) + 1):
            found.append(row.segments[0])
            has_empty |= len(row.segments) == 1
    steps = [b.base - a.base for a, b in pairwise(found)]
    if len(found) < _ENOUGH or max(steps) > 1.2 * min(steps) or not has_empty:
        return set()
    return {id(segment) for segment in found}


def turned(sheets: Sequence[Sheet]) -> list[list[Segment]]:
    """What runs in another direction on each page and does not repeat on others."""
    seen = Counter(key for sheet in sheets for key in {_key([aside]) for aside in sheet.aside})
    least = _least(len(sheets))
    return [[aside for aside in sheet.aside if seen[_key([aside])] < least] for sheet in sheets]


def _least(pages: int) -> float:
    if pages < 2:
        return 2
    return pages if pages <= _ROWS else max(3, min(pages / 4, _ENOUGH))


def _dropped(
    rows: Sequence[tuple[str, list[Segment]]], usual: set[tuple[str, str]]
) -> Iterator[int]:
    for place in ("head", "foot"):
        is_outermost = True
        for _, row in (pair for pair in rows if pair[0] == place):
            is_number = is_outermost and _NUMBER.fullmatch(" ".join(part.text for part in row))
            if is_number or (place, _key(row)) in usual:
                yield from map(id, row)
            else:
                is_outermost = False


def _edges(sheet: Sheet) -> Iterator[tuple[str, list[Segment]]]:
    """The rows at the edges of a page from there inwards, and at which edge they are.

    They end where a gap is that parts them from the text; where none is, there are none.
    """
    rows = rows_of(sheet.segments)
    leads = [b.base - a.base for a, b in pairwise(rows)]
    usual = median(leads) if len(leads) > _ROWS else 0
    for place, ordered in (("head", rows), ("foot", rows[::-1])):
        outer: list[list[Segment]] = []
        for row, inner in pairwise(ordered[: _ROWS + 1]):
            depth = row.base if place == "head" else sheet.height - row.base
            if depth > _EDGE * sheet.height:
                break
            outer.append(row.segments)
            widest = max(row.size, min(usual, _LOOSE * row.size))
            if abs(inner.base - row.base) > _GAP * widest:
                yield from ((place, segments) for segments in outer)
                break


def _key(row: Sequence[Segment]) -> str:
    return _DIGITS.sub("0", " ".join(segment.text for segment in row)).casefold()
