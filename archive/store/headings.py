"""Versions without their words: what is said of the texts of a page where none of them is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.store.database import Connection


@dataclass(frozen=True, slots=True)
class Heading:
    """What a text of a page is headed by.

    Attributes:
        id: the number of the version.
        kind: page kind: article, listing, document …
        title: of the text; may be empty.
    """

    id: int
    kind: str
    title: str


def of_page(connection: Connection, page_id: int) -> dict[int, Heading]:
    """The headings of the texts of a page, by the numbers of the versions."""
    sql = "SELECT id, kind, title FROM version WHERE page_id = ?"
    rows = connection.execute(sql, (page_id,)).fetchall()
    return {row[0]: Heading(*row) for row in rows}
