"""The cards of a page: boxes that repeat, each around one headline that leads to another page.

Cards are told by their shape, not by names: whatever makes a list of articles sets a headline, a
date and some words into a box, and the same box again. Menus, footers and pagers are no cards.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from lxml.html import HtmlElement

from archive.clean.addresses import Base
from archive.clean.sketch import Box, Leaf, Sketch
from archive.clean.writing import WIDE

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FRAME_TAGS = frozenset(("nav", "footer", "aside"))
_FRAME_ROLES = frozenset(("navigation", "contentinfo", "complementary", "search", "menu", "banner"))
# A token of class or id that says nothing else than this: "has-sidebar" and "content-footer-top"
# are names of other things.
_FRAME = re.compile(
    r" (?:(?:site|main|page|global|top|primary|secondary|header|mobile|block|widget|post|entry"
    r"|region"
    r"|article|js|the|wp|nav|footer|content|mega|burger|sub|side|topics)[-_]{0,2}){0,2}(?:nav|navi|navbar|navigation|menus?|menubar"
    r"|breadcrumbs?|pagination|pager|paging|pagenavi|footer|sidebar|sidebars|related|relatedposts"
    r"|recommended|recommendations|most-?read|trending|popular|popular-?posts|sharing|share|social"
    r"|social-?links|comments?|respond|cookie|cookies|newsletter|tagcloud|tags|tag-list|toolbar"
    r"|widget|widgets|widget-?area|flyout|dropdown|megamenu|offcanvas|languages?|language-?switcher"
    r"|filters?|facets?|copyright|byline|skip-links?)"
    r"(?:[-_]{1,2}(?:\d+|left|right|first|second|top|bottom|wrapper|container|inner|list|items?|links"
    r"|area|block|nav|menu|posts|primary|secondary|widget|section|box))* "
)
_NAMED_TITLE = re.compile(
    r"(?:^| |[-_])(?:title|headline|heading|titel|titre|titulo|titulo)s?(?:[-_]|$| )"
    r"|(?:Title|Headline)\b"
)
# A date among other words, as cards have it: "Topic  3 May 2024  Place", "14/12/2022".
DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)|(?<![\d/])\d{2}/\d{2}/\d{2}(?![\d/])"
    r"|(?<!\d)\d{4}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]"
    r"|(?<![\d.])\d{1,2}(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?,?\s+"
    r"(?:de\s+|del\s+)?\d{4}(?!\d)"
    r"|(?<!\w)[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)"
)
_HASH = re.compile(r"\d+|(?<=[-_])[A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]{3,}")
_SHORTEST = 15
_LONGEST = 220
_LINE = 25
_FEW = 3
_MOST = 0.7
_ALONE = 25
_LABEL = 20
_WORD = 11
_SUMMARY = 130
_CLIMB = 12
_NEAR = 3
_MOST_LINKS = 8


@dataclass(slots=True, eq=False)
class Card:
    """A box around one headline.

    Attributes:
        box: the largest that holds no other headline.
        leaf: the headline.
        url: where it leads, absolute.
        title: the words of the headline.
        rank: how sure the headline is one: 3 a heading, 2 named so, 1 only a long link.
    """

    box: Box
    leaf: Leaf
    url: str
    title: str
    rank: int


def cards_of(sketch: Sketch, base: Base, url: str, *, fewest: int = _FEW) -> list[Card]:
    """The cards of a page in page order, each URL once; those of its frame are left out.

    Args:
        sketch: the page.
        base: of its references.
        url: the page's own, which no card leads to.
        fewest: how many make a list. Where the address says that there is one, less will do: the
            last page of a list may have one entry.
    """
    is_split = sum(1 for _ in islice(sketch.root.element.iter("article"), _FEW)) == _FEW
    found = list(_candidates(sketch, base, url, is_split=is_split))
    sure = _carded([one for one in found if one.rank > 1])
    covered = {number for card in sure for number in range(card.box.first, card.box.end)}
    plain = _carded([one for one in found if one.rank == 1 and one.leaf.number not in covered])
    groups = [*_repeated(sure), *_lines(plain, is_only=len(sure) < _FEW)]
    if fewest < _FEW and not groups:
        groups = [[_bounded(card) for card in sure if len(card.title) >= _ALONE]]
    kept = sorted((card for group in groups for card in group), key=lambda card: card.leaf.number)
    return _once(kept)


def _bounded(card: Card) -> Card:
    """A card that nothing else bounds: it is the article or item that its headline stands in."""
    own = (box for box in card.leaf.box.around() if box.tag in ("article", "li"))
    card.box = next(own, card.leaf.box.parent or card.leaf.box)
    return card


class Frame:
    """Which boxes belong to the frame of a page; looked up once for each."""

    __slots__ = ("_said", "_seen")

    def __init__(self, sketch: Sketch) -> None:
        self._seen: dict[Box, bool] = {}
        unlinked = (len(leaf.text) - min(leaf.linked, len(leaf.text)) for leaf in sketch.leaves)
        self._said = [0, *accumulate(unlinked)]

    def holds(self, box: Box) -> bool:
        """Whether a box stands in a menu, a footer or the like."""
        passed: list[Box] = []
        above: Box | None = box
        answer = False
        while above is not None:
            known = self._seen.get(above)
            if known is not None:
                answer = known
                break
            passed.append(above)
            if self._is_frame(above):
                answer = True
                break
            above = above.parent
        for one in passed:
            self._seen[one] = answer
        return answer

    def _is_frame(self, box: Box) -> bool:
        """Whether a box by itself says that it frames the page: by tag, role or name."""
        if box.tag in ("body", "html", "main", "article"):
            return False
        if box.tag in _FRAME_TAGS or box.element.get("role") in _FRAME_ROLES:
            return True
        if box.tag == "header" and not _is_inner(box):
            return True
        if not box.names or _FRAME.search(box.names) is None:
            return False
        # The box around all of a page may be named for what stands in it: "sidebar-first".
        return 2 * (self._said[box.end] - self._said[box.first]) <= self._said[-1]


def _is_inner(box: Box) -> bool:
    return any(above.tag in ("article", "main", "li", "section") for above in box.around())


def _candidates(sketch: Sketch, base: Base, url: str, *, is_split: bool) -> Iterator[Card]:
    frame, links = Frame(sketch), _Links()
    own = url.partition("#")[0]
    for leaf in sketch.leaves:
        is_heading = leaf.kind == "heading" and leaf.box.tag in _HEADINGS
        if not (is_heading or leaf.linked >= _SHORTEST or (leaf.linked and _is_wide(leaf.text))):
            continue
        if len(leaf.text) > 4 * _LONGEST or frame.holds(leaf.box):
            continue
        link, is_around = links.of(leaf)
        if link is None and is_heading:
            link, is_around = links.beside(sketch, leaf), True
        target = base.absolute(link.get("href", "")) if link is not None else None
        if link is None or target is None or target == own or _is_front(target):
            continue
        card = _candidate(leaf, link, target, is_heading=is_heading, is_around=is_around)
        if card and card.rank == 1 and is_split and _is_within("article", leaf.box):
            card.rank = 2
        if card:
            yield card


def _candidate(
    leaf: Leaf, link: HtmlElement, url: str, *, is_heading: bool, is_around: bool
) -> Card | None:
    words = leaf.text
    if not is_heading and not is_around:
        linked = " ".join("".join(link.itertext()).split())
        if 10 * leaf.linked < 9 * len(words):
            # A link among other words: in running text it is no headline.
            if leaf.kind == "paragraph" and len(words) - len(linked) > 80:
                return None
            words = linked
        elif len(words) > _LINE and len(linked) < _MOST * leaf.linked:
            return None
    if (date := DATE.match(words)) and len(words) - date.end() < _SHORTEST:
        return None
    is_named = not is_heading and _is_named(leaf.box, link)
    length = len(words) + 2 * len(WIDE.findall(words[:60]))
    if not 3 <= length <= _LONGEST or (length < _SHORTEST and not is_heading):
        return None
    rank = 3 if is_heading else 2 if is_named else 1
    return Card(leaf.box, leaf, url, " ".join(words.split()), rank)


def _is_within(tag: str, box: Box) -> bool:
    return any(above.tag == tag for above in box.around())


def _is_front(url: str) -> bool:
    """Whether a URL is the front page of a host, which no item of a list is."""
    return url.count("/") == 3 and url[-1] == "/"


def _is_named(box: Box, link: HtmlElement) -> bool:
    names = f"{box.names} {link.get('class', '')} {link.get('data-hook', '')}"
    return _NAMED_TITLE.search(names) is not None


def _is_wide(text: str) -> bool:
    return len(WIDE.findall(text[:60])) >= 5


class _Links:
    """The first links in each box; asked for once, since boxes stand in boxes."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[Box, list[HtmlElement]] = {}

    def within(self, box: Box) -> list[HtmlElement]:
        """The first few links in a box."""
        if (known := self._seen.get(box)) is None:
            links = (link for link in box.element.iter("a") if link.get("href"))
            known = self._seen[box] = list(islice(links, _MOST_LINKS))
        return known

    def of(self, leaf: Leaf) -> tuple[HtmlElement | None, bool]:
        """The link that a leaf is, or the one that stands around it; and whether it does."""
        if not leaf.linked:
            return None, False
        if links := self.within(leaf.box):
            return (max(links, key=_weight) if len(links) > 1 else links[0]), False
        above = leaf.box.element
        for _ in range(_CLIMB):
            if above.tag == "a":
                return (above if above.get("href") else None), True
            if (above := above.getparent()) is None:
                break
        return None, False

    def beside(self, sketch: Sketch, leaf: Leaf) -> HtmlElement | None:
        """The link of a card whose headline is none itself: the only target of the box around.

        It is a picture, an empty link laid over the card, or the last words in it ("Read More").
        """
        if leaf.box.tag == "h1":
            return None
        box = leaf.box.parent
        for _ in range(_NEAR):
            if box is None or box.tag in ("body", "main", "html"):
                return None
            if links := self.within(box):
                targets = {link.get("href", "").partition("#")[0] for link in links}
                if len(targets) > 1 or len(links) == _MOST_LINKS:
                    return None
                is_silent = not any("".join(link.itertext()).strip() for link in links)
                return links[0] if is_silent or _ends_in_link(sketch, box, leaf) else None
            box = box.parent
        return None


