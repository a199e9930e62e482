"""Captures: one observation of one URL at one time, written and found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from archive import http
from archive.content import OPENING, Long
from archive.errors import DamagedArchive
from archive.exchange import Exchange
from archive.identity import own_key, page_key
from archive.store import cdx_keys, frames, lineage, pages, parity, segments
from archive.store.database import Connection
from archive.store.records import CLOSING, Original, Record, record_of
from archive.urls import microseconds, moment, urlkey

_COLUMNS = (
    "capture.id, page_id, capture.url, capture.urlkey, time, method, status, media_type, outcome, "
    "evidence, digest, size, revisit_of, how, via, source.name, crawl_id, frame_id, wall"
)
_FROM = "FROM capture LEFT JOIN source ON source.id = source_id"


@dataclass(frozen=True, slots=True)
class Capture:
    """One observation of one URL at one time.

    Attributes:
        id: its number in the archive file.
        page_id: the page it is an observation of.
        url: the URL asked for.
        urlkey: its SURT key.
        time: when the exchange began.
        method: HTTP method.
        status: HTTP status; ``None`` where no status line came.
        media_type: as the server named it.
        outcome: see ``archive.observation.Outcome``.
        evidence: why it is taken for that.
        digest: SHA-256 of the payload.
        size: bytes of the payload.
        revisit_of: the capture that holds the payload, if this one does not.
        how: how the URL came to be fetched.
        via: URL that led here.
        source: name of the source, if any.
        crawl_id: the crawl it belongs to, if any.
        frame_id: the frame with its records.
        wall: what kind of block page or stand-in it is (``archive.clean.WallKind``), if one.
    """

    id: int
    page_id: int
    url: str
    urlkey: str
    time: datetime
    method: str
    status: int | None
    media_type: str
    outcome: str
    evidence: str | None
    digest: bytes | None
    size: int
    revisit_of: int | None
    how: str
    via: str | None
    source: str | None
    crawl_id: int | None
    frame_id: int
    wall: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The columns of a capture that is about to be written.

    ``page_key`` is that of its page, unless ``page_id`` says which page that is.
    """

    exchange: Exchange
    page_key: str
    outcome: str
    evidence: str | None
    status: int | None
    media_type: str
    digest: bytes | None
    size: int
    revisit_of: int | None
    source_id: int | None
    crawl_id: int | None
    wall: str | None = None
    page_id: int | None = None


