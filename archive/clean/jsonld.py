"""The objects of a page's JSON-LD, out of what stands in its script elements."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

_OPENING = re.compile(r"(?:\s|<!--|//|<!\[CDATA\[|/\*.{0,80}?\*/|;)+")
_CLOSING = ("-->", "]]>", "//", "/*", "*/", ";")
_COMMA = re.compile(r",(?=\s*[}\]])")
_ARTICLES = ("article", "blogposting", "report", "liveblogposting", "socialmediaposting", "review")
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf", "itemListElement")
_FIELD = re.compile(
    r'"(@type|headline|datePublished|dateModified|articleSection|description)"\s*:\s*'
    r'"((?:[^"\\]|\\.){1,2000})"'
)
_MAX_NODES = 5_000
_MAX_SOURCE = 4_000_000
_MAX_PIECES = 50


def nodes_of(source: str) -> list[Node]:
    """The objects in a JSON-LD script that have a type, outer before inner (JSON-LD 1.1, 7).

    Comments around it, commas too many, control characters, references of HTML, several texts in
    one script and texts within strings are seen through. Of what is broken beyond that the fields
    that date and name an article are read one by one.
    """
    source = _unwrapped(source[:_MAX_SOURCE])
    if not source:
        return []
    found = _texts(source)
    if not found:
        found = _texts(_COMMA.sub("", html.unescape(source)))
    if not found:
        return _salvaged(source)
    return [node for text in found for node in _objects(text)]


def types(node: Node) -> list[str]:
    """Lower-cased type names of an object, without their vocabulary."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [name.rpartition("/")[2].lower() for name in names if isinstance(name, str)]


def is_article(node: Node) -> bool:
    """Whether an object is an article of some kind (schema.org type names)."""
    return any(name.endswith(_ARTICLES) for name in types(node))


def _unwrapped(source: str) -> str:
    """A script without the comments and CDATA marks around it."""
    if opening := _OPENING.match(source):
        source = source[opening.end() :]
    source = source.rstrip()
    while source.endswith(_CLOSING):
        source = source[: -2 if source[-1] in "/*" else -1 if source[-1] == ";" else -3].rstrip()
    return source


def _texts(source: str) -> list[Any]:
    """The JSON texts that stand one after another; none if not all of it is JSON."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    try:
        while at < len(source) and len(found) < _MAX_PIECES:
            data, at = decoder.raw_decode(source, at)
            if isinstance(data, str):
                data = json.loads(data, strict=False)
            found.append(data)
            while at < len(source) and source[at] in " \t\r\n,;":
                at += 1
    except (ValueError, RecursionError):
        return found
    return found


def _objects(data: Any) -> Iterator[Node]:
    queue = [data]
    for number, item in enumerate(queue):
        if number > _MAX_NODES:
            return
        if isinstance(item, dict):
            if "@type" in item:
                yield item
            queue.extend(value for key, value in item.items() if key in _INSIDE)
        elif isinstance(item, list):
            queue.extend(item)


def _salvaged(source: str) -> list[Node]:
    fields: Node = {}
    for match in _FIELD.finditer(source):
        # What comes first describes the page; authors and publishers have types of their own.
        fields.setdefault(match[1], match[2].replace("\\/", "/").replace('\\"', '"'))
    return [fields] if is_article(fields) else []
