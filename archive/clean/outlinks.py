"""Where a page points to: pages, frames, and what it needs to be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.clean.addresses import Base
from archive.clean.article import Link, LinkKind
from archive.clean.decode import decoded
from archive.clean.markup import flattened
from archive.clean.script import Asked, Place, asked
from archive.clean.script.modules import imports
from archive.clean.script.places import place_of_file
from archive.clean.styles import references

Found = Iterator[tuple[str, LinkKind, str]]

_SELECTOR = (
    "a[href],area[href],base[href],link[href],link[imagesrcset],meta[content],script,"
    "img,source,video,audio,track[src],embed[src],object[data],iframe,frame,input[src],style,"
    "[style*='url('],[background],image,use,feimage,[data-bg],[data-background-image],"
    "[data-bg-image],[data-background],[data-bgset]"
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-full-src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-bgset")
# Such attributes may hold a colour or a word; only what has a place or an extension is a file.
_LAZY_GROUNDS = ("data-bg", "data-background-image", "data-bg-image", "data-background")
_FILE_LIKE = re.compile(r"[^\s#].*[/.]|[/.]", re.DOTALL)
_SCRIPTS = re.compile(
    r"(?:module|(?:(?:text|application)/)?(?:x-)?(?:java|ecma|j|live)script(?:1\.\d)?)?",
    re.IGNORECASE,
)
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
_DEEPEST = 3
"""Documents inside attributes and scripts, and in those again, are read that far."""


def links(html: bytes, url: str, charset: str | None = None) -> tuple[Link, ...]:
    """The references of a page, each URL once per kind, in page order; never raises.

    Args:
        html: the payload.
        url: where it came from; ``base href`` is honoured.
        charset: label from the Content-Type field.
    """
    if not html.strip():
        return ()
    nodes = _nodes(flattened(decoded(html, charset).replace("\x00", "")))
    bases = (node.attributes.get("href") for node in nodes if node.tag == "base")
    base = Base(url, next((href for href in bases if href), ""))
    place = Place(base.url, url, base.url)
    return _unique(base, _all(nodes, place, 0))


def css_links(css: bytes, url: str) -> tuple[Link, ...]:
    """What a style sheet needs, each URL once; never raises."""
    return _unique(Base(url), ((name, "requisite", "") for name in references(decoded(css))))


def script_links(
    script: bytes, url: str, via: str | None = None, charset: str | None = None
) -> tuple[Link, ...]:
    """What a script asks for by addresses that it states, each URL once; never raises.

    Args:
        script: the payload.
        url: where it came from.
        via: URL of what named it: what a page's script asks for is relative to the page.
        charset: label from the Content-Type field.
    """
    text = decoded(script, charset)
    place = place_of_file(text, url, via)
    return _unique(Base(place.base or url), _of_script(asked(text, place), place, 0))


def refresh_links(field: str, url: str) -> tuple[Link, ...]:
    """Where a ``Refresh`` field leads (WHATWG HTML 7.5.1), if anywhere; never raises."""
    return _unique(Base(url), ((target, "refresh", "") for target in (_refreshed(field),)))


def manifest_links(manifest: bytes, url: str) -> tuple[Link, ...]:
    """The icons of a web application's manifest (W3C Web Application Manifest); never raises."""
    try:
        told = json.loads(decoded(manifest))
    except (ValueError, RecursionError):
        return ()
    icons = told.get("icons") if isinstance(told, dict) else None
    each = [one for one in icons if isinstance(one, dict)] if isinstance(icons, list) else []
    names = (one.get("src") for one in each)
    return _unique(Base(url), ((one, "requisite", "") for one in names if isinstance(one, str)))


def _nodes(text: str) -> list[LexborNode]:
    # A NUL has no place in HTML, and surrogates none in UTF-8.
    return LexborHTMLParser(text.encode("utf-8", "replace").decode("utf-8")).css(_SELECTOR)


def _all(nodes: list[LexborNode], place: Place, depth: int) -> Found:
    maps = (node.text(deep=True) for node in nodes
            if node.tag == "script" and _type(node.attributes) == "importmap")  # fmt: skip
    modules = imports(next(maps, ""), place)
    for url in modules.values():
        # What is mapped by a prefix is known when a module of that prefix is imported.
        if not url.endswith("/"):
            yield url, "requisite", ""
    for node in nodes[:_MOST]:
        yield from _found(node)
        if node.tag == "script" and not node.attributes.get("src"):
            if _SCRIPTS.fullmatch(_type(node.attributes)):
                yield from _of_script(asked(node.text(deep=True), place, modules), place, depth)
        elif node.tag == "iframe" and (document := node.attributes.get("srcdoc")):
            # WHATWG HTML 7.1.2: such a document has the base URL of the page it is in.
            yield from _of_markup(document, place, depth)


def _type(attributes: dict[str, str | None]) -> str:
    return (attributes.get("type") or "").partition(";")[0].strip().lower()


def _of_script(found: Iterable[Asked], place: Place, depth: int) -> Found:
    for one in found:
        if one.url:
            yield one.url, "requisite", ""
        if one.markup:
            for name, kind, text in _of_markup(one.markup, place, depth):
                if url := place.resolved(name):
                    yield url, kind, text


def _of_markup(markup: str, place: Place, depth: int) -> Found:
    """What a document needs that stands in an attribute or a script."""
    if depth < _DEEPEST:
        for name, kind, text in _all(
            _nodes(flattened(markup.replace("\x00", ""))), place, depth + 1
        ):
            if kind in ("requisite", "frame"):
                yield name, kind, text


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
    for name in _LAZY_GROUNDS:
        if (value := attributes.get(name)) and _FILE_LIKE.match(value):
            for reference in references(value) if "url(" in value else (value,):
                yield reference, "requisite", ""
    if (grounds := attributes.get("data-bgset")) and node.tag not in _HANDLERS:
        yield from _of_set(grounds)


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
        yield _refreshed(content), "refresh", ""


def _refreshed(content: str) -> str:
    match = _REFRESH.match(content)
    return (match[1] or match[2] or match[3] or "").strip() if match else ""


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
    "feImage": _vector,
    **dict.fromkeys(
        ("script", "img", "source", "video", "audio", "track", "embed", "object", "input"), _media
    ),
}
