"""Words as they are compared when a quotation is looked for: as differences fold them.

One kind of quotation mark, dash, ellipsis and space; composed, without invisible characters; the
stroke between the cells of a table is a space. Every character keeps the place it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.history.diff.words import DASHES, INVISIBLE, QUOTES, folded

_JAMO = "\u1160-\u11ff\ud7b0-\ud7ff"
"""Vowels and final consonants of Korean, which are composed with what stands before them."""
_PLANES = 0x20000
"""Where no mark stands from here on, but for those that choose a form."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared.

    Attributes:
        text: what is compared.
        starts, ends: for each of its characters, where what it was made of begins and ends.
    """

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str, *, capitals: bool = True) -> Folded:
        """Fold a text; without ``capitals`` to small letters, too."""
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end, plain in _units(text):
            shown = plain if capitals else plain.casefold()
            words.append(shown)
            if len(shown) == end - start:
                starts += range(start, end)
                ends += range(start + 1, end + 1)
            else:
                starts += [start] * len(shown)
                ends += [end] * len(shown)
        return cls("".join(words), starts, ends)

    def spans(self, words: str, most: int) -> Iterator[tuple[int, int]]:
        """Where folded words stand in the original text, that many times at most."""
        at = self.text.find(words) if words else -1
        while at >= 0 and most > 0:
            yield self.starts[at], self.ends[at + len(words) - 1]
            at = self.text.find(words, at + 1)
            most -= 1


def plain(text: str) -> str:
    """A text as it is compared, places aside."""
    return folded(text.replace("|", " "))


def _units(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of a text, and what each is compared by; of the same length or told as a whole."""
    run, unit = _patterns()
    at = 0
    while at < len(text):
        match = run.match(text, at)
        if match and folded(match[0]) == match[0]:
            yield at, match.end(), match[0]
            at = match.end()
            continue
        whole = unit.match(text, at)
        assert whole is not None  # noqa: S101  # any character is a unit
        first = text[at]
        yield at, whole.end(), " " if first.isspace() or first == "|" else folded(whole[0])
        at = whole.end()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that are what they are compared by; what else is folded as a whole.

    That is a run of spaces, or of marks that are one, or a letter with its marks.
    """
    marks = f"{_combining()}{INVISIBLE}{_JAMO}"
    odd = f"\\s|{QUOTES}.\u2026{marks}{DASHES}"
    run = re.compile(f"[^{odd}]+(?: [^{odd}]+)*(?![{marks}])(?<![ ])")
    after = f"[{marks}]*"
    spaces = f"(?:[\\s|][{INVISIBLE}]*)+"
    signs = (f"(?:[{kind}]{after})+" for kind in (QUOTES, DASHES, ".\u2026"))
    return run, re.compile("|".join((spaces, *signs, f".{after}")), re.DOTALL)


def _combining() -> str:
    """Marks that are written with a letter (Unicode, general category M), as ranges."""
    places = [*range(0x300, _PLANES), *range(0xE0100, 0xE01F0)]
    found = [n for n in places if unicodedata.category(chr(n))[0] == "M"]
    ranges: list[list[int]] = []
    for number in found:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
