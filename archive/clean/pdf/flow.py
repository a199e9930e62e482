"""From lines to blocks: paragraphs across columns and pages, headings, items, rows, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from archive.clean.article import Block, BlockKind
from archive.clean.pdf.hyphens import Hyphens
from archive.clean.pdf.lines import Line
from archive.clean.pdf.notes import Note, marked, note_text, noted

_END = re.compile(r"[.!?…。！？:;]['\"»”’)\]]*(?:\[\d+\])?$")
_BULLET = re.compile(r"(?:[•‣▪●◦■□➢➤✓\uf0b7\uf0a7\uf02d*·]|[–—-](?=\s))\s*(?=\S)")
_LETTER = re.compile(r"(?:\([a-z]{1,4}\)|[a-z]\)|[ivx]{1,5}\))\s+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXLC]{1,6}\.|[A-Z][.)]|§+\s?\d+)\s+(?=\S)")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SPACES = re.compile(r"\s+")
_LONGEST_HEADING = 250
_LARGE = 1.12
_GAP = 1.3
_WIDE = 1.15
_MOST_BETWEEN = 6


@dataclass(slots=True)
class Piece:
    """A block, with what it looks like."""

    block: Block
    page: int
    size: float


@dataclass(slots=True)
class _Look:
    """What is usual in a document.

    Attributes:
        body: size of most of the type.
        leads: distance between lines by size of type.
        is_bold: whether most of it is bold.
        titles: what its bookmarks name.
    """

    body: float
    leads: dict[float, float]
    is_bold: bool
    titles: Collection[str]

    def is_large(self, line: Line) -> bool:
        """Whether a line is set like a heading."""
        return line.size >= _LARGE * self.body or (line.bold and not self.is_bold)

    def lead(self, line: Line) -> float:
        """The usual distance to the line above."""
        return self.leads.get(line.size, 1.25 * line.size)


def pieces(pages: Sequence[Sequence[Line]], bookmarks: Collection[str]) -> list[Piece]:
    """The blocks of a document.

    Args:
        pages: the lines of each page in reading order.
        bookmarks: titles of its outline.
    """
    look = _look(pages, bookmarks)
    texts, notes = noted(pages, look.body)
    hyphens = Hyphens(line.text for lines in pages for line in lines)
    names: defaultdict[int, set[str]] = defaultdict(set)
    for note in notes:
        names[note.page].add(note.name)
    for line in (line for lines in texts for line in lines if line.marks):
        line.text = marked(line, names[line.page])
    found: list[Piece] = []
    waiting = list(reversed(notes))
    for run in _runs(texts, look):
        while waiting and waiting[-1].page < run[0].page:
            found.append(_noted(waiting.pop(), hyphens))
        found.append(_piece(run, look, hyphens))
    found += [_noted(note, hyphens) for note in reversed(waiting)]
    return found


def plain(text: str) -> str:
    """A title as it is compared: without its number, case and spaces."""
    return _SPACES.sub("", _NUMBERED.sub("", text)).casefold()


def _look(pages: Sequence[Sequence[Line]], bookmarks: Collection[str]) -> _Look:
    sizes: Counter[float] = Counter()
    bold = 0
    leads: defaultdict[float, list[float]] = defaultdict(list)
    for line in (line for lines in pages for line in lines):
        sizes[line.size] += len(line.text)
        bold += len(line.text) * line.bold
        if 0.8 * line.size < line.lead < 2.5 * line.size:
            leads[line.size].append(line.lead)
    body = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    usual = {size: median(found) for size, found in leads.items() if len(found) > 2}
    titles = {plain(title) for title in bookmarks}
    return _Look(body, usual, bold > sum(sizes.values()) / 2, titles - {""})


def _runs(pages: Sequence[Sequence[Line]], look: _Look) -> list[list[Line]]:
    """The lines of each paragraph."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    for line in (line for lines in pages for line in lines):
        if not run or _begins(run, line, look):
            begun = _interrupted(runs, line)
            run = [] if begun is None else begun
            if begun is None:
                runs.append(run)
        run.append(line)
    return runs


def _interrupted(runs: Sequence[list[Line]], line: Line) -> list[Line] | None:
    """The paragraph that a line goes on with, past what stands at the head of its column.

    Pictures with their words, tables and boxes are set between two lines of one sentence.
    """
    if not line.text[0].islower() or line.is_row:
        return None
    for run in runs[: -_MOST_BETWEEN - 1 : -1]:
        last = run[-1]
        if (last.page, last.column) != (line.page, line.column):
            is_open = not _END.search(last.text) and not last.is_row and not _is_short(last, line)
            return run if is_open and _alike(last, line) and last.bold == line.bold else None
    return None


