"""Where on a page the head of its article is: the headline and what stands around it."""

from __future__ import annotations

from lxml.html import HtmlElement

from archive.clean.facts import Facts, words_of
from archive.clean.sketch import Box, Leaf, Sketch
from archive.clean.titles import key

_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "dialog"))
# Parts of a page that speak of something else, by the names that templates give them.
_ASIDE = frozenset(
    "related sidebar comment comments recommended recommendation recommendations teaser teasers "
    "widget widgets newsletter promo promos footer menu nav navigation navbar trending popular "
    "similar readmore carousel slider card cards modal popup cookie ticker weather "
    "breaking disqus replies".split()
)
_BEFORE = 8
_AFTER = 15
_FAR = 1_000


class Head:
    """The head of a page's article.

    Attributes:
        sketch: the page.
        at: number of the leaf that is the headline; ``None`` where none is found.
    """

    __slots__ = ("_boxes", "_own", "_stray", "at", "sketch")

    def __init__(self, sketch: Sketch, facts: Facts, title: str) -> None:
        self.sketch = sketch
        self._boxes: dict[HtmlElement, Box] = {}
        self._stray: dict[HtmlElement, bool] = {}
        leaf = _headline(sketch, facts, title)
        self.at = None if leaf is None else leaf.number
        box = sketch.root if leaf is None else leaf.box
        self._own = {above.element for above in box.around()}

    def is_stray(self, element: HtmlElement) -> bool:
        """Whether something stands in a part of the page that speaks of something else.

        That is: between it and what it has in common with the headline there is a frame, a box of
        related pages or comments, or one of several articles.
        """
        passed: list[HtmlElement] = []
        answer = False
        above: HtmlElement | None = element
        while above is not None and above not in self._own:
            if above in self._stray:
                answer = self._stray[above]
                break
            passed.append(above)
            if _speaks_of_else(above):
                answer = True
                break
            above = above.getparent()
        self._stray.update(dict.fromkeys(passed, answer))
        return answer

    def distance(self, element: HtmlElement) -> int:
        """How many leaves after the headline an element stands, less than 0 before it.

        1000 where one of them is not found.
        """
        box = self._box(element)
        if self.at is None or box is None:
            return _FAR
        return box.first - self.at

    def is_near(self, element: HtmlElement) -> bool:
        """Whether an element stands around the headline."""
        return -_BEFORE <= self.distance(element) <= _AFTER

    def around(self) -> list[Leaf]:
        """The text around the headline, what follows it first."""
        leaves = self.sketch.leaves
        if self.at is None:
            return leaves[: _AFTER + 1]
        before = leaves[max(0, self.at - _BEFORE) : self.at]
        return leaves[self.at + 1 : self.at + 1 + _AFTER] + before[::-1]

    def _box(self, element: HtmlElement) -> Box | None:
        if not self._boxes:
            self._boxes = {box.element: box for box in self.sketch.root.within()}
        above: HtmlElement | None = element
        while above is not None:
            if above in self._boxes:
                return self._boxes[above]
            above = above.getparent()
        return None


def _headline(sketch: Sketch, facts: Facts, title: str) -> Leaf | None:
    """The leaf that is the headline: a heading or a text like the title, else the first ``h1``."""
    wanted = key(title)
    likely: Leaf | None = None
    if wanted:
        least, most = len(title) // 2, 2 * len(title) + 40
        for leaf in sketch.leaves:
            if not least <= len(leaf.text) <= most:
                continue
            name = key(leaf.text)
            if leaf.kind == "heading" and wanted in name:
                return leaf
            if likely is None and name == wanted and leaf.linked * 2 < len(leaf.text):
                likely = leaf
    if likely is not None:
        return likely
    heads = set(facts.heads)
    return next((leaf for leaf in sketch.leaves if leaf.box.element in heads), None)


def _speaks_of_else(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _ASIDE_TAGS:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if len(names) > 1 and not _ASIDE.isdisjoint(words_of(names[:300])):
        return True
    if tag == "header":
        # The article's own has the headline in it.
        return True
    return tag == "article" and _has_twin(element)


def _has_twin(element: HtmlElement) -> bool:
    around = (element.getprevious(), element.getnext())
    return any(other is not None and other.tag == "article" for other in around)
