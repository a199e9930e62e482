"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "application/atom+xml"
JSON = "application/feed+json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_AUTHOR = "Greffe"
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
# All but the characters of https://www.w3.org/TR/xml/#charsets.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed.

    Attributes:
        id: an IRI that no other entry ever has.
        title: plain text.
        link: where it is read.
        related: other addresses it is about.
        updated: when it came to the feed.
        html: what it says.
        text: the same as plain text.
        category: what kind of entry it is.
        language: of what it says, ISO 639-1.
        facts: what programs want to know of it.
    """

    id: str
    title: str
    link: str
    updated: datetime
    html: str
    text: str
    category: str
    related: Sequence[str] = ()
    language: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its newest entry first.

    Attributes:
        id: an IRI that no other feed ever has.
        title: plain text.
        subtitle: plain text.
        updated: when something last came to it.
        entries: newest first.
        atom, json: where it is had in either form; ``None`` where it is a file.
        page: where people read the same.
    """

    id: str
    title: str
    subtitle: str
    updated: datetime
    entries: Sequence[Entry]
    atom: str | None = None
    json: str | None = None
    page: str | None = None


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = Element("feed", {"xmlns": _NAMESPACE})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _time(feed.updated))
    _text(SubElement(root, "author"), "name", _AUTHOR)
    _text(root, "generator", _AUTHOR)
    if feed.atom:
        SubElement(root, "link", {"rel": "self", "href": feed.atom, "type": ATOM})
    if feed.page:
        SubElement(root, "link", {"rel": "alternate", "href": feed.page, "type": "text/html"})
    for entry in feed.entries:
        _entry(SubElement(root, "entry"), entry)
    words = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", tostring(root, encoding="unicode"))
    return f"{_DECLARATION}{words}".encode()


def _entry(element: Element, entry: Entry) -> None:
    if entry.language:
        element.set("xml:lang", entry.language)
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _time(entry.updated))
    _text(element, "published", _time(entry.updated))
    SubElement(element, "link", {"rel": "alternate", "href": entry.link})
    for url in entry.related:
        SubElement(element, "link", {"rel": "related", "href": url})
    SubElement(element, "category", {"term": entry.category})
    _text(element, "content", entry.html).set("type", "html")


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON; what is said of entries beyond the standard stands below ``_greffe``."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page,
        "feed_url": feed.json,
        "authors": [{"name": _AUTHOR}],
        "items": [_item(entry) for entry in feed.entries],
    }
    kept = {key: value for key, value in document.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, indent=1, default=_time).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.link,
        "external_url": next(iter(entry.related), None),
        "title": entry.title,
        "content_html": entry.html,
        "content_text": entry.text,
        "date_published": _time(entry.updated),
        "tags": [entry.category],
        "language": entry.language,
        "_greffe": dict(entry.facts),
    }
    return {key: value for key, value in item.items() if value is not None}


def _text(parent: Element, name: str, words: str) -> Element:
    element = SubElement(parent, name)
    element.text = words
    return element


def _time(time: datetime) -> str:
    """A date construct (RFC 3339), in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
