"""What a person types, compiled to an FTS5 query: any text is a valid query.

Words must all be there; ``"phrases"`` stand together; ``-word`` must not be there; ``OR`` joins
alternatives; ``prefix*`` matches beginnings. Everything else is taken as words, so ``covid-19``,
``c++`` and an unclosed quote work. Only quoted strings of our own making reach SQLite.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))(?P<star>\*?)')
MAX_TERMS = 64
"""Terms of a query that count: parsing takes SQLite quadratically longer with each."""
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " "})


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query.

    Attributes:
        words: the words that must stand together, in order.
        is_prefix: whether the last word may go on.
    """

    words: tuple[str, ...]
    is_prefix: bool = False

    def __str__(self) -> str:
        """The term as a person would write it."""
        joined = " ".join(self.words) + ("*" if self.is_prefix else "")
        # A lone OR would be read as the operator.
        return f'"{joined}"' if len(self.words) > 1 or joined == "OR" else joined

    @property
    def match(self) -> str:
        """The term in FTS5's language."""
        return f'"{" ".join(self.words)}"' + (" *" if self.is_prefix else "")


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled query.

    Attributes:
        all_of: groups of alternatives; of each group one term must be there.
        none_of: terms that must not be there.
    """

    all_of: tuple[tuple[Term, ...], ...]
    none_of: tuple[Term, ...]

    @property
    def match(self) -> str | None:
        """The query in FTS5's language; ``None`` where nothing is asked for."""
        return self._joined(" AND ")

    @property
    def any_match(self) -> str | None:
        """The same with any of the words instead of all."""
        return self._joined(" OR ")

    def __str__(self) -> str:
        """What was understood, as a person would write it."""
        groups = [" OR ".join(map(str, group)) for group in self.all_of]
        return " ".join([*groups, *(f"-{term}" for term in self.none_of)])

    def _joined(self, word: str) -> str | None:
        if not self.all_of:
            return None
        groups = ("(" + " OR ".join(t.match for t in group) + ")" for group in self.all_of)
        match = word.join(groups)
        if self.none_of:
            match = f"({match}) NOT (" + " OR ".join(t.match for t in self.none_of) + ")"
        return match


def compiled(text: str) -> Query:
    """Compile what a person typed."""
    all_of: list[tuple[Term, ...]] = []
    none_of: list[Term] = []
    joins = False
    for found in _TOKEN.finditer(text.translate(_QUOTES)):
        if sum(map(len, all_of)) + len(none_of) == MAX_TERMS:
            break
        if found["word"] == "OR" and not found["minus"]:
            joins = bool(all_of)
            continue
        term = _term(found)
        if term is None:
            continue
        if found["minus"]:
            none_of.append(term)
        elif joins:
            all_of[-1] = (*all_of[-1], term)
        else:
            all_of.append((term,))
        joins = False
    return Query(tuple(all_of), tuple(none_of))


def _term(found: re.Match[str]) -> Term | None:
    raw = found["phrase"] if found["phrase"] is not None else found["word"]
    is_prefix = bool(found["star"]) or raw.endswith("*")
    words = tuple(words_of(raw))
    return Term(words, is_prefix) if words else None


def words_of(text: str) -> list[str]:
    """Words as the index's tokenizer ``unicode61`` cuts them: runs of letters, digits, marks."""
    kept = (c if unicodedata.category(c)[0] in "LN" or _is_inner(c) else " " for c in text)
    return [word for word in "".join(kept).split() if any(map(str.isalnum, word))]


def _is_inner(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Co")
