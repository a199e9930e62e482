"""What a page's markup says of the page: meta elements, JSON-LD, headings, marks; one walk."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from archive.clean.decode import tidy
from archive.clean.jsonld import Node, is_article, nodes_of, types

__all__ = [
    "Facts", "Node", "flat", "gathered", "is_article", "short_text_of", "types",
    "words_of",
]  # fmt: skip

_SPACES = re.compile(r"\s+")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Headings for screen readers, and those that Liferay writes over a portlet.
_UNSEEN = frozenset(
    ("hide-accessible", "portlet-title-text", "sr-only", "visually-hidden", "screen-reader-text")
)
_TO_SPACES = {ord(char): " " for char in "-_:.,;/\\()[]{}|+*!?#%&=@~'\"0123456789"}
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[^a-zA-Z]+")
# What templates name their elements by, in the languages that templates are written in.
_MARKS = {
    "author": frozenset((
        "byline", "author", "authors", "autor", "autoren", "auteur", "auteurs", "autore",
        "autorin", "verfasser", "writer", "contributor", "contributors", "journalist",
        "reporter", "username",
    )),
    "date": frozenset((
        "date", "datum", "fecha", "dato", "data", "published", "publish", "pubdate", "posted",
        "updated", "modified", "timestamp", "time", "datetime", "dateline", "datetimes",
        "publication",
    )),
    "deck": frozenset((
        "subtitle", "subheadline", "subheading", "subhead", "standfirst", "deck", "dek", "lead",
        "lede", "intro", "chapo", "chapeau", "excerpt", "vorspann", "summary", "abstract",
        "ingress", "sapo", "sottotitolo", "bajada",
    )),
}  # fmt: skip
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words}
_PROPERTIES = {
    "author": "author", "creator": "author", "datepublished": "date", "datemodified": "date",
    "datecreated": "date", "articlesection": "section", "image": "image", "keywords": "tag",
}  # fmt: skip
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|es|i)?|auteurs?|autori|redakteure?|journalist(?:en|e|s)?|writers?|"
    r"contributors?|reporters?)/[^/?#]",
    re.IGNORECASE,
)
_HOOKS = {"user-name": "author", "time-ago": "date"}
# Elements that bylines, dates and the like are written in.
_MARKED = (
    "address", "article", "aside", "b", "cite", "dd", "div", "em", "figure", "footer", "h2",
    "h3", "h4", "h5", "h6", "header", "i", "img", "li", "main", "p", "section", "small", "span",
    "strong", "td", "ul",
)  # fmt: skip
_MOST = 200
_LONGEST_NAME = 300
_LONGEST = 4_000


@dataclass(slots=True)
class Facts:
    """The raw facts; nothing is judged yet.

    Attributes:
        meta: contents of ``meta`` by lower-cased name, property or itemprop, in page order.
        headings: texts of the ``h1`` elements, in page order.
        heads: those elements.
        title: text of ``title``.
        language: ``lang`` of the root element.
        canonical: ``href`` of ``link rel=canonical``.
        base: ``href`` of the first ``base``.
        alternates: ``hreflang`` and ``href`` of ``link rel=alternate``.
        nodes: JSON-LD objects, outer before inner.
        marks: elements by what their markup marks them as: ``author``, ``date``, ``deck``,
            ``image``, ``section``, ``tag``, ``time``; in page order.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    heads: list[HtmlElement] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    base: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    marks: dict[str, list[HtmlElement]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first content that is not empty under any of these names, in their order."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""

    def marked(self, mark: str) -> list[HtmlElement]:
        """The elements with a mark."""
        return self.marks.get(mark, [])

    @property
    def main(self) -> Node:
        """The JSON-LD object that describes the page's article; empty if there is none."""
        articles = [node for node in self.nodes if is_article(node)]
        told = [node for node in articles if node.get("headline") or node.get("name")]
        return next(iter(told or articles), {})


def gathered(tree: HtmlElement) -> Facts:
    """The facts of a page."""
    facts = Facts(language=(tree.get("lang") or tree.get(_XML_LANGUAGE) or "")[:_LONGEST_NAME])
    for element in tree.iter(*_NOTES, *_MARKED):
        _NOTES.get(element.tag, _note_marks)(facts, element)
    return facts


def flat(text: str) -> str:
    """The text in one line, tidy, character references resolved (pages escape twice)."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return _SPACES.sub(" ", tidy(text)).strip()


def text_of(element: HtmlElement) -> str:
    """The text of an element in one line; block children and breaks count as spaces."""
    return flat(" ".join(piece for piece in element.itertext() if piece))


def short_text_of(element: HtmlElement, limit: int) -> str:
    """The text of an element in one line, if it is no longer than that; else empty."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        if words := piece.strip():
            length += len(words) + 1
            if length > limit + 1:
                return ""
            pieces.append(words)
    return flat(" ".join(pieces)) if pieces else ""


@lru_cache(maxsize=4_096)
def words_of(name: str) -> frozenset[str]:
    """The words that a class or id is made of, lower case: ``postMeta__date`` has three."""
    lowered = name.lower()
    if lowered != name:
        return frozenset(word.lower() for word in _WORDS.split(name) if word)
    return frozenset(name.translate(_TO_SPACES).split())


def _note_marks(facts: Facts, element: HtmlElement) -> None:
    for attribute in element.keys():  # noqa: SIM118 - an element has no other way to name them
        marks_of = _TELLING.get(attribute)
        if marks_of is not None:
            for mark in marks_of((element.get(attribute) or "")[:_LONGEST_NAME]):
                _mark(facts, mark, element)


@lru_cache(maxsize=4_096)
def _marks_in(name: str) -> tuple[str, ...]:
    return tuple({_MARK_OF[word]: None for word in words_of(name) if word in _MARK_OF})


def _marks_of_property(name: str) -> tuple[str, ...]:
    return tuple(_PROPERTIES[word] for word in name.lower().split() if word in _PROPERTIES)


def _marks_of_relation(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.lower().split() if word in ("author", "tag"))


def _marks_of_hook(name: str) -> tuple[str, ...]:
    return (_HOOKS[name],) if name in _HOOKS else ()


def _mark(facts: Facts, mark: str, element: HtmlElement) -> None:
    noted = facts.marks.setdefault(mark, [])
    if len(noted) < _MOST and (not noted or noted[-1] is not element):
        noted.append(element)


def _note_meta(facts: Facts, element: HtmlElement) -> None:
    content = element.get("content")
    if content is None:
        return
    content = flat(content[:_LONGEST])
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            facts.meta.setdefault(name[:_LONGEST_NAME].strip().lower(), []).append(content)


def _note_script(facts: Facts, element: HtmlElement) -> None:
    if "ld+json" in (element.get("type") or "").lower():
        facts.nodes.extend(nodes_of(element.text or ""))


def _note_link(facts: Facts, element: HtmlElement) -> None:
    relations = (element.get("rel") or "").lower().split()
    target = (element.get("href") or "").strip()
    if "canonical" in relations and not facts.canonical:
        facts.canonical = target
    elif "alternate" in relations and target and len(facts.alternates) < _MOST:
        if language := (element.get("hreflang") or "").strip():
            facts.alternates.append((language[:_LONGEST_NAME], target))
    elif "tag" not in relations and element.get("itemprop"):
        _note_marks(facts, element)


def _note_anchor(facts: Facts, element: HtmlElement) -> None:
    # The pages of authors are named so by most systems.
    if _AUTHOR_PAGE.search((element.get("href") or "")[:_LONGEST_NAME]):
        _mark(facts, "author", element)
    _note_marks(facts, element)


def _note_base(facts: Facts, element: HtmlElement) -> None:
    facts.base = facts.base or (element.get("href") or "").strip()


def _note_title(facts: Facts, element: HtmlElement) -> None:
    # An inline SVG has titles of its own.
    above = element.getparent()
    if not facts.title and above is not None and above.tag != "svg":
        facts.title = text_of(element)[:_LONGEST]


def _note_heading(facts: Facts, element: HtmlElement) -> None:
    if len(facts.heads) >= _MOST or not _UNSEEN.isdisjoint(element.get("class", "").split()):
        return
    if text := _heading(element):
        facts.headings.append(text)
        facts.heads.append(element)


def _note_time(facts: Facts, element: HtmlElement) -> None:
    _mark(facts, "time", element)


def _heading(element: HtmlElement) -> str:
    if len(element) == 0:
        return flat((element.text or "")[:_LONGEST])
    return short_text_of(element, _LONGEST)


_TELLING: dict[str, Callable[[str], tuple[str, ...]]] = {
    "class": _marks_in, "data-testid": _marks_in, "itemprop": _marks_of_property,
    "rel": _marks_of_relation, "data-hook": _marks_of_hook,
}  # fmt: skip
_NOTES: dict[str, Callable[[Facts, HtmlElement], None]] = {
    "meta": _note_meta, "script": _note_script, "link": _note_link, "base": _note_base,
    "title": _note_title, "h1": _note_heading,
    "a": _note_anchor, "time": _note_time,
}  # fmt: skip
