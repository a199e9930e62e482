"""Whether an answer is the article that its URL names, or the page that lists it.

Some portals answer ``…/newsroom/-/asset_publisher/{id}/content/{slug}`` with the newsroom. An
article must not become a list by that, so such an answer has to bear the title that the slug was
made of; else it is a page by itself.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from archive.identity.naming import own_key, page_key, slug_of

_HEAD = 400_000
"""Characters of a page in which its titles are looked for."""
_TITLE = re.compile(r"<title[^>]*>(.{1,500}?)</title", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\s[^>]{0,200}?og:title[^>]{0,600}>", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^>]*>(.{1,1000}?)</h1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w{2,}")
_SHARE = 0.75
"""Of the words of a slug that a title has to have: slugs are cut, and titles are edited."""
_FEWEST = 3


def key_of(url: str, payload: bytes | None) -> str:
    """The key of the page that an answer is of.

    Args:
        url: what was asked for.
        payload: what was answered, codings removed; ``None`` where nothing is known of it.
    """
    slug = slug_of(url) if "asset_publisher" in url.lower() else ""
    if not slug:
        return page_key(url)
    return page_key(url) if payload and _bears(payload, slug) else own_key(url)


def _bears(payload: bytes, slug: str) -> bool:
    """Whether the title of a page says what a slug does."""
    wanted = _words(unquote(slug).replace("-", " "))
    if len(wanted) < _FEWEST:
        return False
    text = payload[:_HEAD].decode("utf-8", "replace")
    return any(len(wanted & _words(title)) >= _SHARE * len(wanted) for title in _titles(text))


def _titles(text: str) -> list[str]:
    """Titles of a page; its heading too, where there is but one: lists have one for each item."""
    found = [match[1] for match in _TITLE.finditer(text)][:1]
    for meta in _META.findall(text):
        found += [one or two for one, two in _CONTENT.findall(meta)]
    headings = [match[1] for match in _HEADING.finditer(text)]
    return found + (headings if len(headings) == 1 else [])


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", unescape(_TAG.sub(" ", text)).casefold())
    return set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
