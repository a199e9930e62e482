"""The words of a query, and what they stand for in the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.analysis.cutting import Piece, chunks_in
from archive.analysis.folding import MAX_LENGTH, fold
from archive.analysis.languages import languages_of
from archive.analysis.runs import Run
from archive.analysis.stemming import stems_of

_ONE = re.compile(r"(?<=\w)[.@&_](?=\w)|(?<=\d)[/,:+–](?=\d)")
"""What words of a query are one by: coe.int, AT&T, 46295/99."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a word of a query stands for in the index.

    Attributes:
        surface: the surfaces it is found by, which stand in sequence.
        stems: other terms, each of which counts as the word.
    """

    surface: tuple[str, ...]
    stems: tuple[str, ...]


def forms_of(text: str, languages: Sequence[str]) -> tuple[Form, ...]:
    """The words of a piece of a query.

    Args:
        text: the piece.
        languages: those of the archive (ISO 639-1), most frequent first. Those that have the
            letters of a word are used for it.
    """
    forms: list[Form] = []
    ends = -1
    for start, end, chunk in chunks_in(text):
        if ends == start - 1 and _ONE.match(text, ends):
            forms[-1] = Form(forms[-1].surface + _surface(chunk), ())
        else:
            forms.append(Form(_surface(chunk), _stems(chunk, languages)))
        ends = end
    return tuple(forms)


def _surface(chunk: tuple[Piece, ...] | Run) -> tuple[str, ...]:
    return chunk.surfaces if isinstance(chunk, Run) else tuple(piece.surface for piece in chunk)


def _stems(chunk: tuple[Piece, ...] | Run, languages: Sequence[str]) -> tuple[str, ...]:
    if isinstance(chunk, Run):
        return (chunk.bare,) if chunk.bare else ()
    terms: list[str] = []
    for word in (chunk[0].text if len(chunk) == 1 else "", chunk[0].joined):
        if word:
            terms.append(fold(word)[:MAX_LENGTH])
            for language in languages_of(word, languages):
                terms += stems_of(word, language)
    return tuple(term for term in dict.fromkeys(terms) if (term,) != _surface(chunk))
