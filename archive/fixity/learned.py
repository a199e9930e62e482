"""What was learned of sites: as it was stored, of captures that are there."""

from __future__ import annotations

from collections.abc import Iterator

from archive.fixity.check import Check, Fault
from archive.fixity.derived import walked
from archive.store import sites
from archive.urls import host_of

_SITES = f"SELECT id, {', '.join(sites.COLUMNS)}, fixity FROM site WHERE id > ? AND id <= ?"
_LESSONS = (
    "SELECT capture_id, capture.url, site.host, lesson.page_id = capture.page_id FROM lesson "
    "JOIN capture ON capture.id = capture_id LEFT JOIN site ON site.id = site_id "
    "WHERE capture_id > ? AND capture_id <= ?"
)


def learned(check: Check, after: int) -> Iterator[int]:
    """Every site: its model and what is known of it."""
    for high, rows in walked(check, "site", _SITES, after):
        for _, *values, fixity in rows:
            if sites.fixity(values) != fixity:
                reason = "what was learned of it does not have the digest it was stored with"
                check.fault(Fault(f"site {values[1]}", reason))
        yield high


def lessons(check: Check, after: int) -> Iterator[int]:
    """Every capture that something was learned of: it is of the site, and of its page."""
    for high, rows in walked(check, "lesson", _LESSONS, after):
        for number, url, host, is_own in rows:
            if host != host_of(url) or not is_own:
                where = f"capture {number}, {url}"
                reason = "it is said to teach of another site or page"
                check.fault(Fault(where, reason, capture=number))
        yield high
