"""From text to a tree."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_DECLARATION = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype[^>]*>)?", re.IGNORECASE)
_BLOCKS = (
    "div|section|article|main|ul|ol|dl|blockquote|center|details|fieldset|figure|form|h[1-6]|pre|"
    "address|aside|nav|header|footer|dir|menu|summary|hgroup|dialog|search|listing|p|li|dd|dt|span"
)
_BLOCK_TAG = re.compile(rf"<(/?)(?:{_BLOCKS})\b[^<>]*>", re.IGNORECASE)
_TOO_DEEP = 5_000


def parsed(text: str) -> HtmlElement | None:
    """The tree of an HTML text, without comments and processing instructions.

    ``None`` where there is no element in it.
    """
    text = _DECLARATION.sub("", flattened(text), count=1)
    if "<" not in text:
        return None
    # Bytes, because lxml refuses text that declares an encoding of its own.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def flattened(text: str) -> str:
    """The text without its block tags where thousands of them are left open.

    Parsers take quadratic time, or more stack than there is, for nesting that no page needs.
    """
    if text.count("<") - 2 * text.count("</") < _TOO_DEEP:
        return text
    deepest = depth = 0
    for match in _BLOCK_TAG.finditer(text):
        depth += -1 if match[1] else 1
        deepest = max(deepest, depth)
    return _BLOCK_TAG.sub("\n", text) if deepest > _TOO_DEEP else text
