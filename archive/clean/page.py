"""From an HTML page to an article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from lxml.html import HtmlElement

from archive.clean import chrome, platforms, titles
from archive.clean.addresses import Base
from archive.clean.article import Article, Block, stamp
from archive.clean.body.choice import Choice, all_of, chosen, chosen_of_list
from archive.clean.body.hints import hints_of
from archive.clean.decode import decoded, is_binary
from archive.clean.facts import gathered
from archive.clean.kinds import Verdict, judged
from archive.clean.language import language
from archive.clean.litter import is_prose, swept
from archive.clean.markup import parsed
from archive.clean.metadata import Metadata, of_list, told
from archive.clean.references import references
from archive.clean.site import Plan, SiteModel
from archive.clean.sketch import Leaf, Sketch, sketched
from archive.clean.values import at

EXTRACTOR = stamp("lxml")
_LARGEST = 16_000_000


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
    return _read(tree, html, url, charset, site)


def transcribed(html: bytes, *, charset: str | None = None) -> Article:
    """All that an HTML text says that is a document and nothing else; never raises.

    Args:
        html: the payload, content codings removed.
        charset: label from the Content-Type field.
    """
    source = decoded(html, charset) if len(html) <= _LARGEST else ""
    tree = None if is_binary(source) else parsed(source)
    if tree is None:
        return replace(_empty("no text"), kind="document")
    sketch = sketched(tree)
    blocks = all_of(sketch).blocks
    note = f"only its first {len(blocks):,} blocks are read" if sketch.is_cut else ""
    return Article(
        kind="document",
        blocks=blocks,
        language=language("", "\n".join(block.text for block in blocks)),
        platform=made[0].name if (made := platforms.told(platforms.marks_of(tree))) else "",
        extractor=EXTRACTOR,
        note=note if blocks else "no text",
    )


def transcribed_value(payload: bytes, path: str) -> Article:
    """All that the HTML or plain text says that stands at a path in JSON; never raises."""
    try:
        text = at(json.loads(payload), path)
    except (ValueError, RecursionError):
        text = None
    if not isinstance(text, str):
        note = f"no JSON with a text at {path}"
        return Article(kind="document", extractor=EXTRACTOR, note=note)
    if "<" not in text:
        text = f"<p>{escape(text)}</p>".replace("\n", "<br>").replace("<br><br>", "</p><p>")
    return transcribed(text.encode("utf-8", "replace"), charset="utf-8")


def _read(
    tree: HtmlElement, payload: bytes, url: str, charset: str | None, site: SiteModel | None
) -> Article:
    # Before anything is cut: bylines and dates may stand in what is chrome beside the text.
    facts = gathered(tree)
    marks = platforms.marks_of(tree)
    made = platforms.told(marks)
    platform = made[0].name if made else ""
    chrome.cut(tree, marks, made)
    sketch = sketched(tree)
    about = told(facts, sketch, url)
    verdict = judged(sketch, facts, url, payload, charset, platform)
    hints = hints_of(facts, about.title)
    plan = Plan(sketch)
    if verdict.listed:
        choice = chosen_of_list(sketch, hints, verdict.listed)
    else:
        choice = chosen(sketch, hints, _repeated(sketch, plan, site))
    blocks = swept(choice.blocks, about.title)
    text = "\n".join(block.text for block in blocks)
    return replace(
        _spoken(of_list(about) if verdict.kind in ("listing", "search") else about),
        kind=verdict.kind,
        summary=_summary(about.summary, blocks),
        blocks=blocks,
        language=language(about.language, text),
        references=references(_numbered(choice, blocks), Base(url, facts.base)),
        entries=verdict.entries,
        platform=platform,
        extractor=f"{EXTRACTOR} {site.stamp}" if site else EXTRACTOR,
        note=_note(verdict, choice, sketch) if blocks else "no text",
        imprint=plan.imprint,
        layout=_layout(sketch, plan, site),
    )


def _layout(sketch: Sketch, plan: Plan, site: SiteModel | None) -> str:
    had = site.layout_of(sketch, plan) if site else None
    return had.id if had else ""


def _spoken(about: Metadata) -> Article:
    """An article of which only is known what its page says of it."""
    return Article(
        kind="article",
        title=about.title,
        authors=about.authors,
        published=about.published,
        modified=about.modified,
        claims=about.claims,
        reason=about.reason,
        canonical=about.canonical,
        section=about.section,
        tags=about.tags,
        image=about.image,
        alternates=about.alternates,
    )


def _note(verdict: Verdict, choice: Choice, sketch: Sketch) -> str:
    if verdict.kind in ("block", "error"):
        return verdict.evidence
    cut = f"only its first {len(sketch.leaves):,} blocks are read" if sketch.is_cut else ""
    return "; ".join(filter(None, (choice.note, cut)))


def _repeated(sketch: Sketch, plan: Plan, site: SiteModel | None) -> frozenset[int] | None:
    """The leaves that the site repeats; ``None`` if too little is known of it."""
    if site is None:
        return None
    verdict = site.chrome(sketch, plan)
    return None if verdict.doubt else verdict.numbers


def _numbered(choice: Choice, blocks: tuple[Block, ...]) -> Iterator[tuple[int, Leaf]]:
    """The leaves that are text, with the numbers of their blocks."""
    rest = iter(enumerate(blocks))
    number, block = next(rest, (0, None))
    for leaf in choice.leaves:
        # Of a text the end may have been taken off, never the beginning.
        if block is not None and leaf.text.startswith(block.text):
            yield number, leaf
            number, block = next(rest, (0, None))


def _summary(told: str, blocks: tuple[Block, ...]) -> str:
    """The page's own summary, unless its text says it too."""
    name = titles.key(told)
    if not name or not is_prose(told):
        return ""
    # Descriptions are often the beginning of the text, cut within a word.
    return "" if name[:80] in titles.key(" ".join(block.text for block in blocks)) else told


def _empty(note: str) -> Article:
    return Article(kind="article", extractor=EXTRACTOR, note=note)
