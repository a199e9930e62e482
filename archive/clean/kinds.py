"""What a page is: an article, a list of others, or a film with a few words.

An article taken for a list is the worse mistake, so a list needs more than one sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.clean.article import ArticleKind, Block
from archive.clean.facts import Facts, is_article, types
from archive.clean.litter import is_prose

_LISTS = frozenset(("collectionpage", "itemlist", "searchresultspage", "blog"))
_POSTS = ".//*[contains(concat(' ',@class,' '),' post-list-item ') or @data-hook='post-list-item']"
_ABSTRACTS = ".//*[contains(concat(' ',@class,' '),' asset-abstract ')]"
_SECTION = re.compile(
    r"(?:^|/)(?:category|categories|tags?|topics?|archives?|search|authors?|blog|news|newsroom|"
    r"full-news|page/\d+|index(?:\.\w+)?|\d{4}(?:/\d{1,2})?|news[/-]\d{4}|latest|home)/?$"
    r"|(?:^|/)(?:category|categories|tags?|topics?|author)/[^/]+/?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/(?:[^/.\d_-]{1,24}/){0,1}[^/.\d_-]{1,24}/?")
_SLUG = re.compile(r"(?:[^/_-]+[_-]){3,}[^/]*/?$|\d{5,}[^/]*/?$")
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$")
_OUTER = frozenset(("nav", "header", "footer", "aside"))


def kind_of(tree: HtmlElement, facts: Facts, blocks: Sequence[Block], url: str) -> ArticleKind:
    """The kind of a page, by what it says of itself and by the shape of its text."""
    prose = [block.text for block in blocks if is_prose(block.text)]
    length = sum(map(len, prose))
    says = says_article(facts)
    if facts.first("og:type").startswith("video") and length < 1_000 and not says:
        return "media"
    signs = _signs_of_list(tree, facts, url)
    if says:
        signs -= 3
    if _SLUG.search(_path(url)):
        signs -= 2
    cards, linked = _cards(tree)
    signs += (cards >= 8 and linked > length) + (cards >= 30 and linked > 1.5 * length)
    # A headline over each paragraph: what stands here are summaries.
    signs += cards >= 5 and cards >= len(prose)
    signs += 3 * sum(_CUT.search(text) is not None for text in prose) > len(prose) > 0
    if signs >= 3 and cards >= 1 and not says:
        return "listing"
    return "listing" if signs >= (3 if length > 3_000 else 2) and cards >= 3 else "article"


def says_article(facts: Facts) -> bool:
    """Whether the page calls itself an article: by its time of publication, or in JSON-LD."""
    if facts.first("article:published_time"):
        return True
    named = [node for node in facts.nodes if is_article(node) and node.get("headline")]
    return len(named) == 1 and not _LISTS & _told(facts)


def _signs_of_list(tree: HtmlElement, facts: Facts, url: str) -> int:
    path = _path(url)
    signs = 2 * bool(_LISTS & _told(facts))
    signs += 2 * ((path in ("", "/") and bool(url)) or _SECTION.search(path) is not None)
    signs += _FRONT.fullmatch(path) is not None
    signs += facts.first("og:type").lower() == "website"
    feed = max(len(tree.xpath(_POSTS)), len(tree.xpath(_ABSTRACTS)))
    return signs + 2 * (feed >= 3)


def _told(facts: Facts) -> set[str]:
    return {name for node in facts.nodes for name in types(node)}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _cards(tree: HtmlElement) -> tuple[int, int]:
    """How many links have the length of a headline, and how long they are together."""
    count = total = 0
    for link in tree.iter("a"):
        length = sum(len(piece) for piece in link.itertext())
        if 25 <= length <= 400 and not _is_outer(link):
            count += 1
            total += length
    return count, total


def _is_outer(link: HtmlElement) -> bool:
    """Whether a link stands in the frame of the page; an article's own header is none."""
    for element in link.iterancestors():
        if element.tag == "article":
            return False
        if element.tag in _OUTER:
            return True
    return False
