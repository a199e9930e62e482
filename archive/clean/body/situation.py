"""The situation of every block of a page, in figures: what it is weighed by.

All figures are taken from the page alone, and none from its address or language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.clean.body import names as marks
from archive.clean.body.heading import main_heading
from archive.clean.body.hints import Hints
from archive.clean.body.wording import FIGURES, figures_of, is_sentence, names_others
from archive.clean.sketch import Box, Leaf, Sketch
from archive.clean.titles import key

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TAGS = {
    **dict.fromkeys(("nav", "footer", "menu", "dialog"), marks.FRAME),
    "aside": marks.ASIDE,
    "header": marks.HEADER,
    "form": marks.FORM,
}
_PLACES = {
    "article": marks.ARTICLE,
    "main": marks.MAIN,
    "li": marks.LIST,
    "figure": marks.FIGURE,
    "table": marks.TABLE,
}
_ROLES = {
    **dict.fromkeys(("complementary", "navigation", "contentinfo", "banner"), marks.FRAME),
    "main": marks.MAIN,
    "article": marks.ARTICLE,
}
_KINDS = ("paragraph", "heading", "item", "quote", "row", "caption")
_UNSEEN = re.compile(r"display\s*:\s*none")
_ABOVE = 5
_CARDS = 3
_LARGEST_CARD = 8


@dataclass(frozen=True, slots=True)
class Situation:
    """The blocks of a page in figures.

    Attributes:
        figures: a row for each leaf, a column for each of ``COLUMNS``.
        prose: characters of each leaf if it says a sentence and is no link, else 0.
        heading: number of the leaf that is the headline of the page, else -1.
    """

    figures: Floats
    prose: Floats
    heading: int


COLUMNS = (
    *FIGURES,
    *(f"is_{kind}" for kind in _KINDS),
    "in_p", "in_div", "level",
    *(f"prose_share_{up}" for up in range(_ABOVE)),
    *(f"link_share_{up}" for up in range(1, _ABOVE)),
    "prose_each_1", "prose_each_2", "place", "prose_before", "prose_after",
    "from_heading", "after_heading", "up_to_heading", "up_from_heading", "in_its_article",
    "has_article", "in_other_article", "headings_since", "is_title", "in_told_body",
    "has_told_body", "in_told_summary", "in_cards", "alike", "alike_prose", "alike_links",
    "alike_mean", "under_other", "since_heading", "depth", "bad_names", "leaves", "prose_all",
    "boxes_around", "leaves_around",
    *(f"{what}_{way}" for what in ("prose", "links", "size") for way in ("b2", "b1", "a1", "a2")),
    *(f"bit_{bit}" for bit in range(marks.BITS)),
)  # fmt: skip


def situated(sketch: Sketch, hints: Hints) -> Situation:
    """The situation of the blocks of a page that has some."""
    return _Surveyor(sketch, hints).situation()


class _Surveyor:
    """Takes the figures; what several of them are made of is kept."""

    def __init__(self, sketch: Sketch, hints: Hints) -> None:
        self.sketch = sketch
        self.hints = hints
        self.leaves = sketch.leaves
        self.boxes = sketch.boxes
        self.words = np.array([figures_of(leaf) for leaf in self.leaves], dtype=np.float64)
        self.size, self.link, self.linked = self.words[:, 0], self.words[:, 2], self.words[:, 3]
        self.prose = self._prose()
        self.keys = [key(leaf.text) for leaf in self.leaves]
        self.heading = main_heading(self.leaves, self.keys, key(hints.title), self.prose)
        self.first = np.array([box.first for box in self.boxes])
        self.end = np.array([box.end for box in self.boxes])
        self.up = np.array([box.parent.number if box.parent else 0 for box in self.boxes])
        self.at = np.array([leaf.box.number for leaf in self.leaves])
        self.sums = {
            "prose": _summed(self.prose),
            "linked": _summed(self.linked),
            "length": _summed(np.array([len(leaf.text) for leaf in self.leaves], dtype=float)),
        }
        self.total = max(1.0, float(self.sums["prose"][-1]))

    def situation(self) -> Situation:
        columns = [*self.words.T, *self._kinds(), *self._around(), *self._places()]
        columns += [*self._heading(), *self._told(), *self._alike(), *self._page()]
        columns += [*self._neighbours(), *self._bits()]
        return Situation(np.column_stack(columns), self.prose, self.heading)

    def _prose(self) -> Floats:
        ends = self.words[:, 4]
        return np.array(
            [
                size
                if share < 0.5
                and leaf.kind not in ("heading", "row", "caption")
                and is_sentence(size, end)
                else 0.0
                for leaf, size, share, end in zip(
                    self.leaves, self.size, self.link, ends, strict=True
                )
            ]
        )

    def _in_boxes(self, what: str) -> Floats:
        sums = self.sums[what]
        found: Floats = sums[self.end] - sums[self.first]
        return found

    def _kinds(self) -> list[Floats]:
        kinds = [leaf.kind for leaf in self.leaves]
        tags = [leaf.box.tag for leaf in self.leaves]
        level = [int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0
                 for tag in tags]  # fmt: skip
        found = [np.array([kind == name for kind in kinds], dtype=float) for name in _KINDS]
        found += [np.array([tag == name for tag in tags], dtype=float) for name in ("p", "div")]
        return [*found, np.array(level, dtype=float)]

    def _around(self) -> list[Floats]:
        share = self._in_boxes("prose") / self.total
        links = self._in_boxes("linked") / np.maximum(1, self._in_boxes("length"))
        each = self._in_boxes("prose") / np.maximum(1, self.end - self.first)
        at, shares, linked = self.at, [], []
        for up in range(_ABOVE):
            shares.append(share[at])
            if up:
                linked.append(links[at])
            at = self.up[at]
        one = self.up[self.at]
        return [*shares, *linked, each[one], each[self.up[one]]]

    def _places(self) -> list[Floats]:
        count = len(self.leaves)
        before = self.sums["prose"][:-1] / self.total
        after = (self.sums["prose"][-1] - self.sums["prose"][1:]) / self.total
        return [np.arange(count) / count, before, after]

    def _heading(self) -> list[Floats]:
        numbers = np.arange(len(self.leaves))
        has = self.heading >= 0
        away = numbers - self.heading if has else np.full(len(numbers), -999)
        reach, climb = self._kinship()
        own, inner = self._articles()
        titles = np.array([leaf.box.tag == "h1" for leaf in self.leaves], dtype=float)
        titles[: self.heading + 1] = 0
        since = np.cumsum(titles) if has else np.zeros(len(numbers))
        return [
            away.astype(float), ((numbers > self.heading) & has).astype(float),
            reach[self.at], climb[self.at], *own, inner, since,
        ]  # fmt: skip

    def _kinship(self) -> tuple[Floats, Floats]:
        """Of each box: steps from the headline up to what holds both, and steps up to that."""
        reach, climb = [99] * len(self.boxes), [0] * len(self.boxes)
        if self.heading < 0:
            return np.array(reach, dtype=float), np.array(climb, dtype=float)
        line = {box.number: up for up, box in enumerate(self.leaves[self.heading].box.around())}
        for number, above in enumerate(self.up.tolist()):
            if number in line:
                reach[number] = line[number]
            else:
                reach[number], climb[number] = reach[above], climb[above] + 1
        return np.array(reach, dtype=float), np.array(climb, dtype=float)

    def _articles(self) -> tuple[list[Floats], Floats]:
        nearest = [-1] * len(self.boxes)
        for box, above in zip(self.boxes, self.up.tolist(), strict=True):
            nearest[box.number] = box.number if box.tag == "article" else nearest[above]
        found = np.array(nearest)[self.at]
        own = found[self.heading] if self.heading >= 0 else -1
        numbers = np.arange(len(self.leaves))
        within = np.zeros(len(numbers))
        if own >= 0:
            within = ((numbers >= self.first[own]) & (numbers < self.end[own])).astype(float)
        has = np.full(len(numbers), float(own >= 0))
        return [within, has], ((found >= 0) & (found != own)).astype(float)

    def _told(self) -> list[Floats]:
        title, body = key(self.hints.title), self.hints.body
        names = np.array([bool(title) and name == title for name in self.keys], dtype=float)
        inside = np.zeros(len(self.keys))
        if body:
            inside = np.array(
                [0.5 if len(name) < 10 else (1.0 if name[:80] in body else -1.0)
                 for name in self.keys]
            )  # fmt: skip
        told = [summary for summary in self.hints.summaries if len(summary) > 20]
        summed = np.array(
            [len(name) > 20 and any(name[:60] in s or s[:60] in name for s in told)
             for name in self.keys], dtype=float,
        )  # fmt: skip
        return [names, inside, np.full(len(names), float(bool(body))), summed]

    def _alike(self) -> list[Floats]:
        cards = np.array(_cards(self.boxes, self.leaves), dtype=float)[self.at]
        signs: dict[tuple[str, str, str, str], int] = {}
        sign_of = []
        for box in self.boxes:
            above = box.parent or box
            sign_of.append(
                signs.setdefault((box.tag, box.names, above.tag, above.names), len(signs))
            )
        signed = np.array(sign_of)[self.at]
        count = np.bincount(signed, minlength=len(signs)).astype(float)
        prose = np.bincount(signed, weights=self.prose, minlength=len(signs))
        linked = np.bincount(signed, weights=self.linked, minlength=len(signs))
        length = np.bincount(signed, weights=np.diff(self.sums["length"]), minlength=len(signs))
        share = linked / np.maximum(1, length)
        mean = prose / np.maximum(1, count)
        return [
            cards, count[signed], prose[signed] / self.total, share[signed], mean[signed],
            *self._under(),
        ]  # fmt: skip

    def _under(self) -> list[Floats]:
        under, since = [], []
        last, is_other = -99, False
        for number, leaf in enumerate(self.leaves):
            if leaf.kind == "heading":
                last, is_other = number, names_others(leaf.text)
            under.append(float(is_other and number - last < 12))
            since.append(float(min(20, number - last)))
        return [np.array(under), np.array(since)]

    def _page(self) -> list[Floats]:
        steps = [0] * len(self.boxes)
        for number, above in enumerate(self.up.tolist()):
            steps[number] = steps[above] + 1
        depth = np.array(steps, dtype=float)
        inner = np.array([float(len(box.boxes)) for box in self.boxes])
        one, count = self.up[self.at], len(self.leaves)
        self.bits, bad = self._named()
        return [
            depth[self.at], bad[self.at], np.full(count, float(count)), np.full(count, self.total),
            inner[one], (self.end - self.first)[one].astype(float),
        ]  # fmt: skip

    def _named(self) -> tuple[Ints, Floats]:
        """The bits of each box, with those of the boxes around it, and how many are named badly."""
        is_small = (self._in_boxes("prose") / self.total <= 0.5).tolist()
        bits, bad = [0] * len(self.boxes), [0] * len(self.boxes)
        for box, above in zip(self.boxes, self.up.tolist(), strict=True):
            own = _bits_of(box, is_small=is_small[box.number])
            bits[box.number] = bits[above] | own
            bad[box.number] = bad[above] + bool(own & marks.BAD)
        return np.array(bits, dtype=np.int64), np.array(bad, dtype=float)

    def _neighbours(self) -> list[Floats]:
        found = []
        for values in (self.prose, self.link, self.size):
            padded = np.concatenate(([0, 0], values, [0, 0]))
            count = len(values)
            found += [padded[:count], padded[1 : count + 1], padded[3 : count + 3], padded[4:]]
        return found

    def _bits(self) -> list[Floats]:
        own = self.bits[self.at]
        return list(((own >> np.arange(marks.BITS)[:, None]) & 1).astype(float))


def _summed(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))


def _bits_of(box: Box, *, is_small: bool) -> int:
    """The bits of one box; what holds most of the prose of a page is not judged by its name."""
    bits = _PLACES.get(box.tag, 0)
    if is_small:
        bits |= _TAGS.get(box.tag, 0)
    if box.names:
        told = marks.told_by(box.names)
        bits |= told if is_small and box.tag not in ("body", "html") else told & marks.GOOD
    element = box.element
    if len(element.keys()) > (1 if box.names else 0):
        role = _ROLES.get(element.get("role", ""), 0)
        bits |= role if is_small or role in (marks.MAIN, marks.ARTICLE) else 0
        if "articleBody" in element.get("itemprop", ""):
            bits |= marks.BODY
        if element.get("hidden") is not None or _UNSEEN.search(element.get("style", "")):
            bits |= marks.HIDDEN
    return bits


def _cards(boxes: list[Box], leaves: list[Leaf]) -> list[bool]:
    """Whether each box is one of several alike that begin with a linked headline, or in one."""
    found = [False] * len(boxes)
    for box in boxes:
        if len(box.boxes) >= _CARDS and box.tag not in ("p", "tr"):
            groups: dict[tuple[str, str], list[Box]] = {}
            for inner in box.boxes:
                if inner.end > inner.first:
                    groups.setdefault((inner.tag, inner.names), []).append(inner)
            for group in groups.values():
                if len(group) < _CARDS:
                    continue
                linked = sum(_is_card(inner, leaves) for inner in group)
                if linked >= _CARDS and linked >= 0.7 * len(group):
                    for inner in group:
                        found[inner.number] = True
        if box.parent is not None and found[box.parent.number]:
            found[box.number] = True
    return found


def _is_card(box: Box, leaves: list[Leaf]) -> bool:
    if box.end - box.first > _LARGEST_CARD:
        return False
    return any(
        leaf.linked >= 15 and leaf.linked > 0.6 * len(leaf.text)
        for leaf in leaves[box.first : min(box.end, box.first + 6)]
    )
