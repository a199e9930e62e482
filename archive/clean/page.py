"""From an HTML page to an article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from tld import get_fld

from archive.clean import bylines, chrome, dates, titles
from archive.clean.addresses import Base
from archive.clean.article import Article, Block, stamp
from archive.clean.body.choice import Choice, chosen
from archive.clean.body.hints import hints_of
from archive.clean.decode import decoded, is_binary
from archive.clean.facts import Facts, gathered
from archive.clean.kinds import kind_of, shape_of
from archive.clean.language import language
from archive.clean.litter import is_prose, swept
from archive.clean.markup import parsed
from archive.clean.references import references
from archive.clean.site import SiteModel
from archive.clean.sketch import Leaf, sketched

EXTRACTOR = stamp("lxml")
_LARGEST = 32_000_000


def extract(
    html: bytes, url: str, *, charset: str | None = None, site: SiteModel | None = None
) -> Article:
    """The clean text of a page and what it says of itself; never raises.

    Args:
        html: the payload, content codings removed.
        url: where it came from.
        charset: label from the Content-Type field.
        site: what is known of the site, which the text is then read by as well.
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
    sketch = sketched(tree)
    repeated = site.chrome(sketch).numbers if site else frozenset()
    choice = chosen(sketch, hints_of(facts, title), repeated)
    blocks = swept(choice.blocks, title)
    kind = kind_of(shape_of(tree), facts, blocks, url)
    if published is None and kind == "article" and blocks:
        published = dates.searched(tree, url)
    text = "\n".join(block.text for block in blocks)
    return replace(
        article,
        kind=kind,
        summary=_summary(facts, blocks),
        blocks=blocks,
        references=references(_numbered(choice, blocks), Base(url, facts.base)),
        published=published,
        language=language(facts.language or facts.first("og:locale", "language"), text),
        note=choice.note if blocks else "no text",
    )


def _numbered(choice: Choice, blocks: tuple[Block, ...]) -> Iterator[tuple[int, Leaf]]:
    """The leaves that are text, with the numbers of their blocks."""
    numbers = {id(block): number for number, block in enumerate(blocks)}
    for leaf, block in zip(choice.leaves, choice.blocks, strict=True):
        if id(block) in numbers:
            yield numbers[id(block)], leaf


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
