"""The words of a text."""

from __future__ import annotations

from typing import NamedTuple

from archive.analysis.cutting import CHUNK, MAX_LENGTH, Chunk, chunk_of
from archive.analysis.folding import fold
from archive.analysis.stemming import stems_of, version

REVISION = 1_000_000 + version()
"""Of the terms: changes where a text or a query would give others."""
_MEMO_SIZE = 50_000
_MEMO_LENGTH = 48


class Word(NamedTuple):
    """A word of a text. (A tuple: a frozen dataclass takes four times as long to make.)

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
_memos: dict[str | None, dict[str, tuple[_Entry, ...]]] = {}


def words_in(text: str, language: str | None) -> list[Word]:
    """The words of a text in order.

    Args:
        text: any text.
        language: its language (ISO 639-1), if known.
    """
    words: list[Word] = []
    memo = _memos.setdefault(language, {})
    for match in CHUNK.finditer(text):
        chunk = match.group()
        entries = memo.get(chunk)
        if entries is None:
            entries = entries_of(chunk_of(chunk, match.lastgroup or ""), language)
            if len(chunk) <= _MEMO_LENGTH:
                if len(memo) >= _MEMO_SIZE:
                    memo.clear()
                memo[chunk] = entries
        at = match.start()
        for surface, stem, other, start, end in entries:
            words.append(Word(surface, stem, at + start, at + end, other))
    return words


def entries_of(chunk: Chunk, language: str | None) -> tuple[_Entry, ...]:
    """The words of a chunk: surface, stem, other, start, end."""
    if chunk.is_run:
        return _run(chunk)
    surfaces = [fold(piece.text)[:MAX_LENGTH] or piece.text for piece in chunk.pieces]
    slots: list[list[str]] = []
    over: list[str] = []
    for piece, surface in zip(chunk.pieces, surfaces, strict=True):
        wanted = [*stems_of(piece.text, language)]
        if piece.joined:
            wanted.append(fold(piece.joined))
            wanted += stems_of(piece.joined, language)
        terms = [t[:MAX_LENGTH] for t in dict.fromkeys(wanted) if t != surface]
        slots.append(terms[:2])
        over += terms[2:]
    for terms in slots:
        while over and len(terms) < 2:
            terms.append(over.pop(0))
    return tuple(
        (surface, *_pair(surface, terms), piece.start, piece.end)
        for piece, surface, terms in zip(chunk.pieces, surfaces, slots, strict=True)
    )


def _pair(surface: str, terms: list[str]) -> tuple[str, str]:
    stem, other = (*terms, "", "")[:2]
    return stem or surface, other


def _run(chunk: Chunk) -> tuple[_Entry, ...]:
    """Pairs of characters; each is found by its first, the last by both."""
    entries: list[_Entry] = []
    for piece in chunk.pieces:
        surface = fold(piece.text)[:MAX_LENGTH]
        other = surface[-1] if piece is chunk.pieces[-1] and len(surface) > 1 else ""
        entries.append((surface, surface[0], other, piece.start, piece.end))
    return tuple(entries)
