"""Documents made on the spot: PDFs page by page, DOCX and ODT packages."""

from __future__ import annotations

import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

BODY, BOLD, PROSE = "F1", "F2", "F3"
"""Courier and Courier-Bold, in which a line is as wide as it has letters, and Helvetica."""
_FONTS = {BODY: "Courier", BOLD: "Courier-Bold", PROSE: "Helvetica"}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of text on a page: where it begins, from the lower left corner, and in what type."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = BODY
    rise: float = 0

    @property
    def operators(self) -> str:
        """It, as a content stream draws it."""
        text = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"BT /{self.font} {self.size} Tf {self.rise} Ts {self.x} {self.y} Td ({text}) Tj ET"


def column(
    text: str, x: float, y: float, letters: int, size: float = 10, font: str = BODY
) -> list[Drawn]:
    """A paragraph set in lines of so many letters, from a height downwards."""
    lines = textwrap.wrap(text, letters, break_on_hyphens=False)
    return [Drawn(x, y - n * 1.2 * size, line, size, font) for n, line in enumerate(lines)]


def pdf_of(
    pages: Sequence[Sequence[Drawn]],
    info: str = "",
    *,
    outline: Sequence[str] = (),
    rotate: int = 0,
    picture: Sequence[int] = (),
) -> bytes:
    """A PDF of A4 pages.

    Args:
        pages: what is drawn on each.
        info: entries of the information dictionary.
        outline: titles of its bookmarks.
        rotate: how the pages are turned when they are shown.
        picture: numbers of pages, from 0, that show a grey picture.
    """
    objects: list[bytes] = [b"", b""]

    def added(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    fonts = " ".join(f"/{name} {added(_font(base))} 0 R" for name, base in _FONTS.items())
    image = added(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    resources = f"<< /Font << {fonts} >> /XObject << /I {image} 0 R >> >>"
    kids = []
    for number, drawn in enumerate(pages):
        moves = [line.operators for line in drawn]
        if number in picture:
            moves.append("q 400 0 0 400 72 200 cm /I Do Q")
        stream = "\n".join(moves).encode("cp1252")
        content = added(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} "
            f"/Contents {content} 0 R /Resources {resources} >>"
        )
        kids.append(added(page.encode()))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    marks = _outlined(objects, outline, kids)
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {marks} >>".encode()
    about = added(f"<< {info} >>".encode("latin-1"))
    return _written(objects, about)


def _font(base: str) -> bytes:
    kind = f"/Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding"
    return f"<< {kind} >>".encode()


def _outlined(objects: list[bytes], titles: Sequence[str], kids: Sequence[int]) -> str:
    if not titles:
        return ""
    root = len(objects) + 1
    first = root + 1
    objects.append(
        f"<< /First {first} 0 R /Last {root + len(titles)} 0 R /Count {len(titles)} >>".encode()
    )
    for number, title in enumerate(titles):
        after = f"/Next {first + number + 1} 0 R" if number + 1 < len(titles) else ""
        target = f"/Dest [{kids[0]} 0 R /Fit]"
        objects.append(f"<< /Title ({title}) /Parent {root} 0 R {after} {target} >>".encode())
    return f"/Outlines {root} 0 R"


def _written(objects: Sequence[bytes], about: int) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, about)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def package(parts: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """A ZIP package."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return file.getvalue()


def docx_of(body: str, **parts: str | bytes) -> bytes:
    """A DOCX file with this body; further parts by name: ``styles``, ``numbering``, ``core`` ..."""
    names = {"core": "docProps/core.xml", "rels": "word/_rels/document.xml.rels"}
    document = f'<w:document xmlns:w="{WORD}" xmlns:r="r"><w:body>{body}</w:body></w:document>'
    return package(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
        | {names.get(name, f"word/{name}.xml"): part for name, part in parts.items()}
    )


def word_part(name: str, inside: str) -> str:
    """A part of a DOCX file: ``styles``, ``numbering``, ``footnotes``, ``endnotes``."""
    return f'<w:{name} xmlns:w="{WORD}">{inside}</w:{name}>'


def para(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph of a DOCX file."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
