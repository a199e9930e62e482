"""What is derived anew, against what the archive has: found, and brought over, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.store.database import Connection
from archive.store.digests import VERSION_FACTS

MOST_CAPTURES = 2000
"""Captures that are compared at a time; a page with more is compared alone."""

Span = tuple[int, int]
"""Pages with numbers above the first and up to the second."""

_COLUMNS = (
    "urlkey", "url", "time", "method", "status", "media_type", "outcome", "evidence", "digest",
    "size", "via", "wall",
)  # fmt: skip
_WORDS = ("title", "summary", "text", *VERSION_FACTS)
_PAGES = "SELECT id FROM main.page WHERE id > :low AND id <= :high"
_CAPTURES = "SELECT id FROM main.capture WHERE page_id > :low AND page_id <= :high"

# Each gives rows that do not depend on the numbers of versions and addresses: what it is, the
# capture, and what is said of it.
_VIEWS = {
    "page": (
        "SELECT NULL, page.url, page.urlkey, version.digest FROM {db}.page "
        f"LEFT JOIN {{db}}.version ON version.id = page.version_id WHERE page.id IN ({_PAGES})"
    ),
    "capture": (
        f"SELECT id, {', '.join(_COLUMNS)}, page_id FROM {{db}}.capture WHERE id IN ({_CAPTURES})"
    ),
    "text": (
        "SELECT reading.capture_id, version.digest, version.page_id FROM {db}.reading "
        "LEFT JOIN {db}.version ON version.id = reading.version_id "
        f"WHERE reading.capture_id IN ({_CAPTURES})"
    ),
    "reading": (
        "SELECT capture_id, kind, note, extractor FROM {db}.reading "
        f"WHERE capture_id IN ({_CAPTURES})"
    ),
    "version": (
        f"SELECT capture_id, page_id, digest, {', '.join(_WORDS)}, fixity FROM {{db}}.version "
        f"WHERE page_id IN ({_PAGES})"
    ),
    "links": (
        "SELECT link.capture_id, link.kind, address.url FROM {db}.link "
        f"JOIN {{db}}.address ON address.id = address_id WHERE link.capture_id IN ({_CAPTURES})"
    ),
    "short answer": (
        "SELECT capture_id, host, time, title, text FROM {db}.brief "
        f"WHERE capture_id IN ({_CAPTURES})"
    ),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is derived otherwise than the archive has it.

    Attributes:
        kind: page, capture, text, reading, version, links or short answer.
        capture: the capture it is of, if of one.
        url: its URL, or that of the page.
        was: outcome and text of the capture in the archive.
        now: the same as derived anew.
    """

    kind: str
    capture: int | None
    url: str
    was: str
    now: str


def spans(connection: Connection) -> Iterator[Span]:
    """All pages, some at a time."""
    sql = (
        "SELECT page.id, (SELECT count(*) FROM main.capture WHERE page_id = page.id) "
        "FROM main.page ORDER BY page.id"
    )
    low = high = held = 0
    for number, count in connection.execute(sql).fetchall():
        if held and held + count > MOST_CAPTURES:
            yield low, high
            low, held = high, 0
        high, held = number, held + count
    if held:
        yield low, high


def differences(connection: Connection, span: Span) -> list[Difference]:
    """What differs in some pages."""
    low, high = span
    values = {"low": low, "high": high}
    found: dict[tuple[str, Any], Difference] = {}
    for kind, view in _VIEWS.items():
        here, there = (view.format(db=name) for name in ("main", "held"))
        for one, other in ((here, there), (there, here)):
            for row in connection.execute(f"{one} EXCEPT {other}", values):
                capture = row[0]
                key = (kind, row[1] if capture is None else capture)
                if key not in found:
                    found[key] = _difference(connection, kind, capture, row)
    return list(found.values())


def brought_over(connection: Connection, span: Span) -> None:
    """Make the archive say of some pages what is derived anew. Within a transaction."""
    low, high = span
    for statement in _STATEMENTS:
        connection.execute(statement, {"low": low, "high": high})


def cleared(connection: Connection) -> int:
    """Take away texts that no capture shows, of pages without captures. Within a transaction."""
    gone = "SELECT id FROM held.page WHERE NOT EXISTS (SELECT 1 FROM main.page WHERE id = page.id)"
    of = f"WHERE page_id IN ({gone}) AND NOT EXISTS {_SHOWN}"
    connection.execute(
        "UPDATE held.page SET version_id = NULL WHERE version_id IN "
        f"(SELECT id FROM held.version {of})"
    )
    return int(connection.execute(f"DELETE FROM held.version {of}").rowcount)


def _difference(connection: Connection, kind: str, capture: int | None, row: Any) -> Difference:
    if capture is None:
        return Difference(kind, None, str(row[1]), "", "")
    said = []
    for name in ("held", "main"):
        sql = (
            f"SELECT url, outcome, title FROM {name}.capture "
            f"LEFT JOIN {name}.reading ON reading.capture_id = capture.id "
            f"LEFT JOIN {name}.version ON version.id = reading.version_id WHERE capture.id = ?"
        )
        said.append(connection.execute(sql, (capture,)).fetchone() or ("", "", None))
    words = [f"{outcome}, {title!r}" if title else str(outcome) for _, outcome, title in said]
    return Difference(kind, capture, said[1][0] or said[0][0], *words)


