"""Words and marks of a text, and what they are compared by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from archive.patterns import late

_RANGES = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip
INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0dff\ufe00-\ufe0f"
)
"""Marks that stand with letters; whole alphabets where they stand with most of them."""
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d-"
_LETTER = f"(?:(?![{_WIDE}])[\\w{_MARKS}]|[{INVISIBLE}])"
_INNER = r"(?:['\u2019\u02bc.\u2010\u2011-]|(?<=\d)[,:\u2012\u2013](?=\d))"

_TOKEN = late(
    f"{_LETTER}+(?:{_INNER}{_LETTER}+)*|[{_WIDE}][{_MARKS}]*|\\.{{2,}}|[{DASHES}]+|[^\\w\\s]"
)
_PLAIN = late(f"\\w+(?:{_INNER}\\w+)*|\\.{{2,}}|[{DASHES}]+|[^\\w\\s]")
_PLAIN_PIECE = late(f"({_PLAIN.pattern})")
_SPECIAL = late(f"[{INVISIBLE}{_MARKS}{_WIDE}]")
_WORD = late(f"{_LETTER}+(?:{_INNER}{_LETTER}+)*|[{_WIDE}]")

_UNSEEN: dict[int, str | None] = {
    n: None for first, last in _RANGES for n in range(first, last + 1)
}
_LOOKS = _UNSEEN | {ord(k): v for k, v in {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
}.items()}  # fmt: skip
QUOTES = (
    "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"
    "\u00ab\u00bb\u02bc\u2032\u2033\u300c\u300d\u300e\u300f\uff02\uff07\u05f3\u05f4"
)
_SIGNS = {
    **dict.fromkeys(map(ord, QUOTES), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    0x2026: "...",
}  # fmt: skip
_ALL = _LOOKS | _SIGNS
_RUNS = re.compile(r"-{2,}|\.{2,}|'{2,}")
_SAME = {"-": "-", ".": "...", "'": "'"}


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Words (``don't``, ``12,345.6``, ``14:02``, ``far-right``) and marks.

    Of scripts without spaces characters.
    """
    return (_PLAIN if text.isascii() or not _SPECIAL.search(text) else _TOKEN).finditer(text)


def plain_pieces(text: str) -> list[str]:
    """The same of an ASCII text with what is between: white space, a word, white space ..."""
    return _PLAIN_PIECE.split(text)


def is_folded(text: str) -> bool:
    """Whether words of a text are for sure what they are compared by."""
    return text.isascii() and '"' not in text and "`" not in text and not _has_runs(text)


def _has_runs(text: str) -> bool:
    return "--" in text or ".." in text or "''" in text


def counted(text: str) -> int:
    """How many words a text has; characters of scripts without spaces count each."""
    return len(listed(text))


def listed(text: str) -> list[str]:
    """The words that count."""
    return _WORD.findall(text)


def looked(text: str) -> str:
    """A text by what is seen of it: composed, without invisible characters, one kind of space."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_LOOKS))
    return " ".join(text.split())


def folded(text: str) -> str:
    """The same, with one kind of quotation mark, dash and ellipsis."""
    if text.isascii():
        text = text.replace('"', "'").replace("`", "'")
    else:
        text = unicodedata.normalize("NFC", text.translate(_ALL))
    if _has_runs(text):
        text = _RUNS.sub(lambda run: _SAME[run[0][0]], text)
    return " ".join(text.split())


class _Weights(dict[str, int]):
    """What each word says, worked out once; a fifth faster in all than ``lru_cache``."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _KEPT:
            self.clear()
        self[token] = found = _weight(token)
        return found


_KEPT = 1 << 16
weight = _Weights().__getitem__
"""What a word says: nothing if it is a mark, little if it is short, more if it is a figure."""


def _weight(token: str) -> int:
    if not (token[0].isalnum() or token[-1].isalnum()):
        return 0
    if token[0].isdigit():
        return 6
    return min(len(token), 8) if len(token) > 3 else 1
