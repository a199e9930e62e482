"""The words of a PDF page, and where they stand.

A segment is a piece of a line that nothing interrupts: words on one baseline with no more than a
space between them, in the order in which the file draws them. Points, from the upper left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from ctypes import c_double, c_int, c_ushort, create_string_buffer
from dataclasses import dataclass
from math import atan2, degrees, hypot

import pypdfium2 as pdfium
from pypdfium2 import raw

from archive.clean.decode import tidy

_MOST_CHARS = 100_000
_MOST_NOTES = 1_000
# PDFium's marks for a hyphen that breaks a word, and the soft hyphen.
_BREAKS = "\ufffe\x02\u00ad"
_DOTS = "[.·_…]{4,}"
_WORD = re.compile(
    f"{_DOTS}|(?:(?!{_DOTS})[^\\s{_BREAKS}])*[{_BREAKS}]|(?:(?!{_DOTS})[^\\s{_BREAKS}])+"
)
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
     "\ufb05": "st", "\ufb06": "st"} | dict.fromkeys(_BREAKS, "-")
)  # fmt: skip
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIGITS = re.compile(r"\d+")
_RAISED_FIRST = re.compile(r"\d{1,3}(?=[^\W\d_]|[\"“‘«(\[])")
_BOLD = re.compile("bold|black|heavy|semibold|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_LEADER = re.compile(r"[.·_…]{2,}")
_WIDEST_SPACE = 0.8
_SHIFT = 0.35
_SMALL = 0.85
_LONGEST_MARK = 3


@dataclass(slots=True)
class Segment:
    """A piece of a line.

    Attributes:
        text: its words.
        left, right: where it begins and ends.
        base: its baseline.
        size: of most of its type, in points on the page.
        sizes: of a tenth of its letters and more.
        bold: whether it is in bold type from end to end.
        order: its number in the order of drawing.
        first: how wide its first word is.
        is_led: whether dots lead to it, as in a table of contents.
        marks: where raised numbers stand in ``text``, as ``(start, end)``.
        area: number of the part of the page it was found in, from 1; 0 where nothing told them
            apart.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    sizes: frozenset[float]
    bold: bool
    order: int
    first: float
    is_led: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    area: int = 0

    @property
    def is_leftward(self) -> bool:
        """Whether it is written from right to left."""
        return len(_RIGHT_TO_LEFT.findall(self.text)) * 2 > sum(map(str.isalpha, self.text))


@dataclass(slots=True)
class Sheet:
    """A page.

    Attributes:
        width, height: in points.
        segments: in the order of drawing.
        aside: those that run in another direction than most of the page.
        is_picture: it has no words, and there is a picture on it.
    """

    width: float
    height: float
    segments: list[Segment]
    aside: list[Segment]
    is_picture: bool = False


@dataclass(slots=True)
class Word:
    """A word as it is drawn; ``glued`` to the one before if no space is between them."""

    text: str
    left: float
    right: float
    base: float
    size: float
    turn: int
    start: int
    glued: bool
    is_led: bool = False
    marks: tuple[tuple[int, int], ...] = ()


def sheet_of(page: pdfium.PdfPage) -> Sheet:
    """The words of a page.

    Raises:
        pypdfium2.PdfiumError: it cannot be read.
    """
    frame = page.get_bbox()
    text_page = page.get_textpage()
    try:
        reader = _Reader(text_page, frame)
        words = reader.words()
        turns: Counter[int] = Counter()
        for word in words:
            turns[word.turn] += len(word.text)
        usual = max(turns, key=lambda turn: turns[turn], default=0)
        segments = reader.segments([word for word in words if word.turn == usual])
        aside = reader.segments([word for word in words if word.turn != usual])
    finally:
        text_page.close()
    sides = abs(frame[2] - frame[0]), abs(frame[3] - frame[1])
    width, height = sides if usual in (0, 180) else sides[::-1]
    return Sheet(width, height, segments, aside, not words and _has_picture(page))


