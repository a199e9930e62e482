"""A page of a saved PDF, and how one is asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from archive.beside import Beside
from archive.memento import Memento

COMMAND = (sys.executable, "-m", "archive.leaves.worker")
_PATIENCE = 20.0
"""Seconds that a page may take."""
MOST = 128 << 20
"""Bytes of a file that is drawn."""
_TYPES = frozenset(("application/pdf", "application/x-pdf"))
_SAID = ("text/", "image/", "audio/", "video/", "application/xhtml", "application/json")
_FRONT = 1024


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a PDF as a picture.

    Attributes:
        number: of the page, from 1.
        count: how many pages the file has.
        png: the picture (PNG).
        width, height: in pixels.
        by: what drew it, with its version.
    """

    number: int
    count: int
    png: bytes
    width: int
    height: int
    by: str


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Why there is no picture of a page.

    Attributes:
        why: in words.
        count: how many pages the file has; 0 where that is not known.
    """

    why: str
    count: int = 0


def is_pdf(memento: Memento) -> bool:
    """Whether an answer is a PDF, by its type or its first bytes (ISO 32000-2, 7.5.2)."""
    if memento.status != 200:  # what it is
        return False
    kind = memento.media_type
    if kind in _TYPES:
        return True
    # A page may well speak of PDFs.
    return not kind.startswith(_SAID) and b"%PDF-" in memento.opening(_FRONT)


def leaf_of(memento: Memento, number: int, patience: float = _PATIENCE) -> Leaf | Undrawn:
    """A page of a saved PDF, drawn in a process of its own that is over after it.

    Nothing of a hostile file outlives its picture.

    Args:
        memento: the file.
        number: of the page, from 1.
        patience: seconds that it may take.
    """
    if memento.capture.size > MOST:
        return Undrawn(f"the file has {memento.capture.size:,} bytes; {MOST:,} are read")
    pdf = memento.body()[0] if memento.fits else b"".join(memento.pieces())
    beside = Beside(COMMAND)
    try:
        answer = beside.asked((pdf, number), patience)
    finally:
        beside.end()
    if isinstance(answer.said, (Leaf, Undrawn)):
        return answer.said
    return Undrawn(answer.fault)
