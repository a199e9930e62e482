"""Every capture: its frame, its records, its payload, and that its row says what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import accumulate

from archive.fixity.check import Check, Fault, named
from archive.fixity.columns import disagreements
from archive.fixity.ranges import ranges
from archive.formats.digests import has_payload, parsed, taken_of
from archive.store import captures as kept
from archive.store import frames, parity, segments
from archive.store.captures import Capture
from archive.store.cdx_keys import key_of
from archive.store.database import UNREADABLE
from archive.store.records import Record, answer_of

_NAMES = (
    "CREATE TEMP TABLE IF NOT EXISTS listed AS "
    "SELECT id, urlkey, time FROM main.capture INDEXED BY capture_urlkey"
)


def captures(check: Check, after: int) -> Iterator[int]:
    """Every capture's frame, records, payload and row."""

    def read(low: int, high: int) -> list[Capture]:
        return list(check.archive.all_captures("capture.id > ? AND capture.id <= ?", (low, high)))

    def lost(number: int, reason: str) -> None:
        _lost(check, number, reason)

    for high, found in ranges(read, after, check.highest("capture"), lost):
        for capture in found:
            check.outcome.captures += 1
            _capture(check, capture)
        yield high


def lanes(check: Check, after: int) -> Iterator[int]:
    """What is kept to mend frames with: that it is that of its frames, where those are sound."""
    if check.at.unsound:
        return
    try:
        for number, _ in parity.faulty(check.archive.connection):
            if number > after:
                check.fault(Fault(f"parity {number}", "it is not that of the records it is for"))
            yield number
    except UNREADABLE as error:
        check.fault(Fault("table parity", str(error)))


def revisits(check: Check, after: int) -> Iterator[int]:
    """Every revisit's original: that it is there, sound, and holds what the revisit says."""
    where = "revisit_of IS NOT NULL AND capture.id > ? AND capture.id <= ?"

    def read(low: int, high: int) -> list[Capture]:
        return list(check.archive.all_captures(where, (low, high)))

    def lost(_number: int, _reason: str) -> None:
        """It was told of among the captures."""

    for high, found in ranges(read, after, check.highest("capture"), lost):
        for capture in found:
            check.outcome.revisits += 1
            _revisit(check, capture)
        yield high


def _lost(check: Check, number: int, reason: str) -> None:
    """Tell of a row that cannot be read, by what the index by URL still says of it."""
    connection = check.archive.connection
    try:
        connection.execute(_NAMES)
        sql = "SELECT urlkey, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000, 'unixepoch') "
        row = connection.execute(f"{sql} FROM temp.listed WHERE id = ?", (number,)).fetchone()
    except UNREADABLE:
        row = ("its URL cannot be read", "?")
    if row is not None:
        where = f"capture {number}, {row[0]} of {row[1]}"
        check.fault(Fault(where, f"its row cannot be read: {reason}", capture=number))
        check.at.unsound[number] = number


def _capture(check: Check, capture: Capture) -> None:
    archive = check.archive
    try:
        records = archive.records(capture)
        held = archive.capture_by_id(capture.revisit_of) if capture.revisit_of else None
        _listing(check, capture, records)
        # Of a long record, what is read as it is looked at.
        for record in records:
            _record(check, capture, record)
        _payload(check, capture, answer_of(records))
    except UNREADABLE as error:
        _unreadable(check, capture, error)
        return
    page = _page_key(check, capture)
    if page is not None:
        for reason in disagreements(capture, records, held, page):
            check.of_capture(capture, reason)
    _cdx_key(check, capture, records)


def _cdx_key(check: Check, capture: Capture, records: Sequence[Record]) -> None:
    """The key in CDX indexes: that it is that of the URL, and of a body that was sent."""
    request = next((b"".join(one.content()) for one in records if one.type == "request"), b"")
    wanted = key_of(capture.url, capture.method, request)
    try:
        row = check.archive.connection.execute(
            "SELECT key FROM cdx_key WHERE capture_id = ?", (capture.id,)
        ).fetchone()
    except UNREADABLE as error:
        check.of_capture(capture, f"its key in CDX indexes cannot be read: {error}")
        return
    noted = row[0] if row else capture.urlkey
    if noted != wanted:
        check.of_capture(capture, f"its key in CDX indexes is {noted}, not {wanted}")


def _page_key(check: Check, capture: Capture) -> str | None:
    """The key of a capture's page; empty where there is none, ``None`` where it cannot be read."""
    sql = "SELECT urlkey FROM page WHERE id = ?"
    try:
        row = check.archive.connection.execute(sql, (capture.page_id,)).fetchone()
    except UNREADABLE as error:
        check.of_capture(capture, f"its page cannot be read: {error}")
        return None
    return str(row[0]) if row else ""


