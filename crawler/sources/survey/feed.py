"""What a feed says of itself: its site, its items, and how new they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from archive.clean.named import absolute, with_possible_references
from crawler.spiders import feeds

_COMMENTS = re.compile(
    r"/comments?(?:/|$|\?)|/feeds/\d+/comments|[?&]feed=comments|comments[-_]?(?:rss|feed|atom)",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:^|[»›|:–-]\s*)(?:comments?|kommentare|commentaires|comentarios|commenti|comentários)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed.

    Attributes:
        url: of it.
        items: URLs of its items, in its order.
        title: what it calls itself.
        home: the site that it says it is of; ``None`` where it names none.
        newest: when its newest item is dated; ``None`` where none is.
        generator: what made it, as it says.
    """

    url: str
    items: tuple[str, ...]
    title: str = ""
    home: str | None = None
    newest: datetime | None = None
    generator: str = ""

    @property
    def is_of_comments(self) -> bool:
        """Whether its items are what readers wrote below articles."""
        return is_of_comments(self.url, self.title)


def is_of_comments(url: str, title: str) -> bool:
    """Whether a feed is one of comments, by its address or title."""
    return bool(_COMMENTS.search(url) or _TITLED.search(title))


def read(payload: bytes, url: str) -> Feed | None:
    """The feed in a payload; ``None`` where there is none. A broken one gives what can be read."""
    if not feeds.is_feed(payload):
        return None
    try:
        parsed = feedparser.parse(BytesIO(with_possible_references(payload)), sanitize_html=False)
    except Exception:  # noqa: BLE001 - feedparser trips over some feeds; then there is no more to say
        return Feed(url, tuple(feeds.items(payload, url)))
    channel: Mapping[str, Any] = parsed.feed
    dates = [day for entry in parsed.entries if (day := _day(entry))]
    link = str(channel.get("link") or "")
    return Feed(
        url=url,
        items=tuple(feeds.items(payload, url)),
        title=" ".join(str(channel.get("title") or "").split()),
        home=absolute(url, link) if link else None,
        newest=max(dates) if dates else None,
        generator=str(channel.get("generator") or ""),
    )


def _day(entry: Mapping[str, Any]) -> datetime | None:
    parsed: struct_time | None = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except ValueError:
        return None
