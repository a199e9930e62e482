"""What an archive holds, and what is to be known of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.archive import Archive
from archive.store import events, outbox, presences, sites, tombstones, watches
from archive.store.copying import size_of
from archive.store.events import Event
from archive.telling.watches import message_record

REDESIGNS = 5
"""Redesigns that are told of, the newest."""


def archive_record(archive: Archive) -> dict[str, Any]:
    """An archive, but for its sources."""
    connection = archive.connection
    redesigns = events.past(connection, "redesign", REDESIGNS)
    return {
        "bytes": size_of(archive.path),
        **archive.totals(),
        "gone": tombstones.counted(connection),
        **_checks(events.past(connection, "fixity check", 2)),
        "redesigns": [_redesign(event) for event in redesigns],
        "behind": [site.name for site in sites.behind(connection)],
        "watches": len(watches.everything(connection)),
        "unsent": [message_record(message) for message in outbox.unsent(connection)],
        "presence": presences.counts(connection),
    }


def _checks(found: Sequence[Event]) -> dict[str, Any]:
    """The last check that came to an outcome, and the one that has not ended, if any."""
    ended = next((event for event in found if event.outcome != "unended"), None)
    going = next((event for event in found[:1] if event.outcome == "unended"), None)
    return {
        "verified": _check(ended) if ended else None,
        "verifying": _check(going) if going else None,
    }


def _check(event: Event) -> dict[str, Any]:
    return {
        "began": event.began,
        "ended": event.ended,
        "outcome": event.outcome,
        "damaged": event.detail.get("damaged"),
        "program": event.program,
    }


def _redesign(event: Event) -> dict[str, Any]:
    names = ("host", "layout", "replaces", "first")
    return {"noticed": event.began, **{name: event.detail.get(name) for name in names}}
