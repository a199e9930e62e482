"""Compressed parts of a file decoded: gzip members, zstd frames, LZ4 frames.

Each decoder reads one part that begins where the file stands and says where it ended. It never
holds more of it than a piece, and gives what was decoded before damage.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, BinaryIO, cast

import zstandard

from archive.errors import BadInput

SIZE = 1 << 18
_FIRST = 1 << 14
_OUT = SIZE * 4
_CUT = "the file ends in the middle of compressed data"

Resume = Callable[[BinaryIO], "Decoded"]
"""Decodes on from where a piece begins, given the file."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a compressed part ended, or why that cannot be known.

    Attributes:
        at: offset of the byte after it.
        fault: what was wrong.
    """

    at: int
    fault: str | None = None


Decoded = Generator[tuple[bytes, Resume | None], None, End]
"""Pieces of a compressed part, with what decodes on from them where that is cheap."""


# gzip (RFC 1952)


def gunzipped(file: BinaryIO) -> Decoded:
    """One gzip member."""
    return _inflated(file, zlib.decompressobj(31), _FIRST)


def _inflated(file: BinaryIO, inflater: zlib._Decompress, size: int = SIZE) -> Decoded:
    data = b""
    while not inflater.eof:
        if not data:
            data, size = file.read(size), SIZE
        if not data:
            return End(file.tell(), _CUT)
        before, at = inflater.copy(), file.tell() - len(data)
        try:
            out = inflater.decompress(data, _OUT)
        except zlib.error as error:
            if out := _salvaged(before, data):
                yield out, None
            return End(at, f"compressed data cannot be read: {error}")
        if out:
            yield out, _inflating(before, at)
        data = inflater.unconsumed_tail
    return End(file.tell() - len(inflater.unused_data))


def _inflating(inflater: zlib._Decompress, at: int) -> Resume:
    def resumed(file: BinaryIO) -> Decoded:
        file.seek(at)
        return _inflated(file, inflater.copy())

    return resumed


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


# zstd (RFC 8878)

SKIPPABLE = b"\x2a\x4d\x18"
_DICTIONARY = b"\x5d" + SKIPPABLE
_MOST = 1 << 27
"""Bytes of a dictionary at most."""


def unzstd(file: BinaryIO, dictionary: zstandard.ZstdCompressionDict | None) -> Decoded:
    """One zstd frame; of one that is skippable nothing."""
    start = file.tell()
    end = _frame_end(file, start)
    decoder = zstandard.ZstdDecompressor(dict_data=dictionary)
    part = cast("BinaryIO", _Part(file, start, end))
    given = 0
    try:
        with decoder.stream_reader(part, closefd=False) as reader:
            while data := reader.read(SIZE):
                given += len(data)
                yield data, None
    except zstandard.ZstdError as error:
        part = cast("BinaryIO", _Part(file, start, end))
        yield from _zstd_salvaged(decoder.stream_reader(part), given)
        return End(start, f"compressed data cannot be read: {error}")
    return End(start, _CUT) if end is None else End(end)


def _zstd_salvaged(
    reader: zstandard.ZstdDecompressionReader, given: int
) -> Generator[tuple[bytes, None], None, None]:
    # What an error took with it comes back a little at a time: whole blocks are sound.
    left = given
    try:
        while left:
            left -= len(reader.read(min(left, SIZE)))
        while data := reader.read(1024):
            yield data, None
    except zstandard.ZstdError:
        return


class _Part:
    """One frame of a file, for a reader that would go on to the next by itself."""

    def __init__(self, file: BinaryIO, start: int, end: int | None) -> None:
        self._file = file
        self._at = start
        self._end = end

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        if self._end is not None:
            size = min(size, self._end - self._at)
        self._file.seek(self._at)
        data = self._file.read(size)
        self._at += len(data)
        return data


def _frame_end(file: BinaryIO, start: int) -> int | None:
    """Where the frame at ``start`` ends (RFC 8878, 3.1); ``None`` if the file ends before it."""
    file.seek(start)
    head = file.read(18)
    if head[1:4] == SKIPPABLE:
        at = start + 8 + int.from_bytes(head[4:8], "little")
        return at if _is_there(file, at) else None
    if len(head) < 6:
        return None
    flags = head[4]
    is_single = flags >> 5 & 1
    content = (is_single, 2, 4, 8)[flags >> 6]
    at = start + 5 + (1 - is_single) + (0, 1, 2, 4)[flags & 3] + content
    while True:
        file.seek(at)
        block = int.from_bytes(head := file.read(3), "little")
        if len(head) < 3:
            return None
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            break
    at += 4 * (flags >> 2 & 1)
    return at if _is_there(file, at) else None


def _is_there(file: BinaryIO, end: int) -> bool:
    return file.seek(0, io.SEEK_END) >= end


def dictionary_of(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that a .warc.zst may carry in a skippable frame at its start.

    As the IIPC's proposal "WARC with Zstandard" 1.0 lays down. The file stands at its start.

    Raises:
        BadInput: there is one and it cannot be read.
    """
    magic, size = file.read(4), int.from_bytes(file.read(4), "little")
    if magic != _DICTIONARY:
        return None
    data = file.read(min(size, _MOST))
    if data[:4] == b"\x28\xb5\x2f\xfd":
        try:
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        except zstandard.ZstdError as error:
            raise BadInput(f"its zstd dictionary cannot be read: {error}") from error
    return zstandard.ZstdCompressionDict(data)


# LZ4


def lz4() -> Any:
    """The library that reads LZ4 frames.

    Raises:
        BadInput: it is not installed.
    """
    try:
        return import_module("lz4.frame")
    except ImportError:
        raise BadInput(
            "it is compressed with LZ4, which needs one more library: "
            "`pip install 'greffe[lz4]'` brings it"
        ) from None


def unlz4(file: BinaryIO) -> Decoded:
    """One LZ4 frame."""
    decoder = lz4().LZ4FrameDecompressor()
    size = _FIRST
    data = b""
    while not decoder.eof:
        if decoder.needs_input:
            data, size = file.read(size), SIZE
            if not data:
                return End(file.tell(), _CUT)
        try:
            out = decoder.decompress(data, max_length=_OUT)
        except RuntimeError as error:
            return End(file.tell() - len(data), f"compressed data cannot be read: {error}")
        data = b""
        if out:
            yield out, None
    return End(file.tell() - len(decoder.unused_data or b""))
