"""Versions of pages: each distinct clean text once, and which capture shows which."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.clean import LISTS, Article, Block, Link
from archive.errors import DamagedArchive
from archive.store import addresses, deltas, facts, fingerprints, imprints, index, pages, spans
from archive.store.digests import VERSION_FACTS, facts_digest, text_digest
from archive.store.outline import blocks_of, outline_of, pages_of
from archive.urls import moment

if TYPE_CHECKING:
    from archive.store.database import Connection

COLUMNS = (
    "version.id, version.page_id, page.url, version.kind, version.title, version.summary, "
    f"{deltas.TEXT}, {deltas.BLOCKS}, version.authors, version.published, version.modified, "
    "version.language, version.canonical, version.extractor, version.capture_id, "
    "capture.time, page.version_id = version.id"
)
_FROM = (
    "FROM version JOIN page ON page.id = version.page_id "
    "JOIN capture ON capture.id = version.capture_id"
)
_INSERT_READING = (
    "INSERT INTO reading (capture_id, version_id, kind, note, extractor, facts_id, leads_id, "
    "imprint, layout) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_HELD = (
    "SELECT version_id, page_id, facts_id, leads_id FROM reading JOIN capture ON id = capture_id"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A distinct clean text of a page.

    Attributes:
        id: its number in the archive file.
        page_id: the page.
        url: URL of the page, as first met.
        kind: page kind: article, listing, document ...
        title, summary, text: the words.
        blocks: the text in blocks.
        authors: names as the page gives them.
        published, modified: ISO 8601 as the page says, or ``None``.
        language: ISO 639-1, or ``None``.
        canonical: what the page calls its own URL.
        extractor: what read it.
        capture_id: the capture it was first read from.
        first_seen: when that was.
        is_current: whether the page shows it now.
        pages: of a document that has pages, for each the number of the first block that begins on
            it or after it.
    """

    id: int
    page_id: int
    url: str
    kind: str
    title: str
    summary: str
    text: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    canonical: str | None
    extractor: str
    capture_id: int
    first_seen: datetime
    is_current: bool
    pages: tuple[int, ...] = ()


def read_into(connection: Connection, capture_id: int, page_id: int, article: Article) -> None:
    """Store what was read from a capture; its text becomes the page's current version."""
    version_id = None
    if article.blocks:
        version_id = _version_id(connection, capture_id, page_id, article)
    (url,) = connection.execute("SELECT url FROM capture WHERE id = ?", (capture_id,)).fetchone()
    row = (
        capture_id, version_id, article.kind, article.note, article.extractor,
        *facts.kept(connection, article, url), imprints.sealed(article.imprint, article.layout),
        article.layout or None,
    )  # fmt: skip
    connection.execute(_INSERT_READING, row)
    if version_id is not None:
        _make_current(connection, page_id)
        _make_first(connection, version_id, capture_id)
        index.settled(connection)
        deltas.settled(connection, page_id)


def read_as(connection: Connection, capture_id: int, page_id: int, original: int) -> bool:
    """Give a revisit the reading of the capture it repeats; whether there was one for its page."""
    sql = (
        "SELECT version_id, kind, note, extractor, facts_id, leads_id, imprint, layout "
        "FROM reading JOIN capture ON id = capture_id WHERE capture_id = ? AND page_id = ?"
    )
    row = connection.execute(sql, (original, page_id)).fetchone()
    if row is None:
        return False
    connection.execute(_INSERT_READING, (capture_id, *row))
    if row[0] is not None:
        _make_current(connection, page_id)
        _make_first(connection, row[0], capture_id)
        index.settled(connection)
        deltas.settled(connection, page_id)
    return True


def unread(connection: Connection, capture_ids: Sequence[int], note: str) -> None:
    """Take back what was read from captures: their texts leave the versions and the search.

    A text that another capture shows stays, with that one as its first.
    """
    versions: set[int] = set()
    pages: set[int] = set()
    for number in capture_ids:
        row = connection.execute(f"{_HELD} WHERE capture_id = ?", (number,)).fetchone()
        if row is None:
            continue
        version_id, page_id, *said = row
        versions |= {version_id} - {None}
        connection.execute(
            "UPDATE reading SET version_id = NULL, kind = 'error', note = ?, facts_id = NULL, "
            "leads_id = NULL, imprint = NULL, layout = NULL WHERE capture_id = ?",
            (note, number),
        )
        connection.execute("DELETE FROM linked WHERE capture_id = ?", (number,))
        _settle_facts(connection, [said])
        _make_current(connection, page_id)
        pages.add(page_id)
    _settle_versions(connection, versions, pages)
    index.settled(connection)


