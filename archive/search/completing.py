"""How a query may go on: words of the archive that begin like its last one."""

from __future__ import annotations

import re

from archive.analysis.folding import fold
from archive.archive import Archive
from archive.search.tokens import LENGTH
from archive.store.database import explained

MOST = 10
_LAST = re.compile(r"[^\W_]+$")
_NEXT = "\U0010ffff"


def completions(archive: Archive, query: str, limit: int = MOST) -> list[str]:
    """The query with its last word written out, the most common word first.

    Words are those of the archive, folded. Nothing goes on from a blank, or from a single letter.
    """
    before, words = endings(archive, query, limit)
    return [before + word for word, _ in words]


def endings(archive: Archive, query: str, limit: int) -> tuple[str, list[tuple[str, int]]]:
    """What stands before the last word of a query, and the words that begin like that one.

    Each with its weight: how common it is, as an estimate that is good for an order.
    """
    found = _LAST.search(query[:LENGTH])
    start = fold(found[0]) if found else ""
    if found is None or len(start) < 2:
        return query, []
    sql = (
        "SELECT term, weight FROM term WHERE term >= ? AND term < ? "
        "ORDER BY weight DESC, length(term), term LIMIT ?"
    )
    with explained(archive.path):
        rows = archive.connection.execute(sql, (start, start + _NEXT, limit)).fetchall()
    return query[: found.start()], [(word, weight) for word, weight in rows]
