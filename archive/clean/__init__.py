"""From bytes to what they say: clean text, links, and whether an answer is the page at all.

What reads pages and documents is imported when it is first asked for: it takes most of a second,
which commands that only search or serve an archive need not wait for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.clean.article import FEEDS, LISTS, Article, Block, Link

if TYPE_CHECKING:
    from archive.clean.notices import described
    from archive.clean.office import extract_docx, extract_odt
    from archive.clean.outlinks import (
        css_links,
        links,
        manifest_links,
        refresh_links,
        script_links,
    )
    from archive.clean.page import extract, transcribed, transcribed_value
    from archive.clean.payload import has_text, read
    from archive.clean.pdf import extract_pdf
    from archive.clean.plain import extract_text
    from archive.clean.site import SiteModel
    from archive.clean.walls import GATES, Finding, Short, WallKind, short, wall

__all__ = [
    "FEEDS", "GATES", "LISTS", "Article", "Block", "Finding", "Link", "Short", "SiteModel",
    "WallKind", "css_links", "described", "extract", "extract_docx", "extract_odt", "extract_pdf",
    "extract_text", "has_text", "links", "manifest_links", "read", "refresh_links",
    "script_links", "short", "transcribed", "transcribed_value", "wall",
]  # fmt: skip

_LATER = {
    "described": "notices", "transcribed": "page", "transcribed_value": "page", "extract": "page",
    "has_text": "payload",
    "read": "payload", "extract_docx": "office", "extract_odt": "office",
    "extract_pdf": "pdf", "extract_text": "plain", "SiteModel": "site",
    "css_links": "outlinks", "links": "outlinks",
    "manifest_links": "outlinks", "refresh_links": "outlinks", "script_links": "outlinks",
    "GATES": "walls", "Finding": "walls", "Short": "walls", "WallKind": "walls",
    "short": "walls", "wall": "walls",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
