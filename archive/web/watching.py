"""A search as a watch: its words and filters in the language of queries, and a name for it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from archive.archive import Archive
from archive.search.asked import AllOf, Labelled, Near, Node, Phrase, Within, Word
from archive.search.groups import all_of, leaves
from archive.search.options import Options, Planner, narrowed
from archive.search.reading import read
from archive.search.wording import written
from archive.store import watches
from archive.web.searching import Asked

LONGEST_NAME = 40
"""Characters of a name, as ``greffe watch add`` takes it."""
_PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A search as a watch.

    Attributes:
        query: what the watch looks for; empty where one query cannot say it.
        name: a name that no watch has.
        held: the name of the watch that looks for it already, if there is one.
        is_less: whether the search has what no watch has: a day, older texts, an order.
    """

    query: str
    name: str
    held: str = ""
    is_less: bool = False

    @property
    def command(self) -> str:
        """The command that makes it."""
        ends = "-- " if self.query.startswith("-") else ""
        return f"greffe watch add {ends}{self.name} {shlex.quote(self.query)}"


def proposal(archive: Archive, wanted: Asked, today: date) -> Proposal | None:
    """A search as a watch; ``None`` where nothing can be found by it.

    ``after:7d`` is the day that it means today: a watch is read on no day.
    """
    asked, options = read(wanted.query, today=today), wanted.given.options
    node = narrowed(asked.node, replace(options, at=None, all_versions=False))
    if isinstance(node, AllOf):
        node = all_of(list(node.nodes))
    if node is None or Planner.of(archive.connection, Options()).plan(node) is None:
        return None
    query = written(node)
    held = watches.everything(archive.connection)
    return Proposal(
        # With filters it may have more words than count.
        query if read(query).node == node else "",
        name_for(node, [one.name for one in held]),
        next((one.name for one in held if one.query == query), ""),
        bool(asked.at or options.at or options.all_versions or wanted.order),
    )


def name_for(node: Node, taken: Collection[str]) -> str:
    """A name that says what is looked for, and that no watch has."""
    name = _joined(part for leaf in leaves(node) for part in _PART.findall(_said(leaf).lower()))
    if name not in taken:
        return name
    ends = (f"-{number}" for number in count(2))
    return next(
        other for end in ends if (other := name[: LONGEST_NAME - len(end)] + end) not in taken
    )


def _joined(parts: Iterable[str]) -> str:
    """As many of the parts as a name has room for."""
    name = ""
    for part in dict.fromkeys(parts):
        longer = f"{name}-{part}" if name else part[:LONGEST_NAME]
        if len(longer) > LONGEST_NAME:
            break
        name = longer
    return name or "watch"


def _said(leaf: Node) -> str:
    match leaf:
        case Within(_, inner):
            return _said(inner)
        case Word(text) | Phrase(text) | Labelled(_, text):
            return text
        case Near(texts):
            return " ".join(texts)
        case _:
            return ""
