"""What a page is: an article, a list of others, or a film with a few words."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.clean.article import ArticleKind, Block
from archive.clean.facts import Facts, is_article, is_work, types
from archive.clean.litter import is_prose

_LISTS = frozenset(("collectionpage", "itemlist", "searchresultspage", "blog"))
_FEED = (
    ".//*[@data-hook='post-list-root' or @data-hook='post-list'"
    " or contains(concat(' ',@class,' '),' post-list-item ')"
    " or contains(concat(' ',@class,' '),' asset-abstract ')]"
)


def kind_of(tree: HtmlElement, facts: Facts, blocks: Sequence[Block]) -> ArticleKind:
    """The kind of a page, by what it says of itself and by the shape of its text."""
    prose = [block for block in blocks if is_prose(block.text)]
    length = sum(len(block.text) for block in prose)
    says = says_article(facts)
    if facts.first("og:type").startswith("video") and length < 1_000 and not says:
        return "media"
    if says and length >= 200:
        return "article"
    cards, linked = _cards(tree)
    told = {name for node in facts.nodes for name in types(node)}
    is_list = bool(_LISTS & told) or bool(tree.xpath(_FEED)[2:])
    if is_list and cards >= 4 and linked > length / 4:
        return "listing"
    if cards >= 8 and linked > length and not says:
        return "listing"
    return "article"


def says_article(facts: Facts) -> bool:
    """Whether the page calls itself an article: Open Graph type, or JSON-LD with a headline."""
    if facts.first("og:type").lower() in ("article", "news", "blog_post"):
        return any(is_article(node) for node in facts.nodes) or bool(
            facts.first("article:published_time")
        )
    articles = [node for node in facts.nodes if is_article(node)]
    lists = any(is_work(node) and node.get("itemListElement") for node in facts.nodes)
    return len(articles) == 1 and not lists


def _cards(tree: HtmlElement) -> tuple[int, int]:
    """How many links have the length of a headline, and how long they are together."""
    count = total = 0
    for link in tree.iter("a"):
        length = sum(len(piece) for piece in link.itertext())
        if 25 <= length <= 400:
            count += 1
            total += length
    return count, total
