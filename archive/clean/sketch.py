"""A page drawn in boxes: what stands in what, and the words of it, block by block.

One walk over the tree; everything that looks for content or for chrome works on this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from archive.clean.article import BlockKind
from archive.clean.decode import tidy

INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
     "em", "font", "i", "img", "ins", "kbd", "label", "mark", "picture", "q", "rb", "rp", "rt",
     "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr")
)  # fmt: skip
# Elements in a line that often stand on lines of their own; those that mark letters never do.
_STANDING = frozenset(("a", "span", "strong", "time", "label", "small", "cite", "data"))
_CLOSING = frozenset(".,;:!?)…0123456789%")
_SILENT = frozenset(
    ("head", "script", "style", "noscript", "template", "select", "svg", "title", "meta", "link",
     "textarea", "option", "datalist", "iframe", "object", "embed", "canvas", "audio", "video",
     "map", "input", "rp", "math", "button")
)  # fmt: skip
# Of these some are left open by broken pages, so that all that follows seems to stand in them.
_LEFT_OPEN = frozenset(("button", "svg", "noscript", "select", "canvas", "map", "object", "video"))
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    "blockquote": "quote",
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}
_NESTED = frozenset(("table", "ul", "ol", "dl", "form", "article", "section", "h1", "h2", "h3"))
_SPACES = re.compile(r"[^\S\n]+")
_ALL_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?\n ?")
_GAP = re.compile(r"\n{2,}")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"[\W_]+")
_LONGEST_CELL = 400
_LONGEST_NAME = 500
_MANY = 5
_MOST_LEAVES = 20_000
_MOST_PIECES = 100_000
"""Pieces that one stretch of text may be made of: bold words, links, line breaks."""
_MOST_CELLS = 500
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def _names(names: str) -> str:
    return f" {_HUMP.sub('-', names).lower()} " if not names.isspace() else ""


class Box:
    """A block element of a page, and what stands in it.

    Attributes:
        element: in the tree.
        tag: its name.
        number: its place among the boxes of the page, from 0; a box comes before those in it.
        parent: the box around it; ``None`` of the outermost.
        boxes: those directly in it, in page order.
        first, end: the leaves in it, as numbers: ``leaves[first:end]``.
    """

    __slots__ = ("_names", "boxes", "element", "end", "first", "number", "parent", "tag")

    def __init__(
        self, element: HtmlElement, parent: Box | None, first: int, number: int = 0
    ) -> None:
        self.element = element
        self.number = number
        self.tag: str = element.tag
        self.parent = parent
        self.boxes: list[Box] = []
        self.first = first
        self.end = first
        self._names: str | None = None

    @property
    def names(self) -> str:
        """Class and id, lower case, a space at both ends; humps are parted by hyphens."""
        if self._names is None:
            get = self.element.get
            self._names = _names(f"{get('class', '')} {get('id', '')}"[:_LONGEST_NAME])
        return self._names

    def around(self) -> Iterator[Box]:
        """The box itself and those it stands in, outwards."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent

    def within(self) -> Iterator[Box]:
        """The box itself and all in it, in page order."""
        stack = [self]
        while stack:
            box = stack.pop()
            yield box
            stack.extend(reversed(box.boxes))


class Leaf:
    """A block of text.

    Attributes:
        box: the block element it stands in.
        kind: what it is, by its markup.
        text: its words, tidy, in one line but for breaks that the page sets.
        linked: characters of it that are links.
        anchors: the ``a`` elements in it or around it.
        number: its place in the page, from 0.
    """

    __slots__ = ("anchors", "box", "kind", "linked", "number", "text")

    def __init__(
        self,
        box: Box,
        kind: BlockKind,
        text: str,
        linked: int,
        anchors: Sequence[HtmlElement],
        number: int,
    ) -> None:
        self.box = box
        self.kind = kind
        self.text = text
        self.linked = linked
        self.anchors = anchors
        self.number = number

    @property
    def key(self) -> str:
        """What makes two blocks the same on two pages: letters and digits, numbers as 0."""
        return key_of(self.text)


class Sketch:
    """A page in boxes.

    Attributes:
        root: the outermost box.
        boxes: all of them, in page order.
        leaves: the text in page order.
        is_cut: whether there is more of it: at most 20,000 leaves are drawn, and none of
            more than 100,000 pieces.
    """

    __slots__ = ("boxes", "is_cut", "leaves", "root")

    def __init__(self, boxes: list[Box], leaves: list[Leaf], *, is_cut: bool = False) -> None:
        self.root = boxes[0]
        self.is_cut = is_cut
        self.boxes = boxes
        self.leaves = leaves

    def leaves_in(self, box: Box) -> list[Leaf]:
        """The text in a box."""
        return self.leaves[box.first : box.end]


def key_of(text: str) -> str:
    """The letters and digits of a text, without case, numbers as 0."""
    return _DIGITS.sub("0", _MARKS.sub("", text.casefold()))


def sketched(tree: HtmlElement) -> Sketch:
    """A page in boxes. The tree stays as it is."""
    pen = _Pen(tree)
    is_cut = False
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            # Most ends end nothing: they are of elements in a line, without words behind them.
            if tag not in INLINE or tag in _STANDING or element.tail:
                pen.left(element, tag)
        elif not isinstance(tag, str) or (tag in _SILENT and _is_silent(element, pen)):
            walk.skip_subtree()
        elif tag == "tr" and (cells := _cells(element)):
            pen.row(element, cells)
            walk.skip_subtree()
        else:
            pen.entered(element, tag)
        if len(pen.leaves) >= _MOST_LEAVES or len(pen.run) >= _MOST_PIECES:
            is_cut = True
            break
    pen.flush()
    for box in pen.box.around():
        box.end = len(pen.leaves)
    return Sketch(pen.boxes, pen.leaves, is_cut=is_cut)