def _ends_in_link(sketch: Sketch, box: Box, headline: Leaf) -> bool:
    last = sketch.leaves[box.end - 1]
    return last is not headline and last.linked >= len(last.text) and len(last.text) < _LINE


def _weight(link: HtmlElement) -> tuple[int, int]:
    return sum(map(len, link.itertext())), len(link.get("href", ""))


def _carded(found: list[Card]) -> list[Card]:
    """The same, each with the largest box that leads nowhere else."""
    targets: dict[Box, str | None] = {}
    for card in found:
        for box in card.box.around():
            known = targets.setdefault(box, card.url)
            if known is None:
                break
            if known != card.url:
                targets[box] = None
    best: dict[Box, Card] = {}
    for card in found:
        box = card.box
        if targets[box] is None:
            # Several links in one block: each stands for itself.
            continue
        while box.parent is not None and targets.get(box.parent) == card.url:
            box = box.parent
        card.box = box
        held = best.get(box)
        if held is None or _merit(card) > _merit(held):
            best[box] = card
    return list(best.values())


def _merit(card: Card) -> tuple[int, int]:
    # A kicker over a headline may be a link or a heading too, a summary under it as well.
    return card.rank, len(card.title) if len(card.title) < _SUMMARY else 0


def _repeated(found: list[Card]) -> Iterator[list[Card]]:
    """Cards that are made alike, or stand beside others."""
    by_make: dict[tuple[object, ...], list[Card]] = defaultdict(list)
    for card in found:
        by_make[_make(card)].append(card)
    beside = Counter(card.box.parent for card in found)
    for group in by_make.values():
        if _are_labels(group):
            continue
        if len(group) >= _FEW:
            yield group
        else:
            alike = [
                card
                for card in group
                if beside[card.box.parent] >= 2 or (card.rank == 3 and len(card.title) >= _ALONE)
            ]
            if alike and len(found) >= _FEW:
                yield alike


