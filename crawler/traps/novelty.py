"""Whether a text says something that its like have not said."""

from __future__ import annotations

import re

from archive.clean.months import month
from archive.shingles import shingles

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST = 8
"""Shingles of five words that must be new: about twelve words in a row."""
_SHARE = 0.2
_MOST = 200_000
"""Shingles that are remembered of a shape; what comes after passes for new."""


class Said:
    """What the pages of one shape have said, numbers and months aside.

    An empty day of a calendar says what every other does, but for its date.
    """

    def __init__(self) -> None:
        self._known: set[int] = set()

    def adds(self, text: str) -> bool:
        """Whether a text says something new; from then on it is known."""
        numbers = set(shingles(undated(text)).numbers.tolist())
        new = numbers - self._known
        if len(self._known) < _MOST:
            self._known |= new
        return len(new) >= max(_FEWEST, _SHARE * len(numbers))


def undated(text: str) -> str:
    """A text in which all numbers and names of months are the same."""
    plain = _NUMBER.sub("0", text)
    return _WORD.sub(lambda match: "0" if month(match[0]) else match[0], plain)
