"""Events in which words came or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from archive.history.diff import Difference, difference
from archive.history.reports.model import Event
from archive.store import texts

if TYPE_CHECKING:
    from archive.archive import Archive

_BATCH = 200
_FIRST = 20


def speaking(archive: Archive, query: str, events: Iterable[Event]) -> Iterator[Event]:
    """Those of some events in which what came, or what went, matches a query.

    Of a page that is gone, or back, or moved, that is all it said.

    Raises:
        BadInput: it is no query of words.
    """
    # The whole of search is loaded only where something is looked for.
    from archive.search.matching import matches
    from archive.search.passages import least, matching_passages, worded

    needed = least(worded(query))
    left = iter(events)
    size = _FIRST
    while batch := list(islice(left, size)):
        size = _BATCH
        numbers = {n for e in batch for n in (e.text_id, e.old_text_id) if n is not None}
        likely = matches(archive, needed, numbers) if needed else None
        likely = numbers if likely is None else likely
        passages: dict[int, tuple[str, str | None]] = {}
        for place, event in enumerate(batch):
            if {event.text_id, event.old_text_id} & likely:
                for side, words in enumerate(_words(archive, event)):
                    passages[2 * place + side] = (words, event.language or None)
        found = {number // 2 for number in matching_passages(archive, query, passages)}
        yield from (batch[place] for place in sorted(found))


def difference_of(archive: Archive, event: Event) -> Difference | None:
    """In what the texts of an event differ; ``None`` where there are no two."""
    if event.text_id is None or event.old_text_id is None or event.text_id == event.old_text_id:
        return None
    old, new = (texts.by_id(archive.connection, n) for n in (event.old_text_id, event.text_id))
    return difference(old, new) if old and new else None


def _words(archive: Archive, event: Event) -> tuple[str, str]:
    """What came, and what went."""
    delta = difference_of(archive, event)
    if delta is not None:
        came, went = (
            " ".join(p.text for b in delta.blocks for p in b.pieces if p.op == op)
            for op in ("added", "removed")
        )
        return came, went
    if event.standing is None or event.old_text_id is None:
        return "", ""
    text = texts.by_id(archive.connection, event.old_text_id)
    return "", f"{text.title}\n{text.summary}\n{text.text}" if text else ""
