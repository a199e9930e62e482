"""Which parts of a script are code, and which are comments, strings or patterns (ECMA-262, 12)."""

from __future__ import annotations

import re
from bisect import bisect_right

from archive.patterns import late

_LITERAL = (
    r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"""
)
_TOKEN = late(rf"{_LITERAL}|`|/", re.DOTALL)
# Inside a substitution of a template the braces tell where it ends.
_INSIDE = late(rf"{_LITERAL}|`|/|{{|}}", re.DOTALL)
_TEMPLATE = late(r"(?:[^`\\$]|\\.|\$(?!\{))*+(`|\$\{)?", re.DOTALL)
# Of bounded length, as each slash may turn out to be none of these.
_PATTERN = late(r"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,400}+\]){1,1500}+/[a-z]{0,8}+")
_LAST_WORD = late(r"[\w$]+$")
_BEFORE_PATTERN = frozenset(
    ("return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "instanceof", "new",
     "throw", "yield", "await")
)  # fmt: skip
_CALLED = late(r"\s?\.(?:test|exec)\(")
_BACK = 64
_MISSES = 500
"""Slashes that looked like the start of a pattern and were none, before none is looked for."""


class Literals:
    """The comments, strings, texts of templates and patterns of a script.

    Args:
        text: the script.
        end: they are looked for up to here.
    """

    __slots__ = ("_ends", "_misses", "_starts", "_text")

    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._misses = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._read(end)

    def holds(self, at: int) -> bool:
        """Whether a place is in one of them, thus no code."""
        one = bisect_right(self._starts, at) - 1
        return one >= 0 and at < self._ends[one]

    def _read(self, end: int) -> None:
        text, at = self._text, 0
        braces: list[int] = []
        while (match := (_INSIDE if braces else _TOKEN).search(text, at, end)) is not None:
            start, at = match.span()
            first = text[start]
            if first == "{":
                braces[-1] += 1
                continue
            if first == "}":
                braces[-1] -= 1
                if braces[-1] >= 0:
                    continue
                braces.pop()
            if first in "`}":
                at = self._template(at, braces)
            elif at - start == 1 and first == "/":
                found = self._pattern(start)
                if found is None:
                    continue
                at = found
            self._starts.append(start)
            self._ends.append(at)

    def _template(self, at: int, braces: list[int]) -> int:
        """Where the text of a template ends that goes on here."""
        match = _TEMPLATE.match(self._text, at)
        if match is None:
            return at
        if match[1] == "${":
            braces.append(0)
        return match.end()

    def _pattern(self, start: int) -> int | None:
        """The end of the pattern that a slash begins; ``None`` where it divides."""
        if self._misses > _MISSES:
            return None
        before = self._text[max(0, start - _BACK) : start].rstrip()
        last = before[-1:]
        word = _LAST_WORD.search(before)
        is_value = (word[0] not in _BEFORE_PATTERN) if word else last in (")", "]", "}", '"', "'")
        if is_value and last not in (")", "}"):
            return None
        match = _PATTERN.match(self._text, start)
        if match is None:
            self._misses += 1
            return None
        # After a bracket it is one in ``if (a) /b/.test(c)`` and none in ``(a) / b / c``.
        if is_value and not _CALLED.match(self._text, match.end()):
            return None
        return match.end()
