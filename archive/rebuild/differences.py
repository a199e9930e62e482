"""What is derived anew, against what the archive has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.store.database import Connection
from archive.store.digests import VERSION_FACTS

MOST_CAPTURES = 500
"""Captures that are compared at a time; a page with more is compared alone."""

Span = tuple[int, int]
"""Pages with numbers above the first and up to the second."""

COLUMNS = (
    "urlkey", "url", "time", "method", "status", "media_type", "outcome", "evidence", "digest",
    "size", "via", "wall",
)  # fmt: skip
WORDS = ("title", "summary", "text", *VERSION_FACTS)


def words_of(db: str) -> str:
    """``WORDS`` of a version, however they are kept."""
    packed = {"text": "worded", "blocks": "outlined"}
    return ", ".join(
        f"coalesce({name}, {packed[name]}(version.id, '{db}')) AS {name}"
        if name in packed
        else name
        for name in WORDS
    )


PAGES = "SELECT id FROM main.page WHERE id > :low AND id <= :high"
CAPTURES = "SELECT id FROM main.capture WHERE page_id > :low AND page_id <= :high"

# Each gives rows that do not depend on the numbers of versions and addresses: what it is, the
# capture, and what is said of it.
_VIEWS = {
    "page": (
        "SELECT NULL, page.url, page.urlkey, version.digest FROM {db}.page "
        f"LEFT JOIN {{db}}.version ON version.id = page.version_id WHERE page.id IN ({PAGES})"
    ),
    "capture": (
        f"SELECT id, {', '.join(COLUMNS)}, page_id FROM {{db}}.capture WHERE id IN ({CAPTURES})"
    ),
    "text": (
        "SELECT reading.capture_id, version.digest, version.page_id FROM {db}.reading "
        "LEFT JOIN {db}.version ON version.id = reading.version_id "
        f"WHERE reading.capture_id IN ({CAPTURES})"
    ),
    "reading": (
        "SELECT capture_id, kind, note, extractor, imprint, layout FROM {db}.reading "
        f"WHERE capture_id IN ({CAPTURES})"
    ),
    "facts": (
        "SELECT reading.capture_id, facts.digest, facts.data, leads.digest, unpacked(leads.data) "
        "FROM {db}.reading LEFT JOIN {db}.facts ON facts.id = reading.facts_id "
        "LEFT JOIN {db}.leads ON leads.id = reading.leads_id "
        f"WHERE reading.capture_id IN ({CAPTURES})"
    ),
    "version": (
        "SELECT capture_id, page_id, digest, {words}, fixity FROM {db}.version "
        f"WHERE page_id IN ({PAGES})"
    ),
    "links": (
        "SELECT link.capture_id, link.kind, address.url FROM {db}.link "
        f"JOIN {{db}}.address ON address.id = address_id WHERE link.capture_id IN ({CAPTURES})"
    ),
    "short answer": (
        "SELECT capture_id, host, time, title, text FROM {db}.brief "
        f"WHERE capture_id IN ({CAPTURES})"
    ),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is derived otherwise than the archive has it.

    Attributes:
        kind: page, capture, text, reading, facts, version, links, short answer or site.
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
        here, there = (view.format(db=db, words=words_of(db)) for db in ("main", "held"))
        for one, other in ((here, there), (there, here)):
            for row in connection.execute(f"{one} EXCEPT {other}", values):
                capture = row[0]
                key = (kind, row[1] if capture is None else capture)
                if key not in found:
                    found[key] = _difference(connection, kind, capture, row)
    return list(found.values())


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
