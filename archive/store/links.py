"""Links the other way round: which captures point to a URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archive.store import addresses
from archive.store.database import Connection
from archive.urls import moment


@dataclass(frozen=True, slots=True)
class Linking:
    """A page that points to a URL.

    Attributes:
        url: of the page.
        kind: page, requisite, frame, feed, canonical, alternate, next, refresh, entry.
        last: when it was last captured with that link.
        first: when it was first.
    """

    url: str
    kind: str
    last: datetime
    first: datetime


@dataclass(frozen=True, slots=True)
class Inward:
    """A page that leads to another, or did.

    Attributes:
        url, title: of the page; its title is that of now, and may be empty.
        since: the first capture with the link.
        until: the first without it; ``None`` while it stands.
    """

    url: str
    title: str
    since: datetime
    until: datetime | None


def inward(connection: Connection, url: str, page_id: int, limit: int) -> list[Inward]:
    """Pages that lead to one, each once, those whose link stands before those where it stood.

    Of a page that very many lead to so many are told as are found first.

    Args:
        connection: to the archive.
        url: of the page.
        page_id: the same.
        limit: pages at most.
    """
    names = addresses.numbers(connection, _spellings(url))
    sql = (
        "SELECT page.url, coalesce(version.title, ''), first.time, gone.time FROM ("
        "SELECT page_id, since, until FROM link_span WHERE kind IN ('page', 'entry') "
        f"AND address_id IN ({', '.join('?' * len(names))}) AND page_id <> ? LIMIT ?) AS span "
        "JOIN page ON page.id = span.page_id LEFT JOIN version ON version.id = page.version_id "
        "JOIN capture AS first ON first.id = since LEFT JOIN capture AS gone ON gone.id = until "
        "ORDER BY until IS NOT NULL, first.time DESC"
    )
    found: dict[str, Inward] = {}
    for one, title, since, until in connection.execute(sql, (*names, page_id, 4 * limit)):
        told = Inward(one, title, moment(since), moment(until) if until else None)
        found.setdefault(one, told)
    return list(found.values())[:limit]


def linking(connection: Connection, url: str, limit: int = 20) -> list[Linking]:
    """The pages that point to a URL, in the usual spellings of it, last captured first."""
    names = addresses.numbers(connection, _spellings(url))
    sql = (
        "SELECT capture.url, link.kind, max(capture.time), min(capture.time) FROM link "
        "JOIN capture ON capture.id = link.capture_id "
        f"WHERE link.address_id IN ({', '.join('?' * len(names))}) "
        "GROUP BY capture.urlkey, link.kind ORDER BY 3 DESC, 1 LIMIT ?"
    )
    rows = connection.execute(sql, (*names, limit))
    return [Linking(row[0], row[1], moment(row[2]), moment(row[3])) for row in rows]


def calling(connection: Connection, page_id: int, limit: int = 50) -> list[int]:
    """The pages that now call an address of a page their own (``rel=canonical``), by number."""
    sql = "SELECT DISTINCT url FROM capture WHERE page_id = ? LIMIT ?"
    urls = [row[0] for row in connection.execute(sql, (page_id, limit))]
    names = addresses.numbers(connection, [one for url in urls for one in _spellings(url)])
    sql = (
        "SELECT DISTINCT page_id FROM link_span WHERE until IS NULL AND kind = 'canonical' "
        f"AND address_id IN ({', '.join('?' * len(names))}) AND page_id <> ? LIMIT ?"
    )
    return [row[0] for row in connection.execute(sql, (*names, page_id, limit))]


def standing(
    connection: Connection, url: str, page_id: int | None, limit: int
) -> dict[int, list[tuple[int, int | None]]]:
    """The pages on which a link to a page stood: from which capture on, and until which.

    Args:
        connection: to the archive.
        url: of the page that is linked to.
        page_id: the same, where the archive has it: all its addresses count.
        limit: spans at most.
    """
    sql = "SELECT DISTINCT url FROM capture WHERE page_id = ? LIMIT 50"
    urls = {url, *(row[0] for row in connection.execute(sql, (page_id,)))}
    names = addresses.numbers(connection, {one for each in urls for one in _spellings(each)})
    sql = (
        "SELECT page_id, since, until FROM link_span WHERE kind IN ('page', 'entry') "
        f"AND address_id IN ({', '.join('?' * len(names))}) ORDER BY page_id, since LIMIT ?"
    )
    found: dict[int, list[tuple[int, int | None]]] = {}
    for page, since, until in connection.execute(sql, (*names, limit)):
        found.setdefault(page, []).append((since, until))
    return found


def _spellings(url: str) -> Sequence[str]:
    """A URL with either scheme, with and without ``www.`` and final slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url,)
    host, path = parts.netloc.removeprefix("www."), parts.path.rstrip("/")
    found = [url] + [
        parts._replace(scheme=scheme, netloc=name, path=path + slash, fragment="").geturl()
        for scheme in ("http", "https")
        for name in (host, f"www.{host}")
        for slash in ("", "/")
    ]
    return tuple(dict.fromkeys(found))
