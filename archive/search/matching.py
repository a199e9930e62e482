"""Which of some texts match: for those that ask again and again about what is new."""

from __future__ import annotations

from collections.abc import Iterable

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.asked import Node
from archive.search.plan import planned
from archive.search.reading import read
from archive.store.database import explained

_BATCH = 500


def matching(archive: Archive, query: str, version_ids: Iterable[int]) -> set[int]:
    """Which of these versions, current or older, match what a person typed.

    All words must be there; the query is not widened.

    Args:
        archive: where.
        query: any text; see ``docs/search.md``.
        version_ids: numbers of versions; of those that are not there none matches.

    Raises:
        BadInput: nothing is asked for.
    """
    asked = read(query)
    found = matches(archive, asked.node, version_ids) if asked.node else None
    if found is None:
        raise BadInput(f"nothing to look for in {query!r}: type a word")
    return found


def matches(archive: Archive, node: Node, version_ids: Iterable[int]) -> set[int] | None:
    """The same for a query that was read; ``None`` if no word of it is one."""
    numbers = sorted(set(version_ids))
    with explained(archive.path):
        plan = planned(archive.connection, node, None, all_versions=True)
        if plan is None:
            return None
        found: set[int] = set()
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH]
            listed = ",".join(map(str, batch))
            for table in plan.tables:
                sql = (
                    f"SELECT {table}.rowid FROM {plan.source(table)} "
                    f"WHERE {table} MATCH ?{plan.sql} AND {table}.rowid BETWEEN ? AND ? "
                    f"AND {table}.rowid + 0 IN ({listed})"
                )
                values = (plan.match, *plan.values, batch[0], batch[-1])
                found.update(row[0] for row in archive.connection.execute(sql, values))
    return found
