"""From an HTML page to an article."""

from __future__ import annotations

from itertools import islice

import trafilatura
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from archive.clean import chrome, titles
from archive.clean.article import Article, Block, stamp
from archive.clean.blocks import blocks_of, lines_of, mark_breaks
from archive.clean.decode import decoded, is_binary
from archive.clean.facts import gathered
from archive.clean.kinds import kind_of, says_article, shape_of
from archive.clean.language import language
from archive.clean.litter import is_prose, swept
from archive.clean.markup import parsed
from archive.clean.metadata import of_list, told
from archive.clean.sketch import sketched

EXTRACTOR = stamp("trafilatura")
_LARGEST = 32_000_000
_MOST_ELEMENTS = 100_000
_FAULTS = (LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError)


def extract(html: bytes, url: str, *, charset: str | None = None) -> Article:
    """The clean text of a page and what it says of itself; never raises.

    Args:
        html: the payload, content codings removed.
        url: where it came from.
        charset: label from the Content-Type field.
    """
    if len(html) > _LARGEST:
        return _empty(f"{len(html)} bytes are more than a page can have")
    source = decoded(html, charset)
    if is_binary(source):
        return _empty("binary data, no text")
    tree = parsed(source)
    if tree is None:
        return _empty("no text")
    return _read(tree, source, url)


def _read(tree: HtmlElement, source: str, url: str) -> Article:
    sketch = sketched(tree)
    facts = gathered(tree)
    about = told(facts, sketch, url)
    chrome.cut(tree, source)
    # Finding the main text takes the tree apart.
    shape = shape_of(tree)
    if says_article(facts):
        chrome.cut_frame(tree)
    blocks, note = _blocks(tree, about.title)
    kind = kind_of(shape, facts, blocks, url)
    if kind in ("listing", "search"):
        about = of_list(about)
    text = "\n".join(block.text for block in blocks)
    return Article(
        kind=kind,
        title=about.title,
        summary=_summary(about.summary, blocks),
        blocks=blocks,
        authors=about.authors,
        published=about.published,
        modified=about.modified,
        claims=about.claims,
        reason=about.reason,
        language=language(about.language, text),
        canonical=about.canonical,
        section=about.section,
        tags=about.tags,
        image=about.image,
        alternates=about.alternates,
        extractor=EXTRACTOR,
        note=note,
    )


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


def _summary(told: str, blocks: tuple[Block, ...]) -> str:
    """The page's own summary, unless its text says it too."""
    name = titles.key(told)
    if not name or not is_prose(told):
        return ""
    # Descriptions are often the beginning of the text, cut within a word.
    return "" if name[:80] in titles.key(" ".join(block.text for block in blocks)) else told


def _empty(note: str) -> Article:
    return Article(kind="article", extractor=EXTRACTOR, note=note)
