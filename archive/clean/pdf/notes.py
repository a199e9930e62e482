"""Footnotes: small type at the foot of a column, beginning with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.clean.pdf.lines import Line

_SMALL = 0.93
_START = re.compile(r"(?:\[?([1-9]\d{0,2})\]?|([*†‡]{1,3}))(?:[.)]?\s+|\s*(?=[^\W\d_]|[\"“‘«(]))\S")
_NAME = re.compile(r"\[?(\d{1,3}|[*†‡]{1,3})\]?[.)]?\s*")
_UNITS = 3
_END = re.compile(r"[.!?…。:;][\]'\"»”’)]*$")


@dataclass(slots=True)
class Note:
    """A footnote.

    Attributes:
        page: where it begins.
        name: its number, or its star.
        lines: its text, the number in front; on several pages if it runs on.
    """

    page: int
    name: str
    lines: list[Line]


def noted(pages: Sequence[Sequence[Line]], body: float) -> tuple[list[list[Line]], list[Note]]:
    """The lines of each page without footnotes, and the footnotes.

    Args:
        pages: the lines of each page in reading order.
        body: the size of most of the type.
    """
    texts: list[list[Line]] = []
    notes: list[Note] = []
    for lines in pages:
        feet: set[int] = set()
        for column in dict.fromkeys(line.column for line in lines):
            foot = _foot(lines, column, body, notes)
            feet |= {id(line) for line in foot}
            _added(foot, notes)
        texts.append([line for line in lines if id(line) not in feet])
    return texts, notes


def _added(foot: Sequence[Line], notes: list[Note]) -> None:
    for line in foot:
        name = _name(line, notes)
        if name:
            notes.append(Note(line.page, name, [line]))
        elif notes:
            notes[-1].lines.append(line)


def marked(line: Line, names: set[str]) -> str:
    """The text of a line, the numbers of footnotes in brackets: ``2024[3]``, not ``20243``.

    Args:
        line: a line of the text.
        names: of the footnotes on its page. Of other raised numbers those are taken for marks
            that stand behind a word or a sentence, not behind a unit (``m2``).
    """
    text = line.text
    for start, end in reversed(line.marks):
        before = text[:start].rstrip()
        name = text[start:end]
        word = re.search(r"[^\W\d_]*$", before)
        is_mark = name in names or (
            before and (len(word[0]) > _UNITS if word and word[0] else not before[-1].isdigit())
        )
        if is_mark and before:
            text = f"{before}[{name}]{text[end:]}"
    return text


def note_text(text: str) -> str:
    """A footnote as it is shown: its number in brackets."""
    match = _NAME.match(text)
    if match is None or match[1][0] in "*†‡":
        return text
    return f"[{match[1]}] {text[match.end() :]}"


def _name(line: Line, notes: Sequence[Note]) -> str:
    """What a footnote is called that begins with a line; empty if none does.

    Its number is raised or follows that of the one before; other numbers are those of the text.
    """
    match = _START.match(line.text)
    if match is None:
        return ""
    name = match[1] or match[2]
    is_raised = bool(line.marks) and line.marks[0][0] == 0
    if is_raised or match[2]:
        return name
    before = notes[-1].name if notes else ""
    number = int(name)
    follows = number == int(before) + 1 if before.isdigit() else number > 0
    return name if follows or (number == 1 and notes[-1].page < line.page) else ""


def _foot(lines: Sequence[Line], column: int, body: float, notes: Sequence[Note]) -> Sequence[Line]:
    """The lines of a column that are footnotes."""
    here = [line for line in lines if line.column == column]
    begin = len(here)
    while begin and here[begin - 1].size <= _SMALL * body and not here[begin - 1].is_row:
        begin -= 1
    if begin == len(here):
        begin = _raised(here, body)
    tail = here[begin:]
    if not tail or any(_is_under(line, tail) for line in lines if line.column > column):
        return ()
    last = notes[-1].lines[-1] if notes else None
    if last and last.page >= tail[0].page - 1 and not _END.search(last.text):
        return tail
    first = next((n for n, line in enumerate(tail) if _name(line, notes)), len(tail))
    return tail[first:]


def _raised(column: Sequence[Line], body: float) -> int:
    """Where footnotes in the type of the text begin: at the first raised number after a gap."""
    for number, line in enumerate(column):
        begins = line.marks and line.marks[0][0] == 0 and line.lead > 1.4 * line.size
        if begins and all(other.size <= 1.02 * body for other in column[number:]):
            return number
    return len(column)


def _is_under(line: Line, tail: Sequence[Line]) -> bool:
    """Whether text in the usual type stands below, so that this is no foot."""
    overlaps = line.left < tail[-1].end and tail[-1].start < line.right
    return overlaps and line.base > tail[-1].base and line.size > tail[-1].size * 1.05
