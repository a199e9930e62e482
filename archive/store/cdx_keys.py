"""Keys of captures in CDX indexes, where those differ from ``capture.urlkey``.

Both are the same for nearly every URL. They differ in oddities (``archive.surt``), and where a body
was sent: two POSTs of one URL are not one thing (``archive.bodies``). Indexes are sorted by what
they show, so that such keys have to be found in their order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from archive import http
from archive.errors import DamagedArchive
from archive.store.database import Connection
from archive.urls import urlkey

TABLES = """
CREATE TABLE cdx_key (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),
    key TEXT NOT NULL           -- in CDX indexes, where that is not capture.urlkey
) STRICT;
CREATE INDEX cdx_key_key ON cdx_key(key);
"""
WITH_BODY = ("POST", "PUT")
"""Methods whose body is part of the key."""
_LARGEST_BODY = 16 << 20


def key_of(url: str, method: str, request: bytes = b"") -> str:
    """The key of an exchange in CDX indexes.

    Args:
        url: what was asked.
        method: how it was asked.
        request: the request, which counts where the method is one of ``WITH_BODY``.
    """
    if method.upper() not in WITH_BODY:
        return _surt(url)
    from archive.bodies import appended

    return _surt(appended(url.partition("#")[0], method, body_query(request)))


@lru_cache(maxsize=8192)
def _surt(url: str) -> str:
    # Most commands write no capture: what makes keys is loaded with the first.
    from archive.surt import surt

    return surt(url)


def body_query(request: bytes) -> str:
    """The body of a request as the query of a URL."""
    from archive.bodies import UNKNOWN, query_of

    message = http.split(request)
    named = (message.field("content-length") or "").strip()
    if not message.is_framed and not named:
        size = UNKNOWN
    else:
        size = int(named) if named.isascii() and named.isdigit() else _LARGEST_BODY
    body = message.entity[: min(size, _LARGEST_BODY)]
    return query_of(message.field("content-type") or "", body)


def noted(connection: Connection, capture_id: int, url: str, method: str, request: bytes) -> None:
    """Note the key of a capture that has just been written, where it is another."""
    key = key_of(url, method, request)
    if key != urlkey(url):
        connection.execute("INSERT INTO cdx_key VALUES (?, ?)", (capture_id, key))


def made_anew(
    connection: Connection,
    request_of: Callable[[int], bytes],
    tell: Callable[[int, int], None],
) -> None:
    """Note the keys of all captures.

    Args:
        connection: within a transaction.
        request_of: gives the request of a capture; a damaged one counts with its URL.
        tell: told how far it is.
    """
    connection.execute("DELETE FROM cdx_key")
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM capture").fetchone()
    done = 0
    while rows := connection.execute(
        "SELECT id, url, method FROM capture WHERE id > ? ORDER BY id LIMIT 1000", (done,)
    ).fetchall():
        for number, url, method in rows:
            request = b""
            if method.upper() in WITH_BODY:
                try:
                    request = request_of(number)
                except DamagedArchive:
                    request = b""
            noted(connection, number, url, method, request)
        done = rows[-1][0]
        tell(done, last)
