"""The place of a text where the words stand that were looked for, with marks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.analysis import Word
from archive.search.candidates import Candidates

MARK = ("\x02", "\x03")
"""What stands before and after a found word."""
_LENGTH = 230
"""Characters that are shown: some thirty words."""
_LENGTH_UNSPACED = 100
"""The same of Chinese, Japanese and Korean."""
_UNSPACED = "\u2e80"
_BEFORE = 30
_WHOLE_WORD = 24
"""Characters by which what is shown may be longer or shorter, so that it ends with a word."""
_ENDS = (2_000, 6_000)
_STEP = 20_000
_FAR = 20_000
"""Characters after which one of the words is enough."""
_OVER = 200
_MOST = 400_000
_SPACES = re.compile(r"\s+")


def snippet_of(text: str, language: str | None, candidates: Candidates) -> str:
    """Some thirty words of a text, as they stand there, around the words that were found.

    The stretch that has most different ones of them is shown, the first of these; the beginning
    of the text where none is in it (they may be in the title).
    """
    best: list[Word] = []
    most, start = 0, 0
    for end in _ends(len(text)):
        found = candidates.wanted_in(text[start : end + _OVER], language)
        kinds = len({word.stem for word in found})
        if kinds > most:
            best, most = [_moved(word, start) for word in found] if start else found, kinds
        if most >= candidates.wanted.parts or (most and end >= _FAR):
            break
        start = end
    return _cut(text, best)


def _ends(length: int) -> Iterator[int]:
    """Where a text is cut to be looked at: most have the words near the beginning."""
    for end in (*_ENDS, *range(_STEP, _MOST, _STEP)):
        yield min(end, length)
        if end >= length:
            return


def _moved(word: Word, by: int) -> Word:
    return word._replace(start=word.start + by, end=word.end + by)


def marked(text: str, language: str | None, candidates: Candidates) -> str:
    """A short text as a whole, with marks."""
    return _marked(text, 0, len(text), candidates.wanted_in(text, language))


def _cut(text: str, found: Sequence[Word]) -> str:
    first = _best(found) if found else 0
    is_unspaced = bool(found) and text[first] >= _UNSPACED
    length = _LENGTH_UNSPACED if is_unspaced else _LENGTH
    # Some words of what stands before, as people read from there.
    start = first - _BEFORE if first > length // 2 else 0
    end = start + length
    if start:
        start = _after_space(text, start, first)
    if end < len(text):
        end = max(_before_space(text, end), min(first + 1, end))
    else:
        end = len(text.rstrip())
    inside = [word for word in found if start <= word.start and word.end <= end]
    cut = _SPACES.sub(" ", _marked(text, start, end, inside)).strip()
    return ("…" if start else "") + cut + ("…" if end < len(text.rstrip()) else "")


def _after_space(text: str, place: int, last: int) -> int:
    """Where the next word begins; the same place where that is too far off."""
    found = _SPACES.search(text, place, min(last, place + _WHOLE_WORD))
    return found.end() if found else place


def _before_space(text: str, place: int) -> int:
    """Where the last word ends; the same place where that is too far off."""
    found = _SPACES.search(text, place, place + _WHOLE_WORD)
    if found:
        return found.start()
    spaces = list(_SPACES.finditer(text, place - _WHOLE_WORD, place))
    return spaces[-1].start() if spaces else place


def _best(found: Sequence[Word]) -> int:
    """Where the best stretch begins."""
    best, most, end = found[0].start, 0, 0
    for begin, word in enumerate(found):
        while end < len(found) and found[end].end < word.start + _LENGTH - _BEFORE:
            end += 1
        kinds = len({one.stem for one in found[begin:end]})
        if kinds > most:
            best, most = word.start, kinds
    return best


def _marked(text: str, start: int, end: int, found: list[Word]) -> str:
    parts = []
    at = start
    for begin, stop in _joined(found):
        if begin < at or stop > end:
            continue
        parts += [text[at:begin], MARK[0], text[begin:stop], MARK[1]]
        at = stop
    return "".join([*parts, text[at:end]])


def _joined(found: list[Word]) -> list[tuple[int, int]]:
    """Where words stand; of those that overlap, as pairs of Chinese characters do, the whole."""
    spans: list[tuple[int, int]] = []
    for word in found:
        if spans and word.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], word.end))
        else:
            spans.append((word.start, word.end))
    return spans
