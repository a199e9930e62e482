"""Whether a query finds a text, as the index does it, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from archive.analysis import Form, Word, forms_of, words_in


def finds(query: str, text: str, language: str | None, languages: Sequence[str]) -> bool:
    """Whether each word of a query is in a text of a language."""
    words = words_in(text, language)
    forms = forms_of(query, languages)
    return bool(forms) and all(stands_in(form, words) for form in forms)


def stands_in(form: Form, words: Sequence[Word]) -> bool:
    """Whether a word of a query is among the words: as a sequence of surfaces, or by a stem."""
    terms = {term for word in words for term in (word.surface, word.stem, word.other)}
    if len(form.surface) == 1 and form.surface[0] in terms:
        return True
    return any(stem in terms for stem in form.stems) or is_phrase_in(form.surface, words)


def is_phrase_in(surfaces: Sequence[str], words: Sequence[Word]) -> bool:
    """Whether surfaces stand in sequence."""
    held = [word.surface for word in words]
    size = len(surfaces)
    return any(held[at : at + size] == list(surfaces) for at in range(len(held) - size + 1))
