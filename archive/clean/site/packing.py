"""Samples as bytes, for the archive to keep."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from hashlib import blake2b
from struct import Struct, error

from archive.clean.site.samples import Sample

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports import zstd  # type: ignore[no-redef,unused-ignore]

_MAGIC = b"greffe site model 1\n"
_HEAD = Struct("<QQqqHH")
_DIGEST = 8
_LARGEST = 8_000_000
_OPTIONS = {
    zstd.CompressionParameter.compression_level: 3,
    # Pages of a site say the same things, farther apart than a usual window reaches.
    zstd.CompressionParameter.window_log: 22,
    zstd.CompressionParameter.enable_long_distance_matching: 1,
}


class NotAModel(ValueError):
    """Bytes that are no site model of this version: it has to be learned again."""


def packed(samples: Iterable[Sample]) -> bytes:
    """Samples as bytes: the same ones in another order are other bytes."""
    pieces: list[bytes] = []
    for sample in samples:
        sizes = len(sample.skeleton), len(sample.keys)
        pieces += (
            _HEAD.pack(sample.page, sample.article, sample.when, sample.last, *sizes),
            _little(array("I", sample.skeleton)),
            _little(sample.keys),
            _little(sample.places),
            sample.units,
        )
    content = b"".join(pieces)
    digest = blake2b(content, digest_size=_DIGEST).digest()
    compressed: bytes = zstd.compress(content, options=_OPTIONS)
    return _MAGIC + digest + compressed


def unpacked(packet: bytes) -> list[Sample]:
    """The samples that ``packed`` made the bytes of.

    Raises:
        NotAModel: the bytes are of something else, of another version, cut or damaged.
    """
    if not packet.startswith(_MAGIC):
        raise NotAModel("not a site model of this version: it does not begin like one")
    start = len(_MAGIC) + _DIGEST
    try:
        content = zstd.ZstdDecompressor().decompress(packet[start:], max_length=_LARGEST)
    except (zstd.ZstdError, EOFError) as fault:
        raise NotAModel(f"a damaged site model: {fault}") from fault
    if blake2b(content, digest_size=_DIGEST).digest() != packet[len(_MAGIC) : start]:
        raise NotAModel("a damaged site model: its content does not agree with its digest")
    try:
        return list(_samples(content))
    except (error, ValueError, EOFError) as fault:
        raise NotAModel(f"a damaged site model: {fault}") from fault


def _samples(content: bytes) -> Iterable[Sample]:
    reader = _Reader(content)
    while reader.at < len(content):
        page, article, when, last, boxes, blocks = _HEAD.unpack(reader.taken(_HEAD.size))
        skeleton = reader.numbers("I", boxes)
        keys, places = reader.numbers("Q", blocks), reader.numbers("I", blocks)
        units = reader.taken(blocks)
        yield Sample(page, article, when, last, tuple(skeleton), keys, places, units)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def taken(self, size: int) -> bytes:
        piece = self.content[self.at : self.at + size]
        if len(piece) != size:
            raise EOFError("it ends too early")
        self.at += size
        return piece

    def numbers(self, code: str, count: int) -> array[int]:
        found: array[int] = array(code)
        found.frombytes(self.taken(count * found.itemsize))
        if sys.byteorder == "big":
            found.byteswap()
        return found


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()
