"""A small writer of PDF 1.4 (ISO 32000-1): text set in Times on numbered A4 pages."""

from __future__ import annotations

import textwrap
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

_WIDTH, _HEIGHT, _MARGIN, _LEADING = 595, 842, 72, 15
_LINES = (_HEIGHT - 2 * _MARGIN) // _LEADING
_FONTS = {"F1": "Times-Roman", "F2": "Times-Bold", "F3": "Times-Italic"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it will be set.

    Attributes:
        text: its words, of letters Windows-1252 has.
        font: a key of the page's fonts: ``F1`` roman, ``F2`` bold, ``F3`` italic.
        size: in points.
    """

    text: str = ""
    font: str = "F1"
    size: int = 11


@dataclass(frozen=True, slots=True)
class Report:
    """What a document says.

    Attributes:
        title: on the cover and in the document's properties.
        reference: number of the document, at the head of every page.
        author: who issued it.
        date: when; also the document's creation date.
        sections: headings and their paragraphs; the cover is made of what stands above.
    """

    title: str
    reference: str
    author: str
    date: datetime
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def written(report: Report) -> bytes:
    """The document as PDF; the same report gives the same bytes.

    Raises:
        UnicodeEncodeError: the text has letters outside Windows-1252.
    """
    pages = [_cover(report), *_pages(report)]
    first = 4 + len(_FONTS)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    fonts = " ".join(f"/{name} {4 + n} 0 R" for n, name in enumerate(_FONTS))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Title %s /Author %s /Producer (demo) /CreationDate (D:%s) >>"
        % (_string(report.title), _string(report.author), f"{report.date:%Y%m%d%H%M%SZ}".encode()),
    ]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
        for name in _FONTS.values()
    ]
    for number, lines in enumerate(pages):
        box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << /Font << {fonts} >> >>"
        contents = first + 2 * number + 1
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {contents} 0 R >>".encode())
        objects.append(_stream(_drawn(lines, report.reference, number)))
    return _file(objects)


def _cover(report: Report) -> list[Line]:
    title = [Line(text, "F2", 20) for text in textwrap.wrap(report.title, 46)]
    spaced = [line for text in title for line in (text, Line())]
    date = f"{report.date.day} {report.date:%B %Y}"
    return [*[Line()] * 9, *spaced, Line(), Line(report.author, "F3", 13), Line(), Line(date)]


def _pages(report: Report) -> Iterator[list[Line]]:
    page: list[Line] = []
    for line in _set(report.sections):
        if len(page) == _LINES:
            yield page
            page = []
        if page or line.text:
            page.append(line)
    yield page


def _set(sections: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Line]:
    for heading, paragraphs in sections:
        yield Line(heading, "F2", 13)
        yield Line()
        for paragraph in paragraphs:
            # 84 letters of Times at 11 points fill at most the 451 points between the margins.
            yield from (Line(text) for text in textwrap.wrap(paragraph, 84))
            yield Line()


def _drawn(lines: list[Line], reference: str, number: int) -> bytes:
    head = [_text(Line(reference, "F3", 9), _MARGIN, _HEIGHT - 44)] if number else []
    foot = [_text(Line(f"- {number + 1} -", "F1", 9), _WIDTH // 2 - 8, 40)]
    top = _HEIGHT - _MARGIN
    body = [
        _text(line, _MARGIN, top - _LEADING * row) for row, line in enumerate(lines) if line.text
    ]
    return b"\n".join(head + body + foot)


def _text(line: Line, x: int, y: int) -> bytes:
    place = f"BT /{line.font} {line.size} Tf {x} {y} Td ".encode()
    return place + _string(line.text) + b" Tj ET"


def _string(text: str) -> bytes:
    raw = text.encode("cp1252")
    for letter in (b"\\", b"(", b")"):
        raw = raw.replace(letter, b"\\" + letter)
    return b"(" + raw + b")"


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