def _begins(run: Sequence[Line], line: Line, look: _Look) -> bool:
    """Whether a line begins a paragraph after these lines of one."""
    last = run[-1]
    if line.is_row or last.is_row or _BULLET.match(line.text):
        return True
    if not _alike(last, line):
        return True
    if line.bold != last.bold and not line.text[0].islower():
        return True
    if (line.page, line.column) != (last.page, last.column):
        return _begins_elsewhere(last, line, look)
    if _is_gap(last, line, look):
        return True
    if _is_marked(line) and (_END.search(last.text) or _is_short(last, line)):
        return True
    if look.is_large(line):
        return False
    if last.text[-1] in "-\u2010–—":
        return False
    return _is_indented(run, line) or _is_short(last, line)


def _begins_elsewhere(last: Line, line: Line, look: _Look) -> bool:
    """The same for the first line of a column or page."""
    if last.text[-1] in "-\u2010" or line.text[0].islower():
        return False
    if look.is_large(line) or _is_marked(line) or _END.search(last.text):
        return True
    return _is_short(last, line)


def _alike(last: Line, line: Line) -> bool:
    """Whether two lines have a size of type in common."""
    return any(abs(a - b) <= 0.06 * b for a in last.sizes for b in line.sizes)


def _is_gap(last: Line, line: Line, look: _Look) -> bool:
    if not 0 < line.lead < _GAP * look.lead(line) + 0.5:
        return True
    is_wide = line.lead > _WIDE * look.lead(line) + 0.3
    return is_wide and bool(_END.search(last.text)) and not line.text[0].islower()


def _is_marked(line: Line) -> bool:
    return bool(_NUMBERED.match(line.text) or _LETTER.match(line.text))


def _is_short(last: Line, line: Line) -> bool:
    """Whether the first word of a line had room in the one before: that one was ended on purpose.

    In a line that goes on, a word that has room is set.
    """
    room = last.end - last.right
    if _RIGHT_TO_LEFT.search(last.text):
        room = last.left - last.start
    if line.text[0].islower() and not _END.search(last.text):
        return room > 0.5 * (last.end - last.start) and room > line.first
    return room > line.first + 1.2 * last.size


def _is_indented(run: Sequence[Line], line: Line) -> bool:
    last, step = run[-1], 0.8 * line.size
    if line.text[0].islower() and not _END.search(last.text):
        return False
    if _RIGHT_TO_LEFT.search(line.text):
        return len(run) > 1 and line.right < last.right - step
    if line.left > last.left + step:
        # Behind the number of a paragraph the lines hang.
        return len(run) > 1 or not (_is_marked(last) or _BULLET.match(last.text))
    return len(run) > 1 and line.left < last.left - step


def _piece(run: Sequence[Line], look: _Look, hyphens: Hyphens) -> Piece:
    text = _text(run, hyphens)
    kind: BlockKind = "paragraph"
    if run[0].is_row:
        kind = "row"
    elif _is_heading(run, text, look):
        kind = "heading"
    elif bullet := _BULLET.match(text):
        kind, text = "item", text[bullet.end() :]
    elif _LETTER.match(text):
        kind = "item"
    return Piece(Block(kind, text), run[0].page, run[0].size)


def _is_heading(run: Sequence[Line], text: str, look: _Look) -> bool:
    letters = [char for char in text if char.isalpha()]
    if not letters or len(text) > _LONGEST_HEADING:
        return False
    if plain(text) in look.titles:
        return True
    if run[0].size >= _LARGE * look.body:
        return len(letters) > 1 and not text.endswith((",", ";"))
    if all(line.bold for line in run) and not look.is_bold:
        return not text.endswith((".", ",", ";")) and not _BULLET.match(text)
    is_capital = len(letters) > 3 and all(not char.islower() for char in letters)
    return is_capital and letters[0].isupper() and len(text) < 120 and not text.endswith((",", "."))


def _noted(note: Note, hyphens: Hyphens) -> Piece:
    text = note_text(_text(note.lines, hyphens))
    return Piece(Block("footnote", text), note.page, note.lines[0].size)


def _text(run: Sequence[Line], hyphens: Hyphens) -> str:
    text = ""
    for line in run:
        text = hyphens.joined(text, line.text)
    return _SPACES.sub(" ", text).strip()
