"""The name of a web site, as a page of it gives it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from archive.archive import Archive
from archive.clean.decode import decoded
from archive.clean.jsonld import nodes_of, types
from archive.errors import DamagedArchive, TooLong
from archive.store.captures import Capture

_HTML = ("text/html", "application/xhtml+xml")
_METAS = (
    'meta[property="og:site_name"]', 'meta[name="og:site_name"]',
    'meta[name="citation_journal_title"]', 'meta[name="application-name"]',
)  # fmt: skip
_LONGEST = 120
_SCRIPT = 'script[type="application/ld+json"]'


def names_of(archive: Archive, capture: Capture) -> tuple[str, str]:
    """The names that the page of a capture gives its site and its publisher; see ``names_in``."""
    if capture.media_type not in _HTML:
        return "", ""
    try:
        memento = archive.memento(capture)
        if memento is None or not memento.fits:
            return "", ""
        payload, _ = memento.body()
    except (DamagedArchive, TooLong):
        return "", ""
    return names_in(decoded(payload, memento.charset))


def names_in(html: str) -> tuple[str, str]:
    """The names of its site and of its publisher, as a page gives them; empty where it does not.

    In a ``meta`` element, else in JSON-LD (schema.org: ``WebSite``, ``isPartOf``, ``publisher``).
    """
    tree = LexborHTMLParser(html)
    metas = (tree.css_first(selector) for selector in _METAS)
    told = (_name(meta.attributes.get("content")) for meta in metas if meta)
    nodes = [node for script in tree.css(_SCRIPT) for node in nodes_of(script.text())]
    sites = [node for node in nodes if "website" in types(node)]
    sites += [part for node in nodes if isinstance(part := node.get("isPartOf"), dict)]
    publishers = (node.get("publisher") for node in nodes)
    return (
        next(filter(None, told), "") or next(filter(None, map(_named, sites)), ""),
        next(filter(None, map(_named, publishers)), ""),
    )


def _named(node: object) -> str:
    return _name(node.get("name")) if isinstance(node, dict) else ""


def _name(value: object) -> str:
    name = value.strip() if isinstance(value, str) else ""
    return name if len(name) <= _LONGEST else ""
