"""From an HTML page to an article."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from urllib.parse import urlsplit

import trafilatura
from lxml.etree import LxmlError
from lxml.html import HtmlElement
from tld import get_fld

from archive.clean import bylines, chrome, dates, titles
from archive.clean.addresses import Base
from archive.clean.article import Article, Block, stamp
from archive.clean.blocks import blocks_of, lines_of, mark_breaks
from archive.clean.decode import decoded, is_binary
from archive.clean.facts import Facts, gathered
from archive.clean.kinds import kind_of, says_article, shape_of
from archive.clean.language import language
from archive.clean.litter import is_prose, swept
from archive.clean.markup import parsed
from archive.clean.site import SiteModel
from archive.clean.sketch import key_of, sketched

EXTRACTOR = stamp("trafilatura")
_LARGEST = 32_000_000
_MOST_ELEMENTS = 100_000
_FAULTS = (LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError)


def extract(
    html: bytes, url: str, *, charset: str | None = None, site: SiteModel | None = None
) -> Article:
    """The clean text of a page and what it says of itself; never raises.

    Args:
        html: the payload, content codings removed.
        url: where it came from.
        charset: label from the Content-Type field.
        site: what has been learned of the site.
    """
    if len(html) > _LARGEST:
        return _empty(f"{len(html)} bytes are more than a page can have")
    source = decoded(html, charset)
    if is_binary(source):
        return _empty("binary data, no text")
    tree = parsed(source)
    if tree is None:
        return _empty("no text")
    return _read(tree, source, url, site)


def _read(tree: HtmlElement, source: str, url: str, site: SiteModel | None) -> Article:
    repeated = _repeated(tree, site)
    facts = gathered(tree)
    title = titles.chosen(facts, url)
    published = dates.published(facts, tree)
    article = Article(
        kind="article",
        title=title,
        authors=bylines.authors(facts, tree),
        modified=dates.modified(facts, tree),
        canonical=_canonical(facts, url),
        extractor=f"{EXTRACTOR} {site.stamp}" if site else EXTRACTOR,
    )
    chrome.cut(tree, source)
    # Finding the main text takes the tree apart.
    shape = shape_of(tree)
    if says_article(facts):
        chrome.cut_frame(tree)
    blocks, note = _blocks(tree, title)
    if repeated:
        blocks = tuple(block for block in blocks if key_of(block.text) not in repeated)
    kind = kind_of(shape, facts, blocks, url)
    if published is None and kind == "article" and blocks:
        published = dates.searched(tree, url)
    text = "\n".join(block.text for block in blocks)
    return replace(
        article,
        kind=kind,
        summary=_summary(facts, blocks),
        blocks=blocks,
        published=published,
        language=language(facts.language or facts.first("og:locale", "language"), text),
        note=note,
    )


def _repeated(tree: HtmlElement, site: SiteModel | None) -> frozenset[str]:
    """What the site repeats on other articles, as keys of its words."""
    if site is None:
        return frozenset()
    sketch = sketched(tree)
    return frozenset(sketch.leaves[number].key for number in site.chrome(sketch).numbers)


def _blocks(tree: HtmlElement, title: str) -> tuple[tuple[Block, ...], str]:
    mark_breaks(tree)
    blocks, fault = _main_text(tree)
    if blocks:
        return swept(blocks, title), ""
    blocks = tuple(lines_of(tree))
    return swept(blocks, title), f"{fault}: all its text is given" if blocks else "no text"


def _main_text(tree: HtmlElement) -> tuple[tuple[Block, ...], str]:
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        return (), "the page is too large to find its main text"
    try:
        document = trafilatura.bare_extraction(tree, include_comments=False)
    except _FAULTS as fault:
        return (), f"trafilatura failed on the page ({type(fault).__name__})"
    body = getattr(document, "body", None)
    return (() if body is None else blocks_of(body)), "the page has no main text"


def _summary(facts: Facts, blocks: tuple[Block, ...]) -> str:
    """The page's own summary, unless its text says it too."""
    told = facts.first("og:description", "description", "twitter:description", "dc.description")
    name = titles.key(told)
    if not name or not is_prose(told):
        return ""
    # Descriptions are often the beginning of the text, cut within a word.
    return "" if name[:80] in titles.key(" ".join(block.text for block in blocks)) else told


def _canonical(facts: Facts, url: str) -> str | None:
    base = Base(url, facts.base)
    for reference in (facts.canonical, facts.first("og:url")):
        target = base.absolute(reference) if reference else None
        if target and _is_kin(target, url) and not _is_front_of(target, url):
            return target
    return None


def _is_kin(one: str, other: str) -> bool:
    try:
        hosts = [(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)]
    except ValueError:
        return False
    return hosts[0] == hosts[1] or _family(hosts[0]) == _family(hosts[1])


def _family(host: str) -> str:
    """The registrable domain of a host (public suffix list); an address is its own family."""
    if host.replace(".", "").isdigit() or ":" in host:
        return host
    known = get_fld(f"http://{host}/", fail_silently=True, search_private=True)
    return known or ".".join(host.rsplit(".", 2)[-2:])


def _is_front_of(target: str, url: str) -> bool:
    # Broken templates name the front page as the canonical URL of every page.
    parts = urlsplit(url)
    front = urlsplit(target)
    return front.path in ("", "/") and not front.query and parts.path not in ("", "/")


def _empty(note: str) -> Article:
    return Article(kind="article", extractor=EXTRACTOR, note=note)
