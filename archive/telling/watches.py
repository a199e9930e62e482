"""Watches, and their messages. No record holds a recipient's password."""

from __future__ import annotations

from typing import Any

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.matching import matching
from archive.store import watches
from archive.store.outbox import Message
from archive.store.watches import Watch
from archive.watching.recipients import masked


def watch_record(archive: Archive, watch: Watch) -> dict[str, Any]:
    """A watch, and how much it found."""
    try:
        matching(archive, watch.query, ())
        fault = None
    except BadInput as error:
        fault = str(error)
    return {
        "name": watch.name,
        "query": watch.query,
        "lists": watch.is_broad,
        "created": watch.created,
        "recipients": [masked(address) for address in watch.recipients],
        "behind": watches.last_capture(archive.connection) - watch.looked,
        "fault": fault,
        **watches.counted(archive.connection, watch.id),
    }


def message_record(message: Message) -> dict[str, Any]:
    """A message, and what became of it."""
    return {
        "to": masked(message.address),
        "made": message.made,
        "state": message.state,
        "tries": message.tries,
        "due": message.due if message.state == "waiting" else None,
        "settled": message.settled,
        "error": message.error,
    }
