"""Noise: what changes on a page without anybody having changed what it says.

Two kinds. How a word looks (white space, invisible characters, quotation marks and dashes, capitals
of headings) is told word by word. Counters, relative times and clocks are told by the *line* they
stand in: only where nothing else stands in it, between the borders of a block or of its parts
(``By A. Author | 12 comments | 3 hours ago``). A figure in a sentence is never noise, nor is one
in the row of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.clean.months import month
from archive.history.diff import phrases
from archive.history.diff.words import folded, looked
from archive.patterns import late
from archive.translation import N_, NP_
from archive.translation.table import Table

RULES = Table({
    "white space": N_(
        "white space and invisible characters: other spaces, soft hyphens, ligatures"
    ),
    "marks": N_("other quotation marks, dashes or dots for the same ones"),
    "capitals": N_("capital letters of a title or heading"),
    "counter": N_(
        "a line that counts views, comments, shares and the like and says nothing else; "
        "the number of comments at the end of a line that is no sentence, or after its clock"
    ),
    "relative time": N_("a line that says how long ago something was, and nothing else"),
    "clock": N_("the clock in a line that says when the page was last changed, on the same day"),
    "layout": N_("the same words in other paragraphs, or in a block of another kind"),
})  # fmt: skip
"""The rules, by name, and what each leaves out."""
NAMES = Table({
    "white space": NP_("rule of noise", "white space"),
    "marks": NP_("rule of noise", "marks"),
    "capitals": NP_("rule of noise", "capitals"),
    "counter": NP_("rule of noise", "counter"),
    "relative time": NP_("rule of noise", "relative time"),
    "clock": NP_("rule of noise", "clock"),
    "layout": NP_("rule of noise", "layout"),
}, "rule of noise")  # fmt: skip
"""Their names for people."""

_LONGEST = 160
"""Characters of a block that may hold such a line."""
SHORT = 64
"""Characters of a line that only counts, at most."""
_BORDER = re.compile(r"\s+[|·•∙/–—»-]\s+|\s*[|·•∙]\s*|\n+")
_FIGURE = (
    r"(?:\d[\d.,'’\u00a0\u202f ]*\d|\d)(?:[.,]\d+)? ?"
    r"(?:k|m|mln|mio|tys\.?|тыс\.?|тис\.?|млн|bin|万|천|만)?"
)
_SIGN = r"[\W_]{0,3}"


def _any(lines: tuple[str, ...]) -> str:
    return "|".join(part for line in lines for part in line.split("\n"))


_COUNTED = _any(phrases.COUNTED)
_COUNTER = late(
    rf"{_SIGN}(?:{_FIGURE}(?:\+|\s*)({_COUNTED})|({_COUNTED}){_SIGN}\s*{_FIGURE}|"
    rf"({_any(phrases.NONE_YET)})){_SIGN}",
    re.IGNORECASE,
)
_COMMENTS = rf"{_FIGURE}\s*(?:{_any(phrases.COMMENTS)})"
_COMMENTED = late(rf"(?<=\S)\s+{_COMMENTS}$", re.IGNORECASE)
_TAIL = 48
"""Characters at the end of a line among which it is looked for."""
_AFTER_CLOCK = late(
    rf"\d[:h.]\d\d(?:\s+(?:uhr|h|hrs?|gmt|utc))?(\s+{_COMMENTS})(?:\s+[^\W\d]+){{1,3}}$",
    re.IGNORECASE,
)
_COMPANY = _any(phrases.IN_COMPANY)
_BESIDE = late(rf"{_FIGURE}\s*({_COMPANY})|({_COMPANY}){_SIGN}\s*{_FIGURE}{_SIGN}", re.IGNORECASE)
_ENUMERATED = re.compile(r"\s*,\s+")
_NAMED = f"(?:{_any(phrases.UPDATED)}|{_any(phrases.PUBLISHED)})"
_BEFORE = rf"{_NAMED}(?:\s?/\s?{_NAMED})*"
_LABEL = late(rf"{_BEFORE}\s?:", re.IGNORECASE)
"""What such a line is while nothing stands in it."""
_AGO = late(
    rf"{_SIGN}(?:{_BEFORE}\W{{0,3}}\s*)?(?:"
    + _any(phrases.AGO)
    .replace("#", rf"(?:\d{{1,4}}(?:[.,]\d)?|{phrases.ONE})")
    .replace("(", "(?:")
    .replace("(?:?:", "(?:")
    + rf")(?:\s*{_BEFORE})?{_SIGN}",
    re.IGNORECASE,
)
_UPDATED = late(rf"{_SIGN}(?:{_any(phrases.UPDATED)})(?!\w)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-3])(?:[:h.](?:[0-5]\d))(?::[0-5]\d)?(?![\d:]|\.\d)(?:\s?[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_][\w.]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a block that may change without a change of what is said.

    Attributes:
        start, end: where they stand in the block.
        rule: which rule says so.
        is_whole: whether the line says nothing else, so that it may also come or go.
        is_line: whether lines that have such a mark are the same line whatever else they say.
    """

    start: int
    end: int
    rule: str
    is_whole: bool = True
    is_line: bool = True


