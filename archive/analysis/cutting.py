"""Cutting a text into what may hold words, and that into pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from archive.analysis.characters import (
    APOSTROPHES,
    BOPOMOFO,
    EMOJI,
    HAN,
    HAN_BEYOND,
    HANGUL,
    HYPHENS,
    IGNORED,
    KANA,
    MARKS,
    NEWER,
    REGIONAL,
    SIGNS,
    SOUTH_EAST_ASIAN,
    UNSPACED_MARKS,
    listed,
)
from archive.analysis.folding import MAX_LENGTH, PLAIN, fold
from archive.analysis.runs import Run, run_of
from archive.patterns import late

_UNSPACED = HAN + HAN_BEYOND + KANA + BOPOMOFO + HANGUL + SOUTH_EAST_ASIAN
_LETTER = f"(?:[^\\W\\d_{_UNSPACED}{NEWER}][{MARKS}{IGNORED}]*)"
_FIRST = f"(?:[^\\W_{_UNSPACED}{NEWER}{IGNORED}]|[{MARKS}])"
_WORD = f"(?:[^\\W_{_UNSPACED}{NEWER}]|[{MARKS}{IGNORED}])"
_JOINED_BY = f"[{APOSTROPHES}{re.escape(HYPHENS)}·]"
_HEBREW = '(?<=[א-ת])["״”](?=[א-ת])'
# Repeats are bounded, since their cost grows with the square.
_CHUNK = late(
    # A chunk of a script without spaces.
    f"(?P<run>[{_UNSPACED}][{_UNSPACED}{UNSPACED_MARKS}{MARKS}{IGNORED}]*)"
    # C++, C#.
    f"|(?P<named>[A-Za-z](?:\\+\\+|#)(?!{_WORD}))"
    # U.S., e.g.
    f"|(?P<initials>{_LETTER}(?:\\.{_LETTER}){{1,15}}(?!{_WORD})\\.?)"
    # 1.234,56; 1’234
    f"|(?P<number>\\d{{1,3}}(?:[.,'’٬\u00a0\u2009\u202f]\\d{{3}}){{1,9}}(?!{_WORD}))"
    f"|(?P<words>{_FIRST}{_WORD}*(?:(?:{_JOINED_BY}|{_HEBREW}){_WORD}+){{0,31}})"
    f"|(?P<sign>[{REGIONAL}]{{1,2}}|[{EMOJI}{SIGNS}])"
)
"""What may hold words. No two chunks overlap; what lies between them counts for nothing."""

_MAX_JOINED = 4
"""A word of more parts joined by hyphens is not looked for as one word."""
_ELIDED = listed(
    "l d j m n s t c qu lorsqu puisqu quoiqu jusqu quelqu presqu dell all nell sull dall coll "
    "quell quest sant un degl agl gl bell"
)
"""Articles, prepositions and pronouns before an apostrophe: French, Italian, Catalan."""
_TURKISH_SUFFIX = late(
    "(?:l[ae]r)?(?:[iuae]|[yns][iuae]|n?[iu]n|n?[dt][ae]n?(?:ki)?|y?l[ae]|ki|[dt][iu]r|l[iu]k?"
    "|[iu]?nc[iu]|n?c[ae]|[iu]m[iu]z|[iu]n[iu]z|s[iu]z)?"
)
"""Endings behind the apostrophe of a name in Turkish and Azerbaijani, folded."""
_SUPERSCRIPT = re.compile("(?<=.)(?=[²³¹⁰⁴-⁹])(?<![²³¹⁰⁴-⁹])")


class Piece(NamedTuple):
    """A word in a chunk.

    Attributes:
        text: its characters as typed, without what was dropped (an article, a suffix).
        surface: those folded.
        start: where it begins in the chunk.
        end: where it ends.
        joined: the whole it is a part of, written as one word; ``""`` where there is none.
    """

    text: str
    surface: str
    start: int
    end: int
    joined: str = ""


def chunks_in(text: str) -> Iterator[tuple[int, int, tuple[Piece, ...] | Run]]:
    """The words of a text by what stands together, with where that begins and ends."""
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if match.lastgroup == "run":
            run = run_of(chunk)
            if run.characters:
                yield match.start(), match.end(), run
        elif pieces := _CUT.get(match.lastgroup or "", _one)(chunk):
            yield match.start(), match.end(), pieces


def _one(text: str) -> tuple[Piece, ...]:
    return _pieces((text, 0, len(text)))


def _initials(text: str) -> tuple[Piece, ...]:
    return _pieces((text.replace(".", ""), 0, len(text)))


def _pieces(*parts: tuple[str, int, int]) -> tuple[Piece, ...]:
    """Pieces of texts of which folding leaves something."""
    folded = ((text, fold(text)[:MAX_LENGTH], start, end) for text, start, end in parts)
    return tuple(Piece(*piece) for piece in folded if piece[1])


def _grouped(text: str) -> tuple[Piece, ...]:
    """A number's groups of digits; the first carries the whole, unless it is a fraction."""
    pieces = _pieces(*((m.group(), *m.span()) for m in re.finditer("\\d+", text)))
    if pieces[0].surface.startswith("0"):
        return pieces
    whole = "".join(piece.surface for piece in pieces)
    return (pieces[0]._replace(end=len(text), joined=whole), *pieces[1:])


def _parts(text: str) -> tuple[Piece, ...]:
    """The parts of a word with hyphens; the first carries the whole."""
    if text.isalnum() and text.isascii():
        return _pieces((text, 0, len(text)))
    pieces: list[Piece] = []
    start = 0
    for part in text.translate(PLAIN).split("-"):
        cuts = [0, *(m.start() for m in _SUPERSCRIPT.finditer(part)), len(part)]
        for first, last in pairwise(cuts):
            pieces += _bare(text[start + first : start + last], start + first)
        start += len(part) + 1
    if 1 < len(pieces) <= _MAX_JOINED and not all(p.surface.isdecimal() for p in pieces):
        whole = "".join(piece.text for piece in pieces)
        pieces[0] = pieces[0]._replace(end=pieces[-1].end, joined=whole)
    return tuple(pieces)


def _bare(text: str, start: int) -> tuple[Piece, ...]:
    """A word without an article before its apostrophe or an ending behind it."""
    segments = text.translate(PLAIN).split("'")
    first, last = 0, len(text)
    while len(segments) > 1 and fold(segments[0]) in _ELIDED:
        first += len(segments.pop(0)) + 1
    is_possessive = False
    if len(segments) > 1:
        ending = fold(segments[-1])
        is_possessive = ending == "s"
        if is_possessive or (ending and _TURKISH_SUFFIX.fullmatch(ending)):
            last -= len(segments[-1]) + 1
    pieces = _pieces((text[first:last], start + first, start + last))
    if not pieces:
        return _pieces((text, start, start + len(text)))
    is_whole = (first, last) == (0, len(text)) or is_possessive
    return pieces if is_whole else (pieces[0]._replace(joined=text),)


_CUT: dict[str, Callable[[str], tuple[Piece, ...]]] = {
    "initials": _initials,
    "number": _grouped,
    "words": _parts,
}