def joined(words: Sequence[Word], order: int, *, bold: bool = False) -> Segment:
    """Words that stand side by side, as one segment."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    size = max(sizes, key=lambda size: (sizes[size], size))
    text, marks = "", []
    for word in words:
        text += "" if word.glued or not text else " "
        is_mark = word.size < _SMALL * size and word.text.isdigit() and len(word.text) < 4
        spans = ((0, len(word.text)),) if is_mark else word.marks
        marks += [(len(text) + start, len(text) + end) for start, end in spans]
        text += word.text
    return Segment(
        text=text,
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        base=sorted(word.base for word in words)[len(words) // 2],
        size=size,
        sizes=frozenset(some for some, count in sizes.items() if count * 10 >= len(text)) | {size},
        bold=bold,
        order=order,
        first=words[0].right - words[0].left,
        is_led=words[0].is_led,
        marks=tuple(marks),
    )


def apart(words: Sequence[Word]) -> list[list[Word]]:
    """Words in the order of drawing, parted where a line, a wide space or a row of dots begins.

    The dots are left out.
    """
    groups: list[list[Word]] = []
    leader: Word | None = None
    for word in words:
        if _LEADER.fullmatch(word.text):
            leader = word
            continue
        word.is_led = leader is not None and abs(leader.base - word.base) < _SHIFT * word.size
        if groups and not word.is_led and _goes_on(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
        leader = None
    return groups


def _goes_on(before: Word, word: Word) -> bool:
    size = max(before.size, word.size)
    if abs(before.base - word.base) > _SHIFT * size + 0.5 or before.turn != word.turn:
        return False
    gap = word.left - before.right
    if _RIGHT_TO_LEFT.search(word.text) or _RIGHT_TO_LEFT.search(before.text):
        gap = max(gap, before.left - word.right)
    return -size < gap < _WIDEST_SPACE * size


class _Reader:
    """Asks PDFium for characters and their places."""

    def __init__(self, page: pdfium.PdfTextPage, frame: tuple[float, float, float, float]) -> None:
        # Structures go as they are: ctypes points to them, faster than its byref does.
        self._text = page
        self._page = page.raw
        self._left, self._bottom, self._right, self._top = frame
        self._matrix = raw.FS_MATRIX()
        self._box = raw.FS_RECTF()
        self._x, self._y = c_double(), c_double()
        self._strip = (0.0, 0.0)
        self._drawn = (0.0, 0, 0.0, 0.0)

    def words(self) -> list[Word]:
        """The words on the page, in the order of drawing."""
        found: list[Word] = []
        before = -1
        for match in _WORD.finditer(self._characters()):
            start, end = match.span()
            word = self._word(match[0], start, end, glued=start == before)
            before = end
            if word is not None:
                found.append(word)
        return found

    def segments(self, words: Sequence[Word]) -> list[Segment]:
        """Words put together."""
        return [
            joined(group, number, bold=all(self._is_bold(word.start) for word in _ends(group)))
            for number, group in enumerate(apart(words))
        ]

    def _characters(self) -> str:
        """One character for each of PDFium's, so that places are its numbers."""
        count = min(self._text.count_chars(), _MOST_CHARS)
        units = (c_ushort * (count + 1))()
        # One call for all where that gives one unit a character, else one call for each.
        if raw.FPDFText_GetText(self._page, 0, count, units) == count + 1:
            text = bytes(units)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        read, page = raw.FPDFText_GetUnicode, self._page
        return "".join(map(chr, (read(page, number) or 32 for number in range(count))))

    def _word(self, text: str, start: int, end: int, *, glued: bool) -> Word | None:
        # A footnote's number may stand raised before its first word, without a space.
        body = end - 1 if _RAISED_FIRST.match(text) else start
        left, bottom, right, top = self._place(start)
        if body == start and (bottom, top) == self._strip:
            # In the same strip of the page as the word before: in the same type, on the same line.
            size, turn, x, y = self._drawn
        else:
            size, turn = self._size(body)
            x, y = self._origin(body)
            self._drawn = size, turn, x, y
            self._strip = (bottom, top) if body == start and not turn else (0.0, 0.0)
        if end - start > 1:
            last = self._place(end - 1)
            left, bottom = min(left, last[0]), min(bottom, last[1])
            right, top = max(right, last[2]), max(top, last[3])
        if not (
            self._left <= (left + right) / 2 <= self._right
            and self._bottom <= (bottom + top) / 2 <= self._top
        ):
            return None  # cut off: printers' marks, hidden notes
        if turn == 90:
            left, right, base = bottom - self._bottom, top - self._bottom, x - self._left
        elif turn == 180:
            left, right, base = self._right - right, self._right - left, y - self._bottom
        elif turn == 270:
            left, right, base = self._top - top, self._top - bottom, self._right - x
        else:
            left, right, base = left - self._left, right - self._left, self._top - y
        marks = self._marks(text, start, body) if not turn else ()
        plain = tidy(text.translate(_LIGATURES))
        return Word(plain, left, right, base, size, turn, start, glued, marks=marks)

    def _size(self, number: int) -> tuple[float, int]:
        raw.FPDFText_GetMatrix(self._page, number, self._matrix)
        matrix = self._matrix
        size = raw.FPDFText_GetFontSize(self._page, number) * hypot(matrix.c, matrix.d)
        if not matrix.b and matrix.a >= 0:
            return abs(size), 0
        return abs(size), round(degrees(atan2(matrix.b, matrix.a)) / 90) % 4 * 90

    def _place(self, number: int) -> tuple[float, float, float, float]:
        box = self._box
        raw.FPDFText_GetLooseCharBox(self._page, number, box)
        return box.left, box.bottom, box.right, box.top

    def _origin(self, number: int) -> tuple[float, float]:
        raw.FPDFText_GetCharOrigin(self._page, number, self._x, self._y)
        return self._x.value, self._y.value

    def _marks(self, text: str, start: int, body: int) -> tuple[tuple[int, int], ...]:
        """Small numbers that stand above the line, in a word."""
        if not any(map(str.isdigit, text)):
            return ()
        size, base = self._size(body)[0], self._origin(body)[1]
        if body != start:
            match = _RAISED_FIRST.match(text)
            return (match.span(),) if match and self._is_raised(start, size, base) else ()
        found = []
        for match in _DIGITS.finditer(text, 1):
            begin = end = match.end()
            while begin > max(match.start(), end - _LONGEST_MARK):
                if not self._is_raised(start + begin - 1, size, base):
                    break
                begin -= 1
            if begin < end:
                shift = len(text[:begin].translate(_LIGATURES)) - begin
                found.append((begin + shift, end + shift))
        return tuple(found)

    def _is_raised(self, number: int, size: float, base: float) -> bool:
        return self._size(number)[0] < _SMALL * size or self._origin(number)[1] > base + 0.2 * size

    def _is_bold(self, number: int) -> bool:
        name, flags = create_string_buffer(64), c_int()
        raw.FPDFText_GetFontInfo(self._page, number, name, 64, flags)
        # ISO 32000-2, table 121: bit 19 is ForceBold.
        if flags.value & 1 << 18 or _BOLD.search(name.value.decode("latin-1")):
            return True
        return bool(raw.FPDFText_GetFontWeight(self._page, number) >= _BOLD_WEIGHT)


def _ends(group: Sequence[Word]) -> Sequence[Word]:
    return group if len(group) < 3 else (group[0], group[len(group) // 2], group[-1])


def has_fields(page: pdfium.PdfPage) -> bool:
    """Whether something is typed onto a page: in fields of a form, or as a note of free text."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET):
            return True
    return False


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
