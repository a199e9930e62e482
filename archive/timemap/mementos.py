"""Which captures of a page are mementos of it, and which of them are next to one another.

Everything that was answered is one, archived errors too (RFC 7089, 4.5). A redirect from one
spelling of a URL to another is none, as both are one URL here; of several in one second the first
is, as their address names the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from archive.archive import SHOWABLE, Archive
from archive.replay.closest import leads_to_itself
from archive.store import pages
from archive.urls import microseconds, moment

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Mementos of a page beside one of them, by the seconds they are of.

    Attributes:
        first, last: of all.
        before, after: next to it in time, if there are such.
    """

    first: datetime
    last: datetime
    before: datetime | None
    after: datetime | None


def times(
    archive: Archive,
    url: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    is_reverse: bool = False,
) -> Iterator[datetime]:
    """The times of the mementos of a page, whole seconds, each once, oldest first.

    Args:
        archive: the archive.
        url: of the page, in any of its spellings.
        since: only those from then on.
        until: only those up to then.
        is_reverse: newest first.
    """
    page = pages.of_url(archive.connection, url)
    order = "DESC" if is_reverse else "ASC"
    low = microseconds(since) if since else -(1 << 62)
    high = microseconds(until) + _SECOND - 1 if until else 1 << 62
    among = ",".join("?" * len(SHOWABLE))
    sql = (
        "SELECT time, outcome, id FROM capture WHERE page_id = ? AND method = 'GET' "  # noqa: S608
        f"AND outcome IN ({among}) AND time BETWEEN ? AND ? ORDER BY time {order}"
    )
    last = None
    for time, outcome, number in archive.connection.execute(sql, (page, *SHOWABLE, low, high)):
        second = time // _SECOND
        if second == last or (outcome == "redirect" and _is_passed_over(archive, number)):
            continue
        last = second
        yield moment(second * _SECOND)


def neighbours(archive: Archive, url: str, time: datetime) -> Neighbours | None:
    """The mementos beside that of a time; ``None`` where the page has none at all."""
    second = time.replace(microsecond=0)
    first = next(times(archive, url), None)
    last = next(times(archive, url, is_reverse=True), None)
    if first is None or last is None:
        return None
    earlier = islice(times(archive, url, until=second, is_reverse=True), 2)
    later = islice(times(archive, url, since=second), 2)
    return Neighbours(
        first,
        last,
        next((one for one in earlier if one < second), None),
        next((one for one in later if one > second), None),
    )


def _is_passed_over(archive: Archive, number: int) -> bool:
    capture = archive.capture_by_id(number)
    return capture is not None and leads_to_itself(capture)
