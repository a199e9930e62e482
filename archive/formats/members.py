"""Records as they lie in a file: each compressed by itself, so that a reader can jump to it.

gzip: one member a record (WARC 1.1, Annex D). Zstandard: one frame a record with its size and a
checksum, and no dictionary, as ``zstd`` itself could not read the file then (IIPC, "Zstandard
Compression for WARC Files 1.0"). Both come out the same each time.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import zstandard

from archive.store.records import CLOSING, Record

Codec = Literal["gzip", "zstd", "plain"]
"""How the records of a file are compressed."""

# Level 9 halves the speed and saves 0.4 % of real pages.
_GZIP_LEVEL = 6
_GZIP = 31
"""What makes zlib write gzip."""
_ZSTD_LEVEL = 9
"""Its window has 4 MiB; readers must take 8 (the proposal, 5)."""


def codec_of(name: str) -> Codec:
    """How a file of this name is compressed: plain for ``.warc``, else gzip, or Zstandard."""
    ending = Path(name).suffix.lower()
    endings: dict[str, Codec] = {".warc": "plain", ".zst": "zstd", ".zstd": "zstd"}
    return endings.get(ending, "gzip")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a record lies.

    Attributes:
        offset: of its first byte in the file.
        size: its bytes there; of a plain record without the line ends that close it, as indexes
            count them.
        digest: SHA-256 of those bytes.
    """

    offset: int
    size: int
    digest: bytes


class Members:
    """Writes records one after another.

    Attributes:
        at: how many bytes have been written.
    """

    def __init__(self, stream: BinaryIO, codec: Codec) -> None:
        self._stream = stream
        self._codec = codec
        self.at = 0

    def write(self, record: Record) -> Span:
        """Write a record, piece by piece; return where it lies."""
        size = len(record.head) + record.size + len(CLOSING)
        digest = hashlib.sha256()
        start = self.at
        if self._codec == "plain":
            for piece in _open_pieces(record):
                digest.update(piece)
                self._write(piece)
            span = Span(start, self.at - start, digest.digest())
            self._write(CLOSING)
            return span
        packed = (_gzipped if self._codec == "gzip" else _zstandard)(record.pieces(), size)
        for piece in packed:
            digest.update(piece)
            self._write(piece)
        return Span(start, self.at - start, digest.digest())

    def _write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self.at += len(piece)


def _open_pieces(record: Record) -> Iterator[bytes]:
    yield record.head
    yield from record.content()


def _gzipped(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    del size
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
    return _packed(pieces, packer.compress, packer.flush)


def _zstandard(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _ZSTD_LEVEL, source_size=size, write_checksum=True, write_content_size=True
    )
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj(size=size)
    return _packed(pieces, packer.compress, packer.flush)


def _packed(
    pieces: Iterator[bytes], compress: Callable[[bytes], bytes], flush: Callable[[], bytes]
) -> Iterator[bytes]:
    for piece in pieces:
        if packed := compress(piece):
            yield packed
    yield flush()
