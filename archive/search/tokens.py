"""What a person typed, cut into words, quotes, brackets and operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

DISTANCE = 10
"""How many words apart NEAR is where it does not say."""
FARTHEST = 1000
LENGTH = 20_000
"""Characters of a query that are looked at."""

_QUOTES = "“”„‟«»‹›＂〝〞〟「」『』｢｣❝❞"
_WRITTEN_OTHERWISE = {
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **{ord(wide): chr(ord(wide) - 0xFEE0) for wide in "（）＊－＋：｜＝＜＞～／"},
    ord("﹣"): "-", ord("−"): "-", ord("﹕"): ":", ord("∶"): ":",
    # Marks of the direction of writing, and of nothing at all, stand before pasted words.
    **dict.fromkeys((0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)), None),
    **dict.fromkeys(range(0x2066, 0x206A), None),
}  # fmt: skip
# What no text holds and SQLite does not take: control characters, halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Inside a Hebrew word it is the mark of an abbreviation, as people type it.
_GERSHAYIM = re.compile('(?<=[א-ת])["”](?=[א-ת])')

_TOKEN = re.compile(r'(?P<space>\s+)|(?P<mark>[()"]|\|+)|(?P<run>[^\s()"|]+)')
_AFTER_QUOTE = re.compile(r"(\*+)|~(\d{1,9})(?!\w)")
_NEAR = re.compile(r"NEAR(?:/(\d{1,9}))?")
_AROUND = re.compile(r"AROUND\(\s*(\d{1,9})\s*\)")

_BEFORE_WORDS = "-+=*,;:!?~^& ，；！？、。"
AFTER_WORDS = _BEFORE_WORDS.replace("+", "")
"""What may stand behind a word and is no part of it; ``c++`` is a word."""
_SIGNS = re.compile(r"[-+=*,;:!?~^&，；！？、。]*")
_OPERATORS = frozenset(("AND", "OR", "NOT"))
# A piece is what is surely one word: no space and no ASCII or general punctuation is in it.
_PIECE = re.compile(r"[^\s!-/:-@\[-`{-~\u2010-\u206f\u3000-\u303f]+")
_PIECE_LENGTH = 20
_LETTER = re.compile(r"[^\W_]")
_PICTURE = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query.

    Attributes:
        kind: ``run`` is anything between blanks, quotes and brackets, with the signs before it.
        text: the run or what is quoted; the name of an operator.
        joined: the quote or opening bracket that follows at once.
        distance: of ``NEAR``, of ``~5`` after a quote.
        is_open: whether the star of a beginning stands after a quote.
        is_unclosed: whether the quote that ends it is missing.
    """

    kind: Literal["run", "quoted", "open", "close", "operator"]
    text: str = ""
    joined: str = ""
    distance: int | None = None
    is_open: bool = False
    is_unclosed: bool = False


_MARKS = {"(": Token("open"), ")": Token("close")}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in one pass; any text has some or none."""
    text = _GERSHAYIM.sub("״", _UNWRITABLE.sub(" ", text[:LENGTH])).translate(_WRITTEN_OTHERWISE)
    place = 0
    while found := _TOKEN.match(text, place):
        place = found.end()
        if found["run"]:
            if around := _AROUND.match(text, found.start()):
                place = around.end()
                yield Token("operator", "NEAR", distance=capped(around[1]))
            else:
                after = text[place : place + 1]
                yield _run(found["run"], after if after and after in '("' else "")
        elif found["mark"] == '"':
            token, place = _quoted(text, place)
            yield token
        elif found["mark"]:
            yield _MARKS.get(found["mark"], Token("operator", "OR"))


def _quoted(text: str, begin: int) -> tuple[Token, int]:
    """What is quoted from there on, and where it ends, with what is said of it."""
    end = text.find('"', begin)
    if end < 0:
        return Token("quoted", text[begin:], is_unclosed=True), len(text)
    after = _AFTER_QUOTE.match(text, end + 1)
    if after is None:
        return Token("quoted", text[begin:end]), end + 1
    distance = capped(after[2]) if after[2] else None
    return Token("quoted", text[begin:end], distance=distance, is_open=not after[2]), after.end()


def _run(text: str, joined: str) -> Token:
    if text in _OPERATORS:
        return Token("operator", text)
    # NEAR( … ) names its words itself.
    if joined != "(" and (distance := near_of(text)):
        return Token("operator", "NEAR", distance=distance)
    return Token("run", text, joined)


def near_of(text: str) -> int | None:
    """The distance of a run that is ``NEAR`` or ``NEAR/5``; ``None`` where it is neither."""
    found = _NEAR.fullmatch(text)
    return capped(found[1]) if found else None


def capped(digits: str | None) -> int:
    """A distance in words."""
    return min(max(int(digits), 1), FARTHEST) if digits else DISTANCE


def signs(text: str, place: int = 0) -> str:
    """The signs that stand before a word at this place."""
    return _SIGNS.match(text, place)[0]  # type: ignore[index]


def bare(text: str) -> tuple[str, bool]:
    """A word or phrase without the signs around it, and whether a star is among the last."""
    text = " ".join(text.split()).lstrip(_BEFORE_WORDS)
    kept = text.rstrip(AFTER_WORDS)
    return kept, "*" in text[len(kept) :]


def is_word(text: str) -> bool:
    """Whether there is anything to look for in it: a letter, a digit, a picture."""
    return bool(_LETTER.search(text) or _PICTURE.search(text))


def weight(text: str) -> int:
    """For how many words it counts; long ones, as of writing without blanks, for several."""
    return sum(1 + len(piece) // _PIECE_LENGTH for piece in _PIECE.findall(text))


def cut(text: str, room: int) -> str:
    """The beginning of a text that weighs no more than there is room for."""
    end = 0
    for found in _PIECE.finditer(text):
        heavy = 1 + (found.end() - found.start()) // _PIECE_LENGTH
        if heavy > room:
            return text[: found.start() + room * _PIECE_LENGTH - 1] if room else text[:end]
        room -= heavy
        end = found.end()
    return text


def is_operator(text: str) -> bool:
    """Whether a word would be read as an operator where it stands by itself."""
    return text in _OPERATORS or near_of(text) is not None
