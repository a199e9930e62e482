"""Stems: what the forms of a word have in common, by language."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable

import Stemmer

from archive.analysis.endings import TABLES, arabic, hebrew, portuguese, romanian
from archive.analysis.folding import MAX_LENGTH, fold, lowered
from archive.analysis.languages import is_function_word

_SNOWBALL = {
    "ar": "arabic", "bs": "serbian", "ca": "catalan", "cs": "czech", "da": "danish",
    "de": "german", "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hr": "serbian", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
_OWN: dict[str, Callable[[str], str]] = {
    **{language: table.stem for language, table in TABLES.items()},
    "ar": arabic,
    "he": hebrew,
}
_PLURALS: dict[str, Callable[[str], str]] = {"pt": portuguese, "ro": romanian}
"""Plurals that Snowball takes for other words."""
STEMMED = frozenset({*_SNOWBALL, *_OWN})
"""Languages of which words are stemmed (ISO 639-1)."""
_AGAIN = frozenset({"el", "pl"})
"""Languages whose stemmer takes off more when it is asked again: trybunału, trybunał, trybun."""
STEM_MARK = "·"
"""Stands behind a stem that is a function word of some language: Spanish ``dat`` of ``datos`` is
not Dutch ``dat``. Folding takes it out of words, so no surface has it."""
_local = threading.local()


def version() -> int:
    """The version of the stemming algorithms: 30100 for Snowball 3.1.0."""
    major, minor, patch = (int(part) for part in re.findall(r"\d+", Stemmer.version() + ".0.0")[:3])
    return major * 10_000 + minor * 100 + patch


@functools.lru_cache(maxsize=50_000)
def stems_of(word: str, language: str | None) -> tuple[str, ...]:
    """What a word is found by besides its surface, folded; most often one stem or none.

    Where unaccented letters make another stem, that is among them, so that who types without
    accents finds as much.

    Args:
        word: the word as typed.
        language: of the text, or one that a word of a query may be in (ISO 639-1).
    """
    if language not in STEMMED:
        return ()
    folded = fold(word)
    if len(folded) < 3 or not _is_stemmed(folded, language):
        return ()
    own = _OWN.get(language)
    stems = [own(folded)] if own else []
    if language in _SNOWBALL:
        low = lowered(word, language)
        stem = _snowball(language)
        stems.insert(0, fold(stem(low)))
        if low != folded and not own:
            stems.append(stem(folded))
    kept = (_marked(stem) for stem in dict.fromkeys(stems) if stem and stem != folded)
    return tuple(term[:MAX_LENGTH] for term in kept)


def _is_stemmed(folded: str, language: str) -> bool:
    """Whether it is a word, not a number; vowel signs are no letters to Python."""
    return folded.isalpha() or (language in {"hi", "ne", "ta"} and not folded.isdecimal())


def _marked(stem: str) -> str:
    return stem + STEM_MARK if len(stem) < 3 or is_function_word(stem) else stem


def _snowball(language: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = _stemmer(_SNOWBALL[language]).stemWord
    if language in _AGAIN:
        return lambda word: _settled(stem, word)
    if language in _PLURALS:
        return lambda word: stem(_PLURALS[language](word))
    return stem


def _settled(stem: Callable[[str], str], word: str) -> str:
    """The stem of the stem of a stem, as far as it leaves a word."""
    for _ in range(3):
        shorter = stem(word)
        if len(shorter) < 3:
            break
        word = shorter
    return word


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """A stemmer of this thread: they must not be shared."""
    held: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in held:
        held[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return held[algorithm]
