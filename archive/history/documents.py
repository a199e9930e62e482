"""Documents through time out of the archive: what replaced them, where they are, who cites them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.archive import Archive
from archive.clean import LISTS
from archive.clean.files import is_document_type
from archive.history import editions as told
from archive.history.editions import Edition, Move, Place, Seen
from archive.store import facts, pages, texts
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.store.documents import is_document
from archive.store.links import standing
from archive.urls import moment

_SPANS = 4_000
"""Links to a document that are looked at."""
_SEEN = (
    "SELECT id, url, time, outcome, status, digest FROM capture "
    "WHERE page_id = ? AND method = 'GET' ORDER BY time, id"
)
# A capture of the same payload refers to the first one of it.
_WITH = (
    "SELECT DISTINCT page_id FROM capture WHERE digest = ? AND revisit_of IS NULL "
    "UNION SELECT again.page_id FROM capture AS first JOIN capture AS again "
    "ON again.revisit_of = first.id WHERE first.digest = ? AND first.revisit_of IS NULL"
)
_ALL = (
    "SELECT DISTINCT page_id FROM capture LEFT JOIN reading ON capture_id = capture.id "
    "WHERE digest IS NOT NULL AND (kind = 'document' OR media_type IN ({types})) {where}"
)


@dataclass(frozen=True, slots=True)
class File:
    """An edition of a document with what the file says of itself.

    Attributes:
        edition: when it stood there.
        capture: the first capture of it.
        title: of its text; empty where none was read.
        pages: how many it has; ``None`` where that is not known.
        created, modified: as its own properties say, ISO 8601.
        version_id: its text; ``None`` without one.
    """

    edition: Edition
    capture: Capture
    title: str
    pages: int | None
    created: str | None
    modified: str | None
    version_id: int | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A citation that leads to another document than before.

    Attributes:
        page: URL of the page that cites both.
        old, new: URLs of the documents.
        after, by: the last capture that cites the old one, the first that cites the new one.
        words: of the link, where they are known.
    """

    page: str
    old: str
    new: str
    after: datetime
    by: datetime
    words: str = ""


def files_of(archive: Archive, url: str) -> list[File]:
    """The files that stood at a document's address one after the other, oldest first."""
    page = pages.of_url(archive.connection, url)
    return _files(archive, page) if page is not None else []


def places_of(archive: Archive, digest: bytes | None) -> list[Place]:
    """Every address at which a file stood, by its SHA-256, in the order they were first seen."""
    run = archive.connection.execute
    rows = run(_WITH, (digest, digest)).fetchall() if digest else []
    found = (told.place(_seen(archive.connection, row[0]), digest or b"") for row in rows)
    return sorted((one for one in found if one), key=lambda one: (one.first, one.url))


def ties_of(archive: Archive, url: str) -> list[Tie]:
    """The citations in which a document took the place of another, or another took its."""
    own = pages.of_url(archive.connection, url)
    if own is None:
        return []
    found = (
        tie
        for turn in sorted(set(_turns(archive.connection, own, both=True)))
        for tie in _tied(archive, turn)
    )
    return [tie for tie in found if own in _ends(archive, tie)]


def replaced(archive: Archive, source: str | None = None) -> Iterator[list[File]]:
    """The documents of which another file stood at the same address later."""
    for page in _documents(archive.connection, source):
        if len(told.editions(_seen(archive.connection, page))) > 1:
            yield _files(archive, page)


def moved(archive: Archive, source: str | None = None) -> Iterator[Move]:
    """The files that went from one address and are at another."""
    digests: set[bytes] = set()
    for page in _documents(archive.connection, source):
        digests |= {one.digest for one in told.editions(_seen(archive.connection, page))}
    for digest in sorted(digests):
        yield from told.moves(digest, places_of(archive, digest))


def tied(archive: Archive, source: str | None = None) -> list[Tie]:
    """The citations that lead to another document than before, oldest first."""
    connection = archive.connection
    turns = {
        turn
        for page in _documents(connection, source)
        for turn in _turns(connection, page, both=False)
    }
    found = [tie for turn in sorted(turns) for tie in _tied(archive, turn)]
    return sorted(found, key=lambda one: (one.by, one.page, one.old))


def _ends(archive: Archive, tie: Tie) -> tuple[int | None, int | None]:
    return pages.of_url(archive.connection, tie.old), pages.of_url(archive.connection, tie.new)


