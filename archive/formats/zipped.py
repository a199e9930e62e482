"""Files inside a ZIP file, read where they lie; also where the ZIP's directory is lost.

As PKWARE's APPNOTE 6.3.10 lays down (section numbers below are of that text).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from archive.formats.framing import Skip
from archive.formats.pieces import Opener

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_STEP = 1 << 20
_LOCAL = b"PK\x03\x04"
_DESCRIPTOR = re.compile(rb"PK\x07\x08", re.DOTALL)
_NEXT = re.compile(rb"PK\x03\x04|PK\x01\x02", re.DOTALL)
_FAR = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a ZIP file.

    Attributes:
        name: its path there.
        start: offset of its data.
        packed: bytes of its data there.
        size: bytes of the file itself, as far as that is known.
        method: how it is compressed: 0 not, 8 with Deflate.
    """

    name: str
    start: int
    packed: int
    size: int
    method: int

    @property
    def is_readable(self) -> bool:
        """Whether it is stored in one of the two ways that WACZ allows."""
        return self.method in (_STORED, _DEFLATED)

    def opened(self, archive: Opener) -> BinaryIO:
        """The file's bytes, given what opens the ZIP file."""
        window: io.RawIOBase = _Window(archive(), self.start, self.packed)
        if self.method == _DEFLATED:
            window = _Inflated(cast("BinaryIO", io.BufferedReader(window, _STEP)))
        return cast("BinaryIO", io.BufferedReader(window, _STEP))


def is_zip(opened: Opener) -> bool:
    """Whether a file begins as a ZIP file does."""
    with opened() as file:
        return file.read(4) in (_LOCAL, b"PK\x05\x06")


def entries(opened: Opener) -> tuple[list[Entry], list[Skip]]:
    """The files in a ZIP file, and what is wrong with it."""
    try:
        with opened() as file, zipfile.ZipFile(file) as listing:
            infos = [info for info in listing.infolist() if not info.is_dir()]
            return _listed(file, infos)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError) as error:
        words = f"the directory of the ZIP file cannot be read ({error}): its files were looked for"
        with opened() as file:
            return list(_found(file)), [Skip(0, words)]


def _listed(file: BinaryIO, infos: list[zipfile.ZipInfo]) -> tuple[list[Entry], list[Skip]]:
    found, faults = [], []
    end = file.seek(0, io.SEEK_END)
    for info in infos:
        if info.flag_bits & 1:
            faults.append(Skip(info.header_offset, "it is encrypted", info.filename))
            continue
        file.seek(info.header_offset)
        head = file.read(30)
        start = info.header_offset + 30 + len(info.orig_filename.encode())
        if head[:4] == _LOCAL and len(head) == 30:
            start = info.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
        if start >= end:
            faults.append(Skip(info.header_offset, "the ZIP file ends before it", info.filename))
            continue
        found.append(
            Entry(info.filename, start, info.compress_size, info.file_size, info.compress_type)
        )
    return found, faults


# Without a directory (4.3.7, 4.3.9)


def _found(file: BinaryIO) -> Iterator[Entry]:
    end = file.seek(0, io.SEEK_END)
    at = _find(file, re.compile(re.escape(_LOCAL)), 0)
    while at is not None:
        file.seek(at)
        head = file.read(30)
        if len(head) < 30:
            return
        flags, method = struct.unpack("<HH", head[6:10])
        packed, size, name_size, extra_size = struct.unpack("<IIHH", head[18:30])
        name = file.read(name_size).decode("utf-8", "replace")
        extra = file.read(extra_size)
        start = at + 30 + name_size + extra_size
        if _FAR in (packed, size):
            packed, size = _far_sizes(extra) or (end - start, end - start)
        if flags & 8 and not packed:
            packed = size = _streamed_size(file, start, end)
        packed = min(packed, end - start)
        if not name.endswith("/") and not flags & 1:
            yield Entry(name, start, packed, size, method)
        at = _find(file, re.compile(re.escape(_LOCAL)), start + packed)


def _far_sizes(extra: bytes) -> tuple[int, int] | None:
    """Packed and plain size as the ZIP64 field says (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        if kind == 1 and size >= 16 and at + 20 <= len(extra):
            plain, packed = struct.unpack("<QQ", extra[at + 4 : at + 20])
            return packed, plain
        at += 4 + size
    return None


def _streamed_size(file: BinaryIO, start: int, end: int) -> int:
    """Bytes of data that were written before their number was known: it stands after them."""
    at = _find(file, _DESCRIPTOR, start)
    while at is not None:
        file.seek(at + 8)
        near, far = (file.read(16) + bytes(16))[:4], at - start
        file.seek(at + 8)
        wide = (file.read(8) + bytes(8))[:8]
        if far & _FAR == int.from_bytes(near, "little") or far == int.from_bytes(wide, "little"):
            return far
        at = _find(file, _DESCRIPTOR, at + 1)
    following = _find(file, _NEXT, start)
    return (end if following is None else following) - start


def _find(file: BinaryIO, pattern: re.Pattern[bytes], start: int) -> int | None:
    at = start
    file.seek(at)
    while len(data := file.read(_STEP)) >= 4:
        if match := pattern.search(data):
            return at + match.start()
        at += len(data) - 3
        file.seek(at)
    return None


# Reading


class _Window(io.RawIOBase):
    """A part of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {0: 0, 1: self._at, 2: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        self._file.seek(self._start + self._at)
        data = self._file.read(max(min(len(view), self._size - self._at), 0))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Inflated(io.RawIOBase):
    """The plain bytes of Deflate data; going back begins anew."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._size: int | None = None
        self._begin()

    def _begin(self) -> None:
        self._packed.seek(0)
        self._inflater = zlib.decompressobj(-15)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while self._plain(_STEP):
                pass
            offset += self._at
        elif whence == io.SEEK_CUR:
            offset += self._at
        if offset < self._at:
            self._begin()
        while self._at < offset and self._plain(min(offset - self._at, _STEP)):
            pass
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._plain(len(view))
        view[: len(data)] = data
        return len(data)

    def _plain(self, most: int) -> bytes:
        out = b""
        while not out and not self._inflater.eof:
            data = self._inflater.unconsumed_tail or self._packed.read(1 << 14)
            try:
                out = self._inflater.decompress(data, most)
            except zlib.error as error:
                raise OSError(f"compressed data in the ZIP file cannot be read: {error}") from error
            if not data and not out:
                break
        self._at += len(out)
        return out

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
        super().close()
