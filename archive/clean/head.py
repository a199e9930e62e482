"""Where on a page the head of its article is: the headline and what stands around it."""

from __future__ import annotations

from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from archive.clean.facts import Facts, words_of
from archive.clean.sketch import Box, Leaf, Sketch
from archive.clean.titles import key

_ASIDE_TAGS = frozenset(("nav", "aside", "footer", "dialog"))
# Parts of a page that speak of something else, by the names that templates give them.
_ASIDE = frozenset((
    "related", "sidebar", "comment", "comments", "recommended", "recommendation",
    "recommendations", "newsletter", "promo", "promos", "menu", "nav", "navigation", "navbar",
    "trending", "popular", "similar", "readmore", "carousel", "modal", "popup", "cookie",
    "ticker", "weather", "breaking", "disqus", "replies",
))  # fmt: skip
_PERHAPS = frozenset(["teaser", "teasers", "card", "cards", "footer", "slider"])
_BEFORE = 8
_AFTER = 15
_RIGHT_AFTER = 6
_FAR = 1_000
_DEEPEST = 30


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
        self._stray: dict[HtmlElement, Literal["surely", "perhaps", ""]] = {}
        leaf = _headline(sketch, facts, title)
        self.at = None if leaf is None else leaf.number
        box = sketch.root if leaf is None else leaf.box
        self._own = {above.element for above in box.around()}

    def is_stray(self, element: HtmlElement) -> bool:
        """Whether something stands in a part of the page that speaks of something else.

        That is: between it and what it has in common with the headline there is a frame, a box of
        related pages or comments, or one of several articles. Right after the headline a box that
        is called a teaser or a card is the article's own.
        """
        passed: list[HtmlElement] = []
        answer: Literal["surely", "perhaps", ""] = ""
        above: HtmlElement | None = element
        while above is not None and above not in self._own:
            if above in self._stray:
                answer = self._stray[above] or answer
                break
            passed.append(above)
            said = _speaks_of_else(above)
            answer = said or answer
            if said == "surely":
                break
            above = above.getparent()
        self._stray.update(dict.fromkeys(passed, answer))
        return answer == "surely" or (
            answer == "perhaps" and not 0 <= self.distance(element) <= _RIGHT_AFTER
        )

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
        """The box of the first text in an element, else of what it stands in."""
        if not self._boxes:
            self._boxes = {leaf.box.element: leaf.box for leaf in self.sketch.leaves}
        for inner in islice(element.iter(), _DEEPEST):
            if inner in self._boxes:
                return self._boxes[inner]
        for above in element.iterancestors():
            if above in self._boxes:
                return self._boxes[above]
        return None


def _headline(sketch: Sketch, facts: Facts, title: str) -> Leaf | None:
    """The leaf that is the headline: a heading or a text like the title, else the first ``h1``.

    Where the title stands more than once (in a trail of links, in a bar that appears on
    scrolling), the article's is the one that text follows.
    """
    wanted = key(title)
    headings: list[Leaf] = []
    others: list[Leaf] = []
    if wanted:
        least, most = len(title) // 2, 2 * len(title) + 40
        begun = title.split(maxsplit=1)[0].casefold()
        for leaf in sketch.leaves:
            text = leaf.text
            if not least <= len(text) <= most or begun not in text.casefold():
                continue
            if wanted in (name := key(text)):
                if leaf.kind == "heading":
                    headings.append(leaf)
                elif name == wanted and leaf.linked * 2 < len(leaf.text):
                    others.append(leaf)
    if not headings and not others:
        heads = set(facts.heads)
        headings = [leaf for leaf in sketch.leaves if leaf.box.element in heads][:1]
    found = headings or others
    return max(found, key=lambda leaf: _following(sketch, leaf)) if found else None


def _following(sketch: Sketch, leaf: Leaf) -> int:
    """How much text that is not linked follows, counting no leaf for more than 300 characters."""
    following = sketch.leaves[leaf.number + 1 : leaf.number + 1 + _AFTER]
    return sum(min(300, len(other.text) - other.linked) for other in following)


def _speaks_of_else(element: HtmlElement) -> Literal["surely", "perhaps", ""]:
    tag = element.tag
    if tag in _ASIDE_TAGS:
        return "surely"
    names = f"{element.get('class', '')} {element.get('id', '')}"
    words = words_of(names[:300]) if len(names) > 1 else frozenset[str]()
    if not _ASIDE.isdisjoint(words):
        return "surely"
    if tag in ("header", "footer"):
        # An article has such of its own.
        return "" if _is_within(element) else "perhaps"
    if tag == "article" and _has_twin(element):
        return "perhaps"
    return "perhaps" if not _PERHAPS.isdisjoint(words) else ""


def _is_within(element: HtmlElement) -> bool:
    return any(above.tag in ("article", "main") for above in element.iterancestors())


def _has_twin(element: HtmlElement) -> bool:
    around = (element.getprevious(), element.getnext())
    return any(other is not None and other.tag == "article" for other in around)
