"""Documents that pages cite: which links may lead to one, and how sure that is before asking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urldefrag, urlsplit

from tld import get_fld

from archive.clean.files import names_document
from archive.exchange import How
from archive.observation import Observation
from archive.store.frontier import Entry
from archive.urls import urlkey
from crawler.sources.source import OUTSIDE, Source

PAPER, TRIED = 20, 45
"""Priorities: what is a document by its address or its words, and what is only tried."""
MISSES = 3
"""Links to a host that were tried and no documents, after which no more are, unless one was."""
_MOST = 50
"""Documents outside the scope that are taken from one page."""

_SAID = re.compile(r"\b(?:pdf|docx?|odt|rtf|xlsx?|pptx?)\b", re.IGNORECASE)
_ID = re.compile(r"[/=-](?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,64}(?=$|[/&])", re.IGNORECASE)
_STORE = re.compile(
    r"[/_.?=&-](?:downloads?|attachments?|documents?|files?|bitstreams?|getfile|viewdoc|ugd)"
    r"(?:[/_.?=&-]|$)",
    re.IGNORECASE,
)


def cited(source: Source, entry: Entry, observation: Observation) -> Iterator[Entry]:
    """The links of a page that may lead to documents outside the scope of its source.

    Sure ones are taken from all of the page: by the address, as a file's name stands in it. In the
    text and in what a listing names the words of a link count too ("Report (PDF)"), and others are
    tried: those whose address is an identifier or speaks of files, and those to another host of
    the publisher, where documents often lie without any sign ("rm.coe.int/1680afae67").
    """
    article = observation.article
    if not source.documents or article is None:
        return
    named = [(one.url, one.words, True) for one in article.references]
    named += [(one.url, one.title, True) for one in article.entries]
    named += [(link.url, "", False) for link in observation.links if link.kind == "page"]
    how: How = "listing" if entry.kind == "listing" else "link"
    found: dict[str, int] = {}
    for address, words, is_in_text in named:
        url = urldefrag(address).url
        if url in found or source.scope.refusal(url) != OUTSIDE:
            continue
        if source.pages.is_document(url) or source.scope.exclusion(url):
            continue
        priority = _priority(source, url, words)
        if priority and (is_in_text or priority == PAPER):
            found[url] = priority
    for url in sorted(found, key=lambda url: found[url])[:_MOST]:
        yield Entry(url, "document", how, entry.url, entry.depth + 1, found[url])


def speaks_of_document(url: str) -> bool:
    """Whether a URL is like a document's: it names a file, an identifier, or speaks of files."""
    path = _place(url)[1]
    return names_document(url) or bool(_ID.search(path) or _STORE.search(path))


def host_key(url: str) -> str:
    """The host of a URL as SURT keys begin with it, the bracket with it."""
    return f"{urlkey(url).partition(')')[0]})"


def _priority(source: Source, url: str, words: str) -> int:
    """When to ask for a URL as a document; 0 for never."""
    if names_document(url) or _SAID.search(words):
        return PAPER
    host, path = _place(url)
    if path in ("", "/"):
        return 0
    if speaks_of_document(url):
        return TRIED
    own = {_place(one)[0] for one in (*source.seeds, *source.listings, *source.feeds)}
    publisher = {name for one in own if (name := _publisher(one))}
    return TRIED if host not in own and _publisher(host) in publisher else 0


def _place(url: str) -> tuple[str, str]:
    """Host, and path with query."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, f"{parts.path}?{parts.query}" if parts.query else parts.path


@lru_cache(maxsize=4096)
def _publisher(host: str) -> str:
    """The domain that a host's owner has registered (public suffix list); empty for addresses."""
    if host.replace(".", "").isdigit() or ":" in host or "." not in host:
        return ""
    known = get_fld(f"http://{host}/", fail_silently=True, search_private=True)
    return known or ".".join(host.rsplit(".", 2)[-2:])
