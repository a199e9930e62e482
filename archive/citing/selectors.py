"""Quotations: words with what stands around them, found in a text and made from a passage of it.

They are the selectors of the Web Annotation Data Model (W3C, 2017): ``TextQuoteSelector`` (4.2.4)
and, as a hint, ``TextPositionSelector`` (4.2.5).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from archive.citing.likeness import Folded, plain
from archive.citing.reading import Reading

Likeness = Literal["exact", "marks", "capitals"]
"""How like the quotation is to what stands there: the same characters; other spaces, quotation
marks, dashes or invisible characters; other capital letters, too."""

_CONTEXT = (32, 64, 128, 256)
"""Characters on either side, until words are told from others that are the same."""
_LONG = 300
"""Characters from which on a quotation is told by its first and last words."""
_ENDS = (60, 120, 240)
MOST = 200
"""Places at which words are looked for to stand."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are quoted.

    Attributes:
        exact: the words, or those that it begins with.
        until: those that it ends with, where ``exact`` is the beginning only; else empty.
        prefix, suffix: what stands before and after them; may be empty.
        start: where they begin in the words of the text; a hint.
    """

    exact: str
    until: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quotation stands.

    Attributes:
        start, end: characters of ``Reading.words`` from, and up to.
        likeness: how like it is.
        is_in_context: whether what stands around it is what the quotation says.
    """

    start: int
    end: int
    likeness: Likeness = "exact"
    is_in_context: bool = True


def found(reading: Reading, quote: Quote) -> tuple[Passage, ...]:
    """Where a quotation stands in a text, the likeliest place first; nothing where it does not.

    First by its very characters; then by what differences take for the same (spaces, quotation
    marks, dashes, invisible characters); at last whatever its capitals. A place with the words
    around it that the quotation names goes before one without.
    """
    best: tuple[Passage, ...] = ()
    for likeness, spans in _ways(reading, quote):
        passages = _ordered(reading, quote, likeness, spans)
        if passages and passages[0].is_in_context:
            return passages
        best = best or passages
    return best


def may_be_in(words: str, quote: Quote) -> bool:
    """Whether a text may have the words of a quotation, as far as is soon told.

    To fold a text and know all places takes a hundred times as long.
    """
    return quote.exact in words or plain(quote.exact).casefold() in plain(words).casefold()


def selector(reading: Reading, start: int, end: int) -> Quote:
    """The quotation that finds a passage of a text again, without spaces around it.

    Its context grows until no other place has the same; where none would, ``start`` tells them
    apart.
    """
    start, end = trimmed(reading.words, start, end)
    words = reading.words
    for size in _CONTEXT:
        first, last = _word_start(words, start, size), _word_end(words, end, size)
        if not _is_repeated(words, words[first:last]):
            break
    return Quote(words[start:end], "", words[first:start], words[end:last], start)


def shortened(reading: Reading, quote: Quote) -> Quote:
    """A long quotation by its first and last words, where these find the same passage."""
    places = found(reading, quote)
    if len(quote.exact) <= _LONG or not places:
        return quote
    there = places[0]
    for size in _ENDS:
        if 2 * size >= len(quote.exact):
            break
        head = quote.exact[: _word_end(quote.exact, 0, size)].rstrip()
        tail = quote.exact[_word_start(quote.exact, len(quote.exact), size) :].lstrip()
        short = replace(quote, exact=head, until=tail)
        again = found(reading, short)
        if again and (again[0].start, again[0].end) == (there.start, there.end):
            return short
    return quote


def trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """A passage without the spaces around it."""
    quoted = words[start:end]
    return start + len(quoted) - len(quoted.lstrip()), end - len(quoted) + len(quoted.rstrip())


def _ways(reading: Reading, quote: Quote) -> Iterator[tuple[Likeness, Iterable[tuple[int, int]]]]:
    words = reading.words
    if not quote.exact.strip():
        return
    if not quote.until:
        # Words with their context stand in few places, however often they stand alone.
        whole, lead = quote.prefix + quote.exact + quote.suffix, len(quote.prefix)
        places = ((at + lead, at + lead + len(quote.exact)) for at in _all(words, whole))
        yield "exact", places
    yield "exact", _ended(words, quote.until, (
        (at, at + len(quote.exact)) for at in _all(words, quote.exact)
    ))  # fmt: skip
    if not may_be_in(words, quote):
        return
    folded: tuple[Likeness, ...] = ("marks", "capitals")
    for likeness in folded:
        is_marks = likeness == "marks"
        text = reading.folded if is_marks else reading.without_capitals
        wanted, until = (
            part if is_marks else part.casefold() for part in map(plain, (quote.exact, quote.until))
        )
        yield likeness, _between(text, wanted, until)


def _between(text: Folded, wanted: str, until: str) -> Iterator[tuple[int, int]]:
    """Where folded words stand, up to where those that they end with stand next."""
    ends = sorted(end for _, end in text.spans(until, 50 * MOST))
    for start, end in text.spans(wanted, MOST):
        if not until:
            yield start, end
        elif (place := bisect_right(ends, end)) < len(ends):
            yield start, ends[place]


def _all(words: str, wanted: str) -> Iterator[int]:
    at, left = words.find(wanted) if wanted else -1, MOST
    while at >= 0 and left > 0:
        yield at
        at, left = words.find(wanted, at + 1), left - 1


def _ended(words: str, until: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Passages up to the first place at which they may end."""
    for start, end in spans:
        if not until:
            yield start, end
        elif (at := words.find(until, end)) >= 0:
            yield start, at + len(until)


def _ordered(
    reading: Reading, quote: Quote, likeness: Likeness, spans: Iterable[tuple[int, int]]
) -> tuple[Passage, ...]:
    words = reading.words
    hint = quote.start if quote.start is not None else 0
    places = []
    for start, end in dict.fromkeys(spans):
        before = _says(words[max(0, start - 2 * len(quote.prefix) - 8) : start], quote.prefix, -1)
        after = _says(words[end : end + 2 * len(quote.suffix) + 8], quote.suffix, 1)
        passage = Passage(start, end, likeness, before and after)
        places.append(((-before - after, abs(start - hint)), passage))
    return tuple(passage for _, passage in sorted(places, key=lambda one: one[0]))


def _says(around: str, wanted: str, side: int) -> bool:
    """Whether the words beside a passage are those that are named."""
    here, named = plain(around), plain(wanted)
    return here.startswith(named) if side > 0 else here.endswith(named)


def _is_repeated(words: str, wanted: str) -> bool:
    return words.find(wanted, words.find(wanted) + 1) >= 0


def _word_start(words: str, place: int, size: int) -> int:
    """A place some characters before another, at the beginning of a word if one is near."""
    first = max(0, place - size)
    if first == 0 or words[first - 1].isspace():
        return first
    space = next((n for n in range(first, min(first + 16, place)) if words[n].isspace()), None)
    return first if space is None else space + 1


def _word_end(words: str, place: int, size: int) -> int:
    """The same after it, at the end of a word."""
    last = min(len(words), place + size)
    if last == len(words) or words[last].isspace():
        return last
    space = next((n for n in range(last, max(last - 16, place), -1) if words[n].isspace()), None)
    return last if space is None else space