_SHOWN = "(SELECT 1 FROM held.reading WHERE reading.version_id = version.id)"
_VERSION = ("page_id", "digest", *_WORDS, "fixity", "capture_id")


def _twin(version: str) -> str:
    """The number in the archive of a version here."""
    return (
        "(SELECT kept.id FROM held.version AS kept JOIN main.version AS made "
        "ON kept.page_id = made.page_id AND kept.digest = made.digest "
        f"WHERE made.id = {version})"
    )


def _assigned(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = here.{name}" for name in names)


def _differs(names: tuple[str, ...]) -> str:
    return " OR ".join(f"there.{name} IS NOT here.{name}" for name in names)


def _of(table: str, names: tuple[str, ...], same: str, pages: str) -> str:
    """Rows of the archive made equal to those here."""
    return (
        f"UPDATE held.{table} AS there SET {_assigned(names)} FROM main.{table} AS here "
        f"WHERE {same} AND {pages} AND ({_differs(names)})"
    )


_STATEMENTS = (
    f"INSERT INTO held.page (id, urlkey, url) SELECT id, urlkey, url FROM main.page WHERE id IN "
    f"({_PAGES}) AND NOT EXISTS (SELECT 1 FROM held.page AS there WHERE there.id = page.id)",
    _of("page", ("urlkey", "url"), "there.id = here.id", f"here.id IN ({_PAGES})"),
    _of("capture", (*_COLUMNS, "page_id"), "there.id = here.id", f"here.id IN ({_CAPTURES})"),
    _of(
        "version",
        (*_WORDS, "fixity", "capture_id"),
        "there.page_id = here.page_id AND there.digest = here.digest",
        f"here.page_id IN ({_PAGES})",
    ),
    f"INSERT INTO held.version ({', '.join(_VERSION)}) SELECT {', '.join(_VERSION)} "
    f"FROM main.version AS here WHERE page_id IN ({_PAGES}) AND NOT EXISTS "
    "(SELECT 1 FROM held.version AS there WHERE there.page_id = here.page_id "
    "AND there.digest = here.digest) ORDER BY here.id",
    f"DELETE FROM held.reading WHERE capture_id IN ({_CAPTURES}) "
    "AND capture_id NOT IN (SELECT capture_id FROM main.reading)",
    "INSERT INTO held.reading (capture_id, version_id, kind, note, extractor) "
    f"SELECT capture_id, {_twin('new.version_id')}, kind, note, extractor "
    f"FROM main.reading AS new WHERE capture_id IN ({_CAPTURES}) AND NOT EXISTS "
    "(SELECT 1 FROM held.reading AS old WHERE old.capture_id = new.capture_id "
    f"AND old.version_id IS {_twin('new.version_id')} AND old.kind = new.kind "
    "AND old.note = new.note AND old.extractor = new.extractor) "
    "ON CONFLICT (capture_id) DO UPDATE SET version_id = excluded.version_id, "
    "kind = excluded.kind, note = excluded.note, extractor = excluded.extractor",
    "INSERT OR IGNORE INTO held.address (url) SELECT url FROM main.address WHERE id IN "
    f"(SELECT address_id FROM main.link WHERE capture_id IN ({_CAPTURES})) ORDER BY id",
    f"DELETE FROM held.link WHERE capture_id IN ({_CAPTURES}) AND NOT EXISTS "
    "(SELECT 1 FROM main.link AS here JOIN main.address AS named ON named.id = here.address_id "
    "JOIN held.address AS known ON known.url = named.url WHERE here.capture_id = link.capture_id "
    "AND here.kind = link.kind AND known.id = link.address_id)",
    "INSERT OR IGNORE INTO held.link (capture_id, kind, address_id) SELECT here.capture_id, "
    "here.kind, known.id FROM main.link AS here JOIN main.address AS named "
    "ON named.id = here.address_id JOIN held.address AS known ON known.url = named.url "
    f"WHERE here.capture_id IN ({_CAPTURES})",
    f"DELETE FROM held.brief WHERE capture_id IN ({_CAPTURES}) "
    "AND capture_id NOT IN (SELECT capture_id FROM main.brief)",
    "INSERT OR REPLACE INTO held.brief SELECT * FROM main.brief AS new "
    f"WHERE capture_id IN ({_CAPTURES}) AND NOT EXISTS (SELECT 1 FROM held.brief AS old "
    "WHERE old.capture_id = new.capture_id AND old.host = new.host AND old.time = new.time "
    "AND old.title = new.title AND old.text = new.text)",
    "UPDATE held.page AS there SET version_id = "
    f"{_twin('(SELECT version_id FROM main.page AS here WHERE here.id = there.id)')} "
    f"WHERE id IN ({_PAGES}) AND version_id IS NOT "
    f"{_twin('(SELECT version_id FROM main.page AS here WHERE here.id = there.id)')}",
    f"DELETE FROM held.version WHERE page_id IN ({_PAGES}) AND NOT EXISTS {_SHOWN}",
)
"""In this order everything refers to what is there, after each of them."""
