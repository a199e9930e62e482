"""Spans: from which capture of a page to which a link stood on it.

Most links of a page are on its next capture, too: only what came and went is written. The view
``link`` gives the links of each capture, of those in table ``linked``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.store.database import Connection

_LATER = "SELECT min(capture_id) FROM linked WHERE page_id = ? AND capture_id > ?"


def written(connection: Connection, capture_id: int, links: Iterable[tuple[str, int]]) -> None:
    """Write the links of a capture, in place of those it has.

    Args:
        connection: where to.
        capture_id: the capture.
        links: kind and number of the address of each.
    """
    wanted = set(links)
    (page_id,) = connection.execute(
        "SELECT page_id FROM capture WHERE id = ?", (capture_id,)
    ).fetchone()
    (later,) = connection.execute(_LATER, (page_id, capture_id)).fetchone()
    sql = (
        "SELECT kind, address_id, since, until FROM link_span "
        "WHERE page_id = ? AND since <= ? AND (until IS NULL OR until > ?)"
    )
    rows = connection.execute(sql, (page_id, capture_id, capture_id)).fetchall()
    there = {(kind, address): (since, until) for kind, address, since, until in rows}
    for link in sorted(there.keys() - wanted):
        _cut(connection, page_id, link, there[link], (capture_id, later))
    connection.executemany(
        "INSERT INTO link_span (page_id, kind, address_id, since, until) VALUES (?, ?, ?, ?, ?)",
        [(page_id, *link, capture_id, later) for link in sorted(wanted - there.keys())],
    )
    if wanted:
        sql = "INSERT OR IGNORE INTO linked (capture_id, page_id) VALUES (?, ?)"
        connection.execute(sql, (capture_id, page_id))
    else:
        connection.execute("DELETE FROM linked WHERE capture_id = ?", (capture_id,))


def _cut(
    connection: Connection,
    page_id: int,
    link: tuple[str, int],
    span: tuple[int, int | None],
    gap: tuple[int, int | None],
) -> None:
    """Take a capture out of a span: what is left before it, and from the next one on."""
    (since, until), (at, later) = span, gap
    where = "WHERE page_id = ? AND kind = ? AND address_id = ? AND since = ?"
    key = (page_id, *link, since)
    if since < at:
        connection.execute(f"UPDATE link_span SET until = ? {where}", (at, *key))
    else:
        connection.execute(f"DELETE FROM link_span {where}", key)
    if later is not None and (until is None or until > later):
        connection.execute(
            "INSERT INTO link_span (page_id, kind, address_id, since, until) "
            "VALUES (?, ?, ?, ?, ?)",
            (page_id, *link, later, until),
        )


def forgotten(connection: Connection, page_ids: Iterable[int], capture_ids: Iterable[int]) -> None:
    """Take the links of captures out that are to be deleted.

    Their numbers may go on bounding spans: what stood on the captures that stay does not change.

    Args:
        connection: where.
        page_ids: the pages they are captures of.
        capture_ids: the captures.
    """
    rows = [(number,) for number in capture_ids]
    connection.executemany("DELETE FROM linked WHERE capture_id = ?", rows)
    pages = [(page_id,) for page_id in page_ids]
    sql = "SELECT DISTINCT address_id FROM link_span WHERE page_id = ?"
    targets = {row for page in pages for row in connection.execute(sql, page).fetchall()}
    connection.executemany(
        "DELETE FROM link_span WHERE page_id = ? AND NOT EXISTS (SELECT 1 FROM linked "
        "WHERE linked.page_id = link_span.page_id AND linked.capture_id >= link_span.since "
        "AND (link_span.until IS NULL OR linked.capture_id < link_span.until))",
        pages,
    )
    sql = (
        "SELECT stem_id FROM target WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM link_span WHERE address_id = target.id)"
    )
    gone = {one: row for one in targets for row in connection.execute(sql, one).fetchall()}
    connection.executemany("DELETE FROM target WHERE id = ?", sorted(gone))
    connection.executemany(
        "DELETE FROM stem WHERE id = ? AND NOT EXISTS "
        "(SELECT 1 FROM target WHERE stem_id = stem.id)",
        sorted(set(gone.values())),
    )


def swept(connection: Connection) -> int:
    """Delete spans that no capture stands in any more, and addresses nothing points to.

    Returns:
        How many addresses went.
    """
    connection.execute(
        "DELETE FROM link_span WHERE NOT EXISTS (SELECT 1 FROM linked "
        "WHERE linked.page_id = link_span.page_id AND linked.capture_id >= link_span.since "
        "AND (link_span.until IS NULL OR linked.capture_id < link_span.until))"
    )
    sql = "DELETE FROM target WHERE id NOT IN (SELECT address_id FROM link_span)"
    gone = int(connection.execute(sql).rowcount)
    connection.execute("DELETE FROM stem WHERE id NOT IN (SELECT stem_id FROM target)")
    return gone
