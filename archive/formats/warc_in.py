"""Web archive files in: every record of a capture kept byte for byte, its text read.

A file's ``warcinfo`` records are kept with the first new capture that comes with or after them.
What is read again is known by its record ids and adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from archive.archive import Archive
from archive.errors import BadInput
from archive.formats.arc import ArcReader
from archive.formats.digests import is_sound
from archive.formats.framing import Framed, Skip, framed
from archive.formats.grouping import ANSWERS, Group, Grouper
from archive.formats.keeping import Keeper
from archive.formats.pieces import Opener, pieces
from archive.formats.salvage import Flaw, salvaged
from archive.formats.segments import Pending, Segments
from archive.formats.tally import Imported, Tally
from archive.formats.tape import Place
from archive.formats.wacz_in import Member, Package, package
from archive.formats.zipped import is_zip
from archive.store.records import Record, answer_of, joined, segment_number

_KEPT = ANSWERS | {"request", "metadata"}
_BUFFER = 1 << 20

Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been dealt with."""


def import_warc(
    archive: Archive,
    path: Path,
    *,
    source: str | None = None,
    progress: Progress | None = None,
    again: bool = False,
) -> Imported:
    """Read one file into the archive, by itself.

    Args:
        archive: where to.
        path: a WARC, ARC or WACZ file.
        source: name of the source that the captures belong to.
        progress: told how far it is.
        again: take in again what was taken out of the archive, too.

    Raises:
        BadInput: the file cannot be read, or holds no record.
        DiskFull, Locked: as their names say; batches committed before stay.
    """
    with Import(archive, source, again=again) as run:
        return run.rest(run.file(path, progress))


