"""What one crawl captured, for its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive.urls import moment

if TYPE_CHECKING:
    from archive.store.database import Connection

_NEW = (
    "SELECT capture.url, capture.time, version.title, coalesce(version.language, ''), version.kind "
    "FROM capture JOIN version ON version.capture_id = capture.id "
    "WHERE crawl_id = ? AND NOT EXISTS (SELECT 1 FROM version AS other "
    "WHERE other.page_id = version.page_id AND other.id < version.id) "
    "ORDER BY capture.time DESC, capture.id DESC LIMIT ?"
)
_AMISS = (
    "SELECT url, time, outcome, status, coalesce(evidence, '') FROM capture WHERE crawl_id = ? "
    "AND outcome NOT IN ('ok', 'unchanged', 'redirect') AND how NOT IN ('requisite', 'robots') "
    "ORDER BY time DESC, id DESC LIMIT ?"
)
_OUTCOMES = (
    "SELECT how IN ('requisite', 'robots'), outcome, count(*) FROM capture WHERE crawl_id = ? "
    "GROUP BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class NewText:
    """A page of which a crawl brought the first text."""

    url: str
    time: datetime
    title: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Amiss:
    """A page that a crawl asked for and did not get."""

    url: str
    time: datetime
    outcome: str
    status: int | None
    evidence: str


def new_texts(connection: Connection, crawl_id: int, most: int) -> list[NewText]:
    """The pages of which a crawl brought the first text, the latest first."""
    rows = connection.execute(_NEW, (crawl_id, most)).fetchall()
    return [NewText(row[0], moment(row[1]), row[2] or row[0], row[3], row[4]) for row in rows]


def amiss(connection: Connection, crawl_id: int, most: int) -> list[Amiss]:
    """The pages that a crawl asked for and did not get, the latest first."""
    rows = connection.execute(_AMISS, (crawl_id, most)).fetchall()
    return [Amiss(row[0], moment(row[1]), *row[2:]) for row in rows]


def outcomes(connection: Connection, crawl_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """How often each outcome was met: of pages, and of what they need."""
    pages: dict[str, int] = {}
    parts: dict[str, int] = {}
    for is_part, outcome, count in connection.execute(_OUTCOMES, (crawl_id,)).fetchall():
        (parts if is_part else pages)[outcome] = count
    return pages, parts
