"""Of which template a page is, as a reading has it: its imprint, sealed with the id of its layout.

The seal tells that neither is what was stored: no digest of the reading covers them.
"""

from __future__ import annotations

from zlib import crc32

_SEAL = 4


def sealed(imprint: bytes, layout: str) -> bytes | None:
    """An imprint and a layout (``archive.clean.Article``) as stored; ``None`` without both."""
    if not imprint and not layout:
        return None
    return imprint + crc32(imprint + layout.encode()).to_bytes(_SEAL, "big")


def imprint_of(data: bytes | None, layout: str | None) -> bytes:
    """The imprint that was stored with a layout; empty where there is none.

    Raises:
        ValueError: it, or the layout, is not as it was stored.
    """
    if data is None and not layout:
        return b""
    imprint = data[:-_SEAL] if isinstance(data, bytes) else b""
    if sealed(imprint, str(layout or "")) != data:
        raise ValueError("the template it is said to be of is not as it was stored")
    return imprint
