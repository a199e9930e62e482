"""A search as a choice of captures, for exports: everything it finds."""

from __future__ import annotations

from archive.archive import Archive
from archive.errors import BadInput
from archive.formats.selection import Found
from archive.search.plan import planned
from archive.search.reading import read
from archive.search.wording import written


def found_by(archive: Archive, query: str) -> Found:
    """The pages whose current text has what a person typed.

    A person's search is widened to pages with some of the words where none has all; this is not.

    Raises:
        BadInput: there is no word in it.
    """
    asked = read(query)
    plan = asked.node and planned(archive.connection, asked.node, None, at=asked.at)
    if not plan:
        raise BadInput(f"nothing to search for in {query!r}: type a word")
    parts = [
        f"SELECT i.page_id FROM {plan.source(table)} WHERE {table} MATCH ?{plan.sql}"
        for table in plan.tables
    ]
    values = (plan.match, *plan.values) * len(parts)
    return Found(written(asked.node, asked.at), " UNION ".join(parts), values)
