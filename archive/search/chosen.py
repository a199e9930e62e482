"""A search as a choice of captures, for exports: everything it finds."""

from __future__ import annotations

from archive.errors import BadInput
from archive.formats.selection import Found
from archive.search.query import compiled


def found_by(query: str) -> Found:
    """The pages whose current text has what a person typed.

    A person's search is widened to pages with some of the words where none has all; this is not.

    Raises:
        BadInput: there is no word in it.
    """
    asked = compiled(query)
    if asked.match is None:
        raise BadInput(f"nothing to search for in {query!r}: type a word")
    return Found(str(asked), asked.match)
