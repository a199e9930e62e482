"""The bytes of a file with its compression removed, and where they cannot be had.

Web archives are damaged in transfer and cut off by full disks. What is decoded here goes on after
damage wherever the format has a place to go on from: gzip at its next member.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import zstandard

from archive.errors import BadInput

_SIZE = 1 << 18
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_CONTENT = re.compile(rb"WARC/\d|[a-z]{2,12}:\S")
_FOREIGN = {
    b"PK\x03\x04": "a ZIP file; of a WACZ, unpack it and import the files of its folder archive/",
    b"\x04\x22\x4d\x18": "compressed with LZ4; decompress it first",
    b"BZh": "compressed with bzip2; decompress it first",
    b"\xfd7zXZ": "compressed with xz; decompress it first",
    b"SQLite format 3": "an SQLite file; name it with --archive to open it",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that follow those of the piece before.

    Attributes:
        data: the bytes.
        offset: where in the file they come from: of compressed ones, where the gzip member starts.
        inner: how far into the decoded data of that place they start; ``None`` for plain files.
    """

    data: bytes
    offset: int
    inner: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes are missing here: what comes next does not follow what came before."""

    offset: int
    reason: str


def pieces(file: BinaryIO) -> Iterator[Piece | Fault]:
    """The decoded bytes of a file that starts at its first byte: plain, gzip or zstd.

    Raises:
        BadInput: it is of a kind that holds no WARC records.
    """
    start = file.read(16)
    file.seek(0)
    for magic, kind in _FOREIGN.items():
        if start.startswith(magic):
            raise BadInput(f"it is {kind}")
    if start[:2] == b"\x1f\x8b":
        return _gunzipped(file)
    if start[:4] == b"\x28\xb5\x2f\xfd" or (start[1:4] == b"\x2a\x4d\x18" and start[0] >> 4 == 5):
        return _unzstd(file)
    return _plain(file)


def _plain(file: BinaryIO) -> Iterator[Piece | Fault]:
    at = 0
    while data := file.read(_SIZE):
        yield Piece(data, at, None)
        at += len(data)


def _gunzipped(file: BinaryIO) -> Iterator[Piece | Fault]:
    data = b""
    while data or (data := file.read(_SIZE)):
        # Tape drives and some copiers pad with zeros.
        data = data.lstrip(b"\0")
        if not data:
            continue
        start = file.tell() - len(data)
        reason = None
        if data[:2] != b"\x1f\x8b"[: len(data)]:
            reason = "bytes that are no gzip data"
        else:
            data, reason = yield from _member(file, data, start)
        if reason:
            yield Fault(start, reason)
            if not _seek_member(file, start + 1):
                return
            data = b""


def _member(
    file: BinaryIO, data: bytes, start: int
) -> Generator[Piece, None, tuple[bytes, str | None]]:
    """Decode one gzip member; return the bytes after it, or why they cannot be found."""
    inflater = zlib.decompressobj(31)
    inner = 0
    while not inflater.eof:
        if not data and not (data := file.read(_SIZE)):
            return b"", "the file ends in the middle of compressed data"
        before = inflater.copy()
        try:
            out = inflater.decompress(data, _SIZE * 4)
        except zlib.error as error:
            if out := _salvaged(before, data):
                yield Piece(out, start, inner)
            return b"", f"compressed data cannot be read: {error}"
        if out:
            yield Piece(out, start, inner)
            inner += len(out)
        data = inflater.unconsumed_tail
    return inflater.unused_data, None


def _salvaged(inflater: zlib._Decompress, data: bytes) -> bytes:
    # An error takes with it all that the same call had decoded before.
    out = bytearray()
    step = 4096
    while step:
        saved = inflater.copy()
        try:
            out += inflater.decompress(data[:step])
            data = data[step:]
        except zlib.error:
            inflater = saved
            step //= 16
        if not data:
            break
    return bytes(out)


def _seek_member(file: BinaryIO, start: int) -> bool:
    """Set the file to the next place at or after ``start`` where a gzip member can be read."""
    at = start
    file.seek(at)
    data = file.read(_SIZE)
    while data:
        for match in _MEMBER.finditer(data):
            file.seek(at + match.start())
            if _opens(file.read(4096)):
                file.seek(at + match.start())
                return True
        at += max(len(data) - 3, 1)
        file.seek(at)
        data = file.read(_SIZE)
    return False


def _opens(data: bytes) -> bool:
    try:
        return bool(_CONTENT.match(zlib.decompressobj(31).decompress(data, 64)))
    except zlib.error:
        return False


def _unzstd(file: BinaryIO) -> Iterator[Piece | Fault]:
    inner = 0
    try:
        decoder = zstandard.ZstdDecompressor(dict_data=_dictionary(file))
        with decoder.stream_reader(file, read_across_frames=True, closefd=False) as reader:
            while data := reader.read(_SIZE):
                yield Piece(data, 0, inner)
                inner += len(data)
    except zstandard.ZstdError as error:
        yield Fault(file.tell(), f"compressed data cannot be read: {error}")


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that a .warc.zst may carry in a skippable frame at its start.

    As the IIPC's proposal "WARC with Zstandard" 1.0 lays down.
    """
    magic, size = file.read(4), int.from_bytes(file.read(4), "little")
    if magic != b"\x5d\x2a\x4d\x18":
        file.seek(0)
        return None
    data = file.read(size)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return zstandard.ZstdCompressionDict(data)
