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


def name_of(archive: Archive, capture: Capture) -> str:
    """The name that the page of a capture gives its site; empty where it gives none."""
    if capture.media_type not in _HTML:
        return ""
    try:
        memento = archive.memento(capture)
        if memento is None or not memento.fits:
            return ""
        payload, _ = memento.body()
    except (DamagedArchive, TooLong):
        return ""
    return named_in(decoded(payload, memento.charset))


def named_in(html: str) -> str:
    """The name that a page gives its site: in a ``meta`` element, else in JSON-LD."""
    tree = LexborHTMLParser(html)
    for selector in _METAS:
        element = tree.css_first(selector)
        name = (element.attributes.get("content") or "").strip() if element else ""
        if 0 < len(name) <= _LONGEST:
            return name
    nodes = [node for script in tree.css(_SCRIPT) for node in nodes_of(script.text())]
    told = [node.get("publisher") for node in nodes]
    told += [node for node in nodes if "website" in types(node)]
    for one in told:
        named = one.get("name") if isinstance(one, dict) else None
        if isinstance(named, str) and 0 < len(named.strip()) <= _LONGEST:
            return named.strip()
    return ""
