"""What is expected of a source: as its file says, and as the archive remembers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from archive.translation import _, n_
from archive.translation.speaking import forms

_DAY = timedelta(days=1)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[^\\W{_UNSPACED}]+|[{_UNSPACED}]{{2}}")
"""A word; of Chinese and Japanese, which set none apart, two characters."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many new texts in so long a time, at least."""

    count: int
    span: timedelta

    @property
    def words(self) -> str:
        """For people: ``1 in 7 days``."""
        return n_("{n} in {span}", "{n} in {span}", self.count, span=spelled(self.span))


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is expected of a source.

    Attributes:
        articles: how many new texts come, at least; ``None`` where nothing is expected.
        words: words that the text of an article has, at least; 0 where nothing is expected.
        languages: ISO 639-1 codes, one of which the text of an article is in; empty for any.
    """

    articles: Rate | None = None
    words: int = 0
    languages: tuple[str, ...] = ()


def spelled(span: timedelta) -> str:
    """A time in whole days or hours, for people: ``7 days``, ``36 hours``."""
    if span >= _DAY and not span % _DAY:
        return n_("{n} day", "{n} days", span // _DAY)
    hours = span / timedelta(hours=1)
    if hours == int(hours):
        return n_("{n} hour", "{n} hours", int(hours))
    return _("{number} hours", number=forms().number(hours, 1))


def number_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))
