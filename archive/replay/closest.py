"""Which capture stands for a URL at a time when a saved page is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus, urljoin

from archive.archive import Archive
from archive.identity import own_key
from archive.serving.addresses import Address
from archive.store.busters import alike, matched
from archive.store.captures import Capture
from archive.surt import surt
from archive.urls import microseconds, timestamp, urlkey

SOUND = ("ok", "unchanged", "partial", "redirect", "absent")
"""Outcomes that show what the site itself had to say; a block page or a crash does not."""
_SENT = "__wb_method"
_MOST_SENT = 2000
_NOTHING = re.compile(r"=(?:none|null)$")
_STAYING = ("ok", "unchanged", "partial", "absent", "error", "blocked")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands for a URL.

    Attributes:
        capture: the capture.
        rule: where it is of another address, by which of ``busters.RULES`` it is the same.
    """

    capture: Capture
    rule: str = ""


def closest(archive: Archive, address: Address) -> Capture | None:
    """The capture to show for an address; ``None`` where the archive has none."""
    found = nearest(archive, address)
    return found.capture if found else None


def nearest(archive: Archive, address: Address) -> Found | None:
    """The capture to show for an address, and why that one; ``None`` where there is none.

    A capture of exactly the time asked for is taken as it is. Otherwise one that shows what the
    site had to say comes before block pages and errors, however near those are. A redirect from
    one spelling of a URL to another of the same key is passed over: following it would lead back
    to itself. Where nothing bears the URL, ``busters.RULES`` say under which others it was
    captured; what was sent with a request counts as it does in indexes (``archive.bodies``).
    """
    if _SENT in address.url:
        return _sent(archive, address)
    capture = archive.capture(address.url, address.at)
    if capture is None:
        match = alike(archive.connection, urlkey(address.url))
        return _nearest_of(archive, address, match.keys, match.rule.name) if match else None
    if timestamp(capture.time) != address.digits:
        capture = archive.capture(address.url, address.at, outcomes=SOUND) or capture
    if leads_to_itself(capture):
        staying = archive.capture(address.url, address.at, outcomes=_STAYING)
        return Found(staying) if staying else None
    return Found(capture)


def target(capture: Capture) -> str:
    """Where a redirect leads; empty if it is none or leads nowhere."""
    if capture.outcome != "redirect" or not capture.evidence:
        return ""
    try:
        return urljoin(capture.url, capture.evidence)
    except ValueError:
        return ""


def leads_to_itself(capture: Capture) -> bool:
    """Whether a capture redirects to another spelling of its own URL."""
    leads = target(capture)
    return bool(leads) and own_key(leads) == own_key(capture.url)


def _nearest_of(archive: Archive, address: Address, keys: Sequence[str], rule: str) -> Found | None:
    row = archive.connection.execute(
        "SELECT id FROM capture WHERE urlkey IN (SELECT value FROM json_each(?)) "
        "AND method = 'GET' AND outcome IN ('ok', 'unchanged', 'partial') "
        "ORDER BY abs(time - ?), id LIMIT 1",
        (json.dumps(keys), _when(address)),
    ).fetchone()
    capture = archive.capture_by_id(row[0]) if row else None
    return Found(capture, rule) if capture else None


def _sent(archive: Archive, address: Address) -> Found | None:
    """What was answered to a request with a body, which is asked for as ``archive.bodies`` has it.

    Browsers and indexes write one body in several ways: those that say the same are one.
    """
    key = surt(address.url)
    base = key.partition("?")[0]
    rows = archive.connection.execute(
        "SELECT key, capture_id FROM cdx_key JOIN capture ON capture.id = capture_id "
        "WHERE key > ? AND key < ? AND outcome <> 'failure' "
        "ORDER BY abs(time - ?), capture_id LIMIT ?",
        (f"{base}?", f"{base}@", _when(address), _MOST_SENT),
    ).fetchall()
    by_query: dict[str, int] = {}
    for other, number in rows:
        if _SENT in other:
            by_query.setdefault(_said(other), number)
    wanted = _said(key)
    if wanted in by_query:
        number, rule = by_query[wanted], ""
    elif match := matched(wanted, [one for one in by_query if _is_same_way(one, wanted)]):
        number, rule = by_query[match.keys[0]], match.rule.name
    else:
        return None
    capture = archive.capture_by_id(number)
    return Found(capture, rule) if capture else None


def _said(key: str) -> str:
    """A key with its query in one spelling."""
    base, _, query = key.partition("?")
    parts = unquote_plus(query).lower().split("&")
    return f"{base}?" + "&".join(sorted(_NOTHING.sub("=", part) for part in parts))


def _is_same_way(one: str, other: str) -> bool:
    method = re.compile(rf"{_SENT}=\w+")
    return method.findall(one) == method.findall(other)


def _when(address: Address) -> int:
    return microseconds(address.at) if address.at else 1 << 62