class _Pen:
    def __init__(self, tree: HtmlElement) -> None:
        self.root = self.box = Box(tree, None, 0)
        self.boxes = [self.root]
        self.leaves: list[Leaf] = []
        self.run: list[str] = []
        self.linked = 0
        self.open: list[HtmlElement] = []
        self.anchors: list[HtmlElement] = []
        self.touches = False

    @property
    def is_heading(self) -> bool:
        return _KINDS.get(self.box.tag) == "heading" or self.box.tag in ("summary", "dt")

    def entered(self, element: HtmlElement, tag: str) -> None:
        if tag not in INLINE:
            if self.run:
                self.flush()
            if element is not self.root.element:
                self.box = self._opened(element)
        elif tag == "br":
            self.run.append("\n")
        elif tag == "a":
            # Links do not stand in links: the one before was left open (WHATWG HTML 4.5.1).
            self.open = [element]
            self.anchors.append(element)
        if text := element.text:
            self._say(text)

    def _is_code(self) -> bool:
        return any(box.tag in ("pre", "code") for box in self.box.around())

    def _opened(self, element: HtmlElement) -> Box:
        box = Box(element, self.box, len(self.leaves), len(self.boxes))
        self.box.boxes.append(box)
        self.boxes.append(box)
        return box

    def _closed(self, box: Box) -> None:
        box.end = len(self.leaves)
        if box.parent is None:
            return
        self.box = box.parent
        if box.end == box.first:
            # What holds no words is no part of the sketch, and nothing that is stands in it.
            self.boxes.pop()
            self.box.boxes.pop()

    def left(self, element: HtmlElement, tag: object) -> None:
        if element is self.box.element:
            if self.run:
                self.flush()
            self._closed(self.box)
        elif tag == "a" and self.open and self.open[-1] is element:
            self.open.pop()
        if tag in _STANDING and not element.tail:
            self._part(element, tag)
        if element is not self.root.element and (tail := element.tail):
            self._say(tail)

    def _part(self, element: HtmlElement, tag: object) -> None:
        """Note where two elements touch that style sheets set apart: each on its line, say."""
        following = element.getnext()
        if following is None or following.tag not in _STANDING:
            return
        if tag == following.tag == "a":
            self.run.append(" ")
        else:
            self.touches = True

    def _say(self, text: str) -> None:
        if self.touches:
            self.touches = False
            last = self.run[-1][-1:] if self.run else ""
            # "Read the reportPublished today": no word goes on with a capital.
            if text[:1].isupper() and (last.islower() or last in _CLOSING) and not self._is_code():
                self.run.append(" ")
        if self.box.tag != "pre":
            text = _ALL_SPACES.sub(" ", text)
        self.run.append(text)
        if self.open:
            self.linked += len(text) - (text == " ")

    def flush(self) -> None:
        """End the run of inline text: it becomes leaves."""
        if not self.run:
            return
        text = "".join(self.run)
        self.run.clear()
        linked, self.linked = self.linked, 0
        anchors, self.anchors = self.anchors, self.open.copy()
        if not text or text.isspace():
            return
        text = _SPACES.sub(" ", tidy(text)).strip()
        if "\n" in text:
            text = _AROUND.sub("\n", text)
        parts = _GAP.split(text) if "\n\n" in text and self.box.tag != "pre" else (text,)
        share = linked / max(1, len(text))
        for part in parts:
            if words := part.strip():
                size = round(share * len(words))
                kind = kind_in(self.box)
                self.leaves.append(Leaf(self.box, kind, words, size, anchors, len(self.leaves)))

    def row(self, element: HtmlElement, cells: list[str]) -> None:
        """A row of a table of data, as one leaf."""
        self.flush()
        box = self._opened(element)
        anchors = list(element.iter("a"))
        linked = sum(len("".join(link.itertext())) for link in anchors)
        kind: BlockKind = "row" if len(cells) > 1 else kind_in(self.box)
        text = tidy(" | ".join(cells))
        self.leaves.append(Leaf(box, kind, text, linked, anchors, len(self.leaves)))
        box.end = len(self.leaves)
        if tail := element.tail:
            self._say(tail)


def kind_in(box: Box) -> BlockKind:
    """What a text in a box is: the nearest element around it that says so decides."""
    above: Box | None = box
    for _ in range(4):
        if above is None:
            break
        if kind := _KINDS.get(above.tag):
            return kind
        above = above.parent
    return "paragraph"


def _cells(row: HtmlElement) -> list[str]:
    """The cells of a row of data; none where the table only sets out the page."""
    cells = list(islice(row.iterchildren("td", "th"), _MOST_CELLS + 1))
    if not 2 <= len(cells) <= _MOST_CELLS:
        return []
    texts = []
    for cell in cells:
        if len(cell) and any(inner.tag in _NESTED for inner in cell.iter()):
            return []
        pieces = [piece for piece in cell.itertext() if not piece.isspace()]
        text = " ".join(" ".join(pieces).split())
        if len(text) > _LONGEST_CELL:
            return []
        if text:
            texts.append(text)
    return texts


def _is_silent(element: HtmlElement, pen: _Pen) -> bool:
    """Whether an element says nothing: what is left open does, and buttons in headings do."""
    if element.tag == "button" and pen.is_heading:
        return False
    if element.tag not in _LEFT_OPEN or not len(element):
        return True
    return next(element.iter("main", "article", "h1"), None) is None and (
        sum(1 for _ in element.iter("p")) < _MANY
    )
