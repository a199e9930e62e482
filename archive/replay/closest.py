"""Which capture stands for a URL at a time when a saved page is shown."""

from __future__ import annotations

import json
from urllib.parse import urljoin

from archive.archive import Archive
from archive.identity import own_key
from archive.serving.addresses import Address
from archive.store.busters import alike
from archive.store.captures import Capture
from archive.urls import microseconds, timestamp, urlkey

SOUND = ("ok", "unchanged", "partial", "redirect", "absent")
"""Outcomes that show what the site itself had to say; a block page or a crash does not."""
_STAYING = ("ok", "unchanged", "partial", "absent", "error", "blocked")


def closest(archive: Archive, address: Address) -> Capture | None:
    """The capture to show for an address; ``None`` where the archive has none.

    A capture of exactly the time asked for is taken as it is. Otherwise one that shows what the
    site had to say comes before block pages and errors, however near those are. A redirect from
    one spelling of a URL to another of the same key is passed over: following it would lead back
    to itself. Where nothing bears the URL, numbers that keep caches from answering are ignored.
    """
    nearest = archive.capture(address.url, address.at)
    if nearest is None:
        return _but_for_busters(archive, address)
    if timestamp(nearest.time) != address.digits:
        nearest = archive.capture(address.url, address.at, outcomes=SOUND) or nearest
    if leads_to_itself(nearest):
        return archive.capture(address.url, address.at, outcomes=_STAYING)
    return nearest


def leads_to_itself(capture: Capture) -> bool:
    """Whether a capture redirects to another spelling of its own URL."""
    if capture.outcome != "redirect" or not capture.evidence:
        return False
    try:
        target = urljoin(capture.url, capture.evidence)
    except ValueError:
        return False
    return own_key(target) == own_key(capture.url)


def _but_for_busters(archive: Archive, address: Address) -> Capture | None:
    keys = alike(archive.connection, urlkey(address.url))
    when = microseconds(address.at) if address.at else 1 << 62
    row = archive.connection.execute(
        "SELECT id FROM capture WHERE urlkey IN (SELECT value FROM json_each(?)) "
        "AND outcome IN ('ok', 'unchanged', 'partial') ORDER BY abs(time - ?), id LIMIT 1",
        (json.dumps(keys), when),
    ).fetchone()
    return archive.capture_by_id(row[0]) if row else None
