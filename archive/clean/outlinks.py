"""Where a page points to: pages, frames, and what it needs to be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.clean.addresses import Base
from archive.clean.decode import decoded
from archive.clean.markup import flattened
from archive.clean.styles import references

LinkKind = Literal[
    "page", "frame", "requisite", "feed", "canonical", "alternate", "next", "refresh", "entry"
]
Found = Iterator[tuple[str, LinkKind, str]]

_SELECTOR = (
    "a[href],area[href],base[href],link[href],link[imagesrcset],meta[content],script[src],"
    "img,source,video,audio,track[src],embed[src],object[data],iframe,frame,input[src],style,"
    "[style*='url('],[background],image,use"
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-full-src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_FEEDS = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
_NEEDED = frozenset(
    ("stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon",
     "fluid-icon", "preload", "modulepreload", "manifest", "image_src")
)  # fmt: skip
_PICTURES = frozenset(
    ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
     "msapplication-tileimage", "thumbnail", "image")
)  # fmt: skip
_REFRESH = re.compile(
    r"""^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?(?:"([^"]*)|'([^']*)|(.*))""",
    re.IGNORECASE | re.DOTALL,
)
_SPACES = re.compile(r"\s+")
_TEXT = 200
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Link:
    """One reference of a page.

    Attributes:
        url: absolute http(s) URL, percent-encoded, without fragment.
        kind: ``page`` (``a``, ``area``), ``frame``, ``requisite`` (needed to show the page),
            ``feed``, ``canonical``, ``alternate`` (another language), ``next`` (of a series),
            ``refresh`` (``meta http-equiv``), ``entry`` (what a feed or a sitemap names).
        text: the words of the link, the language of an alternate, the title of a feed; at most
            200 characters.
    """

    url: str
    kind: LinkKind
    text: str = ""


def links(html: bytes, url: str, charset: str | None = None) -> tuple[Link, ...]:
    """The references of a page, each URL once per kind, in page order; never raises.

    Args:
        html: the payload.
        url: where it came from; ``base href`` is honoured.
        charset: label from the Content-Type field.
    """
    if not html.strip():
        return ()
    # A NUL has no place in HTML, and surrogates none in UTF-8.
    text = flattened(decoded(html, charset).replace("\x00", ""))
    nodes = LexborHTMLParser(text.encode("utf-8", "replace").decode("utf-8")).css(_SELECTOR)
    bases = (node.attributes.get("href") for node in nodes if node.tag == "base")
    base = Base(url, next((href for href in bases if href), ""))
    return _unique(base, (found for node in nodes[:_MOST] for found in _found(node)))


def css_links(css: bytes, url: str) -> tuple[Link, ...]:
    """What a style sheet needs, each URL once; never raises."""
    return _unique(Base(url), ((name, "requisite", "") for name in references(decoded(css))))


def _unique(base: Base, found: Found) -> tuple[Link, ...]:
    seen: dict[tuple[str, LinkKind], Link] = {}
    for reference, kind, text in found:
        # An empty reference means the page itself, which needs no link.
        if reference and (target := base.absolute(reference)) and (target, kind) not in seen:
            seen[target, kind] = Link(target, kind, text)
    return tuple(seen.values())


def _found(node: LexborNode) -> Found:
    attributes = node.attributes
    handler = _HANDLERS.get(node.tag or "")
    if handler:
        yield from handler(node, attributes)
    style = attributes.get("style")
    if style:
        for name in references(style):
            yield name, "requisite", ""
    if background := attributes.get("background"):
        yield background, "requisite", ""


def _anchor(node: LexborNode, attributes: dict[str, str | None]) -> Found:
    href = attributes.get("href") or ""
    if not href or href[0] == "#":
        return
    text = _words(node, attributes)
    yield href, "page", text
    if "next" in (attributes.get("rel") or "").lower().split():
        yield href, "next", text


def _words(node: LexborNode, attributes: dict[str, str | None]) -> str:
    text = _SPACES.sub(" ", node.text(deep=True)[: 8 * _TEXT]).strip()
    if not text:
        names = ("aria-label", "title", "alt")
        text = next((words for name in names if (words := attributes.get(name))), "")
    if not text and node.child and (image := node.css_first("img[alt]")) is not None:
        text = image.attributes.get("alt") or ""
    return text[:_TEXT]


def _link(_: LexborNode, attributes: dict[str, str | None]) -> Found:
    href = attributes.get("href") or ""
    rel = (attributes.get("rel") or "").lower().split()
    if "alternate" in rel and "stylesheet" not in rel:
        if (attributes.get("type") or "").lower().strip() in _FEEDS:
            yield href, "feed", (attributes.get("title") or "")[:_TEXT]
        elif language := attributes.get("hreflang"):
            yield href, "alternate", language[:_TEXT]
    if "canonical" in rel:
        yield href, "canonical", ""
    if "next" in rel:
        yield href, "next", ""
    if not _NEEDED.isdisjoint(rel):
        yield href, "requisite", ""
        yield from _of_set(attributes.get("imagesrcset"))


def _meta(_: LexborNode, attributes: dict[str, str | None]) -> Found:
    content = attributes.get("content") or ""
    names = (attributes.get(name) for name in ("property", "name", "itemprop"))
    if next((name.lower() for name in names if name), "") in _PICTURES:
        yield content, "requisite", ""
    elif (attributes.get("http-equiv") or "").lower() == "refresh":
        match = _REFRESH.match(content)
        if match:
            yield (match[1] or match[2] or match[3] or "").strip(), "refresh", ""


def _media(_: LexborNode, attributes: dict[str, str | None]) -> Found:
    for name in ("src", "poster", "data", *_LAZY, "data-poster"):
        if reference := attributes.get(name):
            yield reference, "requisite", ""
    for name in ("srcset", *_LAZY_SETS):
        yield from _of_set(attributes.get(name))


def _frame(_: LexborNode, attributes: dict[str, str | None]) -> Found:
    for name in ("src", *_LAZY):
        if reference := attributes.get(name):
            yield reference, "frame", ""


def _style(node: LexborNode, _: dict[str, str | None]) -> Found:
    for name in references(node.text(deep=True)):
        yield name, "requisite", ""


def _vector(_: LexborNode, attributes: dict[str, str | None]) -> Found:
    reference = attributes.get("href") or attributes.get("xlink:href") or ""
    if reference and reference[0] != "#":
        yield reference, "requisite", ""


def _of_set(value: str | None) -> Found:
    """The URLs of a ``srcset`` (WHATWG HTML 4.8.4.3.8): a comma inside a URL is part of it."""
    rest = (value or "").lstrip(" \t\n\r\f,")
    while rest:
        parts = rest.split(None, 1)
        name = parts[0]
        rest = parts[1] if len(parts) > 1 else ""
        if not name.endswith(","):
            rest = rest.partition(",")[2]
        yield name.rstrip(","), "requisite", ""
        rest = rest.lstrip(" \t\n\r\f,")


_HANDLERS: dict[str, Callable[[LexborNode, dict[str, str | None]], Found]] = {
    "a": _anchor,
    "area": _anchor,
    "link": _link,
    "meta": _meta,
    "iframe": _frame,
    "frame": _frame,
    "style": _style,
    "image": _vector,
    "use": _vector,
    **dict.fromkeys(
        ("script", "img", "source", "video", "audio", "track", "embed", "object", "input"), _media
    ),
}
