"""Where in a text words may stand that are looked for, found without analysing all of it.

A word that is not in the memo of analysis takes some twenty microseconds, a text has hundreds, and
few of them begin like one that is looked for. Forms of a word begin with the same two letters, but
in languages whose stemmers change them: there all is analysed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from string import ascii_lowercase

from archive.analysis import Word, words_in
from archive.analysis.folding import fold
from archive.analysis.stemming import STEM_MARK
from archive.search.compiling import BEGINS, Wanted

_PLAIN = (
    (0x30, 0x3A), (0x41, 0x5B), (0x61, 0x7B), (0xAA, 0xAB), (0xB2, 0xBB), (0xC0, 0x2B0),
    (0x386, 0x400), (0x400, 0x482), (0x48A, 0x530), (0x1E00, 0x2000), (0xFB00, 0xFB07),
    (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B),
    *((zero, zero + 10) for zero in (
        0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
        0xF20, 0x1040, 0x17E0, 0x1810,
    )),
)  # fmt: skip
"""Latin, Greek and Cyrillic letters, digits of any script."""
_INSIDE = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0386\u0388-\u0481"
"""After these a word does not begin; after a Chinese character it may."""
_SPACES = " \t\n\r\f\v\u3000"
_SPACE = re.compile(f"[{_SPACES}]")
_JOINED = rf"(?:[^\w{_SPACES}]|[\u02b0-\u02ff]){{0,3}}"
"""What may stand within a word: hyphens, apostrophes, marks of accents, blanks of numbers."""
_CHANGING = frozenset(("bs", "eo", "ga", "hr", "id", "nl", "sr"))
"""Languages whose stemmers change how a word begins: ``gewerkt`` is of ``werk``."""
_WORD_CHARACTER = re.compile(r"\w")


class Candidates:
    """Finds words that may be wanted, and keeps what it learned of one text for the next.

    Attributes:
        wanted: what is looked for.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        inner = {term for phrase in wanted.phrases for term in phrase}
        self._terms = wanted.terms | {term for term in inner if not term.endswith(BEGINS)}
        self._beginnings = tuple(term[:-1] for term in inner if term.endswith(BEGINS))
        # A word that may stand near another is a phrase of its own.
        self._alone = {phrase[0] for phrase in wanted.phrases if len(phrase) == 1} & self._terms
        self._sequences = [p for p in wanted.phrases if len(p) > 1 or p[0] not in self._alone]
        self._has_sequences = any(len(phrase) > 1 for phrase in wanted.phrases)
        self._pattern = _pattern(_beginnings(wanted))
        self._known: dict[str | None, dict[str, Sequence[Word]]] = {}

    def wanted_in(self, text: str, language: str | None) -> list[Word]:
        """The words of a text that are wanted, in their order."""
        if not self._terms and not self._beginnings:
            return []
        return self.wanted_among(self.within(text, language))

    def wanted_among(self, words: Sequence[Word]) -> list[Word]:
        """Those of the words of a text that are wanted."""
        terms, alone = self.wanted.terms, self._alone
        found = {
            number
            for number, (surface, stem, _, _, other) in enumerate(words)
            if surface in terms or stem in terms or other in terms or surface in alone
        }
        for phrase in self._sequences:
            for number in _begins_of(phrase, words):
                found.update(range(number, number + len(phrase)))
        return [words[number] for number in sorted(found)]

    def within(self, text: str, language: str | None) -> list[Word]:
        """The words of a text among which are all that are wanted.

        Where others were left out between two of them there may be one without a surface, and
        there is where words are wanted in sequence.
        """
        if self._pattern is None or language in _CHANGING:
            return words_in(text, language)
        known = self._known.setdefault(language, {})
        words: list[Word] = []
        last = done = 0
        for found in self._pattern.finditer(text):
            start = found.start()
            if start < done:
                continue
            while start and text[start - 1] not in _SPACES:
                start -= 1
            space = _SPACE.search(text, found.end())
            done = space.start() if space else len(text)
            token = text[start:done]
            inner = known.get(token)
            if inner is None:
                inner = known[token] = self._learned(token, language)
            if inner:
                if self._has_sequences and _has_words(text[last:start], language):
                    words.append(Word("", "", start, start))
                words += [_moved(word, start) for word in inner]
                last = done
        return words

    def _learned(self, token: str, language: str | None) -> Sequence[Word]:
        """The words of what stands between spaces, if any of them may be wanted."""
        words = _words_of(token, language)
        return words if any(map(self._may_be_wanted, words)) else ()

    def _may_be_wanted(self, word: Word) -> bool:
        terms = self._terms
        return (
            word.surface in terms
            or word.stem in terms
            or word.other in terms
            or word.surface.startswith(self._beginnings)
        )


