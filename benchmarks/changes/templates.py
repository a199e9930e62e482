"""Templates of sites: some of ours, and those of real pages, filled with other texts."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from benchmarks.changes.chrome import other_company
from benchmarks.changes.page import Page, fragment, plain, written

Link = tuple[str, str]
"""An address and the words that lead to it."""
Template = Callable[[str, Sequence[str], Sequence[Link], random.Random], bytes]
"""A page of a title, its paragraphs, and what other articles it names."""
_FEWEST = 5
_SMALL, _SAID = 300, 25
_ABOUT = re.compile(r"author|byline|date|publi|time|posted|summary|lead", re.IGNORECASE)


def real(page: Page) -> Template | None:
    """The template of a real page; ``None`` where its text does not stand in one place."""
    found = page.paragraphs(page.tree)
    places = {id(one.getparent()) for one in found}
    heads = [one for one in page.tree.iter("h1") if one.text_content().strip()]
    if len(found) < _FEWEST or len(places) != 1 or len(heads) != 1:
        return None

    def filled(
        title: str, said: Sequence[str], others: Sequence[Link], chance: random.Random
    ) -> bytes:
        tree = deepcopy(page.tree)
        _fill(page, tree, title, said)
        other_company(page, tree, chance)
        for link, (address, words) in zip(_links(page, tree), others, strict=False):
            link.set("href", address)
            link.text = words
        return written(tree)

    return filled


def _fill(page: Page, tree: Any, title: str, said: Sequence[str]) -> None:
    places = page.paragraphs(tree)
    head = next(one for one in tree.iter("h1") if one.text_content().strip())
    _word(head, title)
    _empty(page, tree, [head, *places])
    for name in tree.xpath("//title"):
        name.text = title
    for one in places[1:]:
        one.drop_tree()
    last = places[0]
    _word(last, said[0])
    for words in said[1:]:
        more = fragment(f"<{last.tag}></{last.tag}>")
        for key, value in last.attrib.items():
            if key != "id":
                more.set(key, value)
        last.addnext(more)
        last = more
        last.text = words


def _word(element: Any, words: str) -> None:
    """Let an element say this and nothing else."""
    for child in [*element]:
        element.remove(child)
    element.text = words


def _empty(page: Page, tree: Any, kept: Sequence[Any]) -> None:
    """Take away what a page says of the article that it was: that is no part of a template."""
    gone = tree.xpath("//script[@type='application/ld+json'] | //link[@rel='canonical'] | "
                      "//meta[not(@charset)] | //time")  # fmt: skip
    for one in tree.xpath("//*[@class or @itemprop or @rel]"):
        names = " ".join(filter(None, map(one.get, ("class", "itemprop", "rel"))))
        if len(one.text_content()) < _SMALL and _ABOUT.search(names):
            gone.append(one)
    for one in tree.find("body").iter("div", "span", "h2", "h3", "h4", "p", "strong", "figcaption"):
        words = plain(one.text_content())
        if len(words) > _SAID and words in page.reference:
            gone.append(one)
    for one in gone:
        if one.getparent() is not None and not _holds(one, kept):
            one.drop_tree()


def _holds(element: Any, some: Sequence[Any]) -> bool:
    """Whether any of some elements is an element, in it or around it."""
    around = {*element.iter(), *element.iterancestors()}
    return any(one in around for one in some)


def _links(page: Page, tree: Any) -> Iterator[Any]:
    for element in page.furniture(tree):
        yield from (link for link in element.iter("a") if link.text and len(link.text) > 20)


def _listed(others: Sequence[Link], before: str, after: str) -> str:
    return "".join(
        f'{before}<a href="{address}">{html.escape(words)}</a>{after}' for address, words in others
    )


def _paragraphs(said: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(one)}</p>" for one in said)


def _head(title: str) -> str:
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta property="og:title" content="{html.escape(title)}"></head>'
    )


def _broadsheet(
    title: str, said: Sequence[str], others: Sequence[Link], chance: random.Random
) -> bytes:
    items = _listed(others, "<li>", "</li>")
    return (
        f'{_head(title)}<body><div id="top"><ul class="mainnav"><li><a href="/">Home</a></li><li>'
        '<a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></div><div '
        f'id="columns"><div class="article-col"><h1>{html.escape(title)}</h1><div class='
        f'"article-text">{_paragraphs(said)}</div><div class="sharebar">{chance.randrange(900)} '
        f'shares</div></div><div class="side-col"><h3>Most read</h3><ol>{items}</ol></div></div>'
        '<div id="foot"><p>Printed and published by the Gazette Company.</p></div></body></html>'
    ).encode()


def _magazine(
    title: str, said: Sequence[str], others: Sequence[Link], chance: random.Random
) -> bytes:
    cards = _listed(others, '<article class="card"><h4>', "</h4></article>")
    return (
        f'{_head(title)}<body><header class="masthead"><a class="logo" href="/">Gazette</a><nav>'
        '<a href="/politics">Politics</a><a href="/culture">Culture</a><a href="/podcasts">'
        f'Podcasts</a></nav></header><main><article class="story"><header><h1>{html.escape(title)}'
        f'</h1></header><section class="story__body">{_paragraphs(said)}</section></article>'
        f'<aside class="more"><h2>More from us</h2>{cards}</aside></main><footer class="colophon">'
        f"<p>© Gazette Media. {chance.randrange(30)} readers online.</p></footer></body></html>"
    ).encode()


def _cms(title: str, said: Sequence[str], others: Sequence[Link], chance: random.Random) -> bytes:
    links = _listed(others, '<div class="field-item">', "</div>")
    return (
        f'{_head(title)}<body><div class="region region-header"><div class="block block-menu">'
        '<a href="/">Front page</a> | <a href="/archive">Archive</a></div></div><div class='
        f'"region region-content"><div class="node node-article"><h1 class="page-title">'
        f'{html.escape(title)}</h1><div class="field field-body">{_paragraphs(said)}</div></div>'
        f'<div class="block block-related"><h2>See also</h2>{links}</div></div><div class='
        f'"region region-footer"><div class="block">Contact the desk. {chance.randrange(99)} '
        "visitors.</div></div></body></html>"
    ).encode()


def _blocks(
    title: str, said: Sequence[str], others: Sequence[Link], chance: random.Random
) -> bytes:
    rows = _listed(others, '<div class="teaser-row"><span class="kicker">News</span>', "</div>")
    return (
        f'{_head(title)}<body><div class="wp-site-blocks"><div class="wp-block-group header"><p '
        'class="site-title"><a href="/">The Gazette</a></p><ul class="wp-block-navigation"><li>'
        '<a href="/today">Today</a></li><li><a href="/opinion">Opinion</a></li></ul></div><div '
        f'class="wp-block-group content"><h1 class="wp-block-post-title">{html.escape(title)}</h1>'
        f'<div class="entry-content">{_paragraphs(said)}</div></div><div class="wp-block-query">'
        f'{rows}</div><div class="wp-block-group footer"><p>Made with care since 1998. Edition '
        f"{chance.randrange(9000)}.</p></div></div></body></html>"
    ).encode()


OWN: tuple[Template, ...] = (_broadsheet, _magazine, _cms, _blocks)
