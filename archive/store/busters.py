"""URLs that differ only in what keeps caches from answering: one thing under many names."""

from __future__ import annotations

import re

from archive.store.database import Connection

_BUSTER = re.compile(
    r"(?:(?:_|cb|rnd|rand|random|ts|t|time|timestamp|v|ver|nocache|no_cache|cache|cachebust(?:er)?"
    r"|callback|jsonp)=[\w.-]*\d{6,}[\w.-]*|\d{6,})"
)
"""A query parameter that only keeps caches from answering, as it stands in a urlkey."""
_CANDIDATES = 2000


def without_busters(key: str) -> str:
    """A urlkey without the parameters that only keep caches from answering."""
    base, _, query = key.partition("?")
    kept = [part for part in query.split("&") if part and not _BUSTER.fullmatch(part)]
    return base + ("?" + "&".join(kept) if kept else "")


def alike(connection: Connection, key: str) -> list[str]:
    """Keys of captures that are a key but for such parameters; none for a key without query."""
    base, mark, _ = key.partition("?")
    if not mark:
        return []
    rows = connection.execute(
        "SELECT DISTINCT urlkey FROM capture "
        "WHERE urlkey = ? OR (urlkey > ? AND urlkey < ?) LIMIT ?",
        # "@" is the character after "?".
        (base, f"{base}?", f"{base}@", _CANDIDATES),
    ).fetchall()
    wanted = without_busters(key)
    return [found for (found,) in rows if without_busters(found) == wanted]
