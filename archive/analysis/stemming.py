"""Stems: what the forms of a word have in common, by language."""

from __future__ import annotations

import threading

import Stemmer

from archive.analysis.folding import fold, lowered

_SNOWBALL = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "hr": "serbian", "bs": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_local = threading.local()


def version() -> int:
    """The version of the stemming algorithms: 30100 for Snowball 3.1.0."""
    major, minor, patch, *_ = (int(part) for part in (*Stemmer.version().split("."), "0", "0"))
    return major * 10_000 + minor * 100 + patch


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """A stemmer of this thread: they must not be shared."""
    held = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in held:
        held[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return held[algorithm]


def stems_of(word: str, language: str | None) -> tuple[str, str]:
    """The stem of a word, and what its unaccented form has for a stem; folded."""
    folded = fold(word)
    if language not in _SNOWBALL or folded.isdecimal():
        return folded, folded
    stem = _stemmer(_SNOWBALL[language]).stemWord
    return fold(stem(lowered(word, language))) or folded, fold(stem(folded)) or folded
