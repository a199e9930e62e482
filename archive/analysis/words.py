"""The words of a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.analysis.cutting import Piece, chunks_in
from archive.analysis.folding import MAX_LENGTH, fold
from archive.analysis.runs import Run
from archive.analysis.stemming import STEMMED, stems_of, version

REVISION = 1_000_000 + version()
"""Of the terms: changes where a text or a query would give others."""
# No word goes across these. What stands between them is looked up as a whole, punctuation and
# all: that is four times as fast as cutting it each time.
_BETWEEN_SPACES = re.compile("[^ \t\n\r\f\v\u3000]+")
_SIDES = "[!-/:-@\\[-`{-~«»“„—…]*"
_PLAIN_WORD = re.compile(
    f"{_SIDES}([A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386\u0388-\u03ff\u0400-\u0481]{{2,}})"
    f"{_SIDES}"
)
"""A word of Latin, Greek or Cyrillic letters between marks that join it to nothing."""
_MEMO_SIZE = 100_000
_MEMO_LENGTH = 40


class Word(NamedTuple):
    """A word of a text.

    A tuple, since a frozen dataclass takes four times as long to make.

    Attributes:
        surface: as typed, folded.
        stem: folded stem by the language of the text; the surface where there is none.
        start: where it begins in the text.
        end: where it ends. Words may overlap (``co-operation`` and its ``operation``; pairs of
            Chinese characters); none begins before the one before it.
        other: another term by which it is found, or ``""``: the stem of its unaccented form,
            the whole of a word with a hyphen.
    """

    surface: str
    stem: str
    start: int
    end: int
    other: str = ""


_Entry = tuple[str, str, str, int, int]


class _Memo(dict[str, tuple[_Entry, ...]]):
    """What stands between spaces in texts of a language, and its words."""

    __slots__ = ("language",)

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, token: str) -> tuple[_Entry, ...]:
        entries = _entries(token, self.language)
        if len(token) <= _MEMO_LENGTH:
            if len(self) % 64 == 0 and sum(map(len, _memos.values())) >= _MEMO_SIZE:
                for held in _memos.values():
                    held.clear()
            self[token] = entries
        return entries


_memos = {code: _Memo(code) for code in (None, *STEMMED)}


def words_in(text: str, language: str | None) -> list[Word]:
    """The words of a text in order.

    Args:
        text: any text.
        language: its language (ISO 639-1), if known.
    """
    memo = _memos.get(language, _memos[None])
    new = tuple.__new__
    return [
        new(Word, (surface, stem, at + start, at + end, other))
        for token in _BETWEEN_SPACES.finditer(text)
        for at in (token.start(),)
        for surface, stem, other, start, end in memo[token[0]]
    ]


def _entries(token: str, language: str | None) -> tuple[_Entry, ...]:
    """The words of what stands between spaces: surface, stem, other, start, end."""
    if plain := _PLAIN_WORD.fullmatch(token):
        word = plain[1]
        surface = fold(word)[:MAX_LENGTH]
        stem, other = (*stems_of(word, language), "", "")[:2]
        return ((surface, stem or surface, other, *plain.span(1)),)
    entries: list[_Entry] = []
    for at, _, chunk in chunks_in(token):
        if isinstance(chunk, Run):
            entries += chunk.entries(at)
        else:
            terms = _terms(chunk, language)
            for (_, surface, start, end, _), (stem, other) in zip(chunk, terms, strict=True):
                entries.append((surface, stem or surface, other, at + start, at + end))
    return tuple(entries)


def _terms(pieces: tuple[Piece, ...], language: str | None) -> list[tuple[str, str]]:
    """Two terms beside the surface for each word of a chunk; what is over goes to the next."""
    held: list[list[str]] = []
    over: list[str] = []
    for piece in pieces:
        wanted = list(stems_of(piece.text, language))
        if piece.joined:
            whole = [fold(piece.joined)[:MAX_LENGTH], *stems_of(piece.joined, language)]
            # Who looks for "cooperation" must find "co-operation".
            at = 1 if len(pieces) > 1 else len(wanted)
            wanted = [*wanted[:at], *whole, *wanted[at:]]
        terms = [term for term in dict.fromkeys(wanted) if term != piece.surface]
        held.append(terms[:2])
        over += terms[2:]
    for terms in held:
        while over and len(terms) < 2:
            terms.append(over.pop(0))
    return [(terms[0] if terms else "", terms[1] if len(terms) > 1 else "") for terms in held]
