"""Which capture stands for a URL at a time when a saved page is shown."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from archive.archive import Archive
from archive.serving.addresses import Address
from archive.store.captures import Capture
from archive.urls import microseconds, timestamp, urlkey

SOUND = ("ok", "unchanged", "partial", "redirect", "absent")
"""Outcomes that show what the site itself had to say; a block page or a crash does not."""
_STAYING = ("ok", "unchanged", "partial", "absent", "error", "blocked")

_BUSTER = re.compile(
    r"(?:(?:_|cb|rnd|rand|random|ts|t|time|timestamp|v|ver|nocache|no_cache|cache|cachebust(?:er)?"
    r"|callback|jsonp)=[\w.-]*\d{6,}[\w.-]*|\d{6,})"
)
"""A query parameter that only keeps caches from answering, as it stands in a urlkey."""
_CANDIDATES = 2000


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
    return urlkey(target) == capture.urlkey


def without_busters(key: str) -> str:
    """A urlkey without the parameters that only keep caches from answering."""
    base, _, query = key.partition("?")
    kept = [part for part in query.split("&") if part and not _BUSTER.fullmatch(part)]
    return base + ("?" + "&".join(kept) if kept else "")


def _but_for_busters(archive: Archive, address: Address) -> Capture | None:
    key = urlkey(address.url)
    base, mark, _ = key.partition("?")
    if not mark:
        return None
    rows = archive.connection.execute(
        "SELECT DISTINCT urlkey FROM capture "
        "WHERE urlkey = ? OR (urlkey > ? AND urlkey < ?) LIMIT ?",
        # "@" is the character after "?".
        (base, f"{base}?", f"{base}@", _CANDIDATES),
    ).fetchall()
    wanted = without_busters(key)
    alike = [found for (found,) in rows if without_busters(found) == wanted]
    when = microseconds(address.at) if address.at else 1 << 62
    row = archive.connection.execute(
        "SELECT id FROM capture WHERE urlkey IN (SELECT value FROM json_each(?)) "
        "AND outcome IN ('ok', 'unchanged', 'partial') ORDER BY abs(time - ?), id LIMIT 1",
        (json.dumps(alike), when),
    ).fetchone()
    return archive.capture_by_id(row[0]) if row else None
