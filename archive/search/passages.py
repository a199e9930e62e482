"""Which of some passages match a query: words that are in no archive by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.asked import AllOf, AnyOf, Days, Labelled, Node, Not, Within
from archive.search.plan import planned
from archive.search.reading import read
from archive.store.database import explained
from archive.store.index.columns import COLUMNS, columns_of
from archive.store.index.tables import FTS, LATEST
from archive.store.sqlite import sqlite3

_EVERYTHING = "="


def matching_passages(
    archive: Archive, query: str, passages: Mapping[int, tuple[str, str | None]]
) -> set[int]:
    """Which of some passages match what a person typed.

    Args:
        archive: whose words the beginnings of words are looked up among.
        query: words, phrases, ``OR``, ``-not``, ``NEAR``; see ``docs/search.md``.
        passages: text and language of each, by any numbers.

    Raises:
        BadInput: nothing is asked for, or something that a passage does not have.
    """
    node = worded(query)
    with explained(archive.path):
        plan = planned(archive.connection, node, None)
    if plan is None:
        raise BadInput(f"nothing to look for in {query!r}: type a word")
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE {LATEST} USING fts5({FTS})")
        marks = ", ".join("?" * len(COLUMNS))
        memory.executemany(
            f"INSERT INTO {LATEST} (rowid, {', '.join(COLUMNS)}) VALUES (?, {marks})",
            [
                (number, *columns_of("", "", text, (), language, (_EVERYTHING,)))
                for number, (text, language) in passages.items()
            ],
        )
        sql = f"SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ?"
        return {number for (number,) in memory.execute(sql, (plan.match,))}


def worded(query: str) -> Node:
    """A query of words alone.

    Raises:
        BadInput: there are none, or other things are asked for as well.
    """
    asked = read(query)
    if asked.node is None:
        raise BadInput(f"nothing to look for in {query!r}: type a word")
    if asked.at is not None or not _is_worded(asked.node):
        raise BadInput(
            f"{query!r} asks for more than words; name sources, sites and times by options"
        )
    return asked.node


def least(node: Node) -> Node | None:
    """What a text must match that has a passage which matches a query; ``None`` if nothing.

    What must not be in the passage may stand beside it.
    """
    if isinstance(node, Not):
        return None
    if isinstance(node, AllOf):
        kept = tuple(one for one in map(least, node.nodes) if one is not None)
        return AllOf(kept) if kept else None
    if isinstance(node, AnyOf):
        nodes = tuple(least(one) for one in node.nodes)
        return None if None in nodes else AnyOf(tuple(one for one in nodes if one is not None))
    return node


def _is_worded(node: Node) -> bool:
    if isinstance(node, AllOf | AnyOf):
        return all(map(_is_worded, node.nodes))
    if isinstance(node, Not):
        return _is_worded(node.node)
    return not isinstance(node, Labelled | Days | Within)
