"""Which payloads have text, by type and by bytes."""

from __future__ import annotations

import pytest

from archive.clean import has_text, read
from tests.documents import docx_of, package, para
from tests.pages import SENTENCE, article, pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCX = docx_of(para(SENTENCE))
ODT = package({"mimetype": "application/vnd.oasis.opendocument.text"}, stored=True)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
URL = "https://h.example/x"


@pytest.mark.parametrize(
    ("payload", "media_type", "kind"),
    [
        (article(SENTENCE), "text/html", "article"),
        (article(SENTENCE), "application/xhtml+xml", "article"),
        (article(SENTENCE), "", "article"),
        (b"\n\n<!-- x -->\n" + article(SENTENCE), "text/plain", "article"),
        (b'<?xml version="1.0"?>\n' + article(SENTENCE), "application/xml", "article"),
        (b"\xef\xbb\xbf" + article(SENTENCE), "application/octet-stream", "article"),
        (pdf([(11, "A line.")]), "text/html", "document"),
        (pdf([(11, "A line.")]), "", "document"),
        (SENTENCE.encode(), "text/plain", "article"),
        (b"broken", "application/pdf", "document"),
        (b"junk\n" + pdf([(11, "A line.")]), "application/octet-stream", "document"),
        (article(SENTENCE), "application/pdf", "article"),
        (article(SENTENCE), WORD, "article"),
        (DOCX, WORD, "document"),
        (DOCX, "application/msword", "document"),
        (DOCX, "application/zip", "document"),
        (DOCX, "text/plain", "document"),
        (DOCX, "", "document"),
        (b"broken", WORD, "document"),
        (ODT, "application/vnd.oasis.opendocument.text", "document"),
        (ODT, "application/octet-stream", "document"),
    ],
)
def test_pages_documents_and_plain_text_are_read(
    payload: bytes, media_type: str, kind: str
) -> None:
    """The type counts where the bytes do not know better."""
    found = read(payload, media_type, URL)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("payload", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\x89PNG\r\n\x1a\n", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text/plain"),
        (b"body{color:red}", "text/css"),
        (b"let a = '<html>'", "application/javascript"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "application/rss+xml"),
        (b"<?xml version='1.0'?><urlset/>", "text/xml"),
        (b'{"a": "b"}', "application/json"),
        (b'{"a": "b"}', ""),
        (package({"xl/workbook.xml": "<x/>"}), "application/zip"),
        (package({"mimetype": "application/epub+zip"}, stored=True), ""),
        (COMPOUND, "application/vnd.ms-excel"),
    ],
)
def test_what_has_no_text_is_none(payload: bytes, media_type: str) -> None:
    """Pictures, style sheets, scripts, feeds, sitemaps and data are no articles."""
    assert read(payload, media_type, URL) is None


def test_rules_for_robots_are_no_article() -> None:
    """They are plain text, but nobody's words."""
    assert (
        read(b"User-agent: *\nDisallow: /x\n", "text/plain", "https://h.example/robots.txt") is None
    )


@pytest.mark.parametrize(
    ("payload", "media_type", "note"),
    [
        (COMPOUND, "application/msword", "a Word file of the form before 2007"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "", "a Word file of the form before 2007"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), WORD, "the file is encrypted"),
    ],
)
def test_word_files_that_are_not_read_say_so(payload: bytes, media_type: str, note: str) -> None:
    """They are kept; only their text is not there."""
    found = read(payload, media_type, URL)
    assert found is not None
    assert (found.blocks, found.note.startswith(note)) == ((), True)


def test_the_beginning_tells_whether_there_is_text() -> None:
    """Of what is too long for memory only that is at hand."""
    assert has_text(DOCX[:200], WORD, URL)
    assert has_text(pdf([(11, "A line.")])[:20], "", URL)
    assert not has_text(b"PK\x03\x04", "application/zip", URL)
