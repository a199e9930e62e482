"""Which payloads have text, by type and by bytes."""

from __future__ import annotations

import pytest

from archive.clean import read
from tests.pages import SENTENCE, article, pdf

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
    ],
)
def test_pages_pdfs_and_plain_text_are_read(payload: bytes, media_type: str, kind: str) -> None:
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
