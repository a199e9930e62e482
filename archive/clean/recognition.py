"""Text of scanned pages, recognised by Tesseract, where somebody asks for it.

Tesseract is no part of Greffe: Debian has it as ``tesseract-ocr``, with a package for each
language. It runs as a process of its own, page by page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import lxml.html
import pypdfium2 as pdfium

from archive.clean.decode import tidy
from archive.clean.pdf.segments import Segment, Sheet
from archive.errors import BadInput

_DPI = 300
_POINTS = 72
_MOST_PIXELS = 40_000_000
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURENESS = re.compile(r"x_wconf (\d+)")
_SURE = 50
_ALIKE = 0.18
_LINES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")


class Tesseract:
    """Recognises scanned pages.

    Attributes:
        name: of the program and its version, as in ``tesseract/5.3.0``.
    """

    def __init__(
        self,
        languages: Sequence[str] = ("eng",),
        *,
        page_seconds: float = 120,
        seconds: float = 3_600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Find the program and its languages.

        Args:
            languages: as Tesseract names them, ``eng``, ``fra`` ..., the likeliest first.
            page_seconds: what a page may take.
            seconds: what a document may take.
            clock: seconds that only go forward.

        Raises:
            BadInput: the program or a language is not installed.
        """
        self._languages = "+".join(languages)
        self._page_seconds = page_seconds
        self._seconds = seconds
        self._clock = clock
        self.name = f"tesseract/{_version()}"
        missing = [language for language in languages if language not in _installed()]
        if missing or not languages:
            raise BadInput(
                f"tesseract has no language {', '.join(map(repr, missing)) or 'to read in'}; "
                f"installed are {', '.join(sorted(_installed())) or 'none'}. Debian: "
                f"apt install {' '.join(map(_package, missing)) or 'tesseract-ocr-eng'}"
            )

    def added(self, document: pdfium.PdfDocument, sheets: list[Sheet]) -> str:
        """Put what is recognised into the sheets that are pictures; what was done, in one line."""
        end = self._clock() + self._seconds
        read, failed, left = 0, 0, 0
        for number, sheet in enumerate(sheets):
            if not sheet.is_picture:
                continue
            seconds = min(self._page_seconds, end - self._clock())
            if seconds <= 0:
                left += 1
            elif self._recognised(document, number, sheet, seconds):
                read += 1
            else:
                failed += 1
        told = f"text of {_pages(read)} recognised by {self.name.replace('/', ' ')}"
        notes = [f"{told} ({self._languages})"] if read else []
        if failed:
            notes.append(f"{_pages(failed)} not recognised: tesseract failed or took too long")
        if left:
            notes.append(f"{_pages(left)} not recognised: {self._seconds:,.0f} seconds were over")
        return "; ".join(notes)

    def _recognised(
        self, document: pdfium.PdfDocument, number: int, sheet: Sheet, seconds: float
    ) -> bool:
        try:
            picture, scale = _drawn(document, number)
            command = ["tesseract", "stdin", "stdout", "-l", self._languages]
            done = subprocess.run(
                [*command, "--dpi", str(round(scale * _POINTS)), "hocr"],
                input=picture,
                capture_output=True,
                timeout=seconds,
                check=True,
                # Its threads wait for each other more than they work.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except (subprocess.SubprocessError, OSError, pdfium.PdfiumError, ValueError, MemoryError):
            return False
        sheet.segments = _segments(done.stdout, scale)
        # It is no longer one that lacks its text.
        sheet.is_picture = False
        return True


def _drawn(document: pdfium.PdfDocument, number: int) -> tuple[bytes, float]:
    """A page as a grey picture (PGM, Netpbm's ``P5``), and its pixels a point."""
    page = document[number]
    try:
        width, height = page.get_size()
        most = (_MOST_PIXELS / max(width * height, 1)) ** 0.5
        scale = min(_DPI / _POINTS, most)
        bitmap = page.render(scale=scale, grayscale=True)
        pixels = bytes(bitmap.buffer)
        rows = (
            pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width]
            for row in range(bitmap.height)
        )
        picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
        bitmap.close()
    finally:
        page.close()
    return picture, scale


def _segments(hocr: bytes, scale: float) -> list[Segment]:
    """The lines that Tesseract found (hOCR 1.2), in points."""
    try:
        tree = lxml.html.document_fromstring(hocr)
    except (ValueError, lxml.etree.LxmlError):
        return []
    # Its order of the parts of a page is kept: it knows how a crooked page lies.
    areas = enumerate(tree.find_class("ocr_carea"), 1)
    lines = [(line, number) for number, area in areas for line in area.iter("span")]
    found = [segment for line, area in lines for segment in _segment(line, area, scale)]
    return _evened(found)


def _segment(line: lxml.html.HtmlElement, area: int, scale: float) -> Iterator[Segment]:
    title = line.get("title") or ""
    box, size = _BOX.search(title), _SIZE.search(title)
    if line.get("class") not in _LINES or not box or not size:
        return
    words = [(words, word) for word in line.iter("span") if (words := _word(word))]
    places = [_BOX.search(word.get("title") or "") for _, word in words]
    if not words or None in places:
        return
    left, _, right, bottom = (int(number) / scale for number in box.groups())
    slope = _BASELINE.search(title)
    first = next(place for place in places if place)
    yield Segment(
        text=" ".join(text for text, _ in words),
        left=left,
        right=right,
        base=bottom + (float(slope[2]) / scale if slope else 0),
        size=float(size[1]) / scale,
        sizes=frozenset(),
        bold=False,
        order=int(re.sub(r"\D", "", line.get("id") or "") or 0),
        area=area,
        first=(int(first[3]) - int(first[1])) / scale,
    )


def _word(element: lxml.html.HtmlElement) -> str:
    """A word, unless it is a smear: signs only, of which Tesseract is not sure."""
    if element.get("class") != "ocrx_word":
        return ""
    text = " ".join(tidy(element.text_content()).split())
    sureness = _SURENESS.search(element.get("title") or "")
    is_sure = sureness is not None and int(sureness[1]) >= _SURE
    return text if is_sure or any(map(str.isalnum, text)) else ""


def _evened(segments: list[Segment]) -> list[Segment]:
    """The segments with even sizes: those measured in a picture differ from line to line."""
    sizes: Counter[float] = Counter()
    for segment in segments:
        sizes[segment.size] += len(segment.text)
    body = median(sizes.elements()) if sizes else 0
    for segment in segments:
        is_body = abs(segment.size - body) <= _ALIKE * body
        segment.size = round(body if is_body else segment.size, 1)
        segment.sizes = frozenset((segment.size,))
    for number, segment in enumerate(segments):
        segment.order = number
    return segments


def _version() -> str:
    if shutil.which("tesseract") is None:
        raise BadInput(
            "tesseract is not installed, without which scanned pages cannot be recognised. "
            "Debian: apt install tesseract-ocr tesseract-ocr-eng"
        )
    match = re.search(r"tesseract v?([\d.]+)", _told("--version"))
    return match[1] if match else "unknown"


def _installed() -> set[str]:
    return {line.strip() for line in _told("--list-langs").splitlines()[1:] if line.strip()}


def _told(option: str) -> str:
    try:
        done = subprocess.run(["tesseract", option], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError) as fault:
        raise BadInput(f"tesseract cannot be run: {fault}") from fault
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _package(language: str) -> str:
    return f"tesseract-ocr-{language.lower().replace('_', '-').replace('/', '-')}"


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"
