"""What a page's markup says of the page: meta elements, JSON-LD, headings, one walk of the tree."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from archive.clean.decode import tidy

_SPACES = re.compile(r"\s+")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ARTICLES = ("article", "blogposting", "report", "liveblogposting", "socialmediaposting", "review")
# Headings for screen readers, and those that Liferay writes over a portlet.
_UNSEEN = frozenset(
    ("hide-accessible", "portlet-title-text", "sr-only", "visually-hidden", "screen-reader-text")
)
_MAX_NODES = 5_000


@dataclass(slots=True)
class Facts:
    """The raw facts; nothing is judged yet.

    Attributes:
        meta: contents of ``meta`` by lower-cased name, property or itemprop, in page order.
        headings: texts of the ``h1`` elements, in page order.
        title: text of ``title``.
        language: ``lang`` of the root element.
        canonical: ``href`` of ``link rel=canonical``.
        base: ``href`` of the first ``base``.
        nodes: JSON-LD objects, outer before inner.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    base: str = ""
    nodes: list[dict[str, Any]] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """The first content that is not empty under any of these names, in their order."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""

    @property
    def main(self) -> dict[str, Any]:
        """The JSON-LD object that describes the page's article; empty if there is none."""
        articles = [node for node in self.nodes if is_article(node)]
        told = [node for node in articles if node.get("headline") or node.get("name")]
        return next(iter(told or articles), {})


def gathered(tree: HtmlElement) -> Facts:
    """The facts of a page."""
    facts = Facts(language=tree.get("lang") or tree.get(_XML_LANGUAGE) or "")
    for element in tree.iter("meta", "link", "title", "base", "h1", "script"):
        _note(facts, element)
    return facts


def flat(text: str) -> str:
    """The text in one line, tidy, character references resolved (pages escape twice)."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return _SPACES.sub(" ", tidy(text)).strip()


def text_of(element: HtmlElement) -> str:
    """The text of an element in one line; block children and breaks count as spaces."""
    return flat(" ".join(piece for piece in element.itertext() if piece))


def is_article(node: dict[str, Any]) -> bool:
    """Whether a JSON-LD object is an article of some kind (schema.org type names)."""
    return any(name.endswith(_ARTICLES) for name in types(node))


def types(node: dict[str, Any]) -> list[str]:
    """Lower-cased type names of a JSON-LD object, without their vocabulary."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [name.rpartition("/")[2].lower() for name in names if isinstance(name, str)]


def _note(facts: Facts, element: HtmlElement) -> None:
    tag = element.tag
    if tag == "meta":
        _note_meta(facts, element)
    elif tag == "script":
        if "ld+json" in (element.get("type") or "").lower():
            facts.nodes.extend(_json_nodes(element.text or ""))
    elif tag == "link":
        if "canonical" in (element.get("rel") or "").lower().split() and not facts.canonical:
            facts.canonical = (element.get("href") or "").strip()
    elif tag == "base":
        facts.base = facts.base or (element.get("href") or "").strip()
    elif tag == "title":
        # An inline SVG has titles of its own.
        if not facts.title and element.getparent() is not None and element.getparent().tag != "svg":
            facts.title = text_of(element)
    elif text := _heading(element):
        facts.headings.append(text)


def _heading(element: HtmlElement) -> str:
    if not _UNSEEN.isdisjoint(element.get("class", "").split()):
        return ""
    parts = [piece for piece in element.itertext() if piece]
    return flat("".join(parts)) if len(element) == 0 else text_of(element)


def _note_meta(facts: Facts, element: HtmlElement) -> None:
    content = element.get("content")
    if content is None:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            facts.meta.setdefault(name.strip().lower(), []).append(flat(content))


def _json_nodes(source: str) -> list[dict[str, Any]]:
    source = _WRAPPING.sub("", source).strip()
    if not source:
        return []
    try:
        data = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        try:
            data, _ = json.JSONDecoder(strict=False).raw_decode(source.replace("\t", " "))
        except (ValueError, RecursionError):
            return []
    return list(_objects(data))


def _objects(data: Any) -> Iterator[dict[str, Any]]:
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


_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf", "itemListElement")
