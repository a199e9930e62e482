"""Packing: bytes compressed by what others have in common with them (Zstandard, RFC 8878).

What a page shares with its last capture are long stretches: they are found by Zstandard's matcher
for long distances, which looks at the others once and quickly, so that the lowest levels do nearly
as well as the highest. It works on a prefix only, not on a dictionary; the frames that come of
either are read alike, by any Zstandard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import zstandard

from archive.errors import DamagedArchive

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports import zstd  # type: ignore[no-redef,unused-ignore]

_GAIN = 0.97
"""What does not become smaller than this share of it is kept as it is."""
_ALONE, _QUICK, _HARD = 6, 3, 9
"""Levels: for what stands alone, at first by a prefix, and where that gave little."""
_POOR = 0.01
"""What does not become smaller than this share by its prefix is tried harder."""
_LEVEL = zstd.CompressionParameter.compression_level
_WINDOW = zstd.CompressionParameter.window_log
_FAR = zstd.CompressionParameter.enable_long_distance_matching
_CHECKED = zstd.CompressionParameter.checksum_flag


def packed(data: bytes, prefix: bytes = b"") -> tuple[str, bytes]:
    """A codec, ``raw`` or ``zstd``, and some bytes by it; only with a prefix always the latter.

    What was compressed is decompressed and compared.

    Raises:
        DamagedArchive: it gave back other bytes.
    """
    if prefix:
        return "zstd", framed(data, prefix)
    small = _compressed(data, b"", {_LEVEL: _ALONE})
    if len(small) > len(data) * _GAIN:
        return "raw", data
    return "zstd", _proved(small, data, b"")


def framed(data: bytes, prefix: bytes = b"") -> bytes:
    """Some bytes as a Zstandard frame, by a prefix or alone, also where that is no gain.

    Raises:
        DamagedArchive: it gave back other bytes.
    """
    small = _compared(data, prefix) if prefix else _compressed(data, b"", {_LEVEL: _HARD})
    return _proved(small, data, prefix)


def unpacked(data: bytes, size: int, prefix: bytes = b"") -> bytes:
    """The bytes that were compressed.

    Raises:
        zstandard.ZstdError: they are none, not so many, or not by this prefix.
    """
    # A damaged row may hold values of any type, and a damaged frame ask for any amount of memory.
    if not isinstance(data, bytes) or not isinstance(size, int):
        raise zstandard.ZstdError("what is stored is not bytes")
    if zstandard.frame_content_size(data) not in (size, -1):
        raise zstandard.ZstdError("it is said to be of another size")
    # Raw, so that what happens to begin like a trained dictionary is not taken for one.
    kind = zstandard.DICT_TYPE_RAWCONTENT
    dictionary = zstandard.ZstdCompressionDict(prefix, dict_type=kind) if prefix else None
    return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(data, max_output_size=size)


def _proved(small: bytes, data: bytes, prefix: bytes) -> bytes:
    if unpacked(small, len(data), prefix) != data:
        raise DamagedArchive("compression gave back other bytes; nothing was stored")
    return small


def _compared(data: bytes, prefix: bytes) -> bytes:
    both = len(data) + len(prefix)
    far = {_LEVEL: _QUICK, _WINDOW: max(both.bit_length(), 17), _FAR: 1}
    small = _compressed(data, prefix, far)
    if len(small) <= len(data) * _POOR:
        return small
    near = _compressed(data, prefix, {_LEVEL: _HARD})
    return min(small, near, key=len)


def _compressed(data: bytes, prefix: bytes, options: Mapping[Any, int]) -> bytes:
    held = zstd.ZstdDict(prefix, is_raw=True).as_prefix if prefix else None
    return bytes(zstd.compress(data, options={**options, _CHECKED: 1}, zstd_dict=held))
