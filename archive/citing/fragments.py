"""Text fragments: addresses that lead a browser to words, ``#:~:text=prefix-,start,end,-suffix``.

By "URL Fragment Text Directives" (WICG, draft): a browser marks the first place in the page at
which ``start`` (up to ``end``) stands between ``prefix`` and ``suffix``. Capitals and accents are
the same to it; either must begin and end with a word, and neither may run through several blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from archive.citing.reading import Reading

_SHORT = 120
"""Characters up to which words are named whole."""
_LEAST = (24, 48, 96, 192)
"""Characters of the words that a longer passage begins and ends with, the next if not enough."""
_CONTEXT = (0, 12, 24, 48, 96)
_ALONE = 30
"""Characters from which on words need no context, if no others are the same: shorter ones may
stand in the frame of the page, too."""


_WITHIN = "'\u2019.\u00b7:\u05f3\u05f4"
"""Marks that may stand within a word; ``,`` and ``;`` stand within numbers."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What a browser takes for one block.

    Attributes:
        start: where it begins in the words of the reading.
        text: its words.
        is_joined: whether the chunks beside it stand beside it on the page, too: not so of title
            and summary, and of the cells of a table.
    """

    start: int
    text: str
    is_joined: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def fragment(reading: Reading, start: int, end: int) -> str:
    """The fragment, with its ``#``, that leads to a passage; empty where it holds no word.

    Args:
        reading: the text as the page shows it.
        start: where the passage begins in its words. What is cut within a word is led to with the
            whole word.
        end: where it ends.
    """
    chunks = list(_chunks(reading))
    touched = list(_touched(chunks, start, end))
    if not touched:
        return ""
    return "#:~:text=" + _Search(reading.words, chunks, touched[0], touched[-1]).directive()


class _Search:
    """The search for the fewest words that lead to a passage.

    All places are characters of the words of the reading.
    """

    def __init__(
        self, words: str, chunks: Sequence[_Chunk], first: tuple[int, int, int],
        last: tuple[int, int, int],
    ) -> None:  # fmt: skip
        self.words, self.loose = words, _loose(words)
        self.chunks = chunks
        self.first, self.start, self.head_limit = first
        self.last, self.tail_limit, self.end = last

    def directive(self) -> str:
        """The words of a directive, as they are written in an address."""
        if not self._is_told_apart():
            # Words beside them do not tell paragraphs apart that are the same; those around do.
            first, last = self.chunks[self.first], self.chunks[self.last]
            self.start, self.end = first.start, last.end
            self.head_limit = self.end if first is last else first.end
            self.tail_limit = self.start if first is last else last.start
        if self._is_short():
            before, after = self._context()
            parts = [self.words[self.start : self.end]]
            return _written(self.words[before : self.start], parts, self.words[self.end : after])
        before, head = self._head()
        tail, after = self._tail(head)
        parts = [self.words[self.start : head], self.words[tail : self.end]]
        return _written(self.words[before : self.start], parts, self.words[self.end : after])

    def _is_short(self) -> bool:
        return self.first == self.last and self.end - self.start <= _SHORT

    def _is_told_apart(self) -> bool:
        return not self._is_repeated(*(self._context() if self._is_short() else self._head()))

    def _head(self) -> tuple[int, int]:
        """Where the context before the first words begins, and where they end."""
        before, head = self.start, self.head_limit
        for size in _LEAST:
            head = self._edge_after(self.start + size, self.head_limit)
            if not self._is_repeated(before, head):
                return before, head
        for size in _CONTEXT:
            before = self._before(size)
            if not self._is_repeated(before, head):
                break
        return before, head

    def _tail(self, head: int) -> tuple[int, int]:
        """Where the last words begin, and where the context after them ends.

        None that are the same stand between them and the first words.
        """
        least = max(self.tail_limit, head)
        tail = least
        for size in _LEAST:
            tail = self._edge_before(self.end - size, least)
            if self.loose.find(self.loose[tail : self.end], head) >= tail:
                return tail, self.end
        for size in _CONTEXT[1:]:
            after = self._after(size)
            if self.loose.find(self.loose[tail:after], head) >= tail:
                return tail, after
        return tail, self.end

    def _context(self) -> tuple[int, int]:
        """Where the context begins and ends that tells words from others that are the same."""
        start, end = before, after = self.start, self.end
        for size in _CONTEXT[0 if end - start >= _ALONE else 1 :]:
            before, after = self._before(size), self._after(size)
            for one in ((start, after), (before, end), (before, after)):
                if (one != (start, end) or not size) and not self._is_repeated(*one):
                    return one
        return before, after

    def _before(self, size: int) -> int:
        """Where the words before the passage begin: of its own block, else of the one before."""
        chunk, end = self.chunks[self.first], self.start
        if end == chunk.start and self._are_joined(self.first - 1):
            chunk = self.chunks[self.first - 1]
            end = chunk.end
        first = self._edge_before(end - size, chunk.start) if size else self.start
        return first if first < end else self.start

    def _after(self, size: int) -> int:
        """Where the words after it end: of its own block, else of the next one."""
        chunk, start = self.chunks[self.last], self.end
        if start == chunk.end and self._are_joined(self.last):
            chunk = self.chunks[self.last + 1]
            start = chunk.start
        last = self._edge_after(start + size, chunk.end) if size else self.end
        return last if last > start else self.end

    def _are_joined(self, number: int) -> bool:
        """Whether a block and the next one stand beside each other on the page."""
        pair = self.chunks[max(number, 0) : number + 2]
        return number >= 0 and len(pair) == 2 and all(chunk.is_joined for chunk in pair)

    def _edge_after(self, place: int, most: int) -> int:
        return next((n for n in range(min(place, most), most) if _is_edge(self.words, n)), most)

    def _edge_before(self, place: int, least: int) -> int:
        places = range(max(place, least), least, -1)
        return next((n for n in places if _is_edge(self.words, n)), least)

    def _is_repeated(self, start: int, end: int) -> bool:
        wanted = self.loose[start:end].strip()
        return self.loose.find(wanted, self.loose.find(wanted) + 1) >= 0


def _chunks(reading: Reading) -> Iterator[_Chunk]:
    """The blocks of a page as it is shown: the cells of a row are blocks of their own."""
    for segment in reading.segments:
        is_row, at = segment.kind == "row", segment.start
        for text in segment.text.split(" | ") if is_row else [segment.text]:
            yield _Chunk(at, text, segment.part == "body" and not is_row)
            at += len(text) + 3


def _touched(chunks: Sequence[_Chunk], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The blocks that a passage has words of: their numbers, and from where to where."""
    for number, chunk in enumerate(chunks):
        first, last = max(start - chunk.start, 0), min(end - chunk.start, len(chunk.text))
        if first < last and chunk.text[first:last].strip():
            first, last = _widened(chunk.text, first, last)
            yield number, chunk.start + first, chunk.start + last


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage with the words that it cuts, without spaces around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while not _is_edge(text, start):
        start -= 1
    while not _is_edge(text, end):
        end += 1
    # Context must follow at once and lie within one block: marks alone tell nothing.
    start = start if any(map(_is_word, text[:start])) else 0
    end = end if any(map(_is_word, text[end:])) else len(text.rstrip())
    return start, max(end, start)


