"""The whole of a PDF: opened, read page by page, put together, or told why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import pypdfium2 as pdfium
from pypdfium2 import raw

from archive.clean.article import Article, Block, stamp
from archive.clean.facts import flat
from archive.clean.language import language
from archive.clean.pdf.flow import Piece, pieces
from archive.clean.pdf.lines import Line, lines_of
from archive.clean.pdf.properties import claims_of, title_of
from archive.clean.pdf.running import turned, without_running
from archive.clean.pdf.segments import Sheet, has_fields, sheet_of
from archive.clean.properties import chosen, names_in

EXTRACTOR = stamp("pypdfium2")
# ISO 32000-2, 7.7.3.2.
_PAGELESS = re.compile(rb"/Type\s*/Pages\s[^>]{0,200}/Count\s+0\b")
_MOST_PAGES = 5_000
_MOST_LETTERS = 15_000_000
_MOST_BOOKMARKS = 5_000
_OPENING = 200


class Recogniser(Protocol):
    """Recognises the text of scanned pages (``archive.clean.recognition``)."""

    name: str

    def added(self, document: pdfium.PdfDocument, sheets: list[Sheet]) -> str:
        """Put what is recognised into the sheets that are pictures; what was done, in one line."""
        ...


@dataclass(slots=True)
class Scan:
    """What the pages of a document hold.

    Attributes:
        sheets: the pages that could be read; an empty one in place of those that could not.
        faults: how many could not.
        pages: how many there are.
        is_cut: whether there was more than is read.
        recognised: what was done about pages without a text layer; empty where nothing was.
    """

    sheets: list[Sheet] = field(default_factory=list)
    faults: int = 0
    pages: int = 0
    is_cut: bool = False
    recognised: str = ""

    @property
    def note(self) -> str:
        """What is lacking, in one line; empty where nothing is."""
        pictures = sum(sheet.is_picture for sheet in self.sheets)
        texts = sum(bool(sheet.segments or sheet.aside) for sheet in self.sheets)
        notes = [self.recognised] if self.recognised else []
        if self.faults:
            notes.append(f"{self.faults} of {self.pages} pages cannot be read")
        if pictures and not texts:
            notes.append(f"no text layer: {_counted(pictures, self.pages)} scanned")
        elif pictures:
            notes.append(f"{_counted(pictures, self.pages)} without a text layer (scanned)")
        if self.is_cut:
            notes.append(f"only the first {len(self.sheets):,} of {self.pages:,} pages are read")
        if not notes and not texts:
            notes.append("no text: nothing on its pages" if self.pages else "no pages")
        return "; ".join(notes)


def extract_pdf(payload: bytes, ocr: Recogniser | None = None) -> Article:
    """The text of a PDF; ``note`` says why there is none (encrypted, damaged, only pictures).

    Never raises. Lines are joined to paragraphs across columns and pages, words broken at the end
    of a line are mended, footnotes are told apart; page numbers and lines that head or foot the
    pages are left out. At most 5,000 pages and 15 million letters are read.

    Args:
        payload: the file.
        ocr: recognises the text of pages without a text layer; without it they have no text.
    """
    try:
        document = pdfium.PdfDocument(payload)
    except (pdfium.PdfiumError, ValueError, OSError) as fault:
        return Article(kind="document", extractor=EXTRACTOR, note=reason(fault, payload))
    try:
        return _read(document, ocr)
    except (pdfium.PdfiumError, ValueError, OSError) as fault:
        note = f"the PDF is damaged: {fault}"
        return Article(kind="document", extractor=EXTRACTOR, note=note)
    finally:
        document.close()


def composed(
    scan: Scan, about: dict[str, str], told: str, bookmarks: list[str], extractor: str = EXTRACTOR
) -> Article:
    """The article that pages make.

    Args:
        scan: the pages.
        about: the information dictionary.
        told: language that the document names; may be empty.
        bookmarks: titles of its outline.
        extractor: stamp of what read it.
    """
    found = pieces(_lines(scan.sheets), bookmarks)
    title = title_of(about, found)
    claims = claims_of(about, found)
    published, modified, why = chosen(claims)
    if len(found) > 1 and (head := _head(found, title)):
        found.remove(head)
    blocks = tuple(piece.block for piece in found)
    return Article(
        kind="document",
        title=title,
        blocks=blocks,
        pages=_beginnings(found, len(scan.sheets)) if blocks else (),
        authors=names_in(about.get("Author", "")),
        published=published,
        modified=modified,
        claims=claims,
        reason=why,
        language=language(told, _sample(blocks)),
        extractor=extractor,
        note=scan.note,
    )


def reason(fault: Exception, payload: bytes) -> str:
    """Why a PDF could not be opened, in plain words (FPDF_GetLastError of PDFium)."""
    code = getattr(fault, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD or "password" in str(fault).lower():
        return "the PDF is encrypted: a password is needed to read it"
    if code == raw.FPDF_ERR_SECURITY:
        return "the PDF is encrypted in a way that cannot be read"
    if code == raw.FPDF_ERR_FORMAT and _PAGELESS.search(payload):
        return "the PDF has no pages"
    if code == raw.FPDF_ERR_FORMAT:
        return "the PDF is damaged, or is none: it cannot be opened"
    return f"the PDF cannot be opened: {fault}"


def _read(document: pdfium.PdfDocument, ocr: Recogniser | None) -> Article:
    about = {name: flat(words) for name, words in document.get_metadata_dict().items()}
    marks = islice(document.get_toc(), _MOST_BOOKMARKS)
    bookmarks = [flat(mark.get_title() or "") for mark in marks]
    scan = _scanned(document)
    extractor = EXTRACTOR
    if ocr and any(sheet.is_picture for sheet in scan.sheets):
        scan.recognised = ocr.added(document, scan.sheets)
        extractor = f"{EXTRACTOR} {ocr.name}"
    return composed(scan, about, _language(document), bookmarks, extractor)


def _scanned(document: pdfium.PdfDocument) -> Scan:
    scan = Scan(pages=len(document))
    letters = 0
    for number in range(scan.pages):
        if number >= _MOST_PAGES or letters > _MOST_LETTERS:
            scan.is_cut = True
            break
        sheet = _sheet(document, number)
        scan.faults += sheet is None
        sheet = sheet or Sheet(0, 0, [], [])
        scan.sheets.append(sheet)
        letters += sum(len(segment.text) for segment in sheet.segments)
    return scan


def _sheet(document: pdfium.PdfDocument, number: int) -> Sheet | None:
    """A page; ``None`` if it cannot be read."""
    try:
        page = document[number]
        try:
            if has_fields(page):
                # What is typed into a form becomes part of the page, in memory.
                raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = document[number]
            return sheet_of(page)
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError):
        return None


def _lines(sheets: list[Sheet]) -> list[list[Line]]:
    pairs = zip(without_running(sheets), turned(sheets), strict=True)
    return [
        lines_of(segments, number) + lines_of(aside, number)
        for number, (segments, aside) in enumerate(pairs, 1)
    ]


def _head(found: list[Piece], title: str) -> Piece | None:
    """The block on the first page with text that is the title."""
    first = (piece for piece in found if piece.page == found[0].page)
    return next((piece for piece in first if flat(piece.block.text) == title), None)


def _beginnings(found: list[Piece], pages: int) -> tuple[int, ...]:
    """For each page, the number of the first block that begins on it or after it."""
    beginnings: list[int] = []
    for number, piece in enumerate(found):
        while len(beginnings) < piece.page:
            beginnings.append(number)
    return tuple(beginnings + [len(found)] * (pages - len(beginnings)))


def _sample(blocks: tuple[Block, ...]) -> str:
    return " ".join(block.text for block in blocks[:_OPENING])


def _counted(count: int, pages: int) -> str:
    if count == pages:
        return "its page is" if count == 1 else f"all {count:,} pages are"
    return f"{count:,} of {pages:,} pages {'is' if count == 1 else 'are'}"


def _language(document: pdfium.PdfDocument) -> str:
    """The language of the catalog (ISO 32000-2, 14.9.2), where this PDFium tells it."""
    ask = getattr(raw, "FPDFCatalog_GetLanguage", None)
    if ask is None:
        return ""
    size = ask(document, None, 0)
    if not 2 < size < 200:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    ask(document, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
