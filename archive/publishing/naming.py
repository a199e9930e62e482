"""Names of files of a published site: the same each time, readable, and safe on any disk."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import unquote, urlsplit

from archive.urls import host_of, urlkey

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def folder_of(url: str) -> str:
    """The folder of a page: its host, some words of its address, and eight letters of its key."""
    try:
        parts = urlsplit(url)
        words = unquote(f"{parts.path} {parts.query}").rpartition("/")[2] or parts.path
        if not words.strip(" /"):
            words = "home"
        elif not _slug(words):
            words = parts.path
    except ValueError:
        words = "page"
    key = hashlib.sha256(urlkey(url).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"pages/{_slug(host_of(url)) or 'site'}/{'-'.join(filter(None, (_slug(words), key)))}"


def source_file(name: str) -> str:
    """The file of a source."""
    key = hashlib.sha256(name.encode()).hexdigest()[:4]
    return f"sources/{_slug(name) or 'source'}-{key}.html"


def _slug(text: str) -> str:
    return _OTHER.sub("-", text.lower())[:_LONGEST].strip("-")
