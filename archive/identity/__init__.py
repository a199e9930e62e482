"""What page a URL names, by the shape of the URL alone; whether an answer bears it out.

A capture keeps its URL and its SURT key. A page has one key for all spellings that name it.
"""

from __future__ import annotations

from archive.identity.naming import article_form, asked_for, own_key, page_key
from archive.identity.proof import key_of

__all__ = ["article_form", "asked_for", "key_of", "own_key", "page_key"]
