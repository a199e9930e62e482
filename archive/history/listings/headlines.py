"""Two headlines of an item: whether what they say differs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Verdict = Literal["same", "kicker", "retitled"]

# What lists set between a kicker or a label and the headline.
_BREAKS = re.compile(r"\s*(?::|\||•|·|\+(?=\w)|\s[-–—]\s)\s*")
_WORDS = re.compile(r"\w+")
_LEAST = 12
"""Letters of a headline without its kicker: fewer may stand behind any colon."""


def verdict(old: str, new: str) -> Verdict:
    """What became of a headline.

    ``same``: all letters and digits, or all words in another order; spaces, quotes and dashes are
    how a page is made. ``kicker``: what stands before the headline, and a mark that parts the two,
    came, went or is another ("Storm: Three ships are lost").
    """
    if _letters(old) == _letters(new) or _bag(old) == _bag(new):
        return "same"
    is_kicker = _differ_before(old, new) or _differ_before(new, old)
    return "kicker" if is_kicker else "retitled"


def _differ_before(one: str, other: str) -> bool:
    """Whether a title has a headline behind a mark, and another ends with the same headline.

    In the other it stands behind a mark, too, or is all of it. Or what is before it there is only
    less: "Church • The best of the week +Can you stay?" is "Church Can you stay?" with a label.
    """
    *_, found = [0, *(match.end() for match in _BREAKS.finditer(one))]
    head, whole = _letters(one[found:]), _letters(other)
    if len(head) < _LEAST or not whole.endswith(head):
        return False
    starts = {0, *(len(_letters(other[: match.end()])) for match in _BREAKS.finditer(other))}
    before = whole[: len(whole) - len(head)]
    return len(before) in starts or _letters(one[:found]).startswith(before)


@lru_cache(maxsize=8192)
def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _bag(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return sorted(_WORDS.findall(plain))
