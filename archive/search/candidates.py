"""Where in a text words may stand that are looked for, found without analysing all of it.

A word that is not in the memo of analysis takes some twenty microseconds, a text has hundreds, and
few of them begin like one that is looked for. Forms of a word begin with the same two letters, but
in scripts whose light stemmers take off what stands before a word: there all is analysed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from archive.analysis import Word, words_in
from archive.analysis.folding import fold
from archive.search.compiling import Wanted

_PLAIN = (
    (0x30, 0x3A), (0x41, 0x5B), (0x61, 0x7B), (0xAA, 0xAB), (0xB2, 0xBB), (0xC0, 0x250),
    (0x386, 0x400), (0x400, 0x482), (0x48A, 0x530), (0x1E00, 0x2000), (0xFB00, 0xFB07),
    (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B),
)  # fmt: skip
"""Digits, Latin, Greek and Cyrillic letters."""
_INSIDE = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386\u0388-\u0481"
"""After these a word does not begin; after a Chinese character it may."""
_SHORT = 3
"""Of shorter words and these the first letter alone is kept: ``dying`` is of ``die``."""
_JOINED = r"[^\w\s]{0,3}"
"""What may stand within a word: hyphens, apostrophes, marks of accents."""
_WORD_CHARACTER = re.compile(r"\w")
_SPACE = re.compile(r"\s")


def candidates_in(text: str, language: str | None, wanted: Wanted) -> list[Word]:
    """The words of a text among which are all that are wanted.

    Where others were left out between two of them there is one without a surface.
    """
    pattern = _pattern(_beginnings(wanted))
    if pattern is None:
        return words_in(text, language)
    words: list[Word] = []
    done = 0
    for found in pattern.finditer(text):
        if found.start() < done:
            continue
        start = found.start()
        while start and not text[start - 1].isspace():
            start -= 1
        space = _SPACE.search(text, found.end())
        end = space.start() if space else len(text)
        if _WORD_CHARACTER.search(text, done, start):
            words.append(Word("", "", start, start))
        words += [
            word._replace(start=start + word.start, end=start + word.end)
            for word in words_in(text[start:end], language)
        ]
        done = end
    return words


def _beginnings(wanted: Wanted) -> frozenset[str]:
    terms = [*wanted.terms, *(term for phrase in wanted.phrases for term in phrase)]
    return frozenset(term[: 1 if len(term) <= _SHORT else 2] for term in terms)


@lru_cache(maxsize=64)
def _pattern(beginnings: Iterable[str]) -> re.Pattern[str] | None:
    """What words begin with; ``None`` where that cannot be told by their letters."""
    letters = _letters()
    firsts, parts = "", []
    for beginning in sorted(beginnings):
        if any(letter not in letters for letter in beginning):
            return None
        single, several = letters[beginning[0]]
        firsts += single + several
        if len(beginning) == 1:
            parts.append(f"(?<=[{single}{several}])")
            continue
        parts.append(f"(?<=[{single}]){_JOINED}[{''.join(letters[beginning[1]])}]")
        if several:
            parts.append(f"(?<=[{several}])")
    if not parts:
        return None
    # A class of characters at its beginning is what the engine looks for quickest.
    return re.compile(rf"[{firsts}](?<![{_INSIDE}][{firsts}])(?:{'|'.join(parts)})")


@cache
def _letters() -> dict[str, tuple[str, str]]:
    """For folded letters those that fold to it alone, and those that fold to it and more."""
    found: dict[str, tuple[str, str]] = {}
    for first, end in _PLAIN:
        for character in map(chr, range(first, end)):
            folded = fold(character)
            if not folded or not character.isalnum():
                continue
            single, several = found.get(folded[0], ("", ""))
            if len(folded) == 1:
                single += character
            else:
                several += character
            found[folded[0]] = (single, several)
    return {letter: both for letter, both in found.items() if both[0]}
