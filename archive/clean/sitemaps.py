"""Sitemaps: urlset, index, news sitemap (sitemaps.org 0.9), plain text, gzipped or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from archive.clean import dates
from archive.clean.article import Entry
from archive.clean.named import absolute, with_possible_references

_SIGNS = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_DAY = len("2025-01-01")
"""Characters of a W3C date that tells a day; what tells only a month is of no use here."""
_MAX_BYTES = 64 * 1024 * 1024
"""The protocol allows 50 MB; what goes beyond is cut off."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names.

    Attributes:
        pages: URLs of pages, in its order.
        news: those of them that carry a news entry.
        sitemaps: URLs of further sitemaps.
        modified: when a page was changed, where that is told; of a day its begin (aware, UTC).
        entries: the pages with their titles and days of publication, where news entries tell them.
    """

    pages: tuple[str, ...] = ()
    news: frozenset[str] = frozenset()
    sitemaps: tuple[str, ...] = ()
    modified: Mapping[str, datetime] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()


def is_sitemap(payload: bytes) -> bool:
    """Whether a payload looks like an XML sitemap, gzipped or not."""
    return bool(_SIGNS.search(_inflated(payload, 4096)[:4096]))


def parsed(payload: bytes, url: str) -> Sitemap:
    """Read a sitemap; a broken one gives what can be read of it, anything else nothing."""
    text = _inflated(payload, _MAX_BYTES).lstrip()
    if not text.startswith((b"<", b"\xef\xbb\xbf<")):
        return _plain(text, url)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(with_possible_references(text), parser)
        return Sitemap() if root is None else _tree(root, url)
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        return Sitemap()


def _tree(root: etree._Element, url: str) -> Sitemap:
    pages: list[str] = []
    sitemaps: list[str] = []
    news: set[str] = set()
    modified: dict[str, datetime] = {}
    entries: dict[str, Entry] = {}
    for element in root.iter(etree.Element):
        name = _local(element)
        if name not in ("url", "sitemap"):
            continue
        place = next((c.text for c in element if _local(c) == "loc" and c.text), None)
        address = absolute(url, place) if place else None
        if address is None:
            continue
        (pages if name == "url" else sitemaps).append(address)
        if name == "url" and any(_local(child) == "news" for child in element):
            news.add(address)
        told = next((c.text for c in element if _local(c) == "lastmod" and c.text), "")
        if name == "url" and (time := _time(told.strip())):
            modified[address] = time
        if name == "url":
            entries.setdefault(address, _entry(element, address))
    urls, more = dict.fromkeys(pages), dict.fromkeys(sitemaps)
    return Sitemap(tuple(urls), frozenset(news), tuple(more), modified, tuple(entries.values()))


def _entry(element: etree._Element, address: str) -> Entry:
    """A page as its news entry tells of it (Google, news sitemaps)."""
    told = {_local(one): (one.text or "").strip() for one in element.iter(etree.Element)}
    date = told.get("publication_date") or ""
    return Entry(
        address, " ".join(told.get("title", "").split()), dates.iso(date) if date else None
    )


def _time(told: str) -> datetime | None:
    """A time as sitemaps write it (W3C date and time), aware; ``None`` where it tells no day."""
    try:
        found = datetime.fromisoformat(told) if len(told) >= _DAY else None
    except ValueError:
        found = _day(told[:_DAY])
    try:
        return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _day(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return None


def _local(element: etree._Element) -> str:
    # Of a prefix that nothing declares the parser makes a part of the name.
    name = element.tag if isinstance(element.tag, str) else ""
    return name.rpartition("}")[2].rpartition(":")[2]


def _plain(text: bytes, url: str) -> Sitemap:
    lines = text.decode("utf-8", "replace").splitlines()
    found = (line.strip() for line in lines)
    named = (absolute(url, line) for line in found if line.startswith(("http://", "https://")))
    pages = tuple(dict.fromkeys(page for page in named if page))
    return Sitemap(pages, entries=tuple(Entry(page, "") for page in pages))


def _inflated(payload: bytes, limit: int) -> bytes:
    if payload[:2] != b"\x1f\x8b":
        return payload[:limit]
    try:
        return zlib.decompressobj(31).decompress(payload, limit)
    except zlib.error:
        return b""
