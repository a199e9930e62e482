"""What is asked for sooner because of what an answer says of pages being there.

A page that is not there proves little while nobody knows whether its site answers at all: so a
start URL is asked along with it. A page that a list left out is looked at, one that was asked for
just now a little later.
"""

from __future__ import annotations

from datetime import datetime

from archive import Archive
from archive.presence.gathering import AROUND, host_at
from archive.store import dues, frontier, presences, unlisted
from archive.store.captures import Capture
from archive.urls import host_of
from crawler.sources.source import Source

_SUSPICIOUS = ("suspect", "unknown")


def hastened(
    archive: Archive, source: Source, source_id: int, capture: Capture, now: datetime
) -> list[str]:
    """Let what a capture makes worth knowing be asked for now; which URLs these are.

    Args:
        archive: where the capture has just been kept.
        source: whose crawl it is.
        source_id: its number in the archive.
        capture: the capture.
        now: the time.
    """
    urls: list[str] = []
    later: list[str] = []
    for url in unlisted.named_by(archive.connection, capture.id):
        (later if _was_asked(archive, url, now) else urls).append(url)
    if capture.outcome in ("absent", "redirect"):
        urls += _witness(archive, source, capture, now)
    if urls or later:
        with archive.transaction():
            frontier.reset(archive.connection, source_id, urls, now)
            dues.due_by(archive.connection, source_id, later, now + AROUND)
    return urls


def _witness(archive: Archive, source: Source, capture: Capture, now: datetime) -> list[str]:
    """A start URL on the host of a page that seems to be absent, where none was asked lately."""
    row = presences.of_page(archive.connection, capture.page_id)
    if row is None or row.state not in _SUSPICIOUS:
        return []
    host = host_of(capture.url)
    if host_at(archive.connection, capture.page_id, f"{host})", capture.time).there:
        return []
    starts = (*source.seeds, *source.listings, *source.feeds, *source.sitemaps)
    for url in starts:
        if host_of(url) == host:
            return [] if _was_asked(archive, url, now) else [url]
    return []


def _was_asked(archive: Archive, url: str, now: datetime) -> bool:
    """Whether a URL was asked for just now, whatever the answer was."""
    last = archive.capture(url, outcomes=_ANY)
    return last is not None and now - last.time < AROUND


_ANY = ("ok", "partial", "unchanged", "redirect", "absent", "error", "blocked", "failure")