def _files(archive: Archive, page: int) -> list[File]:
    return [_file(archive, one) for one in told.editions(_seen(archive.connection, page))]


def _file(archive: Archive, edition: Edition) -> File:
    capture = archive.capture_by_id(edition.capture_id)
    assert capture is not None  # noqa: S101  # just read
    version = texts.of_capture(archive.connection, capture.id)
    said = facts.of_capture(archive.connection, capture.id)
    dates = {one.about: one.value for one in said.claims if one.origin == "document"}
    return File(
        edition,
        capture,
        version.title if version else "",
        len(version.pages) or None if version else None,
        dates.get("published"),
        dates.get("modified"),
        version.id if version else None,
    )


def _seen(connection: Connection, page: int) -> list[Seen]:
    rows = connection.execute(_SEEN, (page,))
    return [Seen(row[0], row[1], moment(row[2]), *row[3:]) for row in rows]


def _documents(connection: Connection, source: str | None) -> list[int]:
    """The pages that are documents: by what was read from them, else by their type."""
    named = [row[0] for row in connection.execute("SELECT DISTINCT media_type FROM capture")]
    types = [one for one in named if is_document_type(one)]
    where = "AND source_id = (SELECT id FROM source WHERE name = ?)" if source else ""
    sql = _ALL.format(types=", ".join("?" * len(types)), where=where)
    values = [*types, source] if source else types
    return sorted(row[0] for row in connection.execute(sql, values))


_Turn = tuple[int, int]
"""A page, and the capture of it with which its links changed, by their numbers."""


def _turns(connection: Connection, page: int, *, both: bool) -> Iterator[_Turn]:
    """When links to a document went; and when they came, if wanted."""
    row = connection.execute("SELECT url FROM page WHERE id = ?", (page,)).fetchone()
    for citing, spans in standing(connection, row[0], page, _SPANS).items():
        for since, until in spans:
            if until is not None:
                yield citing, until
            if both:
                yield citing, since


def _tied(archive: Archive, turn: _Turn) -> Iterator[Tie]:
    """The citations that lead to another document from one capture of a page on.

    A link that came as another went, in the same words; or the only ones that came and went. Lists
    of documents change their links with every new one, which replaces nothing.
    """
    run = archive.connection.execute
    sql = "SELECT max(capture_id) FROM linked WHERE page_id = ? AND capture_id < ?"
    (number,) = run(sql, turn).fetchone()
    before, now = archive.capture_by_id(number or 0), archive.capture_by_id(turn[1])
    kind = run("SELECT kind FROM reading WHERE capture_id = ?", (turn[1],)).fetchone()
    if before is None or now is None or (kind and kind[0] in LISTS):
        return
    went, came = (_linked(archive, turn, column) for column in ("until", "since"))
    if not went or not came or set(went) & set(came):
        return
    old_words, new_words = _words(archive, before.id), _words(archive, now.id)
    is_only = len(came) == len(went) == 1
    for old, url in went.items():
        said = old_words.get(old, "")
        alike = [one for one in came if said and new_words.get(one) == said]
        for new in alike if len(alike) == 1 else came if is_only else ():
            yield Tie(now.url, url, came[new], before.time, now.time, said)


def _linked(archive: Archive, turn: _Turn, column: str) -> dict[int, str]:
    """The documents whose links came to a page, or went from it, with a capture of it."""
    sql = (
        "SELECT address.url FROM link_span JOIN address ON address.id = address_id "
        f"WHERE page_id = ? AND kind = 'page' AND {column} = ?"
    )
    found: dict[int, str] = {}
    for (url,) in archive.connection.execute(sql, turn):
        page = pages.of_url(archive.connection, url)
        if page is not None and _is_document(archive, page):
            found.setdefault(page, url)
    return found


def _is_document(archive: Archive, page: int) -> bool:
    sql = "SELECT id FROM capture WHERE page_id = ? AND digest IS NOT NULL ORDER BY time LIMIT 20"
    rows = archive.connection.execute(sql, (page,)).fetchall()
    shown = (archive.capture_by_id(row[0]) for row in rows)
    return any(one and is_document(archive.connection, one) for one in shown)


def _words(archive: Archive, capture_id: int) -> dict[int, str]:
    """The words by which a capture cites other pages, in its text."""
    found: dict[int, str] = {}
    for one in facts.of_capture(archive.connection, capture_id).references:
        page = pages.of_url(archive.connection, one.url.partition("#")[0])
        if page is not None:
            found.setdefault(page, one.words)
    return found
