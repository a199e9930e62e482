"""Feeds: RSS and Atom by feedparser; what they and sitemaps name, as lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import Any

import feedparser

from archive.clean import dates, hudoc, sitemaps
from archive.clean.article import Article, Entry, FeedKind, stamp
from archive.clean.named import absolute, with_possible_references

EXTRACTOR = stamp("feedparser")
MOST = 2_000
"""Items that a feed or a sitemap may have for them to be kept: of more it is an inventory of a
site, with no news in it."""

_SIGNS = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def is_feed(payload: bytes) -> bool:
    """Whether a payload looks like a feed."""
    return bool(_SIGNS.search(payload[:2048]))


@lru_cache(maxsize=1)
def parsed(payload: bytes, url: str) -> Any:
    """A feed as feedparser reads it; ``None`` where it trips.

    Args:
        payload: the body, content codings removed.
        url: where it came from.
    """
    # Bare bytes feedparser would first try as the name of a file of ours.
    file = BytesIO(with_possible_references(payload))
    try:
        return feedparser.parse(
            file, response_headers={"content-location": url}, sanitize_html=False
        )
    except Exception:  # noqa: BLE001 - what trips the parser must not cost the capture
        return None


def link_of(item: Any) -> str:
    """Where an item of a feed leads: its permanent ``guid`` stands in for a link (RSS 2.0)."""
    return str(item.get("link") or (item.get("id") if item.get("guidislink") else "") or "")


def read_list(payload: bytes, url: str) -> Article | None:
    """What a feed or a sitemap names, as an article without text.

    ``None`` of one that names nothing, and of anything else.

    Args:
        payload: the body, content codings removed; of a sitemap it may be a gzip file.
        url: where it came from.
    """
    if is_feed(payload):
        told = parsed(payload, url)
        entries = tuple(_unique(_entries(told, url))) if told else ()
        title = _plain(told.feed.get("title") or "") if told else ""
        return _list("feed", title, entries)
    if sitemaps.is_sitemap(payload):
        found = sitemaps.parsed(payload, url)
        return _list("news-sitemap" if found.news else "sitemap", "", found.entries)
    return None


def _list(kind: FeedKind, title: str, entries: Sequence[Entry]) -> Article | None:
    if not entries:
        return None
    what = "a feed" if kind == "feed" else "a sitemap"
    note = f"{what}: it has no text of its own, but names {len(entries):,} pages"
    if len(entries) > MOST:
        note, entries = f"{note}, too many to be kept as a list", ()
    return Article(kind, title, entries=tuple(entries), extractor=EXTRACTOR, note=note)


def _entries(told: Any, url: str) -> Iterator[Entry]:
    for item in told.entries:
        link = link_of(item)
        if address := hudoc.meant(link) or absolute(url, link):
            date = item.get("published") or item.get("updated") or ""
            yield Entry(address, _plain(item.get("title") or ""), dates.iso(date) if date else None)


def _unique(entries: Iterator[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.url not in seen:
            seen.add(entry.url)
            yield entry


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())
