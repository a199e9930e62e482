"""Numbers as SQLite writes them."""

from __future__ import annotations

from collections.abc import Iterator


def varints(data: bytes) -> Iterator[int]:
    """The numbers, of 1 to 9 bytes each (https://sqlite.org/fileformat2.html, 1.6)."""
    value = length = 0
    for byte in data:
        length += 1
        if length == 9:
            yield value << 8 | byte
        elif byte < 0x80:
            yield value << 7 | byte
        else:
            value = value << 7 | byte & 0x7F
            continue
        value = length = 0
