"""From text to a tree."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_DECLARATION = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype[^>]*>)?", re.IGNORECASE)
_OF_HEAD = {
    "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style",
    "template", "title",
}  # fmt: skip
# Tags that hold no text or say something of their own; all others can be left out at need.
_KEPT = (
    "html|head|body|title|base|link|meta|script|style|template|noscript|a|area|img|source|video|"
    "audio|track|embed|object|iframe|frame|input|textarea|br|hr|wbr|image|use"
)
_TAG = re.compile(rf"<(/?)(?!(?:{_KEPT})\b)[a-z][^<>]*>", re.IGNORECASE)
_RUN = re.compile(rf"(?:</?(?!(?:{_KEPT})\b)[a-z][^<>]*>\s*+)++", re.IGNORECASE)
_CLOSE_THEMSELVES = re.compile(
    r"</?(?:p|li|td|th|tr|dt|dd|option|optgroup|thead|tbody|tfoot|col|param|!)\b", re.IGNORECASE
)
_TOO_DEEP = 1_500
# lxml.html has a class for each kind of form element and asks for it, in Python, whenever an
# element is touched. Nothing here fills in forms.
_ALIKE = etree.ElementDefaultClassLookup(element=HtmlElement)


def parsed(text: str) -> HtmlElement | None:
    """The tree of an HTML text, without comments and processing instructions.

    ``None`` where there is nothing in it.
    """
    text = _DECLARATION.sub("", flattened(text), count=1)
    if not text.strip():
        return None
    # Bytes, because lxml refuses text that declares an encoding of its own.
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,  # else all that is nested deeper than 255 elements is lost
    )
    parser.set_element_class_lookup(_ALIKE)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    if not isinstance(tree, HtmlElement):
        return None
    _end_head(tree)
    return tree


def _end_head(tree: HtmlElement) -> None:
    """Let the body begin with the first element that belongs in no head, whatever its name.

    So the HTML standard has it where tags of head and body are left out (13.2.6.4.4, "in head",
    anything else). libxml2 does so only for elements that it knows: not for ``main``, ``article``,
    ``section`` and those of a site's own.
    """
    head = tree.find("head")
    if head is None:
        return
    first = next((n for n, one in enumerate(head) if one.tag not in _OF_HEAD), len(head))
    strayed = head[first:]
    if not strayed:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    if body.text and body.text.strip():
        strayed[-1].tail, body.text = (strayed[-1].tail or "") + body.text, None
    body[:0] = strayed


def flattened(text: str) -> str:
    """The text without most of its tags where more than 1500 of them are left open.

    libxml2 drops what is nested deeper than 2048 elements, other parsers take quadratic time for
    it, and no page needs it. Breaks stand where the tags were.
    """
    if text.count("<") - 2 * text.count("</") < _TOO_DEEP:
        return text
    deepest = depth = 0
    for match in _TAG.finditer(text):
        if _CLOSE_THEMSELVES.match(match[0]) is None and not match[0].endswith("/>"):
            depth += -1 if match[1] else 1
            deepest = max(deepest, depth)
    return _RUN.sub("<br><br>", text) if deepest > _TOO_DEEP else text
