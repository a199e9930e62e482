"""Addresses: the URLs that pages point to, each once, found again by a number taken of it.

There are many more of them than pages. Those of one folder of a site share its beginning, kept in
table ``stem``; the view ``address`` has them whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

Connection = Any


def number(connection: Connection, url: str) -> int | None:
    """The number of a URL; ``None`` where nothing ever pointed to it."""
    stem, rest = _cut(url)
    sql = (
        "SELECT target.id FROM target JOIN stem ON stem.id = stem_id "
        "WHERE key = ? AND rest = ? AND stem.text = ?"
    )
    row = connection.execute(sql, (key_of(url), rest, stem)).fetchone()
    return int(row[0]) if row else None


def numbers(connection: Connection, urls: Iterable[str]) -> list[int]:
    """The numbers of URLs, those left out that nothing ever pointed to."""
    found = (number(connection, url) for url in urls)
    return [one for one in found if one is not None]


def numbered(connection: Connection, url: str) -> int:
    """The number of a URL, which has one from now on."""
    known = number(connection, url)
    if known is not None:
        return known
    stem, rest = _cut(url)
    row = connection.execute("SELECT id FROM stem WHERE text = ?", (stem,)).fetchone()
    if row is None:
        stem_id = connection.execute("INSERT INTO stem (text) VALUES (?)", (stem,)).lastrowid
    else:
        (stem_id,) = row
    sql = "INSERT INTO target (key, stem_id, rest) VALUES (?, ?, ?)"
    return int(connection.execute(sql, (key_of(url), stem_id, rest)).lastrowid)


def key_of(url: str) -> int:
    """The first 64 bits of a URL's SHA-256, as SQLite has integers: with a sign."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _cut(url: str) -> tuple[str, str]:
    """A URL up to the last slash of its path, and the rest of it."""
    end = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=len(url))
    start = url.rfind("/", 0, end) + 1
    return url[:start], url[start:]
