"""WARC files in: every record of a capture kept byte for byte, its text read, its payload found.

A file's ``warcinfo`` records are kept with the first new capture that comes with or after them.
What is read again is known by its record ids and adds nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from archive.archive import Archive
from archive.errors import BadInput
from archive.formats.arc import ArcReader
from archive.formats.digests import is_sound
from archive.formats.framing import Framed, Skip, framed
from archive.formats.grouping import ANSWERS, Group, Grouper
from archive.formats.originals import Originals
from archive.formats.pieces import pieces
from archive.formats.tape import Place
from archive.store import captures, tombstones, turns
from archive.store.database import is_fatal, savepoint
from archive.store.exchanges import date_of, exchange_of, facts_of, target_of
from archive.store.records import Record, answer_of, record_of
from archive.store.tombstones import Tombstone

_BATCH = 100
_BATCH_BYTES = 32 * 1024 * 1024
_TURN = 0.3
"""Seconds of one transaction."""
_KEPT = ANSWERS | {"request", "metadata"}

Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been dealt with."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of reading a file.

    Attributes:
        captures: captures that are new, revisits among them.
        revisits: how many of them are revisits.
        orphans: how many revisits refer to what is not in the archive.
        resolved: earlier orphans whose original is here now.
        duplicates: captures that were in the archive before.
        skipped: what could not be read or kept.
        doubtful: what was kept though its block is not what its digest says.
        left_out: how many records there were of kinds that the archive does not take.
    """

    captures: int = 0
    revisits: int = 0
    orphans: int = 0
    resolved: int = 0
    duplicates: int = 0
    skipped: tuple[Skip, ...] = ()
    doubtful: tuple[Skip, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def import_warc(
    archive: Archive,
    path: Path,
    *,
    source: str | None = None,
    progress: Progress | None = None,
    again: bool = False,
) -> Imported:
    """Read a WARC or ARC file, plain or compressed, into the archive.

    Damage is no reason to stop: all that can be read is kept, the rest is named.

    Args:
        archive: where to.
        path: the file.
        source: name of the source that the captures belong to.
        progress: told how far it is.
        again: take in again what was taken out of the archive, too.

    Raises:
        BadInput: the file cannot be read, or holds no record.
        DiskFull, Locked: as their names say; batches committed before stay.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _Import(archive, source, again=again).run(file, size, progress)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}") from error
    except BadInput as error:
        raise BadInput(f"cannot import {path}: {error}") from None


class _Import:
    """Reading one file."""

    def __init__(self, archive: Archive, source: str | None, *, again: bool) -> None:
        self._archive = archive
        self._again = again
        self._source = source
        self._grouper = Grouper()
        self._originals = Originals(archive)
        self._infos: list[Record] = []
        self._batch: list[Group] = []
        self._counts: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._skipped: list[Skip] = []
        self._doubtful: list[Skip] = []
        self._told: Callable[[Place], None] = lambda _: None

    def run(self, file: BinaryIO, size: int, progress: Progress | None) -> Imported:
        """Read the file to its end."""
        arc = ArcReader()
        number = 0
        if progress:
            self._told = lambda place: progress(file.tell() if place.inner else place.offset, size)
        for item in framed(pieces(file), size):
            if isinstance(item, Skip):
                self._skipped.append(item)
                continue
            number += 1
            for record in self._records(item, arc):
                self._take(record, item)
            for group in self._grouper.ready():
                self._queue(group)
        if not number:
            why = f" ({self._skipped[0].reason})" if self._skipped else ""
            raise BadInput(f"it holds no whole WARC record{why}" if size else "it is empty")
        for group in self._grouper.rest():
            self._queue(group)
        self._commit()
        self._resolve_orphans()
        if self._infos:
            self._left_out["warcinfo records of a file without new captures"] += len(self._infos)
        return self._outcome()

    def _records(self, item: Framed, arc: ArcReader) -> tuple[Record, ...]:
        if not item.is_arc:
            return (record_of(item.head + item.block + b"\r\n\r\n"),)
        records = arc.records(item)
        if not records:
            self._skip(item, "an ARC record whose header line cannot be understood")
        return records

    def _take(self, record: Record, item: Framed) -> None:
        if not record.uri or not record.type:
            self._skip(item, "a record without WARC-Record-ID or WARC-Type")
        elif record.type == "warcinfo":
            self._take_info(record, item)
        elif record.type == "continuation" or record.field("WARC-Segment-Number"):
            self._skip(item, "a part of a segmented record, which cannot be read")
        elif record.type not in _KEPT:
            self._left_out[f"{record.type} records, a type that is not known"] += 1
        else:
            if not is_sound(record):
                doubt = f"the block of {record.uri} does not have the digest its record says"
                self._doubtful.append(Skip(item.place.offset, doubt + item.place.words))
            self._grouper.put(record, item.place)

    def _take_info(self, record: Record, item: Framed) -> None:
        holder = captures.by_record(self._archive.connection, record.uri)
        held = self._archive.records(holder) if holder else ()
        if record in self._infos or record in held:
            return
        if any(record.uri == other.uri for other in (*self._infos, *held)):
            self._skip(item, f"{record.uri} is the id of another record")
        else:
            self._infos.append(record)

    def _queue(self, group: Group) -> None:
        self._batch.append(group)
        is_large = sum(queued.size for queued in self._batch) > _BATCH_BYTES
        if len(self._batch) >= _BATCH or is_large:
            self._commit()

    def _commit(self) -> None:
        waiting = deque(self._batch)
        while waiting:
            # Reading a page takes long: who else waits to write gets a turn in between.
            until = monotonic() + _TURN
            with self._archive.transaction():
                while waiting and monotonic() < until:
                    group = waiting.popleft()
                    if records := self._fresh(group):
                        self._keep(group, records)
                    self._told(group.place)
            turns.give_way()
        self._batch.clear()

    def _fresh(self, group: Group) -> tuple[Record, ...]:
        """The records of a capture that is new; none if it is in the archive."""
        fresh: dict[str, Record] = {}
        known = 0
        for record in group.records:
            holder = captures.by_record(self._archive.connection, record.uri)
            if holder is None and record.uri not in fresh:
                fresh[record.uri] = record
            elif holder and record in self._archive.records(holder):
                known += 1
            else:
                self._skip(group, f"{record.uri} is the id of another record")
        answer = answer_of(group.records)
        if known and (answer is None or answer.uri not in fresh):
            self._counts["duplicates"] += 1
            if fresh:
                self._left_out["records that join a capture kept before"] += len(fresh)
            return ()
        if answer and answer.uri not in fresh:
            return ()
        return tuple(fresh.values())

    def _keep(self, group: Group, records: tuple[Record, ...]) -> None:
        answer = answer_of(records)
        if reason := self._unwanted(answer, records):
            self._left_out[reason] += len(records)
            return
        gone = self._tombstone(answer or records[0])
        if gone and not self._again:
            self._left_out[_told(gone)] += len(records)
            return
        try:
            with savepoint(self._archive.connection):
                self._adopt(answer, records)
                if gone:
                    tombstones.returned(self._archive.connection, gone, datetime.now(UTC))
        except Exception as error:
            if is_fatal(error):
                raise
            # One bad capture must not stop the others.
            url = target_of(records[0])
            self._skip(group, f"{url} cannot be kept: {type(error).__name__}: {error}")
            return
        self._infos.clear()
        self._counts["captures"] += 1
        if answer and answer.type == "revisit":
            self._counts["revisits"] += 1
        elif answer:
            self._originals.learn(answer)

    def _tombstone(self, main: Record) -> Tombstone | None:
        """What stands in the place of a capture that was taken out."""
        url, time = target_of(main), date_of(main)
        if not url or time is None:
            return None
        return tombstones.standing(self._archive.connection, url, time, (main.uri,))

    def _adopt(self, answer: Record | None, records: tuple[Record, ...]) -> None:
        original = self._originals.of(answer) if answer and answer.type == "revisit" else None
        is_orphan = bool(answer and answer.type == "revisit" and original is None)
        exchange = exchange_of(records, is_orphan=is_orphan)
        if exchange is None:
            raise BadInput("its WARC-Target-URI or WARC-Date is missing or no such thing")
        if answer is None and not exchange.error and not _is_told(records):
            exchange = replace(exchange, error="the file holds no answer to this request")
        kept = (*records, *self._infos)
        self._archive.adopt(exchange, kept, revisit_of=original, source=self._source)

    def _unwanted(self, answer: Record | None, records: tuple[Record, ...]) -> str | None:
        if answer is None:
            has_request = any(record.type == "request" for record in records)
            if has_request or _is_told(records):
                return None
            return "metadata records of no capture in the file"
        if answer.type == "conversion":
            source = (answer.field("WARC-Refers-To") or "").strip("<> ")
            if source and captures.by_record(self._archive.connection, source):
                return "conversion records of what is in the archive itself"
        return None

    def _resolve_orphans(self) -> None:
        """Look again for the originals of revisits, which may have come after them."""
        where = "digest IS NULL AND revisit_of IS NULL AND outcome != 'failure'"
        with self._archive.transaction():
            for orphan in list(self._archive.all_captures(where)):
                records = self._archive.records(orphan)
                answer = answer_of(records)
                if answer is None or answer.type != "revisit":
                    continue
                original = self._originals.of(answer)
                exchange = exchange_of(records)
                if original and exchange:
                    self._archive.resolve(orphan, exchange, original)
                    self._counts["resolved"] += 1
                else:
                    self._counts["orphans"] += 1

    def _skip(self, item: Framed | Group, reason: str) -> None:
        self._skipped.append(Skip(item.place.offset, reason + item.place.words))

    def _outcome(self) -> Imported:
        return Imported(
            captures=self._counts["captures"],
            revisits=self._counts["revisits"],
            orphans=self._counts["orphans"],
            resolved=self._counts["resolved"],
            duplicates=self._counts["duplicates"],
            skipped=tuple(self._skipped),
            doubtful=tuple(self._doubtful),
            left_out=dict(self._left_out),
        )


def _told(gone: Tombstone) -> str:
    verb = "thinned out of" if gone.removal.kind == "thinned" else "removed from"
    when = f"{gone.removal.time:%Y-%m-%d}"
    return (
        f"records of captures that were {verb} the archive on {when} ({gone.removal.reason}); "
        "--again takes them in"
    )


def _is_told(records: tuple[Record, ...]) -> bool:
    """Whether a metadata record, as Greffe writes it, tells of an attempt that got no answer."""
    return any(name in facts_of(record) for record in records for name in ("how", "error"))
