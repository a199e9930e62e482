"""Did you mean: a query spelt otherwise, where little was found.

Spellings come from the words of the archive itself (table ``term``), which are looked up by their
letters: every word one slip away is a row of the table or is not (a few hundred look-ups), and
words two slips away are sought among those that begin with the same two letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from archive.analysis.folding import fold
from archive.search.asked import AllOf, AnyOf, Asked, Near, Node, Phrase, Within, Word
from archive.search.options import Planner, narrowed
from archive.search.plan import relaxed
from archive.search.walking import total_of
from archive.search.wording import written
from archive.store.database import Connection

FEW = 3
"""Below so many texts another spelling is looked for."""
_RARER = 4
"""A word that is there is taken for a slip where another is two to the power of this as common."""
_WORD = re.compile(r"[^\W\d_]{4,40}")
_LONG = 6
_MOST_WORDS = 8
_CHOICES = 3
_MOST_FAR = 3_000
_NEXT = "\U0010ffff"
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєўђјљњћџғқңөүұһ",
    *("".join(map(chr, range(first, end))) for first, end in
      ((0x561, 0x587), (0x10D0, 0x10F1), (0x5D0, 0x5EB), (0x621, 0x64B))),
)  # fmt: skip
"""Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, folded."""


def suggested(planner: Planner, asked: Asked, total: int) -> str:
    """The query in a spelling that finds more texts; empty if there is none or enough was found.

    Args:
        planner: of the search.
        asked: the query.
        total: how many texts it finds.
    """
    if total >= FEW or asked.node is None:
        return ""
    speller = _Speller(planner.connection)
    spellings = [speller.respelt(asked.node, choice) for choice in range(_CHOICES)]
    others = [one for one in dict.fromkeys(spellings) if one != asked.node]

    def found(node: Node | None) -> int:
        plan = planner.plan(node)
        return total_of(planner.connection, plan, planner.sets) if plan else 0

    def best(least: int, widened: Callable[[Node], Node | None]) -> str:
        counts = [found(narrowed(widened(one), planner.options)) for one in others]
        most = max(counts, default=0)
        return written(others[counts.index(most)], asked.at) if most > least else ""

    if spelling := best(total, lambda node: node):
        return spelling
    if total or not others:
        return ""
    return best(found(narrowed(relaxed(asked.node), planner.options)), relaxed)


class _Speller:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, list[str]] = {}

    def respelt(self, node: Node, choice: int) -> Node:
        """The same with words of the archive for those that are not in it.

        Args:
            node: the query.
            choice: which of the words that come into question, from 0.
        """
        match node:
            case Word(text, _, is_prefix):
                return node if is_prefix else replace(node, text=self._text(text, choice))
            case Phrase(text):
                return replace(node, text=self._text(text, choice))
            case Near(texts):
                return replace(node, texts=tuple(self._text(text, choice) for text in texts))
            case Within():
                return replace(node, node=self.respelt(node.node, choice))
            case AllOf(nodes) | AnyOf(nodes):
                return type(node)(tuple(self.respelt(one, choice) for one in nodes))
        return node

    def _text(self, text: str, choice: int) -> str:
        return _WORD.sub(lambda found: self._word(found[0], choice), text)

    def _word(self, word: str, choice: int) -> str:
        term = fold(word)
        if term not in self._known and len(self._known) < _MOST_WORDS and len(term) >= 4:
            self._known[term] = self._others(term)
        found = self._known.get(term)
        if not found:
            return word
        other = found[min(choice, len(found) - 1)]
        return other.capitalize() if word[:1].isupper() else other

    def _others(self, term: str) -> list[str]:
        """The most common words near by, one slip away or else two."""
        sql = "SELECT weight FROM term WHERE term = ?"
        row = self._connection.execute(sql, (term,)).fetchone()
        least = row[0] + _RARER if row else 0
        return self._near(term, least) or self._far(term, least)

    def _near(self, term: str, least: int) -> list[str]:
        slips = json.dumps([*set(neighbours(term)) - {term}])
        sql = (
            "SELECT term FROM json_each(?) CROSS JOIN term ON term = value WHERE weight >= ? "
            f"ORDER BY substr(term, 1, 1) = ? DESC, weight DESC, term LIMIT {_CHOICES}"
        )
        rows = self._connection.execute(sql, (slips, least, term[0])).fetchall()
        return [row[0] for row in rows]

    def _far(self, term: str, least: int) -> list[str]:
        """Those that begin the same."""
        if len(term) < _LONG:
            return []
        sql = (
            "SELECT term FROM term WHERE term >= ? AND term < ? AND weight >= ? "
            "AND length(term) BETWEEN ? AND ? ORDER BY weight DESC, term LIMIT ?"
        )
        start = term[:2]
        values = (start, start + _NEXT, least, len(term) - 2, len(term) + 2, _MOST_FAR)
        letters = set(term)
        # A slip brings one letter and takes one at most, which is told much sooner.
        like = (row[0] for row in self._connection.execute(sql, values)
                if len(letters.symmetric_difference(row[0])) <= 4)  # fmt: skip
        return list(islice((other for other in like if distance(term, other, 2) == 2), _CHOICES))


def neighbours(term: str) -> Iterator[str]:
    """Everything one slip away: a letter left out, put in, another one, two that changed places."""
    letters = "".join(one for one in _ALPHABETS if set(one) & set(term))
    for place in range(len(term) + 1):
        before, after = term[:place], term[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in letters)


def distance(one: str, other: str, most: int) -> int:
    """Slips between two words, two neighbours that changed places being one; above ``most`` that
    and one more (Damerau 1964, in the restricted form).
    """  # noqa: D205  # a sentence longer than a line
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row = row, [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)
