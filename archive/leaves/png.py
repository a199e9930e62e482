"""Pixels as PNG (ISO/IEC 15948)."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">IIBBBBB")
_EIGHT_BITS, _RGB = 8, 2
_UNFILTERED = b"\x00"
_EFFORT = 6


def png(width: int, height: int, rows: bytes, stride: int) -> bytes:
    """A picture.

    Args:
        width: in pixels.
        height: in pixels.
        rows: red, green and blue of each pixel, a byte each, row by row from the top.
        stride: bytes from one row to the next.
    """
    size = 3 * width
    packer = zlib.compressobj(_EFFORT)
    packed = [
        packer.compress(_UNFILTERED + rows[start : start + size])
        for start in range(0, height * stride, stride)
    ]
    packed.append(packer.flush())
    head = _HEAD.pack(width, height, _EIGHT_BITS, _RGB, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", b"".join(packed)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
