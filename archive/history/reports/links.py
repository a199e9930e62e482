"""Where the events of a report are read."""

from __future__ import annotations

from archive.history.reports.model import Event
from archive.serving.addresses import address


def path_of(event: Event) -> str:
    """The address of an event in a reading room: what changed, or the page."""
    if event.text_id is not None and event.old_text_id is not None and event.before:
        return address("/diff", event.url, event.before, event.time)
    return address("/page", event.url, event.time if event.capture_id else None)


def link_of(event: Event, room: str | None) -> str:
    """The same as a whole address; the page itself where no reading room is known."""
    return f"{room.rstrip('/')}{path_of(event)}" if room else event.url
