"""Feeds: RSS and Atom by feedparser."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import feedparser

_SIGNS = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")


def is_feed(payload: bytes) -> bool:
    """Whether a payload looks like a feed."""
    return bool(_SIGNS.search(payload[:2048]))


def items(payload: bytes, url: str) -> list[str]:
    """URLs of a feed's items in its order, absolute, without repetition.

    An item's permanent ``guid`` stands in for a missing link (RSS 2.0). A broken feed gives what
    can be read of it.
    """
    parsed = feedparser.parse(
        payload, response_headers={"content-location": url}, sanitize_html=False
    )
    found: list[str] = []
    for entry in parsed.entries:
        link = entry.get("link") or (entry.get("id") if entry.get("guidislink") else "")
        if link:
            found.append(urljoin(url, link.strip()))
    return list(dict.fromkeys(found))
