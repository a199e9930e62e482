"""The records of a capture as a WARC file: what the lines of the index lead to.

A frame holds them one after another, as in an uncompressed WARC file (``docs/format.md``), so that
offsets are those in the frame, and a part can be given without anything being compressed anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.store import captures, frames, segments
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.urls import timestamp

_NAME = re.compile(r"(\d{14})-([1-9]\d{0,17})\.warc")


@dataclass(frozen=True, slots=True)
class File:
    """A WARC file of one capture.

    Attributes:
        name: its name.
        capture: the capture.
        size: its bytes.
        digest: their SHA-256.
        is_long: whether it is too long to be held in memory.
    """

    name: str
    capture: Capture
    size: int
    digest: bytes
    is_long: bool


def name_of(capture_id: int, digits: str) -> str:
    """The name of the file of a capture that was made at a time, as 14 digits."""
    return f"{digits}-{capture_id}.warc"


def file_of(connection: Connection, name: str) -> File | None:
    """The file of a name; ``None`` where there is none, or no longer that."""
    match = _NAME.fullmatch(name)
    capture = captures.by_id(connection, int(match[2])) if match else None
    if capture is None or name_of(capture.id, timestamp(capture.time)) != name:
        return None
    sql = "SELECT codec, size, digest FROM frame WHERE id = ?"
    row = connection.execute(sql, (capture.frame_id,)).fetchone()
    if row is None:
        return None
    return File(name, capture, row[1], row[2], row[0] == segments.CODEC)


def part(connection: Connection, file: File, start: int, size: int) -> Iterator[bytes]:
    """Bytes of a file, piece by piece.

    Raises:
        DamagedArchive: the frame is damaged.
    """
    if file.is_long:
        yield from segments.read(connection, file.capture.frame_id, start, size)
    else:
        yield frames.decoded(connection, file.capture.frame_id)[start : start + size]
