"""Digests of rows: of what an archive says of a text beside the text itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

VERSION_FACTS = (
    "kind", "blocks", "authors", "published", "modified", "language", "canonical", "extractor",
)  # fmt: skip
"""The columns of a version that ``version.fixity`` is taken of, in order."""


def text_digest(title: str, summary: str, text: str) -> bytes:
    """The SHA-256 by which texts are told apart."""
    words = f"{title}\0{summary}\0{text}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


def facts_digest(values: Sequence[str | None]) -> bytes:
    """The SHA-256 of the values of ``VERSION_FACTS``, as a JSON list."""
    words = json.dumps(list(values), ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
