"""Who wrote a page, as it says."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from archive.clean.facts import Facts, flat, text_of
from archive.clean.titles import key

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "byl",
)  # fmt: skip
_BYLINE = XPath(
    ".//*[@rel='author' or @itemprop='author' or @data-hook='user-name'"
    " or contains(concat(' ', @class, ' '), ' byline ')"
    " or contains(concat(' ', @class, ' '), ' author-name ')"
    " or contains(concat(' ', @class, ' '), ' entry-author-name ')]"
)
_BY = re.compile(
    r"^(?:written by|posted by|by|von|par|por|di|da|door|av|af|od|автор|текст)\s*:?\s+",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"\s*(?:,|;|\||/|\s&\s|\s(?:and|und|et|y|e|en|og|och|и)\s)\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_BAD = re.compile(r"https?:|www\.|[@<>{}\[\]=]|\d{3}", re.IGNORECASE)
_NOBODY = frozenset(("admin", "administrator", "editor", "redaktion", "unknown", "none", "null"))


def authors(facts: Facts, tree: HtmlElement) -> tuple[str, ...]:
    """The names: from JSON-LD, else ``meta``, else a byline in the text."""
    stated = _people(_from_json(facts.main)) or _people(_from_meta(facts))
    return stated or _people(_from_text(tree))


def _people(texts: list[str]) -> tuple[str, ...]:
    names = {key(name): name for text in texts for name in _names(text)}
    names.pop("", None)
    return tuple(names.values())


def _from_json(node: dict[str, Any]) -> list[str]:
    value = node.get("author") or node.get("creator")
    people = value if isinstance(value, list) else [value]
    names = [person.get("name") if isinstance(person, dict) else person for person in people]
    flattened: list[Any] = []
    for name in names:
        flattened.extend(name if isinstance(name, list) else [name])
    return [flat(name) for name in flattened if isinstance(name, str)]


def _from_meta(facts: Facts) -> list[str]:
    for name in _META:
        found = [text for text in facts.meta.get(name, ()) if text and not _BAD.search(text)]
        if found:
            return found
    return []


def _from_text(tree: HtmlElement) -> list[str]:
    for element in _BYLINE(tree)[:5]:
        inner = element.xpath(".//*[@itemprop='name']") or [element]
        text = inner[0].get("content") or text_of(inner[0])
        if text and len(text) <= 100:
            return [text]
    return []


def _names(text: str) -> list[str]:
    text = _BY.sub("", text).strip(" ,;|")
    parts = [part.strip() for part in _JOINTS.split(text) if part.strip()]
    # "Reuters, London" is one author, "Ann Lee, Bo Ek" are two.
    whole = [text] if len(parts) < 2 or any(" " not in part for part in parts) else parts
    return [name for name in whole if _is_name(name)]


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= 80 or len(text.split()) > 8 or key(text) in _NOBODY:
        return False
    return _WORD.search(text) is not None and _BAD.search(text) is None
