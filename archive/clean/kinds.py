"""What a page is: an article, a list of others, or a film with a few words.

An article taken for a list is the worse mistake, so a list needs more than one sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from archive.clean.article import Block, PageKind
from archive.clean.facts import Facts, is_article, types
from archive.clean.litter import is_prose

_LISTS = frozenset(("collectionpage", "itemlist", "searchresultspage", "blog"))
_TEASERS = XPath(
    "descendant::*[@class or @data-hook][contains(@class,'post-list-item')"
    " or @data-hook='post-list-item' or contains(@class,'asset-abstract')]"
)
_SECTION = re.compile(
    r"(?:^|/)(?:category|categories|tags?|topics?|archives?|search|authors?|blog|news|newsroom|"
    r"full-news|reports|publications|documents|press-releases|actualites|page/\d+|index(?:\.\w+)?|\d{4}(?:/\d{1,2})?|news[/-]\d{4}|latest|home)/?$"
    r"|(?:^|/)(?:category|categories|tags?|topics?|author)/[^/]+/?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/(?:[^/.\d_-]{1,24}/){0,1}[^/.\d_-]{1,24}/?")
_SLUG = re.compile(r"(?:[^/_-]+[_-]){3,}[^/]*/?$|\d{5,}[^/]*/?$")
_Place = Literal["content", "frame", "header", "open"]
_PLACES: dict[object, _Place] = {
    **dict.fromkeys(("article", "main"), "content"),
    **dict.fromkeys(("nav", "footer", "aside"), "frame"),
}
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the links of a page stand.

    Attributes:
        cards: links that are as long as a headline.
        linked: characters in them.
        headlines: headings that are links.
        teasers: items that a platform marks as parts of a list.
    """

    cards: int
    linked: int
    headlines: int
    teasers: int


def shape_of(tree: HtmlElement) -> Shape:
    """The shape of a page, its frame aside."""
    cards = linked = 0
    places: dict[HtmlElement, _Place] = {}
    for link in tree.iter("a"):
        length = sum(map(len, link.itertext())) if len(link) else len(link.text or "")
        if 25 <= length <= 400 and not _is_outer(link, places):
            cards += 1
            linked += length
    headings = tree.iter("h1", "h2", "h3", "h4")
    headlines = sum(_is_linked(heading) and not _is_outer(heading, places) for heading in headings)
    return Shape(cards, linked, headlines, _teasers(tree))


def kind_of(shape: Shape, facts: Facts, blocks: Sequence[Block], url: str) -> PageKind:
    """The kind of a page, by what it says of itself and by the shape of its text."""
    prose = [block.text for block in blocks if is_prose(block.text)]
    length = sum(map(len, prose))
    says = says_article(facts)
    if facts.first("og:type").startswith("video") and length < 1_000 and not says:
        return "media"
    signs = _signs_of_list(shape, facts, url)
    if says:
        signs -= 3
    if _SLUG.search(_path(url)):
        signs -= 2
    signs += (shape.cards >= 8 and shape.linked > length) + (
        shape.cards >= 30 and shape.linked > 1.5 * length
    )
    signs += 3 * sum(_CUT.search(text) is not None for text in prose) > len(prose) > 0
    # In a section, a headline over each paragraph: what stands here are summaries.
    signs += _is_section(url) and shape.headlines >= 3 and 3 * shape.headlines >= 2 * len(prose)
    if _is_section(url) and signs >= 3 and shape.headlines >= 1 and not says:
        return "listing"
    return "listing" if signs >= (3 if length > 3_000 else 2) and shape.cards >= 3 else "article"


def says_article(facts: Facts) -> bool:
    """Whether the page calls itself an article: by its time of publication, or in JSON-LD."""
    if facts.first("article:published_time"):
        return True
    named = [node for node in facts.nodes if is_article(node) and node.get("headline")]
    return len(named) == 1 and not _LISTS & _told(facts)


def _signs_of_list(shape: Shape, facts: Facts, url: str) -> int:
    path = _path(url)
    signs = 2 * bool(_LISTS & _told(facts))
    signs += 2 * _is_section(url)
    signs += _FRONT.fullmatch(path) is not None
    signs += facts.first("og:type").lower() == "website"
    return signs + 2 * (shape.teasers >= 3)


def _is_section(url: str) -> bool:
    """Whether an address is that of a front page or a section."""
    path = _path(url)
    return (path in ("", "/") and bool(url)) or _SECTION.search(path) is not None


def _told(facts: Facts) -> set[str]:
    return {name for node in facts.nodes for name in types(node)}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _teasers(tree: HtmlElement) -> int:
    posts = abstracts = 0
    for element in _TEASERS(tree):
        words = element.get("class", "").split()
        posts += "post-list-item" in (*words, element.get("data-hook"))
        abstracts += "asset-abstract" in words
    return max(posts, abstracts)


def _is_linked(heading: HtmlElement) -> bool:
    parent = heading.getparent()
    return next(heading.iter("a"), None) is not None or (parent is not None and parent.tag == "a")


def _is_outer(element: HtmlElement, places: dict[HtmlElement, _Place]) -> bool:
    """Whether something stands in the frame of the page; an article's own header is none."""
    place = _place_in(element.getparent(), places)
    return place == "frame" or place == "header"


def _place_in(above: HtmlElement | None, places: dict[HtmlElement, _Place]) -> _Place:
    """Where what stands in an element stands; ``places`` keeps what was found, links share it."""
    passed: list[HtmlElement] = []
    while above is not None and above not in places and above.tag not in _PLACES:
        passed.append(above)
        above = above.getparent()
    if above is None:
        place: _Place = "open"
    elif above in places:
        place = places[above]
    else:
        place = _PLACES[above.tag]
    for element in reversed(passed):
        if element.tag == "header" and place == "open":
            place = "header"
        places[element] = place
    return place
