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
# Types that servers give to what they do not know: the bytes decide.
_UNSURE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download",
     "application/force-download", "unknown/unknown", "text/plain", "application/xml", "text/xml")
)  # fmt: skip
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ROBOTS = re.compile(r"//[^/]+/robots\.txt(?:\?|$)", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(
    payload: bytes, media_type: str, url: str, charset: str | None = None, *,
    site: SiteModel | None = None,
) -> Article | None:  # fmt: skip
    """The article in a payload; ``None`` where there is no text to have.

    Pages, PDFs and plain text have text; images, style sheets, scripts, feeds, sitemaps and data
    have none. A PDF is told by its first bytes whatever its type; HTML by them where the type is
    missing or says nothing.

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
    if form == "html":
        from archive.clean.page import extract

        return extract(payload, url, charset=charset, site=site)
    if form == "plain":
        from archive.clean.plain import extract_text

        text = decoded(payload, charset)
        return None if is_binary(text) else extract_text(text)
    return None


def has_text(opening: bytes, media_type: str, url: str) -> bool:
    """Whether a payload that begins like this is one of those that ``read`` looks for text in."""
    return bool(_form(opening, media_type, url))


def _form(payload: bytes, media_type: str, url: str) -> str:
    kind = media_type.strip().lower()
    # PDF 2.0, 7.5.2; readers allow for bytes in front of it.
    if payload[:5] == b"%PDF-" or kind == "application/pdf":
        return "pdf"
    if kind in _HTML or (kind in _UNSURE and is_html(payload)):
        return "html"
    return "plain" if kind in _PLAIN and not _ROBOTS.search(url) else ""


def is_html(payload: bytes) -> bool:
    """Whether bytes begin like an HTML page (WHATWG MIME Sniffing 7.1, the sure signs of it)."""
    start = payload[:4096]
    for mark in _BOMS:
        if start.startswith(mark):
            start = start[len(mark) :].replace(b"\x00", b"")
    return _MARKUP.match(start) is not None
