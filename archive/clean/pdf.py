"""From a PDF to an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from archive.clean.article import Article, Block, stamp
from archive.clean.dates import iso
from archive.clean.decode import tidy
from archive.clean.facts import flat
from archive.clean.language import language

EXTRACTOR = stamp("pypdfium2")
_MOST_PAGES = 5_000
_BREAK = re.compile("[\ufffe\x02\u00ad]")
_BROKEN = re.compile("([^\\W\\d_])[\ufffe\x02\u00ad](?=[^\\W\\d_A-Z])")
_HYPHENS = "-\u2010"
_SAMPLE = 2_000
# ISO 32000-2, 7.9.4.
_DATE = re.compile(
    r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(Z|[+-]\d{2})?'?(\d{2})?"
)
_END = re.compile(r"[.!?…。！？:;]['\"»”’)\]]*$")
_BULLET = re.compile(r"[•‣▪●◦■–*-]\s+(?=\S)")
_NUMBER = re.compile(
    r"(?:page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE
)
_FILE = re.compile(r"\.(?:docx?|pdf|odt|rtf|tex|indd|pptx?|xlsx?|wpd|dvi)$", re.IGNORECASE)
_MADE_BY = re.compile(r"^(?:microsoft word|powerpoint)\s*-\s*", re.IGNORECASE)
_UNNAMED = frozenset(("", "untitled", "unknown", "(anonymous)", "anonymous", "unspecified", "none"))


def extract_pdf(payload: bytes) -> Article:
    """The text of a PDF; ``note`` says why there is none (encrypted, broken, only pictures).

    Never raises. Lines are joined to paragraphs, words broken at the end of a line are mended,
    page numbers and lines that head or foot most pages are left out.
    """
    try:
        document = pdfium.PdfDocument(payload)
    except (pdfium.PdfiumError, ValueError, OSError) as fault:
        return _empty(_reason(str(fault)))
    try:
        return _read(document)
    except (pdfium.PdfiumError, ValueError, OSError) as fault:
        return _empty(f"the PDF is damaged: {fault}")
    finally:
        document.close()


def _read(document: pdfium.PdfDocument) -> Article:
    about = {name: _clean(words) for name, words in document.get_metadata_dict().items()}
    pages, faults = _pages(document)
    blocks = tuple(_blocks(_without_running(pages)))
    title = _title(about.get("Title", ""), document, pages)
    if len(blocks) > 1 and flat(blocks[0].text) == title:
        blocks = blocks[1:]
    author = about.get("Author", "")
    note = f"{faults} of {len(document)} pages cannot be read" if faults else ""
    if not blocks:
        note = note or ("no text, only pictures or drawings" if len(document) else "no pages")
    return Article(
        kind="document",
        title=title,
        blocks=blocks,
        authors=(author,) if author.casefold() not in _UNNAMED else (),
        published=_moment(about.get("CreationDate", "")),
        modified=_moment(about.get("ModDate", "")),
        language=language("", " ".join(block.text for block in blocks[:200])),
        extractor=EXTRACTOR,
        note=note,
    )


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[str]], int]:
    pages: list[list[str]] = []
    faults = 0
    for number in range(min(len(document), _MOST_PAGES)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            pages.append(_lines(text_page.get_text_bounded()))
        except (pdfium.PdfiumError, ValueError):
            faults += 1
            continue
        text_page.close()
        page.close()
    return pages, faults


def _lines(text: str) -> list[str]:
    # PDFium puts U+FFFE or U+0002 for a hyphen that breaks a word, and drops the line's end.
    mended = _BROKEN.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = tidy(_BREAK.sub("-", mended)).split("\n")
    return [" ".join(line.split()) for line in lines]


def _without_running(pages: list[list[str]]) -> Iterator[str]:
    """All lines, without page numbers and the lines that head or foot most of the pages."""
    seen: dict[str, int] = {}
    for lines in pages:
        for line in {_key(line) for line in _edges(lines)}:
            seen[line] = seen.get(line, 0) + 1
    usual = {line for line, count in seen.items() if count >= 3 and count > len(pages) / 2}
    for lines in pages:
        edges = {line for line in _edges(lines) if _key(line) in usual or _NUMBER.fullmatch(line)}
        yield from (line for line in lines if line not in edges)


def _edges(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line]
    return filled[:2] + filled[-2:] if len(filled) > 4 else []


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _blocks(lines: Iterator[str]) -> Iterator[Block]:
    everything = list(lines)
    lengths = [len(line) for line in everything if len(line) > 20]
    width = median(lengths) if lengths else 0
    run = ""
    previous = 0
    for line in everything:
        is_new = not line or _BULLET.match(line) is not None or _closes(run, previous, width)
        if is_new and run:
            yield _block(run)
            run = ""
        run = _appended(run, line)
        previous = len(line)
    if run:
        yield _block(run)


def _closes(run: str, previous: int, width: float) -> bool:
    """Whether a paragraph ends here: its last line is short, more so if a sentence ends with it."""
    if not run:
        return False
    return previous < (0.85 if _END.search(run) else 0.55) * width


def _appended(run: str, line: str) -> str:
    if not run or not line:
        return run + line
    if run[-1] in _HYPHENS and run[-2:-1].isalpha():
        # A hyphen before a capital or a digit belongs to the word.
        return (run[:-1] + line) if line[0].islower() else (run[:-1] + "-" + line)
    return f"{run} {line}"


def _block(text: str) -> Block:
    if bullet := _BULLET.match(text):
        return Block("item", text[bullet.end() :])
    return Block("paragraph", text)


def _title(told: str, document: pdfium.PdfDocument, pages: list[list[str]]) -> str:
    """The title it was given if that is one, else the heading in the largest type on page one."""
    told = _MADE_BY.sub("", told)
    if told.casefold() not in _UNNAMED and not _FILE.search(told) and len(told) > 3:
        return told[:500]
    sized = _sized(document) if pages else []
    usual = median(size for size, line in sized for _ in line) if sized else 0
    largest = max((size for size, line in sized if _is_heading(line)), default=0)
    if largest > 1.1 * usual:
        first = next(n for n, (size, line) in enumerate(sized) if size == largest)
        lines = takewhile(lambda pair: pair[0] == largest, sized[first : first + 4])
        return " ".join(line for _, line in lines)
    # All in one size: the first line, unless it is the beginning of a sentence that goes on.
    filled = [line for line in pages[0] if line][:2] if pages else []
    if filled and _is_heading(filled[0]) and (len(filled) < 2 or len(filled[0]) < 60):
        return filled[0]
    return ""


def _sized(document: pdfium.PdfDocument) -> list[tuple[float, str]]:
    """The first lines of the first page with the size of their type."""
    page = document[0].get_textpage()
    found: list[tuple[float, str]] = []
    line: list[str] = []
    size = 0.0
    for number in range(min(page.count_chars(), _SAMPLE)):
        char = chr(raw.FPDFText_GetUnicode(page, number))
        if char in "\r\n":
            if words := " ".join("".join(line).split()):
                found.append((size, words))
            line, size = [], 0.0
        else:
            line.append(char)
            size = max(size, round(raw.FPDFText_GetFontSize(page, number), 1))
    page.close()
    return found


def _is_heading(line: str) -> bool:
    return 4 <= len(line) <= 200 and sum(map(str.isalpha, line)) > len(line) / 2


def _moment(text: str) -> str | None:
    match = _DATE.match(text.strip())
    if match is None:
        return iso(text) if text else None
    year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
    date = f"{year}-{month or '01'}-{day or '01'}"
    if hour is None:
        return iso(date)
    offset = "" if zone is None else zone if zone == "Z" else f"{zone}:{zone_minutes or '00'}"
    return iso(f"{date}T{hour}:{minute or '00'}:{second or '00'}{offset}") or iso(date)


def _clean(words: object) -> str:
    return flat(words) if isinstance(words, str) else ""


def _reason(fault: str) -> str:
    if "password" in fault.lower():
        return "the PDF is encrypted: a password is needed to read it"
    return f"the PDF cannot be opened: {fault}"


def _empty(note: str) -> Article:
    return Article(kind="document", extractor=EXTRACTOR, note=note)