def withdrawn(connection: Connection, capture_ids: Sequence[int]) -> None:
    """Delete the readings of captures that are to be deleted, and what only they show."""
    versions: set[int] = set()
    pages: set[int] = set()
    said: list[Sequence[int | None]] = []
    for number in capture_ids:
        for row in connection.execute(f"{_HELD} WHERE capture_id = ?", (number,)).fetchall():
            versions |= {row[0]} - {None}
            pages.add(row[1])
            said.append(row[2:])
        connection.execute("DELETE FROM reading WHERE capture_id = ?", (number,))
    _settle_facts(connection, said)
    for page_id in pages:
        _make_current(connection, page_id)
    _settle_versions(connection, versions, pages)
    index.settled(connection)


def _settle_facts(connection: Connection, said: Iterable[Sequence[int | None]]) -> None:
    columns = zip(*said, strict=True)
    for table, numbers in zip(facts.TABLES, columns, strict=False):
        facts.settled(connection, table, numbers)


def brought(connection: Connection, capture_id: int, version_id: int, page_id: int) -> None:
    """Let a capture that was brought to a page show its text as one of that page."""
    row = connection.execute(
        "SELECT twin.id FROM version AS own JOIN version AS twin ON twin.digest = own.digest "
        "WHERE own.id = ? AND twin.page_id = ?",
        (version_id, page_id),
    ).fetchone()
    if (
        row is None
        and not connection.execute(
            "SELECT 1 FROM reading JOIN capture ON capture.id = capture_id "
            "WHERE version_id = ? AND page_id <> ? LIMIT 1",
            (version_id, page_id),
        ).fetchone()
    ):
        sql = "UPDATE version SET page_id = ? WHERE id = ?"
        connection.execute(sql, (page_id, version_id))
        return
    columns = f"digest, title, summary, text, {', '.join(VERSION_FACTS)}, fixity"
    deltas.unfolded(connection, [version_id])
    sql = (
        f"INSERT INTO version (page_id, {columns}, capture_id) SELECT ?, {columns}, ? "
        "FROM version WHERE id = ?"
    )
    values = (page_id, capture_id, version_id)
    twin = row[0] if row else int(connection.execute(sql, values).lastrowid)
    sql = "UPDATE reading SET version_id = ? WHERE capture_id = ?"
    connection.execute(sql, (twin, capture_id))


def settled(connection: Connection, page_ids: Iterable[int]) -> None:
    """Let pages whose captures came or went show the last of their texts, and no others."""
    versions: set[int] = set()
    pages = tuple(page_ids)
    for page_id in pages:
        _make_current(connection, page_id)
        rows = connection.execute("SELECT id FROM version WHERE page_id = ?", (page_id,))
        versions |= {row[0] for row in rows}
    _settle_versions(connection, versions, pages)


def link_from(connection: Connection, capture_id: int, links: Iterable[Link]) -> None:
    """Store where a capture points to."""
    named = [(link.kind, addresses.numbered(connection, link.url)) for link in links]
    if named:
        spans.written(connection, capture_id, named)


def links_of(connection: Connection, url: str) -> tuple[Link, ...]:
    """Where a page pointed to when its links were last read, without the words of the links."""
    sql = (
        "SELECT address.url, link.kind FROM link JOIN address ON address.id = address_id "
        "WHERE link.capture_id = (SELECT id FROM capture WHERE page_id = ? "
        "AND id IN (SELECT capture_id FROM linked) "
        "ORDER BY time DESC, id DESC LIMIT 1) ORDER BY address.id"
    )
    page = pages.of_url(connection, url)
    return tuple(Link(*row) for row in connection.execute(sql, (page,)))


def of_page(connection: Connection, url: str) -> list[Version]:
    """The versions of a page, in the order they were first seen."""
    sql = f"SELECT {COLUMNS} {_FROM} WHERE page.id = ? ORDER BY capture.time, version.id"
    return [version_of(row) for row in connection.execute(sql, (pages.of_url(connection, url),))]


def of_capture(connection: Connection, capture_id: int) -> Version | None:
    """The version a capture shows."""
    sql = (
        f"SELECT {COLUMNS} {_FROM} JOIN reading ON reading.version_id = version.id "
        "WHERE reading.capture_id = ?"
    )
    row = connection.execute(sql, (capture_id,)).fetchone()
    return version_of(row) if row else None


def by_id(connection: Connection, version_id: int) -> Version | None:
    """The version with this number."""
    sql = f"SELECT {COLUMNS} {_FROM} WHERE version.id = ?"
    row = connection.execute(sql, (version_id,)).fetchone()
    return version_of(row) if row else None


def version_of(row: Sequence[Any]) -> Version:
    """A version from its columns.

    Raises:
        DamagedArchive: they are none.
    """
    values = list(row)
    if values[6] is None or values[7] is None:
        raise DamagedArchive(f"text {row[0]} of {row[2]}, or one that it is told by, is damaged")
    try:
        values.append(pages_of(values[7]))
        values[7] = blocks_of(values[6], values[7])
        values[8] = tuple(json.loads(values[8]))
        values[15] = moment(values[15])
    except (TypeError, ValueError, OverflowError) as error:
        raise DamagedArchive(f"text {row[0]} of {row[2]} is damaged: {error}") from error
    values[16] = bool(values[16])
    return Version(*values)