def _are_labels(group: list[Card]) -> bool:
    """Whether these are names of sections: single words, or short ones with nothing beside them."""
    is_bare = all(card.box.end - card.box.first == 1 for card in group)
    return sum(map(_width, group)) < (_LABEL if is_bare else _WORD) * len(group)


def _width(card: Card) -> int:
    return len(card.title) + 2 * len(WIDE.findall(card.title))


def _lines(found: list[Card], *, is_only: bool) -> Iterator[list[Card]]:
    """Lists of bare links that are as long as headlines."""
    by_make: dict[tuple[object, ...], list[Card]] = defaultdict(list)
    for card in found:
        by_make[_make(card)].append(card)
    for group in by_make.values():
        length = sum(map(_width, group)) / len(group)
        rich = sum(card.box.end - card.box.first > 1 for card in group)
        if len(group) >= _FEW and length >= _LINE and (is_only or 2 * rich >= len(group)):
            yield group


def _make(card: Card) -> tuple[object, ...]:
    box = card.box
    above = box.parent
    return (
        card.rank,
        box.tag,
        _HASH.sub("", box.names),
        card.leaf.box.tag,
        above.tag if above else "",
        _HASH.sub("", above.names) if above else "",
    )


def _once(found: list[Card]) -> list[Card]:
    best: dict[str, Card] = {}
    for card in found:
        held = best.setdefault(card.url, card)
        if held is not card and len(held.title) < _SHORTEST < len(card.title):
            best[card.url] = card
    return list(best.values())
