"""Which captures teach something of their site, so that few have to be looked at.

A page teaches once in a quarter of a year, and again when it is built otherwise. Of a site 256
pages are looked at first, and then 128 in a quarter: more would change little. Of known pages that
changed some are looked at in each run, so that a redesign is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.store import sites
from archive.store.database import Connection
from archive.urls import moment

ENOUGH = 8
"""Pages with a text that a site must have for anything to be learned of it."""
_FIRST, _QUARTERLY = 256, 128
_OF_PAGE = 3
"""Lessons of one page in a quarter: some are built otherwise every time."""

_SELECT = (
    "SELECT capture.id, capture.page_id, capture.urlkey, capture.time, revisit_of IS NULL "
    "AND outcome = 'ok' AND capture.how <> 'requisite' AND method = 'GET' "
    "AND reading.kind IN ('article', 'listing', 'profile', 'media'), "
    "reading.version_id IS NOT NULL, reading.extractor "
    "FROM capture JOIN reading ON reading.capture_id = capture.id "
    "WHERE media_type IN ('text/html', 'application/xhtml+xml', '') AND "
)


@dataclass(frozen=True, slots=True)
class Page:
    """A capture of a page that was read.

    Attributes:
        id: of the capture.
        page_id: of the page.
        host: the site.
        time: when it was made.
        teaches: whether it brought a payload of its own, of a kind that something is learned of.
        has_text: whether a text was read from it.
        extractor: what read it.
    """

    id: int
    page_id: int
    host: str
    time: datetime
    teaches: bool
    has_text: bool
    extractor: str


def between(connection: Connection, after: int, until: int) -> list[Page]:
    """The captures of pages with numbers above one and up to another."""
    sql = f"{_SELECT} capture.id > ? AND capture.id <= ? ORDER BY capture.id"
    return _pages(connection.execute(sql, (after, until)))


def first_of(connection: Connection, host: str, until: int) -> list[Page]:
    """The first captures of a site up to a number that may teach something, one of each page."""
    where, values = sites.scope_of(host, "capture.urlkey")
    # Not by going through all captures in their order, which a site is a small part of.
    select = _SELECT.replace("FROM capture", "FROM capture INDEXED BY capture_urlkey")
    sql = f"{select} {where} AND capture.id <= ? ORDER BY capture.id"
    rows = connection.execute(sql, (*values, until))
    found: dict[int, Page] = {}
    for row in rows:
        page = _page(row)
        if page.teaches:
            found.setdefault(page.page_id, page)
        if len(found) >= _FIRST:
            break
    return list(found.values())


def has_enough(connection: Connection, host: str) -> bool:
    """Whether a site has so many pages that something can be learned of it."""
    where, values = sites.scope_of(host)
    sql = f"SELECT 1 FROM page WHERE {where} AND version_id IS NOT NULL LIMIT ?"
    return len(connection.execute(sql, (*values, ENOUGH)).fetchall()) >= ENOUGH


def sorted_out(
    connection: Connection, site_id: int, pages: Sequence[Page]
) -> tuple[list[Page], list[Page]]:
    """Captures that teach something new, and those of known pages that may.

    Args:
        connection: to the archive.
        site_id: the site.
        pages: captures of it in order, each with a payload of its own.
    """
    fresh: list[Page] = []
    changed: dict[int, Page] = {}
    taken: set[tuple[int, int]] = set()
    room = _room(connection, site_id, pages)
    for page in pages:
        quarter = quarter_of(page.time)
        times = [quarter_of(time) for time in sites.lessons_of_page(connection, page.page_id)]
        if quarter not in times and (page.page_id, quarter) not in taken:
            if room > 0:
                room -= 1
                taken.add((page.page_id, quarter))
                fresh.append(page)
        elif times.count(quarter) < _OF_PAGE:
            changed[page.page_id] = page
    return fresh, list(changed.values())


def quarter_of(time: datetime) -> int:
    """The quarter of a year, counted from 1970."""
    return int(time.timestamp()) // 7_889_238


def _room(connection: Connection, site_id: int, pages: Sequence[Page]) -> int:
    """How many pages more are to be learned of now."""
    sql = "SELECT time FROM lesson JOIN capture ON id = capture_id WHERE site_id = ?"
    quarters = [quarter_of(moment(row[0])) for row in connection.execute(sql, (site_id,))]
    now = max((quarter_of(page.time) for page in pages), default=0)
    return max(_FIRST - len(quarters), _QUARTERLY - quarters.count(now), 0)


def _pages(rows: Iterable[Any]) -> list[Page]:
    return [_page(row) for row in rows if ")" in row[2]]


def _page(row: Any) -> Page:
    number, page_id, key, time, teaches, has_text, extractor = row
    host = key.partition(")")[0]
    return Page(number, page_id, host, moment(time), bool(teaches), bool(has_text), extractor)
