"""Captures that were read from files, written into the archive in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from archive.archive import Archive
from archive.content import are_alike
from archive.errors import BadInput
from archive.formats.digests import is_sound
from archive.formats.grouping import Group
from archive.formats.originals import Originals
from archive.formats.reading import Readers, Reading
from archive.formats.salvage import Flaw, salvaged
from archive.formats.tally import Tally
from archive.formats.tape import Place
from archive.observation import Observation
from archive.store import captures, tombstones, turns
from archive.store.database import is_fatal, savepoint
from archive.store.exchanges import date_of, exchange_of, is_told, target_of
from archive.store.records import Record, answer_of
from archive.store.tombstones import Tombstone

_BATCH = 100
_BATCH_BYTES = 16 * 1024 * 1024
_TURN = 0.3
"""Seconds of one transaction."""


@dataclass(frozen=True, slots=True)
class _Job:
    group: Group
    reading: Reading | None


class Keeper:
    """Writes captures, and knows those that are there.

    Attributes:
        tally: what is counted; another one for each file.
        told: told where the capture stood that has just been dealt with.
    """

    def __init__(self, archive: Archive, source: str | None, *, again: bool = False) -> None:
        self.tally = Tally()
        self.told: Callable[[Place], None] = lambda _: None
        self._archive = archive
        self._source = source
        self._again = again
        self._originals = Originals(archive)
        self._readers = Readers()
        self._infos: list[Record] = []
        self._batch: list[_Job] = []

    def put_info(self, record: Record, place: Place, member: str) -> None:
        """Take a ``warcinfo`` record: it is kept with the next new capture."""
        holder = captures.by_record(self._archive.connection, record.uri)
        held = self._archive.records(holder) if holder else ()
        known = [other for other in (*self._infos, *held) if other.uri == record.uri]
        if not known:
            self._infos.append(record)
        elif not any(_is_same(record, other) for other in known):
            self.tally.skip(place, f"{record.uri} is the id of another record", member)

    def put(self, group: Group) -> None:
        """Take the records of a capture."""
        self._batch.append(_Job(group, self._reading(group)))
        is_large = sum(job.group.size for job in self._batch) > _BATCH_BYTES
        is_long = any(record.long for record in group.records)
        if is_large or is_long:
            self.commit()
        elif len(self._batch) >= _BATCH * 2:
            # The rest is read while these are written.
            self._write(_BATCH)

    def commit(self) -> None:
        """Write all that was taken."""
        self._write(len(self._batch))

    def close(self) -> None:
        """Let go of what was taken and not written."""
        self._readers.close()

    def _write(self, count: int) -> None:
        jobs, self._batch = self._batch[:count], self._batch[count:]
        # Before the transaction: others may write meanwhile.
        seen = [self._seen(job) for job in jobs]
        waiting = deque(zip(jobs, seen, strict=True))
        while waiting:
            # Who else waits to write gets a turn in between.
            until = monotonic() + _TURN
            with self._archive.transaction():
                while waiting and monotonic() < until:
                    job, observation = waiting.popleft()
                    if records := self._fresh(job.group):
                        self._keep(job.group, records, observation)
                    self.told(job.group.place)
            turns.give_way()

    def _seen(self, job: _Job) -> Observation | None:
        try:
            return self._readers.observation(job.reading) if job.reading else None
        except OSError:
            return None  # it fails again when it is kept, and is named then

    def _reading(self, group: Group) -> Reading | None:
        """Have a capture read beforehand, which is no revisit and not known."""
        answer = answer_of(group.records)
        if answer is None or answer.type == "revisit" or self.knows(answer.uri):
            return None
        exchange = exchange_of(group.records)
        return self._readers.begin(exchange, self._archive) if exchange else None

    def close_file(self) -> None:
        """Write what was taken, at the end of a file."""
        self.commit()
        if self._infos:
            reason = "warcinfo records of a file without new captures"
            self.tally.left_out[reason] += len(self._infos)
            self._infos.clear()

    def knows(self, uri: str) -> bool:
        """Whether a record with this id is in the archive."""
        return captures.by_record(self._archive.connection, uri) is not None

    def resolve_orphans(self) -> None:
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
                    self.tally.counts["resolved"] += 1
                else:
                    self.tally.counts["orphans"] += 1

    def _fresh(self, group: Group) -> tuple[Record, ...]:
        """The records of a capture that is new; none if it is in the archive."""
        fresh: dict[str, Record] = {}
        known = 0
        answer = answer_of(group.records)
        for record in group.records:
            other = fresh.get(record.uri) or self._held(record.uri)
            if other is None:
                fresh[record.uri] = record
            elif record.uri not in fresh and _is_same(record, other):
                known += 1
            elif answer and record.uri == answer.uri and not _has_content_of(record, other):
                fresh |= self._renamed(group, record)
            else:
                same = " with the same content" if _has_content_of(record, other) else ""
                reason = f"{record.uri} is the id of another record{same}"
                self.tally.skip(group.place, reason, group.member)
        records = tuple(fresh.values())
        if known and answer_of(records) is None:
            self.tally.counts["duplicates"] += 1
            if fresh:
                self.tally.left_out["records that join a capture kept before"] += len(fresh)
            return ()
        return records if answer is None or answer_of(records) else ()

    def _held(self, uri: str) -> Record | None:
        holder = captures.by_record(self._archive.connection, uri)
        if holder is None:
            return None
        return next((r for r in self._archive.records(holder) if r.uri == uri), None)

    def _renamed(self, group: Group, record: Record) -> dict[str, Record]:
        """An answer whose id is taken, under one of its own."""
        reason = f"{record.uri} is the id of another record"
        records = salvaged(record, Flaw(reason, is_cut=False))
        if not records:
            self.tally.skip(group.place, reason, group.member)
        elif self.knows(records[0].uri):
            self.tally.counts["duplicates"] += 1
        else:
            self.tally.doubt(group.place, f"{reason}; kept as {records[0].uri}", group.member)
            return {one.uri: one for one in records}
        return {}

    def _keep(self, group: Group, records: tuple[Record, ...], seen: Observation | None) -> None:
        answer = answer_of(records)
        if reason := self._unwanted(answer, records):
            self.tally.left_out[reason] += len(records)
            return
        gone = self._tombstone(answer or records[0])
        if gone and not self._again:
            self.tally.left_out[_told(gone)] += len(records)
            return
        try:
            with savepoint(self._archive.connection):
                self._adopt(answer, records, seen)
                if gone:
                    tombstones.returned(self._archive.connection, gone, datetime.now(UTC))
        except Exception as error:
            if is_fatal(error):
                raise
            # One bad capture must not stop the others.
            url = target_of(records[0])
            reason = f"{url} cannot be kept: {type(error).__name__}: {error}"
            self.tally.skip(group.place, reason, group.member)
            return
        self._infos.clear()
        self.tally.counts["captures"] += 1
        if answer and answer.type == "revisit":
            self.tally.counts["revisits"] += 1
        elif answer:
            self._originals.learn(answer)

    def _tombstone(self, main: Record) -> Tombstone | None:
        """What stands in the place of a capture that was taken out."""
        url, time = target_of(main), date_of(main)
        if not url or time is None:
            return None
        return tombstones.standing(self._archive.connection, url, time, (main.uri,))

    def _adopt(
        self, answer: Record | None, records: tuple[Record, ...], seen: Observation | None
    ) -> None:
        original = self._originals.of(answer) if answer and answer.type == "revisit" else None
        is_orphan = bool(answer and answer.type == "revisit" and original is None)
        exchange = exchange_of(records, is_orphan=is_orphan)
        if exchange is None:
            raise BadInput("its WARC-Target-URI or WARC-Date is missing or no such thing")
        if exchange.how != "import" and not all(map(is_sound, records)):
            # What was changed after Greffe wrote it is no longer ours to vouch for.
            exchange = replace(exchange, how="import")
        kept = (*records, *self._infos)
        # Not all the records may be kept that were there when it was read.
        is_same = seen is not None and seen.exchange == exchange
        self._archive.adopt(
            exchange, kept, revisit_of=original, source=self._source,
            observation=seen if is_same else None,
        )  # fmt: skip

    def _unwanted(self, answer: Record | None, records: tuple[Record, ...]) -> str | None:
        if answer is None:
            has_request = any(record.type == "request" for record in records)
            if has_request or is_told(records):
                return None
            return "metadata records of no capture in the file"
        if answer.type == "conversion":
            source = (answer.field("WARC-Refers-To") or "").strip("<> ")
            if source and self.knows(source):
                return "conversion records of what is in the archive itself"
        return None


def _is_same(one: Record, other: Record) -> bool:
    return one.head == other.head and _has_content_of(one, other)


def _has_content_of(one: Record, other: Record) -> bool:
    return one.size == other.size and are_alike(one.content(), other.content())


def _told(gone: Tombstone) -> str:
    verb = "thinned out of" if gone.removal.kind == "thinned" else "removed from"
    when = f"{gone.removal.time:%Y-%m-%d}"
    return (
        f"records of captures that were {verb} the archive on {when} ({gone.removal.reason}); "
        "--again takes them in"
    )
