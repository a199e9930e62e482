"""All blocks of a page that a capture shows, whatever of it is taken for its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.history.diff.words import folded
from archive.memento import Memento, memento_of
from archive.store import captures
from archive.store.records import answer_of

if TYPE_CHECKING:
    from archive.store.database import Connection

Lines = frozenset[str]
"""The blocks of a page and their lines, as ``line`` folds them."""
_LARGEST = 8 << 20
"""Bytes of a page that is looked at."""
_PAGES = ("text/html", "application/xhtml+xml", "")


def line(text: str) -> str:
    """What two blocks are compared by: their words and marks, without case and other looks."""
    return folded(text).casefold()


def lines_of(connection: Connection, capture_id: int) -> Lines:
    """The blocks of the page that a capture shows; none of what is no HTML.

    Raises:
        DamagedArchive: its records are damaged.
    """
    memento = _memento(connection, capture_id)
    if memento is None or memento.media_type not in _PAGES or not memento.fits:
        return frozenset()
    payload, _ = memento.body()
    if not 0 < len(payload) <= _LARGEST:
        return frozenset()
    # Loaded where texts were edited only, as it takes longer than most captures.
    from archive.clean.decode import decoded
    from archive.clean.markup import parsed
    from archive.clean.sketch import sketched

    tree = parsed(decoded(payload, memento.charset))
    if tree is None:
        return frozenset()
    found: set[str] = set()
    for leaf in sketched(tree).leaves:
        found.add(line(leaf.text))
        found.update(map(line, leaf.text.split("\n")))
    return frozenset(found - {""})


def _memento(connection: Connection, capture_id: int) -> Memento | None:
    capture = captures.by_id(connection, capture_id)
    own = answer_of(captures.records(connection, capture)) if capture else None
    if capture is None or own is None:
        return None
    held = captures.by_id(connection, capture.revisit_of) if capture.revisit_of else None
    return memento_of(capture, own, answer_of(captures.records(connection, held)) if held else None)