class Import:
    """Reads files, whose records may belong together, into an archive.

    Damage is no reason to stop: all that can be read is kept, the rest is named. A context
    manager: call ``file`` for each file and ``rest`` once after the last.
    """

    def __init__(self, archive: Archive, source: str | None = None, *, again: bool = False) -> None:
        self._keeper = Keeper(archive, source, again=again)
        self._segments = Segments()
        self._path = Path()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keeper.close()

    @property
    def _tally(self) -> Tally:
        return self._keeper.tally

    def file(self, path: Path, progress: Progress | None = None) -> Imported:
        """Read a WARC or ARC file, plain or compressed, or a WACZ package.

        Args:
            path: the file.
            progress: told how far it is.

        Raises:
            BadInput: the file cannot be read, or holds no record.
            DiskFull, Locked: as their names say; batches committed before stay.
        """
        self._keeper.tally = Tally()
        self._path = path
        try:
            size = path.stat().st_size
            self._keeper.told = lambda place: progress(place.offset, size) if progress else None
            self._read(lambda: path.open("rb", _BUFFER), size)
        except OSError as error:
            raise BadInput(f"cannot read {path}: {error.strerror or error}") from error
        except BadInput as error:
            raise BadInput(f"cannot import {path}: {error}") from None
        return self._tally.outcome()

    def rest(self, last: Imported | None = None) -> Imported:
        """Deal with what waited for further files: segments, and revisits without an original.

        Args:
            last: what to add it to.
        """
        self._keeper.tally = tally = Tally()
        self._keeper.told = lambda _: None
        for pending in self._segments.rest():
            self._give_up(pending)
        self._keeper.commit()
        self._keeper.resolve_orphans()
        return tally.added_to(last) if last else tally.outcome()

    def _read(self, opened: Opener, size: int) -> None:
        if not is_zip(opened):
            if not self._records(opened, size, ""):
                found = self._tally.skipped
                why = f" ({found[0].reason})" if found else ""
                raise BadInput(f"it holds no whole WARC record{why}" if size else "it is empty")
        else:
            self._package(package(opened))
        self._keeper.close_file()

    def _package(self, found: Package) -> None:
        self._tally.skipped += found.faults
        self._tally.doubtful += found.doubts
        if not sum([self._member(member) for member in found.members]):
            skips = [skip for skip in self._tally.skipped if skip.reason]
            why = f" ({skips[0].member}: {skips[0].reason})" if skips else ""
            raise BadInput(f"it is a ZIP file that holds no whole WARC record{why}")

    def _member(self, member: Member) -> int:
        """Read a file of a package; how many records there were."""
        try:
            return self._records(member.opened, member.size, member.name)
        except (BadInput, OSError) as error:
            self._tally.skipped.append(Skip(0, str(error), member.name))
            return 0

    def _records(self, opened: Opener, size: int, member: str) -> int:
        """Read a file; how many records there were."""
        arc, grouper = ArcReader(), Grouper()
        number = 0
        for item in _until_unreadable(framed(pieces(opened), size)):
            if isinstance(item, Skip):
                self._tally.skipped.append(Skip(item.offset, item.reason, member))
                continue
            try:
                taken = list(self._taken(item, arc, member))
            except OSError as error:
                self._tally.skip(item.place, f"a record cannot be read: {error}", member)
                continue
            number += bool(taken) or not item.lack
            for record in taken:
                grouper.put(record, item.place)
            self._queue(grouper.ready(), member)
        self._queue(grouper.rest(), member)
        return number

    def _taken(self, item: Framed, arc: ArcReader, member: str) -> Iterator[Record]:
        """The records of an item that belong to captures."""
        records = self._told_apart(item, arc, member)
        for record in records:
            if not record.uri or not record.type:
                self._tally.skip(item.place, "a record without WARC-Record-ID or WARC-Type", member)
            elif record.type == "warcinfo":
                self._keeper.put_info(record, item.place, member)
            elif record.type == "continuation":
                self._continue(record, item.place, member)
            elif record.type not in _KEPT:
                reason = f"{record.type} records, a type that is not known"
                self._tally.left_out[reason] += 1
            else:
                if doubt := _doubt(record):
                    self._tally.doubt(item.place, doubt, member)
                yield record

    def _told_apart(self, item: Framed, arc: ArcReader, member: str) -> tuple[Record, ...]:
        if item.is_arc:
            records = arc.records(item)
            if not records:
                reason = "an ARC record whose header line cannot be understood"
                self._tally.skip(item.place, reason, member)
        else:
            record = record_at(item)
            flaw = Flaw(item.lack) if item.lack else None
            records = salvaged(record, flaw) if flaw else (record,)
        if item.lack:
            kept = "; what there is of it is kept" if records else ""
            self._tally.skipped.append(Skip(item.place.offset, item.lack + kept, member))
        return records

    def _continue(self, record: Record, place: Place, member: str) -> None:
        if self._keeper.knows(record.uri):
            return
        try:
            whole = self._segments.put(record, place, self._named(member))
        except ValueError as error:
            self._tally.skip(place, str(error), member)
            return
        if whole:
            self._join(whole)

    def _queue(self, groups: Iterator[Group], member: str) -> None:
        for group in groups:
            group.member = member
            answer = answer_of(group.records)
            is_part = answer is not None and segment_number(answer) == 1
            if answer is None or not is_part or self._keeper.knows(answer.uri):
                self._keeper.put(group)
                continue
            group.member = self._named(member)
            if whole := self._segments.hold(group, answer.uri):
                self._join(whole)

    def _join(self, whole: Pending) -> None:
        """Keep a record whose segments are all there."""
        assert whole.group is not None  # noqa: S101  # nothing is missing
        if doubt := whole.doubt():
            self._tally.doubt(whole.group.place, doubt, whole.group.member)
        whole.group.records += whole.together
        self._keeper.put(whole.group)

    def _give_up(self, pending: Pending) -> None:
        """Name what is missing of a record; keep what there is of its beginning."""
        lack = f"{' and '.join(pending.missing)} of {pending.uri} not in the files that were read"
        if pending.group is None:
            for segment in pending.segments.values():
                reason = f"segment {segment_number(segment.record)} alone: {lack}"
                self._tally.skip(segment.place, reason, segment.member)
            return
        group = pending.group
        first = answer_of(group.records)
        assert first is not None  # noqa: S101  # that is why it was held
        records = salvaged(joined(first, pending.together), Flaw(lack))
        kept = "; what there is of it is kept" if records else ""
        self._tally.skip(group.place, lack + kept, group.member)
        if records:
            others = [record for record in group.records if record.uri != first.uri]
            group.records = [*records, *others]
            self._keeper.put(group)

    def _named(self, member: str) -> str:
        return f"{self._path}, {member}" if member else str(self._path)


def record_at(item: Framed) -> Record:
    """The WARC record of an item."""
    bare = Record("", "", item.head, item.block, item.long)
    uri = (bare.field("WARC-Record-ID") or "").strip("<> ")
    type_ = (bare.field("WARC-Type") or "").strip().lower()
    return Record(type_, uri, item.head, item.block, item.long)


def _doubt(record: Record) -> str | None:
    """Why a record, though it can be kept, may not be what it was."""
    if not is_sound(record):
        return f"the block of {record.uri} does not have the digest its record says"
    if record.field("WARC-Segment-Number") and segment_number(record) != 1:
        return f"{record.uri} is said to be a further segment, and is a {record.type}"
    return None


def _until_unreadable(items: Iterator[Framed | Skip]) -> Iterator[Framed | Skip]:
    """Items up to where the disk gives no more."""
    last = 0
    try:
        for item in items:
            last = item.offset if isinstance(item, Skip) else item.place.offset
            yield item
    except OSError as error:
        yield Skip(last, f"nothing after this can be read: {error.strerror or error}")
