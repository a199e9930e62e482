"""The part of a text that has most of a query's words: for people, and to decide nothing by.

What matches is told by the search index. Here words are compared by how they begin, without regard
to case and accents, which shows the right place in any language well enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archive.history.diff import Difference

LENGTH = 280
"""Characters of a passage, about."""
_TERM = re.compile(r'(-?)((?:\w+:)?)(?:"([^"]*)"?|([^\s"()]+))')
_WORD = re.compile(r"\w+")
_OPERATORS = frozenset(("or", "and", "not", "near"))
_LABELS = frozenset(("site:", "source:", "lang:", "type:", "before:", "after:", "captured:",
                     "published:", "dated:", "at:"))  # fmt: skip
_LOOKED_THROUGH = 200_000
"""Characters of a text that are looked through."""
_QUOTES = str.maketrans("“”„«»", '"""""')


def stems(query: str) -> tuple[str, ...]:
    """How the words of a query begin, those aside that must not be there and those of labels."""
    found: dict[str, None] = {}
    for minus, label, phrase, word in _TERM.findall(query.translate(_QUOTES)):
        if minus or label.lower() in _LABELS:
            continue
        for one in _WORD.findall(_folded(phrase or word)):
            if one not in _OPERATORS:
                found[one[: max(4, len(one) - 3)]] = None
    return tuple(found)


def passage(text: str, stems: Sequence[str]) -> str:
    """The part of a text that has most of the words; its beginning where it has none."""
    text = " ".join(text[:_LOOKED_THROUGH].split())
    places = _places(text, stems)
    if not places:
        return _cut(text, 0)
    best = max(places, key=lambda place: len({
        stem for at, stem in places if place[0] <= at < place[0] + LENGTH * 2 // 3
    }))  # fmt: skip
    return _cut(text, best[0] - LENGTH // 4)


def lost(difference: Difference, stems: Sequence[str]) -> str:
    """The passage that went, with the words in it if they went with it; empty if none went."""
    gone: list[tuple[int, str]] = []
    for block in difference.blocks:
        away = " ".join(piece.text for piece in block.pieces if piece.op == "removed")
        if away.strip():
            old = "".join(piece.text for piece in block.pieces if piece.op != "added")
            gone.append((len({stem for _, stem in _places(away, stems)}), old))
    if not gone:
        return ""
    # Where a title changed too, a paragraph says more.
    _, old = max(gone, key=lambda one: (one[0], len(one[1])))
    return passage(old, stems)


def _places(text: str, stems: Sequence[str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for word in _WORD.finditer(text):
        folded = _folded(word[0])
        found += [(word.start(), stem) for stem in stems if _begins(folded, stem)]
    return found


def _begins(word: str, stem: str) -> bool:
    # Chinese, Japanese and Thai write words without spaces between them.
    return word.startswith(stem) or (not stem.isascii() and stem in word)


def _cut(text: str, start: int) -> str:
    start = 0 if start < LENGTH // 4 else text.rfind(" ", 0, start) + 1
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LENGTH // 2)
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
