"""Texts as shingles: what a text says, in overlapping runs of words that can be compared.

A word is a run of letters and digits, whatever its case, quotes and hyphens around it. In scripts
that put no space between words each character stands for itself, and a run has more of them. So
one rule serves all languages, and none has to be known.

Of the shingles of a text some are chosen as its *fingerprints* by winnowing (Schleimer, Wilkerson
and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003): of every
``WINDOW`` shingles in a row the one with the least number. Two texts with a passage of ``CERTAIN``
words in common therefore have a fingerprint in common, wherever it stands and however long they
are, which MinHash and SimHash of whole texts do not give.

All of it is integer arithmetic on CRC-32 (ISO 3309), and so the same on every machine. Letters
that Unicode did not have before version 14 depend on the Python that reads them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Numbers = np.ndarray[Any, np.dtype[Any]]

_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Tibetan, Burmese, Khmer; Chinese and Japanese."""
_UNSEEN = "\u00ad\u0640\u200b-\u200d\u2060\ufeff"
_WITHIN = (
    f"{_UNSEEN}\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0966-\u0dff"
)
"""Marks that are part of a word: accents, points, vowel signs of India, what is not seen."""
_LETTERS = f"[^\\W_{_UNSPACED}]"
# What most words are of is tried first, for speed.
_WORD = re.compile(
    f"[0-9A-Za-z\u00df-\u024f]+(?![\\w{_WITHIN}])"
    f"|{_LETTERS}+(?:[{_WITHIN}]+{_LETTERS}*)*|[{_UNSPACED}]"
)
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_ONE = re.compile(f"[{_UNSPACED}]")

OF_WORD, OF_CHARACTER = 3, 2
"""What words weigh, and characters that stand for themselves."""
_SHINGLE = 15
"""What a shingle weighs at least: five words, or eight characters."""
WINDOW = 32
CERTAIN = WINDOW + 4
"""Words of a passage that is sure to be found; 39 characters where they stand for themselves."""

_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The words of a text and its shingles.

    Attributes:
        words: a number for each word.
        weights: what each weighs.
        numbers: a number of 64 bits for each shingle; the nth begins with the nth word.
        ends: the word after each shingle.
    """

    words: Numbers
    weights: Numbers
    numbers: Numbers
    ends: Numbers


def shingles(text: str) -> Shingles:
    """The shingles of a text; one of fewer words than a shingle has is a shingle itself."""
    known = np.array([_numbered(word) for word in _WORD.findall(text)], dtype=np.uint64)
    words, weights = known >> np.uint64(2), (known & np.uint64(3)).astype(np.int64)
    weighed = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(weights)))
    ends = np.searchsorted(weighed, weighed[:-1] + _SHINGLE)
    whole = int(np.count_nonzero(ends <= len(words)))
    ends = np.minimum(ends[: max(whole, min(1, len(words)))], len(words))
    return Shingles(words, weights, _numbers(words, ends), ends)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each word of a text stands, in characters."""
    return [match.span() for match in _WORD.finditer(text)]


def fingerprints(text: str) -> frozenset[int]:
    """Signed numbers of 32 bits for a text, about one for 16 words; none where it has no word."""
    numbers = shingles(text).numbers
    if len(numbers) >= WINDOW:
        numbers = sliding_window_view(numbers, WINDOW).min(axis=1)
    elif len(numbers):
        numbers = numbers.min(keepdims=True)
    # The upper bits of what was chosen are mostly nought, which the lower ones are not.
    return frozenset(numbers.astype(np.uint32).view(np.int32).tolist())


@lru_cache(maxsize=1 << 16)
def _numbered(word: str) -> int:
    """A word's number and, in the last two bits, its weight."""
    plain = word.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", _NOT_SEEN.sub("", plain)).casefold()
    weight = OF_CHARACTER if len(word) == 1 and _ONE.match(word) else OF_WORD
    return crc32(plain.encode("utf-8", "surrogatepass")) << 2 | weight


def _numbers(words: Numbers, ends: Numbers) -> Numbers:
    """The number of each shingle: a polynomial of its words, modulo 2^64, and well mixed."""
    begins = np.arange(len(ends))
    total = np.zeros(len(ends), dtype=np.uint64)
    for step in range(int((ends - begins).max(initial=0))):
        place = begins + step
        more = total * _BASE + words[np.minimum(place, len(words) - 1)] + np.uint64(1)
        total = np.where(place < ends, more, total)
    return _mixed(total)


def _mixed(numbers: Numbers) -> Numbers:
    """Each bit of the result depends on each bit given (the finaliser of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Numbers = numbers ^ (numbers >> np.uint64(31))
    return mixed
