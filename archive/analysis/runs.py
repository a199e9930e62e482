"""Runs of characters of scripts that are written without spaces between words.

They are kept as overlapping pairs, so that a word of any length is a sequence of them. Korean has
spaces, but its words carry particles and stand together in one: pairs find them inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

from archive.analysis.characters import (
    HANGUL,
    IGNORED,
    MARKS,
    SOUTH_EAST_ASIAN_MARKS,
    UNSPACED_MARKS,
)
from archive.analysis.endings import korean
from archive.analysis.folding import MAX_LENGTH, fold

_MARKS = f"{MARKS}{UNSPACED_MARKS}{SOUTH_EAST_ASIAN_MARKS}{IGNORED}"
_FOLDED = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+")
"""Characters that folding leaves as they are, each a letter by itself."""
_CHARACTER = re.compile(
    # Letters of which a Korean syllable is made up; else a character with what hangs on it.
    "[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    f"[{IGNORED}]*|.[{_MARKS}]*",
    re.DOTALL,
)
_HANGUL = re.compile(f"[{HANGUL}]+$")
_KOREAN_LENGTHS = range(2, 17)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of such characters.

    Attributes:
        characters: each folded, with the marks on it.
        starts: where each begins in the run.
        ends: where each ends.
    """

    characters: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The pairs; the character, where there is but one."""
        pairs = tuple(map(add, self.characters, self.characters[1:]))
        return pairs or self.characters

    @property
    def bare(self) -> str:
        """Of a Korean word of two syllables or more: the word without its particle."""
        if len(self.characters) not in _KOREAN_LENGTHS:
            return ""
        word = "".join(self.characters)
        if not _HANGUL.match(word):
            return ""
        return korean(word)

    def entries(self, at: int) -> Iterator[tuple[str, str, str, int, int]]:
        """Its words where it begins at ``at``: surface, stem, other, start, end.

        A pair is found by its first character, the last by both.
        """
        size = max(1, len(self.characters) - 1)
        others = [""] * size
        if size < len(self.characters):
            others[-1] = self.characters[-1]
        # Of two syllables it is the first pair itself.
        if len(bare := self.bare) > 2:
            others[0] = bare
        starts = map(at.__add__, self.starts)
        ends = map(at.__add__, self.ends[1:] or self.ends)
        return zip(self.surfaces, self.characters, others, starts, ends, strict=False)


def run_of(text: str) -> Run:
    """A run of characters."""
    if _FOLDED.fullmatch(text):
        return Run(tuple(text), range(len(text)), range(1, len(text) + 1))
    found = ((fold(m.group())[:MAX_LENGTH], m.start(), m.end()) for m in _CHARACTER.finditer(text))
    kept = [character for character in found if character[0]]
    characters, starts, ends = zip(*kept, strict=True) if kept else ((), (), ())
    return Run(characters, starts, ends)
