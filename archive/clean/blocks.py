"""From the tree of the extractor to blocks of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element, iterwalk
from lxml.html import HtmlElement

from archive.clean.article import Block, BlockKind
from archive.clean.decode import tidy

# Not the single spaces, of which there are thousands and which stay as they are.
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_ALL_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?\n ?")
_BREAK = "\N{SYMBOL FOR RECORD SEPARATOR}"
_GAP = re.compile(rf"\s*{_BREAK}\s*|\n{{2,}}")
_NOTE = re.compile(r"(?:\[(?:\d{1,3}|[ivxlc]{1,6})\]|[¹²³⁴-⁹])\s+\S", re.IGNORECASE)
_INNER = frozenset(("p", "head", "list", "quote", "table", "item", "row", "div", "code", "ab"))
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
     "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup",
     "time", "u", "var", "wbr")
)  # fmt: skip
_SILENT = frozenset(
    ("head", "script", "style", "noscript", "template", "select", "button", "nav", "svg", "title",
     "meta", "link", "textarea", "option", "iframe", "object")
)  # fmt: skip
_PAGE_LEAF: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    "blockquote": "quote",
}
_LEAF: dict[str, BlockKind] = {"head": "heading", "item": "item", "quote": "quote", "row": "row"}
_DEEPEST = 60


def mark_breaks(tree: HtmlElement) -> None:
    """Mark where two line breaks in a row stand for the end of a paragraph, for ``blocks_of``."""
    for first in tree.iter("br"):
        second = first.getnext()
        if second is not None and second.tag == "br" and not (first.tail or "").strip():
            first.tail = _BREAK


def lines_of(tree: HtmlElement) -> Iterator[Block]:
    """All the text of a page, a block to each of its block elements: where nothing better is."""
    run: list[str] = []
    kind: BlockKind = "paragraph"
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _INLINE:
            yield from _made(run, kind)
            kind = _PAGE_LEAF.get(tag, "paragraph") if event == "start" else "paragraph"
        if event == "end":
            run.append(_ALL_SPACES.sub(" ", element.tail or ""))
        elif tag in _SILENT:
            walk.skip_subtree()
        else:
            run.append("\n" if tag == "br" else _ALL_SPACES.sub(" ", element.text or ""))
    yield from _made(run, kind)


def blocks_of(body: _Element) -> tuple[Block, ...]:
    """The blocks of an extracted body (trafilatura's element names), in order."""
    return tuple(_blocks(body, "paragraph", 0))


def _blocks(element: _Element, kind: BlockKind, depth: int) -> Iterator[Block]:
    """Walk a container: runs of inline content become blocks, inner containers are walked."""
    run: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "row":
            yield from _made(run, kind)
            yield from _row(child)
        elif tag in _INNER and depth < _DEEPEST and not _is_inline(child, element):
            yield from _made(run, kind)
            yield from _blocks(child, _kind_of(tag, kind), depth + 1)
        else:
            run.append("\n" if tag == "lb" else _inline(child))
        run.append(child.tail or "")
    yield from _made(run, kind)


def _is_inline(child: _Element, parent: _Element) -> bool:
    # The extractor names code and quotations alike, in a sentence or on their own.
    if child.tag not in ("code", "quote", "ab") or parent.tag not in ("p", "item", "head", "cell"):
        return False
    around = (parent.text or "").strip() or (child.tail or "").strip()
    return bool(around) and all(inner.tag not in _INNER for inner in child)


def _kind_of(tag: str, outer: BlockKind) -> BlockKind:
    if tag in _LEAF:
        return _LEAF[tag]
    return outer if outer in ("item", "quote") else "paragraph"


def _row(row: _Element) -> Iterator[Block]:
    cells = [" ".join(_inline(cell).replace(_BREAK, " ").split()) for cell in row]
    cells = [cell for cell in cells if cell]
    if cells:
        yield Block("row" if len(cells) > 1 else "paragraph", tidy(" | ".join(cells)))


def _inline(element: _Element) -> str:
    pieces = []
    for inner in element.iter():
        pieces.append("\n" if inner.tag == "lb" else inner.text or "")
        if inner.tag in _INNER:
            pieces.append(" ")
        if inner is not element:
            pieces.append(inner.tail or "")
    return "".join(pieces) if len(element) else element.text or ""


def _made(run: list[str], kind: BlockKind) -> Iterator[Block]:
    text = "".join(run)
    run.clear()
    if not text or text.isspace():
        return
    text = _SPACES.sub(" ", tidy(text))
    if "\n" in text:
        text = _AROUND.sub("\n", text)
    for part in _GAP.split(text) if "\n" in text or _BREAK in text else (text,):
        if words := part.strip():
            is_note = kind == "paragraph" and _NOTE.match(words) is not None
            yield Block("footnote" if is_note else kind, words)
