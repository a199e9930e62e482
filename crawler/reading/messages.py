"""What the crawl and its reading process say to each other: pickles behind their length.

Both ends are this program, started by one another over a pipe that nobody else holds.
"""

from __future__ import annotations

import pickle
import struct
from typing import Any, Protocol

LENGTH = struct.Struct(">Q")


class Source(Protocol):
    """A binary file to read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, or fewer at the end."""


def packed(message: Any) -> bytes:
    """A message as bytes."""
    data = pickle.dumps(message, protocol=5)
    return LENGTH.pack(len(data)) + data


def unpacked(data: bytes) -> Any:
    """The message in the bytes behind a length."""
    return pickle.loads(data)  # noqa: S301  # of our own process


def received(file: Source) -> Any:
    """The next message of a file; ``None`` at its end."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = file.read(size)
    return unpacked(data) if len(data) == size else None