def _is_edge(text: str, place: int) -> bool:
    """Whether a word may begin or end at a place.

    Of scripts that set no words apart, where such a run begins or ends.
    """
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    # An apostrophe or a full stop may stand within a word (Unicode, annex 29).
    if after in _WITHIN or (after in ",;" and before.isdigit()):
        beyond = text[place + 1 : place + 2]
        after = beyond if after in _WITHIN or beyond.isdigit() else after
    elif before in _WITHIN or (before in ",;" and after.isdigit()):
        beyond = text[max(0, place - 2)]
        before = beyond if before in _WITHIN or beyond.isdigit() else before
    return not (after and _is_word(before) and _is_word(after))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] in "MC"


def _loose(text: str) -> str:
    """A text by what a browser compares, character by character."""
    if text.isascii():
        return re.sub(r"\s", " ", text.lower())
    plain = (unicodedata.normalize("NFKD", char)[:1].casefold()[:1] or char for char in text)
    return "".join(" " if char.isspace() else char for char in plain)


def _written(prefix: str, parts: Sequence[str], suffix: str) -> str:
    told = [f"{_encoded(prefix)}-"] if prefix.strip() else []
    told += [_encoded(part) for part in parts]
    told += [f"-{_encoded(suffix)}"] if suffix.strip() else []
    return ",".join(told)


def _encoded(text: str) -> str:
    # A hyphen, a comma and an ampersand mean something in a directive (3.3).
    return quote(re.sub(r"\s+", " ", text.strip()), safe="").replace("-", "%2D")
