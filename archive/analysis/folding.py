"""Folding: what of a character's form counts for nothing when words are compared."""

from __future__ import annotations

import re
import unicodedata

from archive.analysis.characters import APOSTROPHES, HYPHENS, IGNORED

PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))
"""All apostrophes and hyphens to one of each, a character for a character."""

MAX_LENGTH = 64
"""Characters of a term that count."""

_LEFT_OUT = re.compile(f"[\\s{IGNORED}'`\\-·\u2044\"״”]")
# Marks that only decorate letters. Vowel signs of Indic and South-East Asian scripts are not
# among them.
_DECORATION = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08d3-\u08ff\u093c\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20f0\u2de0-\u2dff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
_ASIDE = "\ue000"
"""Stands for й while accents are taken off: of private use, and in no word."""
_DIGIT = re.compile(r"[^\D0-9]")
_LETTERS = str.maketrans(
    {
        "ı": "i", "ə": "e", "ǝ": "e", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
        "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ſ": "s", "ɛ": "e",
        "ɔ": "o", "ɖ": "d", "ẞ": "ss", "ß": "ss", "ґ": "г", "ς": "σ",
        # Arabic and Persian: one alef, one yeh, one kaf, one heh.
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
        # Hebrew letters at the end of a word.
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
        # Candrabindu as anusvara.
        "ँ": "ं",
    }
    | {_ASIDE: "й"}
    # Old Georgian capitals and small letters (Asomtavruli, Nuskhuri) as today's.
    | {chr(0x2D00 + n): chr(0x10D0 + n) for n in range(0x26)}
    | {chr(0x10A0 + n): chr(0x10D0 + n) for n in range(0x26)}
)  # fmt: skip


def fold(text: str) -> str:
    """The text without what does not count: case, accents, ligatures, kinds of apostrophes.

    The same for every language, since a query has none: i, ı, I and İ are one letter, so are e
    and ə, е and ё; й is kept apart from и. Folding twice is folding once.
    """
    if text.isascii():
        return text.lower() if text.isalnum() else _LEFT_OUT.sub("", text.lower())
    text = unicodedata.normalize("NFC", text.translate(PLAIN)).replace(_ASIDE, "")
    text = text.replace("й", _ASIDE).replace("Й", _ASIDE)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _LEFT_OUT.sub("", _DECORATION.sub("", text.translate(PLAIN))).translate(_LETTERS)
    # Modern and classical spelling of the Armenian ligature և.
    text = text.replace("եւ", "եվ")
    if _DIGIT.search(text):
        text = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)
    return unicodedata.normalize("NFC", text)


def lowered(text: str, language: str | None) -> str:
    """The text as the stemmer of a language takes it: small letters, composed, accents kept."""
    if language in {"tr", "az"}:
        text = text.replace("I", "ı").replace("İ", "i")
    if text.isascii() and text.isalnum():
        return text.lower()
    text = unicodedata.normalize("NFKC", _LEFT_OUT.sub("", text.translate(PLAIN)).lower())
    return text.replace("i\u0307", "i")
