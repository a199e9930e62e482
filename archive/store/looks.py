"""What was seen of a page over time, as far as it tells when to look again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.identity import page_key
from archive.store import presences
from archive.store.database import Connection
from archive.urls import microseconds, moment, urlkey

_THERE = ("ok", "unchanged", "partial", "redirect")
_WHOLE = ("ok", "unchanged")
_COLUMNS = (
    "capture.time, capture.outcome, reading.version_id, reading.extractor, capture.digest "
    "FROM capture LEFT JOIN reading ON reading.capture_id = capture.id"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a page.

    Attributes:
        first: when it was captured first, in microseconds since 1970.
        published: as its latest text says, ISO 8601; ``None`` where it does not.
        kind: what its latest text is; empty where it has none.
        looks: when it was there, in microseconds, and whether it showed another text than before;
            oldest first, the last ones only.
        absences: how many times in a row it was not there at last, whatever it answered.
        absent: when that was first, in microseconds, of a page that was there before.
    """

    first: int
    published: str | None
    kind: str
    looks: tuple[tuple[int, bool], ...]
    absences: int
    absent: int | None = None


def of_url(connection: Connection, url: str, most: int) -> Seen | None:
    """What the last ``most`` captures of a URL show; ``None`` where there is none."""
    row = connection.execute("SELECT id FROM page WHERE urlkey = ?", (page_key(url),)).fetchone()
    return _of_page(connection, row[0], most) if row else None


def of_source(connection: Connection, source_id: int, since: datetime, most: int) -> list[Seen]:
    """Articles of a source that were captured more than once since a time, the latest ``most``."""
    sql = (
        "SELECT capture.page_id FROM capture JOIN reading ON reading.capture_id = capture.id "
        "WHERE source_id = ? AND time >= ? AND kind = 'article' "
        "GROUP BY capture.page_id HAVING count(*) > 1 ORDER BY max(time) DESC LIMIT ?"
    )
    pages = connection.execute(sql, (source_id, microseconds(since), most)).fetchall()
    found = (_of_page(connection, page, most) for (page,) in pages)
    return [seen for seen in found if seen]


def _of_page(connection: Connection, page_id: int, most: int) -> Seen | None:
    sql = (
        f"SELECT {_COLUMNS} WHERE capture.page_id = ? AND method = 'GET' "
        "AND outcome IN ('ok', 'unchanged', 'partial', 'redirect', 'absent') "
        "ORDER BY time DESC, capture.id DESC LIMIT ?"
    )
    rows = connection.execute(sql, (page_id, most)).fetchall()
    if not rows:
        return None
    stands = presences.of_page(connection, page_id)
    is_absent = stands is not None and stands.state in ("suspect", "gone") and stands.checks > 0
    absences = next((n for n, row in enumerate(rows) if row[1] != "absent"), len(rows))
    (first,) = connection.execute(
        "SELECT min(time) FROM capture WHERE page_id = ?", (page_id,)
    ).fetchone()
    told = connection.execute(
        "SELECT published, kind FROM version JOIN page ON version.id = page.version_id "
        "WHERE page.id = ?",
        (page_id,),
    ).fetchone()
    published, kind = told or (None, "")
    if stands and is_absent:
        return Seen(first, published, kind, _looks(rows[::-1]), stands.checks, stands.absent)
    return Seen(first, published, kind, _looks(rows[::-1]), absences)


def _looks(
    rows: Sequence[tuple[int, str, int | None, str | None, bytes | None]],
) -> tuple[tuple[int, bool], ...]:
    """Times, and whether each shows another text, or other bytes where there is no text.

    A text that was read in another way than the one before says nothing of an edit.
    """
    looks: list[tuple[int, bool]] = []
    version: int | None = None
    reader: str | None = None
    digest: bytes | None = None
    for time, outcome, version_id, extractor, payload in rows:
        if outcome not in _THERE:
            continue
        is_edit = False
        if outcome == "ok" and looks:
            if version_id is not None:
                is_edit = version is not None and version_id != version and extractor == reader
            else:
                is_edit = version is None and digest is not None and payload != digest
        looks.append((time, is_edit))
        if outcome in _WHOLE and version_id is not None:
            version, reader = version_id, extractor
        if outcome in _WHOLE and payload is not None:
            digest = payload
    return tuple(looks)


def named_first(
    connection: Connection, source_id: int, since: datetime
) -> dict[str, dict[int, int]]:
    """How many pages each list was the first to name since a time.

    Returns:
        By the list's URL, by the time of the capture that named them, in microseconds.
    """
    sql = (
        "SELECT via, found, count(*) FROM frontier WHERE source_id = ? AND kind = 'page' "
        "AND found >= ? AND how IN ('feed', 'listing', 'sitemap', 'link') AND via IS NOT NULL "
        "GROUP BY via, found"
    )
    named: dict[str, dict[int, int]] = defaultdict(dict)
    for via, found, count in connection.execute(sql, (source_id, microseconds(since))):
        named[via][found] = count
    return dict(named)


def times_of(connection: Connection, source_id: int, url: str, most: int) -> list[datetime]:
    """When the last ``most`` good answers of a URL came for a source, oldest first."""
    sql = (
        "SELECT time FROM capture WHERE urlkey = ? AND source_id = ? AND method = 'GET' "
        "AND outcome IN ('ok', 'unchanged') ORDER BY time DESC LIMIT ?"
    )
    rows = connection.execute(sql, (urlkey(url), source_id, most)).fetchall()
    return [moment(time) for (time,) in reversed(rows)]
