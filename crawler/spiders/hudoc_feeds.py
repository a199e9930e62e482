"""Items of a HUDOC site's RSS feed: raw JSON behind ``#`` names the document.

``http://hudoc.cpt.coe.int/eng#{"cptsectionid":["p-ltu-20240212-en-1"]}``. There is no guid, and an
item for each section of a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from archive.clean.hudoc import SITES, named, readable
from archive.notice import Notice
from crawler.spiders.hudoc import body_address, section_address


def document(link: str, feed: str, item: Mapping[str, Any]) -> tuple[str, Notice] | None:
    """Where the text of an item is had, and what the feed says of it.

    Args:
        link: of the item.
        feed: URL of the feed.
        item: as feedparser reads it.

    Returns:
        ``None`` where the link names no document; an empty address where its text cannot be had by
        what the link says (``exec``).
    """
    meant = named(link)
    base = _base(link, feed) if meant else None
    if meant is None or base is None:
        return None
    site, identifier = meant
    columns = {"title": item.get("title"), "description": item.get("summary"),
               "published": item.get("published"), "identifier": identifier}  # fmt: skip
    whole, _, number = identifier.rpartition("-")
    if whole and SITES[site].id.endswith("sectionid"):
        columns["document"] = whole
    said = tuple((name, str(value)) for name, value in columns.items() if value)
    notice = Notice(readable(base, identifier), scheme="hudoc-rss", columns=said)
    if site == "cpt" and whole:
        return section_address(base, whole, number), notice
    return "" if site == "exec" else body_address(base, site, identifier), notice


def _base(link: str, feed: str) -> str | None:
    """The site of a link, by https: its links say http, which only sends on to that."""
    try:
        parts, own = urlsplit(link.strip()), urlsplit(feed)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    is_own = parts.netloc.lower() == own.netloc.lower()
    scheme = own.scheme if is_own else parts.scheme if parts.port else "https"
    return f"{scheme}://{parts.netloc}"