@lru_cache(maxsize=16_384)
def _words_of(token: str, language: str | None) -> Sequence[Word]:
    """The words of what stands between spaces: who narrows a search asks for them again."""
    return tuple(words_in(token, language))


def _begins_of(phrase: Sequence[str], words: Sequence[Word]) -> Iterator[int]:
    """The numbers of words with which a sequence begins."""
    size = len(phrase)
    for number in range(len(words) - size + 1):
        if _is_same(words[number].surface, phrase[0]) and all(
            map(_is_same, (word.surface for word in words[number + 1 : number + size]), phrase[1:])
        ):
            yield number


def _is_same(surface: str, term: str) -> bool:
    return surface.startswith(term[:-1]) if term.endswith(BEGINS) else surface == term


def _has_words(text: str, language: str | None) -> bool:
    return bool(_WORD_CHARACTER.search(text) or words_in(text, language))


def _moved(word: Word, by: int) -> Word:
    return tuple.__new__(Word, (word[0], word[1], word[2] + by, word[3] + by, word[4]))


def _beginnings(wanted: Wanted) -> frozenset[str]:
    terms = [*wanted.terms, *(term for phrase in wanted.phrases for term in phrase)]
    return frozenset(beginning for term in terms for beginning in _beginnings_of(term))


def _beginnings_of(term: str) -> Iterator[str]:
    if term.endswith(BEGINS):
        yield term[:-1][:2]
        return
    bare = term.rstrip(STEM_MARK) or term
    # "dying" is of "die", and of two letters the second may be any of an ending.
    yield bare[: 1 if len(bare) < 3 or (len(bare) == 3 and bare.endswith("ie")) else 2]
    if bare[0] in "aou":
        # "Aerzte" is of "Arzt".
        yield f"{bare[0]}e"


@lru_cache(maxsize=64)
def _pattern(beginnings: Iterable[str]) -> re.Pattern[str] | None:
    """What words begin with; ``None`` where that cannot be told by their letters."""
    letters = _letters()
    firsts, double, parts = "", "", []
    others = set(ascii_lowercase)
    for beginning in sorted(beginnings):
        if any(letter not in letters for letter in beginning):
            return None
        single, several = letters[beginning[0]]
        firsts += single + several
        if len(beginning) == 1:
            parts.append(f"(?<=[{single}{several}])")
            others.clear()
            continue
        others.discard(beginning[1])
        parts.append(f"(?<=[{single}]){_JOINED}[{''.join(letters[beginning[1]])}]")
        if several:
            parts.append(f"(?<=[{several}])")
            double += several
    if not parts:
        return None
    # A class of characters at its beginning is what the engine looks for quickest, and most words
    # that begin like one that is wanted have another letter behind that.
    soon = f"(?:(?![{''.join(sorted(others))}])" + (f"|(?<=[{double}]))" if double else ")")
    return re.compile(
        rf"[{firsts}]{soon if others else ''}(?<![{_INSIDE}][{firsts}])(?:{'|'.join(parts)})"
    )


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