def written(connection: Connection, draft: Draft, records: Sequence[Record]) -> int:
    """Write a capture, its page and its records; return the capture's id."""
    exchange = draft.exchange
    key = urlkey(exchange.url)
    page = draft.page_id or pages.page_id(connection, draft.page_key, exchange.page)
    frame_id = _framed(connection, draft, records, page, key)
    method = http.split(exchange.request).method or "GET"
    row = (
        page, key, exchange.url, microseconds(exchange.began), method, draft.status,
        draft.media_type,
        draft.outcome, draft.evidence, draft.digest, draft.size, draft.revisit_of,
        exchange.how, exchange.via, draft.source_id, draft.crawl_id, frame_id,
        draft.wall,
    )  # fmt: skip
    sql = (
        "INSERT INTO capture (page_id, urlkey, url, time, method, status, media_type, outcome, "
        "evidence, digest, size, revisit_of, how, via, source_id, crawl_id, frame_id, "
        "wall) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    capture_id = int(connection.execute(sql, row).lastrowid)
    cdx_keys.noted(connection, capture_id, exchange.url, method, exchange.request)
    start = 0
    for record in records:
        size = _whole(record)
        connection.execute(
            "INSERT INTO record (capture_id, type, uri, start, size) VALUES (?, ?, ?, ?, ?)",
            (capture_id, record.type, record.uri, start, size),
        )
        start += size
    return capture_id


def _framed(
    connection: Connection, draft: Draft, records: Sequence[Record], page: int, key: str
) -> int:
    size = sum(map(_whole, records))
    if size > segments.SIZE:
        return segments.stored(connection, chain.from_iterable(r.pieces() for r in records))
    place = lineage.Place(
        page_id=page,
        urlkey=key,
        media_type=draft.media_type,
        size=size,
        crawl_id=draft.crawl_id,
        time=microseconds(draft.exchange.began),
        is_whole=draft.revisit_of is None and draft.outcome != "failure",
    )
    frame = frames.stored(connection, records, lineage.candidates(connection, place))
    lineage.noted(connection, place, frame)
    parity.kept_up(connection, frame.id)
    return frame.id


def _whole(record: Record) -> int:
    """Bytes of a whole record."""
    return len(record.head) + record.size + len(CLOSING)


def resolved(connection: Connection, capture_id: int, draft: Draft) -> None:
    """Rewrite what a capture is taken for, once the payload it revisits is known."""
    connection.execute(
        "UPDATE capture SET status = ?, media_type = ?, outcome = ?, evidence = ?, digest = ?, "
        "size = ?, revisit_of = ?, wall = ? WHERE id = ?",
        (
            draft.status, draft.media_type, draft.outcome, draft.evidence, draft.digest,
            draft.size, draft.revisit_of, draft.wall, capture_id,
        ),
    )  # fmt: skip


def rejudged(
    connection: Connection, capture_ids: Iterable[int], outcome: str, evidence: str, wall: str
) -> None:
    """Write that captures are not what they were taken for."""
    connection.executemany(
        "UPDATE capture SET outcome = ?, evidence = ?, wall = ? WHERE id = ?",
        [(outcome, evidence, wall, number) for number in capture_ids],
    )


def blocked(connection: Connection, source: str) -> dict[str, int]:
    """How many captures of a source are block pages, by kind, the commonest first.

    ``other`` are those whose kind was not noted.
    """
    sql = (
        "SELECT coalesce(wall, 'other') AS kind, count(*) FROM capture "
        "WHERE outcome = 'blocked' AND source_id = (SELECT id FROM source WHERE name = ?) "
        "GROUP BY kind ORDER BY count(*) DESC, kind"
    )
    return dict(connection.execute(sql, (source,)).fetchall())


def blocked_in_a_row(connection: Connection, url: str, most: int) -> int:
    """How many of the last answers of a URL were block pages, up to ``most``."""
    sql = (
        "SELECT outcome FROM capture WHERE urlkey = ? AND method = 'GET' AND outcome <> 'failure' "
        "ORDER BY time DESC, id DESC LIMIT ?"
    )
    outcomes = [row[0] for row in connection.execute(sql, (urlkey(url), most))]
    return next((n for n, outcome in enumerate(outcomes) if outcome != "blocked"), len(outcomes))


def by_id(connection: Connection, capture_id: int) -> Capture | None:
    """The capture with this number."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE capture.id = ?"
    row = connection.execute(sql, (capture_id,)).fetchone()
    return _capture(row) if row else None


def by_record(connection: Connection, uri: str) -> Capture | None:
    """The capture that a record with this id belongs to."""
    sql = (
        f"SELECT {_COLUMNS} {_FROM} "
        "WHERE capture.id = (SELECT capture_id FROM record WHERE uri = ?)"
    )
    row = connection.execute(sql, (uri,)).fetchone()
    return _capture(row) if row else None


def address_of(connection: Connection, capture: Capture) -> str:
    """The address that people know the page of a capture by: its URL, unless a catalogue told."""
    sql = "SELECT url, urlkey FROM page WHERE id = ?"
    url, key = connection.execute(sql, (capture.page_id,)).fetchone() or (capture.url, "")
    return capture.url if key in ("", page_key(capture.url), own_key(capture.url)) else str(url)


def of_url(connection: Connection, url: str) -> list[Capture]:
    """All captures of the page that a URL names, oldest first."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE page_id = ? ORDER BY time, capture.id"
    return [_capture(row) for row in connection.execute(sql, (pages.of_url(connection, url),))]


def closest(
    connection: Connection, url: str, at: datetime | None, outcomes: Sequence[str]
) -> Capture | None:
    """The capture of a page nearest in time to ``at`` (the latest for ``None``) with an outcome.

    What a HEAD or a POST was answered is not what the URL shows.
    """
    among = ",".join("?" * len(outcomes))
    base = (
        f"SELECT {_COLUMNS} {_FROM} WHERE page_id = ? AND method = 'GET' AND outcome IN ({among})"
    )
    key = (pages.of_url(connection, url), *outcomes)
    when = microseconds(at) if at else 1 << 62
    before = connection.execute(
        f"{base} AND time <= ? ORDER BY time DESC, capture.id DESC LIMIT 1", (*key, when)
    ).fetchone()
    after = connection.execute(
        f"{base} AND time > ? ORDER BY time, capture.id LIMIT 1", (*key, when)
    ).fetchone()
    found = [_capture(row) for row in (before, after) if row]
    return min(found, key=lambda c: abs(microseconds(c.time) - when), default=None)


def original_of(connection: Connection, digest: bytes, url: str) -> tuple[Capture, Original] | None:
    """The capture that holds the payload with this digest, rather of this URL than another.

    One whose frame is damaged holds nothing: a revisit of it would lose what just came.
    """
    sql = (
        f"SELECT {_COLUMNS} {_FROM} WHERE digest = ? AND revisit_of IS NULL "
        "AND outcome = 'ok' ORDER BY capture.urlkey = ? DESC, time"
    )
    for row in connection.execute(sql, (digest, urlkey(url))).fetchall():
        capture = _capture(row)
        if _is_sound(connection, capture) and (found := _with_original(connection, capture)):
            return found
    return None


def last_shown(connection: Connection, url: str, before: datetime | None = None) -> Capture | None:
    """The last capture that shows what a URL said, for conditional requests and their 304.

    Rather of this spelling than another: validators hold for one URL only (RFC 9110, 8.8). A 304
    whose payload was never here shows nothing.
    """
    sql = (
        f"SELECT {_COLUMNS} {_FROM} WHERE page_id = ? AND time <= ? AND method = 'GET' "
        "AND (outcome = 'ok' OR outcome = 'unchanged' AND revisit_of IS NOT NULL) "
        "ORDER BY capture.url = ? DESC, time DESC, capture.id DESC LIMIT 1"
    )
    when = microseconds(before) if before else 1 << 62
    row = connection.execute(sql, (pages.of_url(connection, url), when, url)).fetchone()
    return _capture(row) if row else None


def last_whole(connection: Connection, url: str) -> tuple[Capture, Original] | None:
    """The capture that holds what a URL showed last, which may be one of another URL."""
    last = last_shown(connection, url)
    if last and last.revisit_of:
        last = by_id(connection, last.revisit_of)
    return _with_original(connection, last) if last else None


def _is_sound(connection: Connection, capture: Capture) -> bool:
    try:
        records(connection, capture)
    except DamagedArchive:
        return False
    return True


def _with_original(connection: Connection, capture: Capture) -> tuple[Capture, Original] | None:
    sql = "SELECT uri FROM record WHERE capture_id = ? AND type IN ('response', 'resource')"
    row = connection.execute(sql, (capture.id,)).fetchone()
    if row is None or capture.digest is None:
        return None
    return capture, Original(row[0], capture.url, capture.time, capture.digest)


def records(connection: Connection, capture: Capture) -> tuple[Record, ...]:
    """The WARC records of a capture, in the order they were written.

    Raises:
        DamagedArchive: the frame is damaged.
    """
    sql = "SELECT start, size FROM record WHERE capture_id = ? ORDER BY start"
    spans = connection.execute(sql, (capture.id,)).fetchall()
    sql = "SELECT codec, size FROM frame WHERE id = ?"
    codec, length = connection.execute(sql, (capture.frame_id,)).fetchone() or ("", 0)
    if any(not isinstance(number, int) for span in spans for number in span):
        raise DamagedArchive(f"capture {capture.id}: its records are nowhere in its frame")
    if codec == segments.CODEC:
        whole, found = length, [_segmented(connection, capture.frame_id, *s) for s in spans]
    else:
        raw = frames.decoded(connection, capture.frame_id)
        whole, found = len(raw), [record_of(raw[start : start + size]) for start, size in spans]
    if sum(size for _, size in spans) != whole:
        raise DamagedArchive(f"capture {capture.id}: its records do not fill its frame")
    return tuple(found)


def request_of(connection: Connection, capture_id: int) -> bytes:
    """The request of a capture; empty where none was kept.

    Raises:
        DamagedArchive: the frame is damaged.
    """
    capture = by_id(connection, capture_id)
    kept = records(connection, capture) if capture else ()
    return next((b"".join(one.content()) for one in kept if one.type == "request"), b"")


def _segmented(connection: Connection, frame_id: int, start: int, size: int) -> Record:
    """A record of a frame that is held in segments."""

    def read(first: int, count: int) -> Iterator[bytes]:
        return segments.read(connection, frame_id, start + first, count)

    if size <= OPENING:
        return record_of(b"".join(read(0, size)))
    opened = record_of(b"".join(read(0, OPENING)))
    head = len(opened.head)
    length = size - head - len(CLOSING)
    long = Long(length, lambda: read(head, length), lambda at, count: read(head + at, count))
    return replace(opened, long=long)


def everything(
    connection: Connection, where: str = "1", values: Sequence[Any] = ()
) -> Iterator[Capture]:
    """All captures for which an SQL condition holds, in the order they were written."""
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY capture.id"
    for row in connection.execute(sql, tuple(values)):
        yield _capture(row)


def _capture(row: Sequence[Any]) -> Capture:
    values = list(row)
    try:
        values[4] = moment(values[4])
    except DamagedArchive as error:
        raise DamagedArchive(f"capture {row[0]}: {error}") from error
    return Capture(*values)
