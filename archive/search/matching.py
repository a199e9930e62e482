"""Which of some texts a query matches: for saved searches, which ask it of what is new."""

from __future__ import annotations

from collections.abc import Collection

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.query import compiled
from archive.store.database import explained


def matching(archive: Archive, query: str, version_ids: Collection[int]) -> set[int]:
    """Which of these versions match a query, be they the latest of their pages or older ones.

    What is asked for must hold: a person's search is widened to texts with some of the words where
    none has all; this is not. What it costs grows with the versions asked about, not with the
    archive.

    Args:
        archive: where.
        query: as a person types it.
        version_ids: numbers of versions; of those that are not there none matches.

    Raises:
        BadInput: nothing is asked for.
    """
    match = compiled(query).match
    if match is None:
        raise BadInput(f"nothing to look for in {query!r}: type a word")
    sql = "SELECT 1 FROM version_fts WHERE version_fts MATCH ? AND rowid = ?"
    with explained(archive.path):
        return {
            number
            for number in version_ids
            if archive.connection.execute(sql, (match, number)).fetchone()
        }