@lru_cache(1 << 12)
def marks(text: str, form: str) -> tuple[Mark, ...]:
    """What in a block is noise if it changes.

    Args:
        text: of the block.
        form: its kind; nothing in a ``row`` or ``footnote`` is noise.
    """
    if form in ("row", "footnote"):
        return ()
    tail = _commented(text) if form == "paragraph" else None
    if len(text) > _LONGEST:
        return (tail,) if tail else ()
    found: list[Mark] = []
    start = 0
    for border in (*_BORDER.finditer(text), None):
        end = border.start() if border else len(text)
        if mark := _mark(text[start:end], start):
            found.append(mark)
        start = border.end() if border else end
    if tail and not any(mark.end > tail.start for mark in found):
        found.append(tail)
    return tuple(found)


def _commented(text: str) -> Mark | None:
    """Where comments are counted at the end of what is no sentence, as below a headline."""
    end = len(text.rstrip())
    if match := _COMMENTED.search(text, max(0, end - _TAIL), end):
        return Mark(match.start(), match.end(), "counter", is_line=False)
    if end <= SHORT and (match := _AFTER_CLOCK.search(text, 0, end)):
        return Mark(match.start(1), match.end(1), "counter", is_line=False)
    return None


def counted_beside(line: str) -> frozenset[str]:
    """What a line counts beside comments and the like, in small letters."""
    if len(line) > SHORT or not _counts(line.strip()):
        return frozenset()
    return frozenset(filter(None, map(_beside, _ENUMERATED.split(line.strip()))))


def counted_alone(line: str) -> str:
    """What a line counts that alone may be what a text says; empty if it does not."""
    return _beside(line.strip()) if len(line) <= SHORT else ""


def _beside(part: str) -> str:
    match = _BESIDE.fullmatch(part)
    return (match[1] or match[2]).lower() if match else ""


def _mark(line: str, at: int) -> Mark | None:
    inner = line.strip()
    if not inner:
        return None
    at += len(line) - len(line.lstrip())
    end = at + len(inner)
    if _counts(inner):
        return Mark(at, end, "counter")
    if _AGO.fullmatch(inner) or _LABEL.fullmatch(inner):
        return Mark(at, end, "relative time")
    if clock := _clock(inner):
        return Mark(at + clock[0], at + clock[1], "clock", is_whole=False)
    return None


def _counts(line: str) -> bool:
    """Whether a line only counts: one thing, or several between commas."""
    parts = _ENUMERATED.split(line)
    sure = [bool(_COUNTER.fullmatch(part)) for part in parts]
    return any(sure) and all(
        is_sure or _BESIDE.fullmatch(part) for part, is_sure in zip(parts, sure, strict=True)
    )


def _clock(line: str) -> tuple[int, int] | None:
    """Where the clock stands in a line that says when the page was changed, and nothing else."""
    head = _UPDATED.match(line)
    clock = _CLOCK.search(line, head.end()) if head else None
    if head is None or clock is None:
        return None
    rest = line[head.end() : clock.start()] + " " + line[clock.end() :]
    for word in _WORDS.findall(rest):
        if word.lower().rstrip(".") not in phrases.SMALL and not month(word):
            return None
    return clock.start(), clock.end()


def rule_of(old: str, new: str) -> str:
    """The rule by which two words that look different are the same."""
    if looked(old) == looked(new):
        return "white space"
    return "marks" if folded(old) == folded(new) else "capitals"
