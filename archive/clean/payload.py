"""From a payload of any type to an article, where there is text in it.

What reads a form is imported with the first payload of it: films need nothing of that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.clean.article import Article
from archive.clean.decode import decoded, is_binary

if TYPE_CHECKING:
    from archive.clean.site import SiteModel

_HTML = frozenset(("text/html", "application/xhtml+xml"))
_PLAIN = frozenset(("text/plain", "text/markdown", "text/x-markdown"))
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACROS = "application/vnd.ms-word."
_OPEN = "application/vnd.oasis.opendocument.text"
_OLD = frozenset(("application/msword", "application/vnd.ms-word"))
# Types that servers give to what they do not know: the bytes decide.
_UNSURE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download",
     "application/force-download", "unknown/unknown", "text/plain", "application/xml", "text/xml",
     "application/zip", "application/x-zip-compressed", "application/msword", "application/pdf")
)  # fmt: skip
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ROBOTS = re.compile(r"//[^/]+/robots\.txt(?:\?|$)", re.IGNORECASE)
# PKWARE APPNOTE 4.3.7; MS-CFB 2.2.
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
# XML that may be a feed or a sitemap, or a sitemap as a gzip file.
_LISTING = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<", b"\x1f\x8b", b"\n", b"\r", b" ")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(
    payload: bytes, media_type: str, url: str, charset: str | None = None, *,
    site: SiteModel | None = None,
) -> Article | None:  # fmt: skip
    """The article in a payload; ``None`` where there is none to have.

    Pages, PDFs, DOCX, ODT and plain text have text; feeds and sitemaps have entries; images, style
    sheets, scripts and data have neither. PDFs and word processors' files are told by their bytes
    whatever their type; HTML by them where the type is missing, says nothing or is that of a file.

    Args:
        payload: the body, content codings removed.
        media_type: as the server named it, without parameters; may be empty.
        url: where it came from.
        charset: label from the Content-Type field.
        site: what has been learned of the site; helps with its pages.
    """
    form = _form(payload, media_type, url)
    if form == "pdf":
        from archive.clean.pdf import extract_pdf

        return extract_pdf(payload)
    if form in ("docx", "odt"):
        from archive.clean import office

        return office.extract_docx(payload) if form == "docx" else office.extract_odt(payload)
    if form == "old":
        from archive.clean.office import EXTRACTOR

        return Article(kind="document", extractor=EXTRACTOR, note=_unread(payload))
    if form == "html":
        from archive.clean.page import extract

        return extract(payload, url, charset=charset, site=site)
    if form == "plain":
        from archive.clean.plain import extract_text

        text = decoded(payload, charset)
        return None if is_binary(text) else extract_text(text)
    if payload.startswith(_LISTING):
        from archive.clean.feeds import read_list

        return read_list(payload, url)
    return None


def has_text(opening: bytes, media_type: str, url: str) -> bool:
    """Whether a payload that begins like this is one of those that ``read`` looks for text in."""
    return bool(_form(opening, media_type, url))


def _form(payload: bytes, media_type: str, url: str) -> str:
    kind = media_type.strip().lower()
    if payload[:5] == b"%PDF-":
        return "pdf"
    if payload.startswith((_ZIP, _COMPOUND)):
        return _office_form(payload, kind)
    is_office = kind.startswith((_WORD, _MACROS, _OPEN))
    if kind in _HTML or ((kind in _UNSURE or is_office) and is_html(payload)):
        return "html"
    # ISO 32000-2, 7.5.2 and annex I: readers allow for bytes in front of the header.
    if kind == "application/pdf" or (kind in _UNSURE and b"%PDF-" in payload[:1024]):
        return "pdf"
    if is_office:
        return "odt" if kind.startswith(_OPEN) else "docx"
    return "plain" if kind in _PLAIN and not _ROBOTS.search(url) else ""


def _office_form(payload: bytes, kind: str) -> str:
    """The form of a ZIP package or compound file, if a word processor made it."""
    if payload.startswith(_COMPOUND):
        is_word = kind in _OLD or kind.startswith((_WORD, _MACROS))
        return "old" if is_word or _OLD_WORD in payload or _PROTECTED in payload else ""
    # OpenDocument part 2, 3.3: the type stands in the first entry, uncompressed.
    if payload[30:38] == b"mimetype":
        return "odt" if payload[38 : 38 + len(_OPEN)] == _OPEN.encode() else ""
    if kind.startswith(_OPEN):
        return "odt"
    return "docx" if kind.startswith((_WORD, _MACROS)) or b"word/document" in payload else ""


def _unread(payload: bytes) -> str:
    if _PROTECTED in payload:
        return "the file is encrypted: a password is needed to read it"
    return "a Word file of the form before 2007 (.doc), which is not read: save it as .docx or PDF"


def is_html(payload: bytes) -> bool:
    """Whether bytes begin like an HTML page (WHATWG MIME Sniffing 7.1, the sure signs of it)."""
    start = payload[:4096]
    for mark in _BOMS:
        if start.startswith(mark):
            start = start[len(mark) :].replace(b"\x00", b"")
    return _MARKUP.match(start) is not None
