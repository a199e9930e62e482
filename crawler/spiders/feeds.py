"""Feeds: RSS and Atom by feedparser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from archive.clean.feeds import is_feed, link_of, parsed
from archive.clean.named import absolute
from archive.notice import Notice
from crawler.spiders import hudoc_feeds

__all__ = ["Feed", "is_feed", "items", "read"]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed names.

    Attributes:
        items: URLs of its items in its order, absolute, without repetition.
        documents: of those that are documents of a HUDOC database, where their text is had and
            what the feed says of them.
        changed: when an item was changed last, or else published, where that is told (UTC).
    """

    items: tuple[str, ...] = ()
    documents: Mapping[str, tuple[str, Notice]] = field(default_factory=dict)
    changed: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        """What is to be asked for: the items, of documents their texts."""
        asked = (self.documents[url][0] if url in self.documents else url for url in self.items)
        return [url for url in asked if url]

    @property
    def notices(self) -> dict[str, Notice]:
        """What the feed says of documents, by the addresses of their texts."""
        return {url: notice for url, notice in self.documents.values() if url}


def items(payload: bytes, url: str) -> list[str]:
    """URLs of a feed's items in its order, absolute, without repetition."""
    return list(read(payload, url).items)


def read(payload: bytes, url: str) -> Feed:
    """What a feed names.

    An item's permanent ``guid`` stands in for a missing link (RSS 2.0). A broken feed gives what
    can be read of it. Where a fragment names a document of a HUDOC database, the item is the
    address that people know the document by.
    """
    told = parsed(payload, url)
    found: list[str] = []
    documents: dict[str, tuple[str, Notice]] = {}
    changed: dict[str, datetime] = {}
    for entry in told.entries if told else ():
        link = link_of(entry)
        if link and (document := hudoc_feeds.document(link, url, entry)):
            found.append(document[1].page)
            documents[document[1].page] = document
        elif link and (address := absolute(url, link)):
            found.append(address)
            if time := _changed(entry):
                changed[address] = time
    return Feed(tuple(dict.fromkeys(found)), documents, changed)


def _changed(entry: Mapping[str, Any]) -> datetime | None:
    # Asked for what is not told, feedparser gives what else it has.
    told = dict(entry)
    time: struct_time | None = told.get("updated_parsed") or told.get("published_parsed")
    try:
        return datetime(*time[:6], tzinfo=UTC) if time else None
    except ValueError:
        return None
