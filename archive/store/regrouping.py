"""Captures brought to the pages that their URLs name, where those are others than they stand under.

So an archive follows when what makes a page is told in another way. Whether an answer is what its
URL claims is not looked at (``archive.identity.proof``): until ``greffe rebuild`` reads it, it is a
page by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from archive.identity import own_key, page_key
from archive.store import fingerprints, index, spans, texts
from archive.store.stages import Tell
from archive.urls import urlkey

if TYPE_CHECKING:
    from archive.store.database import Connection

_T = TypeVar("_T")
_TOLD_EACH = 500
_GROUPS = (
    "SELECT page_id, capture.url, min(capture.id), page.urlkey FROM capture "
    "JOIN page ON page.id = page_id GROUP BY page_id, capture.url ORDER BY 3"
)


# A capture that repeats another of its page has the links of that one.
_LINKS = (
    "SELECT kind, address_id FROM link WHERE capture_id = coalesce("
    "(SELECT capture_id FROM linked WHERE capture_id = :capture), "
    "(SELECT revisit_of FROM capture WHERE id = :capture))"
)
_REPEATS = (
    "SELECT own.id FROM capture AS own JOIN capture AS held ON held.id = own.revisit_of "
    "JOIN reading ON reading.capture_id = held.id JOIN linked ON linked.capture_id = own.id "
    "WHERE own.page_id = ? AND held.page_id = own.page_id"
)


def rekeyed(connection: Connection, tell: Tell) -> None:
    """Give captures and tombstones the SURT keys of their URLs, where those were other ones."""
    for table in ("capture", "tombstone"):
        sql = f"SELECT DISTINCT url, urlkey FROM {table} WHERE instr(urlkey, '&')"
        for url, key in _told_of(connection.execute(sql).fetchall(), tell):
            if urlkey(url) != key:
                sql = f"UPDATE {table} SET urlkey = ? WHERE urlkey = ? AND url = ?"
                connection.execute(sql, (urlkey(url), key, url))


def regrouped(connection: Connection, tell: Tell) -> int:
    """Bring every capture to the page of its URL; how many pages became others.

    Within the transaction of the caller.

    Args:
        connection: to the archive.
        tell: told how much of it is done: addresses to look at, pages to move, texts to index.
    """
    wanted: dict[str, list[tuple[int, str]]] = defaultdict(list)
    touched: set[int] = set()
    for page, url, _, key in _told_of(connection.execute(_GROUPS).fetchall(), tell):
        wanted[own_key(url)].append((page, url))
        if own_key(url) != key:
            touched.add(page)
    changed = {
        key: groups for key, groups in wanted.items() if any(page in touched for page, _ in groups)
    }
    pages = {page for groups in changed.values() for page, _ in groups}
    if not pages:
        return 0
    before = {page: fingerprints.of_page(connection, page) for page in pages}
    # Keys are unique, and one page may get the key that another has until then.
    sql = "UPDATE page SET urlkey = 'page ' || id WHERE id = ?"
    connection.executemany(sql, [(page,) for page in pages])
    given: set[int] = set()
    for key, groups in _told_of(list(changed.items()), tell):
        into = _given(connection, key, groups, given)
        _moved(connection, [group for group in groups if group[0] != into], into)
    for page in given:
        for (number,) in connection.execute(_REPEATS, (page,)).fetchall():
            spans.written(connection, number, ())
    texts.settled(connection, pages | given)
    _left(connection, pages - given)
    for page in _told_of(list(pages | given), tell):
        fingerprints.settled(connection, page, before.get(page, frozenset()), "main")
    if not index.is_stale(connection):
        index.settled(connection, progress=tell)
    return len(pages)


def frontier_regrouped(connection: Connection, tell: Tell) -> None:
    """Make one frontier entry of those that name one page: that which was had, else the first."""
    sql = (
        "SELECT id, source_id, urlkey, url FROM frontier "
        "ORDER BY capture_id IS NULL, state = 'waiting', depth, id"
    )
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for number, source, held, url in _told_of(connection.execute(sql).fetchall(), tell):
        found[source, page_key(url)].append((number, held))
    gone = [(number,) for rows in found.values() for number, _ in rows[1:]]
    connection.executemany("DELETE FROM frontier WHERE id = ?", gone)
    kept = [(key, rows[0][0]) for (_, key), rows in found.items() if rows[0][1] != key]
    connection.executemany("UPDATE frontier SET urlkey = ? WHERE id = ?", kept)


def _told_of(things: Sequence[_T], tell: Tell) -> Iterator[_T]:
    """Some things, telling now and then how many are done."""
    for done, thing in enumerate(things, 1):
        yield thing
        if done % _TOLD_EACH == 0 or done == len(things):
            tell(done, len(things))


def _given(
    connection: Connection, key: str, groups: Sequence[tuple[int, str]], given: set[int]
) -> int:
    """The page that has a key from now on: the first of its pages that no other key has got."""
    url = groups[0][1]
    sql = "DELETE FROM page WHERE urlkey = ? AND id NOT IN (SELECT page_id FROM capture)"
    connection.execute(sql, (key,))
    page = next((page for page, _ in groups if page not in given), None)
    if page is None:
        sql = "INSERT INTO page (urlkey, url) VALUES (?, ?)"
        page = int(connection.execute(sql, (key, url)).lastrowid)
    else:
        sql = "UPDATE page SET urlkey = ?, url = ? WHERE id = ?"
        connection.execute(sql, (key, url, page))
    given.add(page)
    return page


def _moved(connection: Connection, groups: Iterable[tuple[int, str]], into: int) -> None:
    """Bring captures to a page, with all that hangs on them."""
    select = "SELECT id FROM capture WHERE page_id = ? AND url = ? ORDER BY id"
    moving = [row[0] for group in groups for row in connection.execute(select, group).fetchall()]
    for number in moving:
        links = connection.execute(_LINKS, {"capture": number}).fetchall()
        spans.written(connection, number, ())
        connection.execute("UPDATE capture SET page_id = ? WHERE id = ?", (into, number))
        spans.written(connection, number, [(kind, address) for kind, address in links])
        sql = "UPDATE lesson SET page_id = ? WHERE capture_id = ?"
        connection.execute(sql, (into, number))
    for number in moving:
        sql = "SELECT version_id FROM reading WHERE capture_id = ? AND version_id IS NOT NULL"
        for (version,) in connection.execute(sql, (number,)).fetchall():
            texts.brought(connection, number, version, into)


def _left(connection: Connection, pages: Iterable[int]) -> None:
    """Take away pages of which no capture is left."""
    for page in pages:
        connection.execute("DELETE FROM undecided WHERE page_id = ?", (page,))
        connection.execute("DELETE FROM page WHERE id = ?", (page,))
