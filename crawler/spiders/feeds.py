"""Feeds: RSS and Atom by feedparser."""

from __future__ import annotations

import re
from io import BytesIO

import feedparser

from crawler.spiders.addresses import absolute, with_possible_references

_SIGNS = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")


def is_feed(payload: bytes) -> bool:
    """Whether a payload looks like a feed."""
    return bool(_SIGNS.search(payload[:2048]))


def items(payload: bytes, url: str) -> list[str]:
    """URLs of a feed's items in its order, absolute, without repetition.

    An item's permanent ``guid`` stands in for a missing link (RSS 2.0). A broken feed gives what
    can be read of it.
    """
    # Bare bytes feedparser would first try as the name of a file of ours.
    file = BytesIO(with_possible_references(payload))
    try:
        parsed = feedparser.parse(
            file, response_headers={"content-location": url}, sanitize_html=False
        )
    except Exception:  # noqa: BLE001 - what trips the parser must not cost the capture
        return []
    found: list[str] = []
    for entry in parsed.entries:
        link = entry.get("link") or (entry.get("id") if entry.get("guidislink") else "")
        if link and (address := absolute(url, link)):
            found.append(address)
    return list(dict.fromkeys(found))
