"""The words of a query, and what they stand for in the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.analysis.cutting import CHUNK, MAX_LENGTH, Chunk, chunk_of
from archive.analysis.folding import fold
from archive.analysis.stemming import stems_of


@dataclass(frozen=True, slots=True)
class Form:
    """What a word of a query stands for in the index.

    Attributes:
        surface: the surfaces it is found by, which stand in sequence.
        stems: other terms that count as the same word.
    """

    surface: tuple[str, ...]
    stems: tuple[str, ...]


def forms_of(text: str, languages: Sequence[str]) -> tuple[Form, ...]:
    """The words of a piece of a query.

    Args:
        text: the piece.
        languages: those of the archive (ISO 639-1), most frequent first.
    """
    chunks = (chunk_of(m.group(), m.lastgroup or "") for m in CHUNK.finditer(text))
    return tuple(_form(chunk, languages) for chunk in chunks if chunk.pieces)


def _form(chunk: Chunk, languages: Sequence[str]) -> Form:
    surface = tuple(fold(piece.text)[:MAX_LENGTH] or piece.text for piece in chunk.pieces)
    if chunk.is_run:
        return Form(surface, ())
    stems: list[str] = []
    whole = chunk.pieces[0].joined or (chunk.pieces[0].text if len(surface) == 1 else "")
    for word in dict.fromkeys((chunk.pieces[0].text if len(surface) == 1 else whole, whole)):
        if word:
            stems.append(fold(word))
            for language in languages:
                stems += stems_of(word, language)
    kept = (stem[:MAX_LENGTH] for stem in dict.fromkeys(stems))
    return Form(surface, tuple(stem for stem in kept if (stem,) != surface))
