"""Fixity: whether the archive's bytes are still those that were stored, and agree with each other.

What is read is compared with digests that were taken when it was written: of every frame, of every
record's block and payload, of every text. What a revisit leaves out must be there and sound.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.archive import Archive
from archive.errors import DamagedArchive
from archive.formats.digests import has_payload, parsed, taken
from archive.store import database, texts
from archive.store.captures import Capture
from archive.store.records import Record, answer_of, warc_date

_BATCH = 200

Progress = Callable[[int, int], None]
"""Told how many captures of how many have been verified."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not agree.

    Attributes:
        where: the capture, text or part of the file.
        reason: what was found, in one line.
        is_damage: false for a record that came into the archive with a digest that does not fit
            it, and is kept as it came.
    """

    where: str
    reason: str
    is_damage: bool = True


@dataclass(slots=True)
class Verified:
    """What was looked at.

    Attributes:
        captures: captures, each with its frame.
        records: WARC records whose blocks were compared with a digest of their own.
        payloads: captures whose payload was compared with its digest.
        revisits: captures whose payload is held by another.
        orphans: imported revisits of something that was never in the archive.
        versions: texts.
        damaged: how many faults are damage.
        doubtful: how many are not.
    """

    captures: int = 0
    records: int = 0
    payloads: int = 0
    revisits: int = 0
    orphans: int = 0
    versions: int = 0
    damaged: int = 0
    doubtful: int = 0


def verified(
    archive: Archive, tell: Callable[[Fault], None], progress: Progress | None = None
) -> Verified:
    """Verify a whole archive, which others may be writing to meanwhile.

    Args:
        archive: what to verify.
        tell: told every fault as it is found.
        progress: told how far it is.
    """
    check = _Check(archive, tell)
    check.file()
    check.captures(progress or (lambda _done, _total: None))
    check.revisits()
    check.versions()
    return check.outcome


@dataclass(slots=True)
class _Check:
    archive: Archive
    tell: Callable[[Fault], None]
    outcome: Verified = field(default_factory=Verified)
    unsound: set[int] = field(default_factory=set)

    def fault(self, where: str, reason: str, *, is_damage: bool = True) -> None:
        """Count a fault and tell it."""
        if is_damage:
            self.outcome.damaged += 1
        else:
            self.outcome.doubtful += 1
        self.tell(Fault(where, reason, is_damage))

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of a query; none where SQLite cannot read them, which is a fault."""
        try:
            return list(self.archive.connection.execute(sql, tuple(values)))
        except database.SQLiteError as error:
            self.fault("the file", str(error))
            return []

    def file(self) -> None:
        """SQLite's own rules, and that nothing refers to what is not there."""
        for (words,) in self.rows("PRAGMA integrity_check"):
            if words != "ok":
                self.fault("the file", str(words))
        for table, row, parent, _ in self.rows("PRAGMA foreign_key_check"):
            self.fault("the file", f"row {row} of {table} refers to a {parent} that is missing")
        sql = "SELECT id FROM frame WHERE id NOT IN (SELECT frame_id FROM capture)"
        for (frame,) in self.rows(sql):
            self.fault(f"frame {frame}", "belongs to no capture")

    def captures(self, progress: Progress) -> None:
        """Every capture's frame, records and payload."""
        span = self.rows("SELECT count(*), coalesce(max(id), 0) FROM capture")
        total, last = (int(str(number)) for number in span[0]) if span else (0, 0)
        # In batches: one long read would keep a crawl from folding its log into the file.
        for low in range(0, last, _BATCH):
            ids = (low, min(low + _BATCH, last))
            try:
                batch = list(self.archive.all_captures("capture.id > ? AND capture.id <= ?", ids))
            except database.SQLiteError as error:
                self.fault(f"captures {low + 1} to {ids[1]}", str(error))
                continue
            for capture in batch:
                self.outcome.captures += 1
                self._capture(capture)
            progress(min(self.outcome.captures, total), total)

    def _capture(self, capture: Capture) -> None:
        try:
            records = self.archive.records(capture)
            sql = "SELECT type, uri FROM record WHERE capture_id = ? ORDER BY start"
            listed = self.archive.connection.execute(sql, (capture.id,)).fetchall()
        except (DamagedArchive, database.SQLiteError) as error:
            self._unsound(capture, str(error))
            return
        if [(record.type, record.uri) for record in records] != listed:
            self._unsound(capture, "its records are not those that are listed")
        for record in records:
            self._record(capture, record)
        self._payload(capture, answer_of(records))

    def _record(self, capture: Capture, record: Record) -> None:
        if (record.field("Content-Length") or "").strip() != str(len(record.block)):
            self._unsound(capture, f"record {record.uri} does not have the length it says")
        said = parsed(record.field("WARC-Block-Digest"))
        if said is None:
            return
        self.outcome.records += 1
        if taken(said[0], record.block) != said[1]:
            self._doubt(capture, f"the block of {record.uri} does not have its digest")

    def _payload(self, capture: Capture, answer: Record | None) -> None:
        if answer is None:
            if capture.digest is not None:
                self._unsound(capture, "it has a payload digest and no record of an answer")
            return
        if answer.type == "revisit":
            self.outcome.orphans += capture.revisit_of is None
            return
        if capture.digest is not None:
            self.outcome.payloads += 1
            if hashlib.sha256(answer.message.entity).digest() != capture.digest:
                self._unsound(capture, "its payload does not have its digest")
        said = parsed(answer.field("WARC-Payload-Digest"))
        # Tools disagree on whether a transfer coding belongs to the payload; either will do.
        parts = (answer.message.entity, answer.message.body)
        if said and all(taken(said[0], part) != said[1] for part in parts):
            self._doubt(capture, f"the payload of {answer.uri} does not have the digest it says")

    def revisits(self) -> None:
        """Every revisit's original: that it is there, sound, and holds what the revisit says."""
        where = "revisit_of IS NOT NULL AND capture.id > ? AND capture.id <= ?"
        span = self.rows("SELECT coalesce(max(id), 0) FROM capture")
        last = int(str(span[0][0])) if span else 0
        for low in range(0, last, _BATCH):
            try:
                batch = list(self.archive.all_captures(where, (low, min(low + _BATCH, last))))
            except database.SQLiteError:
                continue  # told of already
            for capture in batch:
                self.outcome.revisits += 1
                if reason := self._lack(capture):
                    self.fault(_named(capture), reason)

    def _lack(self, capture: Capture) -> str | None:
        """Why a revisit does not resolve; ``None`` if it does."""
        held = self.archive.capture_by_id(capture.revisit_of or 0)
        if held is None:
            return f"the capture {capture.revisit_of} that holds its payload is missing"
        if held.id in self.unsound:
            return f"the capture {held.id} that holds its payload is damaged"
        if held.revisit_of is not None:
            return f"the capture {held.id} is said to hold its payload and is a revisit itself"
        if held.digest != capture.digest:
            return f"the capture {held.id} does not hold the payload it had"
        if capture.id in self.unsound:
            return None
        own, answer = (answer_of(self.archive.records(one)) for one in (capture, held))
        said = parsed(own.field("WARC-Payload-Digest")) if own else None
        if answer is None or (said and not has_payload(answer, said)):
            return f"the payload of capture {held.id} does not have the digest the revisit says"
        return None

    def versions(self) -> None:
        """Every text."""
        last = 0
        sql = "SELECT id, title, summary, text, digest FROM version WHERE id > ? ORDER BY id LIMIT"
        while rows := self.rows(f"{sql} {_BATCH}", (last,)):
            for number, title, summary, text, digest in rows:
                self.outcome.versions += 1
                last = int(str(number))
                if texts.digest_of(str(title), str(summary), str(text)) != digest:
                    self.fault(f"text {number}", "it does not have the digest it was stored with")

    def _unsound(self, capture: Capture, reason: str) -> None:
        self.unsound.add(capture.id)
        self.fault(_named(capture), reason)

    def _doubt(self, capture: Capture, reason: str) -> None:
        # The frame is as it was stored: what another tool wrote may never have been right.
        if capture.how == "import":
            self.fault(_named(capture), reason, is_damage=False)
        else:
            self._unsound(capture, reason)


def _named(capture: Capture) -> str:
    return f"capture {capture.id}, {capture.url} of {warc_date(capture.time)}"
