"""What of a text goes into the columns of the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.analysis import Word, words_in

COLUMNS = (
    "title", "summary", "body", "authors", "title_stems", "stems", "strong", "labels",
)  # fmt: skip
"""The columns of the index, in order. ``stems`` has only those that are no surfaces themselves."""
STRONG = "^"
"""What stands before a term in ``strong`` that a text is about."""
HEAD = "^^"
"""What stands before a term in ``strong`` that is in the title; it has ``STRONG``, too."""
_LEAD = 40
_OFTEN = 3
_SHARE = 80


class Columns(NamedTuple):
    """The terms of a text, a column each, with spaces between."""

    title: str
    summary: str
    body: str
    authors: str
    title_stems: str
    stems: str
    strong: str
    labels: str


def columns_of(
    title: str,
    summary: str,
    text: str,
    authors: Sequence[str],
    language: str | None,
    labels: Iterable[str],
) -> Columns:
    """The terms of a text.

    Args:
        title: its title.
        summary: its summary.
        text: the text itself.
        authors: names of who wrote it.
        language: ISO 639-1, if known.
        labels: what else is known of it.
    """
    heads, leads, words = (words_in(part, language) for part in (title, summary, text))
    names = [word for name in authors for word in words_in(name, language)]
    return Columns(
        _surfaces(heads),
        _surfaces(leads),
        _surfaces(words),
        _surfaces(names),
        _stems(heads),
        _stems([*leads, *words]),
        " ".join(_strong(heads, leads, words)),
        " ".join(labels),
    )


def _surfaces(words: Iterable[Word]) -> str:
    return " ".join([word.surface for word in words])


def _stems(words: Iterable[Word]) -> str:
    found = []
    for word in words:
        if word.stem != word.surface:
            found.append(word.stem)
        if word.other:
            found.append(word.other)
    return " ".join(found)


def _strong(heads: list[Word], leads: list[Word], words: list[Word]) -> Iterable[str]:
    """The terms that a text is about, by where they stand and how often.

    Where millions of texts have a word, these are looked at first: a few of them have it here.
    """
    about = list(dict.fromkeys(word.stem for word in heads))
    counts: Counter[str] = Counter(word.stem for word in words)
    least = max(_OFTEN, len(words) // _SHARE)
    first = (word.stem for word in [*leads, *words[:_LEAD]])
    often = (term for term, count in counts.items() if count >= least)
    others = dict.fromkeys([*first, *often]).keys() - set(about)
    in_title = [f"{HEAD}{term}" for term in about]
    return [*in_title, *(f"{STRONG}{term}" for term in [*about, *sorted(others)])]