def _listing(check: Check, capture: Capture, records: Sequence[Record]) -> None:
    """Whether the records are listed as they are, and fill their frame one after another."""
    connection = check.archive.connection
    sql = "SELECT type, uri, start, size FROM record WHERE capture_id = ? ORDER BY start"
    listed = connection.execute(sql, (capture.id,)).fetchall()
    sql = "SELECT codec, size, digest FROM frame WHERE id = ?"
    codec, size, digest = connection.execute(sql, (capture.frame_id,)).fetchone()
    ends = [0, *accumulate(row[3] for row in listed)]
    if [(record.type, record.uri) for record in records] != [row[:2] for row in listed]:
        check.spoilt(capture, "its records are not those that are listed")
    elif [row[2] for row in listed] != ends[:-1] or size != ends[-1]:
        check.spoilt(capture, "its records do not follow one another in its frame")
    if codec == segments.CODEC:
        whole = segments.read(connection, capture.frame_id, 0, size)
        if taken_of("sha256", whole) != digest:
            check.spoilt(capture, f"frame {capture.frame_id} does not have its digest")


def _unreadable(check: Check, capture: Capture, error: Exception) -> None:
    """Tell whose damage it is that a capture cannot be read: its own, or that of a base."""
    connection = check.archive.connection
    try:
        cause = frames.culprit(connection, capture.frame_id)
        sql = "SELECT id FROM capture WHERE frame_id = ?"
        holder = connection.execute(sql, (cause,)).fetchone() if cause else None
    except UNREADABLE:
        cause, holder = None, None
    if cause is None or cause == capture.frame_id:
        check.spoilt(capture, str(error))
        return
    whose = f"capture {holder[0]}" if holder else "no capture"
    reason = f"its frame is built on frame {cause} of {whose}, which is damaged"
    check.spoilt(capture, reason, holder[0] if holder else None)


def _record(check: Check, capture: Capture, record: Record) -> None:
    if (record.field("Content-Length") or "").strip() != str(record.size):
        check.spoilt(capture, f"record {record.uri} does not have the length it says")
    said = parsed(record.field("WARC-Block-Digest"))
    if said is None:
        return
    check.outcome.records += 1
    if taken_of(said[0], record.content()) != said[1]:
        _doubt(check, capture, f"the block of {record.uri} does not have its digest")


def _payload(check: Check, capture: Capture, answer: Record | None) -> None:
    if answer is None:
        if capture.digest is not None:
            check.spoilt(capture, "it has a payload digest and no record of an answer")
        return
    if answer.type == "revisit":
        check.outcome.orphans += capture.revisit_of is None
        return
    message = answer.message
    digest, size = hashlib.sha256(), 0
    for piece in message.entity_pieces():
        digest.update(piece)
        size += len(piece)
    if capture.digest is not None:
        check.outcome.payloads += 1
        if digest.digest() != capture.digest:
            check.spoilt(capture, "its payload does not have its digest")
    if size != capture.size:
        check.of_capture(capture, f"its size is {capture.size}, that of its payload is {size}")
    said = parsed(answer.field("WARC-Payload-Digest"))
    if said is None or said == ("sha256", digest.digest()):
        return
    # Tools disagree on whether a transfer coding belongs to the payload; either will do.
    forms = (message.entity_pieces, message.content)
    if all(taken_of(said[0], form()) != said[1] for form in forms):
        _doubt(check, capture, f"the payload of {answer.uri} does not have the digest it says")


def _revisit(check: Check, capture: Capture) -> None:
    try:
        held = check.archive.capture_by_id(capture.revisit_of or 0)
        reason = _lack(check, capture, held)
    except UNREADABLE as error:
        reason, held = str(error), None
    if reason:
        cause = check.at.unsound.get(held.id, held.id) if held else None
        check.of_capture(capture, reason, cause)


def _lack(check: Check, capture: Capture, held: Capture | None) -> str | None:
    """Why a revisit does not resolve; ``None`` if it does."""
    if held is None:
        return f"the capture {capture.revisit_of} that holds its payload is missing"
    if held.id in check.at.unsound:
        return f"the capture {held.id} that holds its payload is damaged"
    if held.revisit_of is not None:
        return f"the capture {held.id} is said to hold its payload and is a revisit itself"
    if held.digest != capture.digest:
        return f"the capture {held.id} does not hold the payload it had"
    if capture.id in check.at.unsound:
        return None
    own, answer = (answer_of(check.archive.records(one)) for one in (capture, held))
    named = (own.field("WARC-Refers-To") or "").strip("<> ") if own else ""
    is_other = bool(named) and (answer is None or named != answer.uri)
    # Where the archive has the record that is named, that is the one that is meant.
    if is_other and kept.by_record(check.archive.connection, named):
        return f"its record refers to {named}, which capture {held.id} does not hold"
    said = parsed(own.field("WARC-Payload-Digest")) if own else None
    if answer is None or (said and not has_payload(answer, said)):
        return f"the payload of capture {held.id} does not have the digest the revisit says"
    return None


def _doubt(check: Check, capture: Capture, reason: str) -> None:
    # The frame is as it was stored: what another tool wrote may never have been right.
    if capture.how == "import":
        check.fault(Fault(named(capture), reason, is_damage=False, capture=capture.id))
    else:
        check.spoilt(capture, reason)
