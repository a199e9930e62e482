"""Short answers of a host, kept beside its captures: by them it shows that several URLs say one.

Only what a page shows to the eye is kept, of short pages, so that the next answer can be compared
with those before it without reading them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.store.database import Connection
from archive.store.deltas import TEXT
from archive.urls import microseconds, moment, urlkey


@dataclass(frozen=True, slots=True)
class Brief:
    """A short answer.

    Attributes:
        capture_id: the capture it is of; 0 for one that is not written yet.
        url: the URL asked for.
        digest: SHA-256 of the payload.
        title: of the page.
        text: all that the page shows, in one line.
    """

    capture_id: int
    url: str
    digest: bytes | None
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Past:
    """What a page said last.

    Attributes:
        time: when it was captured.
        title: of the text.
        words: how many words the text had.
    """

    time: datetime
    title: str
    words: int


def added(connection: Connection, brief: Brief, time: datetime) -> None:
    """Keep a short answer that came at a time."""
    connection.execute(
        "INSERT OR REPLACE INTO brief (capture_id, host, time, title, text) VALUES (?, ?, ?, ?, ?)",
        (brief.capture_id, _host(brief.url), microseconds(time), brief.title, brief.text),
    )


def near(
    connection: Connection, url: str, time: datetime, within: timedelta, limit: int
) -> list[Brief]:
    """The short answers of a URL's host around a time, the latest first."""
    when, span = microseconds(time), within // timedelta(microseconds=1)
    sql = (
        "SELECT capture_id, capture.url, capture.digest, title, text "
        "FROM brief JOIN capture ON capture.id = capture_id "
        "WHERE host = ? AND brief.time BETWEEN ? AND ? ORDER BY brief.time DESC LIMIT ?"
    )
    rows = connection.execute(sql, (_host(url), when - span, when + span, limit))
    return [Brief(*row) for row in rows]


def past(connection: Connection, url: str, before: datetime) -> Past | None:
    """The last text that a page had before a time; ``None`` if it had none."""
    sql = (
        f"SELECT capture.time, version.title, {TEXT} FROM capture "
        "JOIN reading ON reading.capture_id = capture.id "
        "JOIN version ON version.id = reading.version_id "
        "WHERE capture.urlkey = ? AND capture.time < ? "
        "ORDER BY capture.time DESC, capture.id DESC LIMIT 1"
    )
    row = connection.execute(sql, (urlkey(url), microseconds(before))).fetchone()
    return Past(moment(row[0]), row[1], len(row[2].split())) if row else None


def like(connection: Connection, capture_ids: Sequence[int]) -> list[int]:
    """Those of these captures, and of others of their pages, that were taken for the same text."""
    found: set[int] = set()
    sql = (
        "SELECT other.id FROM capture AS one "
        "JOIN capture AS other ON other.page_id = one.page_id AND other.method = 'GET' "
        "LEFT JOIN reading AS mine ON mine.capture_id = one.id "
        "LEFT JOIN reading AS theirs ON theirs.capture_id = other.id "
        "WHERE one.id = ? AND other.outcome IN ('ok', 'unchanged') "
        "AND (other.digest = one.digest OR theirs.version_id = mine.version_id)"
    )
    for number in capture_ids:
        found.update(row[0] for row in connection.execute(sql, (number,)))
    return sorted(found)


def _host(url: str) -> str:
    """The host (and port) of a URL as its urlkey has it."""
    return urlkey(url).partition(")")[0]
