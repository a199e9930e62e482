"""The place of a text where the words stand that were looked for, with marks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.analysis import Word, words_in
from archive.search.compiling import BEGINS, Wanted

MARK = ("\x02", "\x03")
"""What stands before and after a found word."""
_WORDS = 32
_FIRST = (400, 2_000, 6_000)
_STEP = 20_000
_FAR = 20_000
"""Characters after which one of the words is enough."""
_OVER = 200
_MOST = 400_000
_SPACES = re.compile(r"\s+")


def snippet_of(text: str, language: str | None, wanted: Wanted) -> str:
    """Some thirty words of a text, as they stand there, around the words that were found.

    The stretch that has most different ones of them is shown, the first of these; the beginning
    of the text where none is in it (they may be in the title).
    """
    best, most, start = "", 0, 0
    for end in _ends(len(text)):
        part = text[start : end + _OVER]
        words = words_in(part, language)
        found = sorted(wanted_in(words, wanted))
        kinds = len({words[number].stem for number in found})
        if kinds > most:
            best = _cut(part, words, found, is_first=start == 0, is_last=end >= len(text))
            most = kinds
        if most >= wanted.parts or (most and end >= _FAR):
            break
        start = end
    if best:
        return best
    words = words_in(text[: _WORDS * 40], language)
    return _cut(text, words, [], is_first=True, is_last=len(text) < _WORDS * 40)


def _ends(length: int) -> Iterator[int]:
    """Where a text is cut to be looked at: most have the words near the beginning."""
    for end in (*_FIRST, *range(_STEP, _MOST, _STEP)):
        yield min(end, length)
        if end >= length:
            return


def marked(text: str, language: str | None, wanted: Wanted) -> str:
    """A short text as a whole, with marks."""
    words = words_in(text, language)
    return _marked(text, 0, len(text), [words[n] for n in sorted(wanted_in(words, wanted))])


def wanted_in(words: Sequence[Word], wanted: Wanted) -> set[int]:
    """The numbers of the words of a text that were looked for."""
    terms = wanted.terms
    found = {
        number
        for number, word in enumerate(words)
        if word.surface in terms or word.stem in terms or word.other in terms
    }
    for phrase in wanted.phrases:
        for number, word in enumerate(words):
            if _is_same(word.surface, phrase[0]) and _stands(words, number, phrase):
                found.update(range(number, number + len(phrase)))
    return found


def _stands(words: Sequence[Word], number: int, phrase: Sequence[str]) -> bool:
    if number + len(phrase) > len(words):
        return False
    return all(_is_same(words[number + n].surface, term) for n, term in enumerate(phrase))


def _is_same(surface: str, term: str) -> bool:
    return surface.startswith(term[:-1]) if term.endswith(BEGINS) else surface == term


def _cut(
    text: str, words: list[Word], found: Sequence[int], *, is_first: bool, is_last: bool
) -> str:
    first = _best(words, found) if found else 0
    # Some words of what stands before, as people read from there.
    first = max(0, first - 4) if not is_first or first > _WORDS // 2 else 0
    last = min(len(words), first + _WORDS)
    if not words:
        return ""
    start = words[first].start if first else 0
    end = words[last - 1].end if last < len(words) else len(text.rstrip())
    inside = [words[number] for number in found if first <= number < last]
    before = "…" if first or not is_first else ""
    after = "…" if last < len(words) or not is_last else ""
    cut = _marked(text, start, min(end, start + _WORDS * 40), inside)
    return before + _SPACES.sub(" ", cut).strip() + after


def _best(words: Sequence[Word], found: Sequence[int]) -> int:
    """The number of the word that the best stretch begins with."""
    best, most, end = found[0], 0, 0
    for begin, number in enumerate(found):
        while end < len(found) and found[end] < number + _WORDS - 4:
            end += 1
        kinds = len({words[one].stem for one in found[begin:end]})
        if kinds > most:
            best, most = number, kinds
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
