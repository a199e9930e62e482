"""Requisites: what pages need to look right, which pages need it, and whether it is here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from archive.identity import page_key
from archive.store import addresses, captures
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

_NEEDED = "('requisite', 'frame')"
NAMED = (
    "(kind IN ('requisite', 'frame') OR kind = 'refresh' AND "
    "(SELECT how FROM capture WHERE id = link.capture_id) IN ('requisite', 'save'))"
)
"""Of the links of a capture, in SQL, what is asked for with it: a frame, or a page that was saved,
may lead on by itself."""
_DEPTH = 11
"""Style sheets, modules and frames that need one another are followed that far."""
_NEEDY = re.compile(r"text/(?:css|html)|application/xhtml\+xml|.+/(?:x-)?(?:java|ecma)script")


@dataclass(frozen=True, slots=True)
class Need:
    """Something a page needs.

    Attributes:
        url: its URL.
        via: URL of what names it: the page, or a style sheet.
        capture: its last capture; ``None`` where there is none.
        reason: why there is none, or not a whole one, as far as is known.
    """

    url: str
    via: str
    capture: Capture | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A page, or a style sheet, that needs something: its URL and when it was last seen to."""

    url: str
    last: datetime


def held(connection: Connection, url: str, now: datetime, within: timedelta) -> int | None:
    """The capture of a URL by any source within a time that makes another needless, by number.

    A redirect counts for the very URL that was asked, as one may lead to another spelling of it.
    """
    sql = (
        "SELECT id FROM capture WHERE urlkey = ? AND time > ? AND method = 'GET' AND ("
        "outcome IN ('ok', 'partial', 'unchanged', 'absent') OR outcome = 'redirect' AND url = ?) "
        "ORDER BY time DESC LIMIT 1"
    )
    values = (urlkey(url), microseconds(now - within), url)
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else None


def needs(connection: Connection, page: Capture) -> list[Need]:
    """What a capture needs to look right, and what that needs, in the order it is named."""
    found: dict[str, Need] = {}
    layer = [page]
    for _ in range(_DEPTH):
        named = [(url, one) for one in layer for url in _named(connection, one)]
        layer = []
        for url, via in named:
            if url in found:
                continue
            capture = _last(connection, url)
            found[url] = Need(url, via.url, capture, _lack(connection, url, capture))
            if capture and (capture.outcome == "redirect" or _NEEDY.fullmatch(capture.media_type)):
                layer.append(capture)
        if not layer:
            break
    return list(found.values())


def uses(connection: Connection, url: str, limit: int = 100) -> list[Use]:
    """What needs a URL, in any of its captures, last seen first."""
    sql = (
        "SELECT capture.url, max(capture.time) FROM link "
        "JOIN capture ON capture.id = link.capture_id "
        f"WHERE link.address_id = ? AND link.kind IN {_NEEDED} "
        "GROUP BY capture.urlkey ORDER BY 2 DESC, 1 LIMIT ?"
    )
    named = addresses.number(connection, url)
    return [Use(row[0], moment(row[1])) for row in connection.execute(sql, (named, limit))]


def _named(connection: Connection, capture: Capture) -> Iterable[str]:
    if capture.outcome == "redirect":
        return [urljoin(capture.url, capture.evidence)] if capture.evidence else []
    # A capture that repeats another of its page has the links of that one.
    sql = (
        "SELECT address.url FROM link JOIN address ON address.id = address_id "
        f"WHERE {NAMED} AND link.capture_id = ("
        "SELECT id FROM capture WHERE page_id = ? AND digest IS ? AND time <= ? "
        "AND id IN (SELECT capture_id FROM linked) "
        "ORDER BY time DESC LIMIT 1) ORDER BY address.id"
    )
    values = (capture.page_id, capture.digest, microseconds(capture.time))
    return [row[0] for row in connection.execute(sql, values)]


def _last(connection: Connection, url: str) -> Capture | None:
    shown = captures.closest(connection, url, None, ("ok", "unchanged"))
    if shown:
        return shown
    every = captures.of_url(connection, url)
    return every[-1] if every else None


def _lack(connection: Connection, url: str, capture: Capture | None) -> str | None:
    if capture and capture.outcome in ("ok", "unchanged", "redirect"):
        return None
    if capture:
        told = f"{capture.outcome} ({capture.status})" if capture.status else capture.outcome
        return f"{told}: {capture.evidence}" if capture.evidence else told
    sql = (
        "SELECT state, reason FROM frontier WHERE source_id IN (SELECT id FROM source) "
        "AND urlkey = ? ORDER BY settled DESC LIMIT 1"
    )
    row = connection.execute(sql, (page_key(url),)).fetchone()
    if row is None:
        return "never asked for: no source that keeps requisites has found it"
    return f"{row[0]}: {row[1]}" if row[1] else row[0]