def _version_id(connection: Connection, capture_id: int, page_id: int, article: Article) -> int:
    digest = text_digest(article.title, article.summary, article.full)
    sql = "SELECT id FROM version WHERE page_id = ? AND digest = ?"
    if row := connection.execute(sql, (page_id, digest)).fetchone():
        return int(row[0])
    authors = json.dumps(article.authors, ensure_ascii=False)
    facts = (
        article.kind, outline_of(article.blocks, article.pages), authors, article.published,
        article.modified, article.language, article.canonical, article.extractor,
    )  # fmt: skip
    words = (article.title, article.summary, article.full)
    values = (page_id, digest, *words, *facts, facts_digest(facts), capture_id)
    sql = (
        f"INSERT INTO version (page_id, digest, title, summary, text, {', '.join(VERSION_FACTS)}, "
        f"fixity, capture_id) VALUES ({', '.join('?' * len(values))})"
    )
    number = int(connection.execute(sql, values).lastrowid)
    fingerprints.written(connection, page_id, article.kind, article.summary, article.full)
    return number


def _make_current(connection: Connection, page_id: int) -> None:
    # An import may bring in captures older than those already here.
    connection.execute(
        "UPDATE page SET version_id = ("
        "SELECT reading.version_id FROM capture JOIN reading ON capture_id = capture.id "
        "WHERE capture.page_id = page.id AND reading.version_id IS NOT NULL "
        "ORDER BY capture.time DESC, capture.id DESC LIMIT 1) WHERE id = ?",
        (page_id,),
    )


def _make_first(connection: Connection, version_id: int, capture_id: int) -> None:
    # The same: what is imported late may have been the first to show a text.
    connection.execute(
        "UPDATE version SET capture_id = :capture WHERE id = :version AND "
        "(SELECT time FROM capture WHERE id = version.capture_id) > "
        "(SELECT time FROM capture WHERE id = :capture)",
        {"capture": capture_id, "version": version_id},
    )


def _settle_versions(
    connection: Connection, version_ids: Iterable[int], page_ids: Iterable[int]
) -> None:
    """Let versions begin with the first capture that shows them; without any they are no more."""
    gone: list[int] = []
    for version_id in version_ids:
        first = connection.execute(
            "SELECT capture.id FROM reading JOIN capture ON capture.id = reading.capture_id "
            "WHERE version_id = ? ORDER BY time, capture.id LIMIT 1",
            (version_id,),
        ).fetchone()
        if first is None:
            gone.append(version_id)
        else:
            sql = "UPDATE version SET capture_id = ? WHERE id = ?"
            connection.execute(sql, (first[0], version_id))
    _delete_versions(connection, gone)
    for page_id in page_ids:
        deltas.settled(connection, page_id)


def _delete_versions(connection: Connection, gone: Sequence[int]) -> None:
    if not gone:
        return
    among = "IN (SELECT value FROM json_each(?))"
    listed = json.dumps(sorted(gone))
    numbers: dict[int, set[int]] = {}
    # As bytes: what is deleted may be damaged.
    sql = (
        f"SELECT page_id, kind, CAST(summary AS BLOB), CAST({deltas.TEXT} AS BLOB) FROM version "
        f"WHERE id {among}"
    )
    for page_id, kind, *words in connection.execute(sql, (listed,)):
        summary, text = ((word or b"").decode("utf-8", "replace") for word in words)
        numbers.setdefault(page_id, set()).update(fingerprints.of_version(kind, summary, text))
    deltas.parted(connection, gone)
    # In one statement, as they rest on each other.
    connection.execute(f"DELETE FROM version WHERE id {among}", (listed,))
    # Once for a page: what stays of it is read for that, and it may have thousands of versions.
    for page_id, found in numbers.items():
        fingerprints.withdrawn(connection, page_id, found)


def change_of(connection: Connection, capture_id: int, page_id: int) -> str | None:
    """What the text of a page's latest capture is against the one before.

    Returns:
        ``new``, ``changed`` or ``unchanged``, and ``listing`` for a listing page that changed, as
        it does with every item; ``reread`` where it is another text and was read in another way
        than the one before, so that who changed it cannot be told; ``None`` where the capture
        shows no text. What differs by noise only is ``unchanged``.
    """
    rows = connection.execute(
        "SELECT capture.id, version_id, reading.kind, extractor, change.kind FROM capture "
        "JOIN reading ON reading.capture_id = capture.id "
        "LEFT JOIN change ON change.capture_id = capture.id "
        "WHERE page_id = ? AND version_id IS NOT NULL "
        "ORDER BY capture.time DESC, capture.id DESC LIMIT 2",
        (page_id,),
    ).fetchall()
    if not rows or rows[0][0] != capture_id:
        return None
    if len(rows) == 1:
        return "new"
    if rows[0][1] == rows[1][1] or rows[0][4] == "unchanged":
        return "unchanged"
    if rows[0][3] != rows[1][3]:
        return "reread"
    return "listing" if rows[0][2] in LISTS else "changed"
