"""Cutting a text into what may hold words, and that into pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    REGIONAL,
    SIGNS,
    SOUTH_EAST_ASIAN,
    UNSPACED_MARKS,
)
from archive.analysis.folding import PLAIN, fold

_UNSPACED = HAN + HAN_BEYOND + KANA + BOPOMOFO + HANGUL + SOUTH_EAST_ASIAN
_LETTER = f"(?:[^\\W\\d_{_UNSPACED}][{MARKS}{IGNORED}]*)"
_WORD = f"(?:[^\\W_{_UNSPACED}]|[{MARKS}{IGNORED}])"
_JOINED_BY = f"[{APOSTROPHES}{re.escape(HYPHENS)}·]"
_HEBREW = '(?<=[א-ת])["״”](?=[א-ת])'
CHUNK = re.compile(
    # A chunk of a script without spaces.
    f"(?P<run>[{_UNSPACED}][{_UNSPACED}{UNSPACED_MARKS}{MARKS}{IGNORED}]*)"
    # C++, C#.
    f"|(?P<named>[A-Za-z](?:\\+\\+|#)(?!{_WORD}))"
    # U.S., e.g.
    f"|(?P<initials>{_LETTER}(?:\\.{_LETTER})+(?!{_WORD})\\.?)"
    # 1.234,56; 1’234
    f"|(?P<number>\\d{{1,3}}(?:[.,'’٬\u00a0\u2009\u202f]\\d{{3}})+(?!{_WORD}))"
    f"|(?P<words>{_WORD}+(?:(?:{_JOINED_BY}|{_HEBREW}){_WORD}+)*)"
    f"|(?P<sign>[{REGIONAL}]{{1,2}}|[{EMOJI}{SIGNS}])"
)
"""What may hold words. No two chunks overlap; what lies between them counts for nothing."""

MAX_LENGTH = 64
"""Characters of a term that count."""
_MAX_JOINED = 4
"""A word of more parts joined by hyphens is not looked for as one word."""
_ELIDED = frozenset(
    "l d j m n s t c qu lorsqu puisqu quoiqu jusqu quelqu presqu dell all nell sull dall coll "
    "quell quest sant un degl agl gl bell".split()
)
_TURKISH = re.compile(
    "(?:l[ae]r)?(?:[iuae]|[yns][iuae]|[iu]n|n[iu]n|n?[dt][ae]n?|y?l[ae]|n?[dt][ae]ki|ki|[dt][iu]r"
    "|l[iu]k?|[iu]?nc[iu]|[dt]?c[ae]|[iu]m|[iu]m[iu]z|[iu]n[iu]z|s[iu]z|l[ae]r)?"
)
_CLUSTER = re.compile(
    "[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    f"[{IGNORED}]*"
    f"|.(?:[{UNSPACED_MARKS}{IGNORED}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d"
    "\u1071-\u1074\u1082-\u108d\u17b4-\u17d3\u17dd\u0300-\u036f])*",
    re.DOTALL,
)
_SUPERSCRIPT = re.compile("(?<=.)(?=[²³¹⁰⁴-⁹])(?<![²³¹⁰⁴-⁹])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word in a chunk.

    Attributes:
        text: its characters, as typed, without what was dropped (an article, a suffix).
        start: where it begins in the chunk.
        end: where it ends.
        joined: the whole it is a part of, written as one word; ``""`` where there is none.
    """

    text: str
    start: int
    end: int
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands together in a text.

    Attributes:
        pieces: its words in order.
        is_run: whether it is of a script without spaces, and its words overlap.
    """

    pieces: tuple[Piece, ...]
    is_run: bool = False


def chunk_of(text: str, kind: str) -> Chunk:
    """The words of a match of ``CHUNK``; ``kind`` is the name of the group that matched."""
    if kind == "run":
        return Chunk(_bigrams(text), is_run=True)
    if kind == "initials":
        return Chunk(_filled(Piece(text.replace(".", ""), 0, len(text))))
    if kind == "number":
        return Chunk(_grouped(text))
    if kind == "words":
        return Chunk(_parts(text))
    if kind == "named":
        return Chunk((Piece(text, 0, len(text)),))
    return Chunk(_filled(Piece(text, 0, len(text))))


def _filled(*pieces: Piece) -> tuple[Piece, ...]:
    """Those of the pieces of which folding leaves something."""
    return tuple(piece for piece in pieces if fold(piece.text))


def _grouped(text: str) -> tuple[Piece, ...]:
    digits = [Piece(m.group(), m.start(), m.end()) for m in re.finditer("\\d+", text)]
    if text.startswith("0"):
        return tuple(digits)
    whole = Piece(digits[0].text, 0, len(text), "".join(piece.text for piece in digits))
    return (whole, *digits[1:])


def _parts(text: str) -> tuple[Piece, ...]:
    """The parts of a word with hyphens; the first carries the whole."""
    pieces: list[Piece] = []
    start = 0
    plain = text.translate(PLAIN)
    for part in plain.split("-"):
        for first, last in _without_superscripts(part):
            pieces.append(_bare(text[start + first : start + last], start + first))
        start += len(part) + 1
    pieces = list(_filled(*pieces))
    if 1 < len(pieces) <= _MAX_JOINED and not all(p.text.isdecimal() for p in pieces):
        whole = "".join(piece.text for piece in pieces)
        pieces[0] = Piece(pieces[0].text, pieces[0].start, pieces[-1].end, whole)
    return tuple(pieces)


def _without_superscripts(part: str) -> list[tuple[int, int]]:
    cuts = [0, *(m.start() for m in _SUPERSCRIPT.finditer(part)), len(part)]
    return list(zip(cuts, cuts[1:], strict=False))


def _bare(text: str, start: int) -> Piece:
    """A word without an article before its apostrophe or a suffix behind it."""
    plain = text.translate(PLAIN)
    segments = plain.split("'")
    first, last = 0, len(text)
    while len(segments) > 1 and fold(segments[0]) in _ELIDED:
        first += len(segments.pop(0)) + 1
    if len(segments) > 1:
        suffix = fold(segments[-1])
        if suffix == "s" or (suffix and _TURKISH.fullmatch(suffix)):
            last -= len(segments.pop()) + 1
    kept = text[first:last]
    if not fold(kept):
        return Piece(text, start, start + len(text))
    joined = text if (first, last) != (0, len(text)) and not plain.endswith("'s") else ""
    return Piece(kept, start + first, start + last, joined)


def _bigrams(text: str) -> tuple[Piece, ...]:
    """Overlapping pairs of characters; a character where there is but one."""
    clusters = [m.span() for m in _CLUSTER.finditer(text)]
    clusters = [span for span in clusters if fold(text[slice(*span)])]
    if len(clusters) == 1:
        return (Piece(text, 0, len(text)),)
    pairs = zip(clusters, clusters[1:], strict=False)
    return tuple(Piece(text[a[0] : b[1]], a[0], b[1]) for a, b in pairs)
