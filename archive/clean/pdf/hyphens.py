"""Words that are broken at the end of a line, put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_HYPHENS = "-\u2010"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*(?=[-\u2010]$)")
_FIRST = re.compile(r"[^\W\d_]+")
# Addresses are broken at their marks, and no space stands before what follows a dash without one.
_LONGEST_ADDRESS = 500
_UNSPACED = re.compile(r"\w[/@–—]$")
_ADDRESS = re.compile(r"(?=.*(?:://|www\.)).*([/_=&?%#.-])$")


class Hyphens:
    """Tells a hyphen that only breaks a line from one that belongs to the word.

    The document itself is the dictionary: a word that it writes in one piece elsewhere is whole, a
    word that it writes with a hyphen keeps it, and so does one that begins like such a word and
    goes on with a word of its own (``self-``, ``non-``).
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._openings: Counter[str] = Counter()
        for line in lines:
            # What stands at the end may be broken, and so may be what follows it.
            for match in _WORD.finditer(line):
                if match.end() >= len(line) - 1 and line[-1] in _HYPHENS:
                    continue
                word = match[0].casefold().replace("\u2010", "-")
                self._words[word] += 1
                opening, hyphen, _ = word.partition("-")
                if hyphen:
                    self._openings[opening] += 1

    def joined(self, text: str, line: str) -> str:
        """A text and the line that follows."""
        last = text[text.rfind(" ") + 1 :]
        if not last or not line or _UNSPACED.search(last[-2:]):
            return text + line
        if (address := _ADDRESS.match(last[-_LONGEST_ADDRESS:])) and (
            address[1] not in ".?" or not line[0].isupper()
        ):
            return text + line
        if text[-1] not in _HYPHENS or not text[-2:-1].isalnum():
            return f"{text} {line}"
        begun, rest = _LAST.search(last), _FIRST.match(line)
        if begun is None or rest is None or not line[0].islower():
            # A hyphen before a capital or a digit belongs to the word.
            return text + line
        return text[:-1] + line if self._is_break(begun[0], rest[0]) else text + line

    def _is_break(self, last: str, first: str) -> bool:
        last, first = last.casefold(), first.casefold()
        whole, compound = self._words[last + first], self._words[f"{last}-{first}"]
        if whole or compound:
            return whole >= compound
        return not (self._openings[last] and self._words[first])
