"""Pages of PDFs drawn by PDFium; to be done where it may crash (``worker``)."""

from __future__ import annotations

import pypdfium2 as pdfium

from archive.leaves.leaf import Leaf, Undrawn
from archive.leaves.png import png

_WIDTH = 1400
"""Pixels that a page should be wide: its small print can be read."""
_FINEST = 4.0
"""Pixels a point: more shows nothing more."""
_MOST_PIXELS = 12_000_000


def drawn(pdf: bytes, number: int) -> Leaf | Undrawn:
    """A page of a PDF as a picture, or why there is none.

    Args:
        pdf: the file.
        number: of the page, from 1.
    """
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        return Undrawn(f"PDFium cannot open the file: {error}")
    try:
        count = len(document)
        if not 1 <= number <= count:
            return Undrawn("the file has no such page", count)
        page = document[number - 1]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            return Undrawn("the page has no size", count)
        scale = min(_WIDTH / width, _FINEST, (_MOST_PIXELS / (width * height)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        picture = png(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride)
        return Leaf(number, count, picture, bitmap.width, bitmap.height, _name())
    except (pdfium.PdfiumError, ValueError, MemoryError) as error:
        return Undrawn(f"PDFium cannot draw the page: {error}")
    finally:
        document.close()


def _name() -> str:
    return f"PDFium {pdfium.PDFIUM_INFO.build}"
