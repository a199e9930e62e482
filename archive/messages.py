"""What processes of ours say to each other: pickles behind their length.

Both ends are this program, started by one another over a pipe that nobody else holds.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import struct
from typing import Any, Protocol

from archive.clean import Block, Link
from archive.clean.article import Entry, Reference

LENGTH = struct.Struct(">Q")


class Source(Protocol):
    """A binary file to read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, or fewer at the end."""


class _Pickler(pickle.Pickler):
    """Packs what a page has hundreds of as calls: dataclasses with slots take ten times as long."""

    dispatch_table = {  # noqa: RUF012  # as pickle wants it
        **copyreg.dispatch_table,
        Block: lambda block: (Block, (block.kind, block.text)),
        Link: lambda link: (Link, (link.url, link.kind, link.text)),
        Entry: lambda entry: (Entry, (entry.url, entry.title, entry.date)),
        Reference: lambda link: (Reference, (link.url, link.words, link.block)),
    }


def packed(message: Any) -> bytes:
    """A message as bytes."""
    file = io.BytesIO()
    _Pickler(file, protocol=5).dump(message)
    return LENGTH.pack(file.tell()) + file.getvalue()


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
