"""From bytes to what they say: clean text, links, and whether a server refused to answer."""

from __future__ import annotations

from archive.clean.article import Article, Block
from archive.clean.outlinks import Link, css_links, links
from archive.clean.page import extract
from archive.clean.payload import read
from archive.clean.pdf import extract_pdf
from archive.clean.plain import extract_text
from archive.clean.refusals import refusal

__all__ = [
    "Article", "Block", "Link", "css_links", "extract", "extract_pdf", "extract_text", "links",
    "read", "refusal",
]  # fmt: skip
