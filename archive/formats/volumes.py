"""The WARC files of one export: records after records, and a new file where one is full."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from archive.formats.cdxj import Index
from archive.formats.members import Codec, Members, Span
from archive.store.records import Record

Opened = Callable[[int], tuple[str | None, BinaryIO]]
"""Gives the name of the file with a number, if it has one, and the file."""


@dataclass(slots=True)
class _Volume:
    name: str | None
    stream: BinaryIO
    members: Members
    records: int = 0
    is_begun: bool = False


@dataclass(slots=True)
class Volumes:
    """Writes the records of captures; those of one capture stay together.

    Attributes:
        opened: gives the files.
        info: makes the record that each file begins with, given the file's name.
        codec: how records are compressed.
        max_size: bytes that a file may have, unless one capture alone has more.
        index: where each record is noted.
        records: how many records have been written.
        names: the files written so far.
    """

    opened: Opened
    info: Callable[[str | None], Record]
    codec: Codec
    max_size: int | None = None
    index: Index | None = None
    records: int = 0
    names: list[str] = field(default_factory=list)
    _full: int = 0
    _volume: _Volume | None = None

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return self._full + (self._volume.members.at if self._volume else 0)

    def write(self, records: Sequence[Record]) -> None:
        """Write records that belong together."""
        volume = self._volume or self._begun()
        start = volume.members.at
        spans = [volume.members.write(record) for record in records]
        if self.max_size and volume.members.at > self.max_size and volume.is_begun:
            volume, spans = self._moved(volume, start, spans)
        volume.is_begun = True
        self.records += len(records)
        if self.index:
            for record, span in zip(records, spans, strict=True):
                self.index.put(record, span, volume.name or "-")

    def _begun(self) -> _Volume:
        name, stream = self.opened(len(self.names))
        self._volume = volume = _Volume(name, stream, Members(stream, self.codec))
        self.names.append(name or "-")
        volume.members.write(self.info(name))
        self.records += 1
        return volume

    def _moved(self, full: _Volume, start: int, spans: list[Span]) -> tuple[_Volume, list[Span]]:
        """Take what made a file too large over to the next one: members stand for themselves."""
        self._full += start
        volume = self._begun()
        moved = volume.members.at
        full.stream.seek(start)
        shutil.copyfileobj(full.stream, volume.stream, 1 << 20)
        volume.members.at += full.members.at - start
        full.stream.truncate(start)
        full.stream.flush()
        return volume, [replace(span, offset=span.offset - start + moved) for span in spans]
