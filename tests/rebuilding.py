"""What is derived in an archive: compared, wiped out, and rebuilt in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from archive import Archive
from archive.fixity import verified
from archive.rebuild import Difference, Rebuilt, rebuilt
from archive.rebuild.observing import Shown, shown
from archive.store import deltas

QUERIES = {
    "captures": "SELECT capture.id, page.urlkey, page.url, capture.urlkey, capture.url, time, "
    "method, status, media_type, outcome, evidence, digest, size, revisit_of, "
    "how, via, wall, source_id "
    "FROM capture JOIN page ON page.id = page_id ORDER BY capture.id",
    "readings": "SELECT reading.capture_id, reading.kind, note, reading.extractor, "
    "version.digest, page.urlkey, facts.digest, facts.data, leads.digest, leads.data, "
    "imprint, layout "
    "FROM reading LEFT JOIN version ON version.id = reading.version_id "
    "LEFT JOIN page ON page.id = version.page_id LEFT JOIN facts ON facts.id = facts_id "
    "LEFT JOIN leads ON leads.id = leads_id ORDER BY 1",
    "versions": "SELECT page.urlkey, digest, kind, title, summary, "
    f"{deltas.TEXT}, {deltas.BLOCKS}, authors, "
    "published, modified, language, canonical, extractor, fixity, capture_id, "
    "page.version_id IS version.id FROM version JOIN page ON page.id = page_id ORDER BY 1, 2",
    "pages": "SELECT page.urlkey, page.url, version.digest FROM page "
    "LEFT JOIN version ON version.id = page.version_id ORDER BY 1",
    "links": "SELECT capture_id, kind, url FROM link JOIN address ON address.id = address_id "
    "ORDER BY 1, 2, 3",
    "changes": "SELECT * FROM change ORDER BY 1",
    "briefs": "SELECT * FROM brief ORDER BY 1",
    "hits": "SELECT page.urlkey, version.title FROM latest_fts JOIN version "
    "ON version.id = latest_fts.rowid JOIN page ON page.id = version.page_id "
    "WHERE latest_fts MATCH 'prisons OR box OR fourth' ORDER BY 1, 2",
    "older hits": "SELECT page.urlkey, version.title FROM past_fts JOIN version "
    "ON version.id = past_fts.rowid JOIN page ON page.id = version.page_id "
    "WHERE past_fts MATCH 'prisons OR box OR fourth' ORDER BY 1, 2",
    "indexed": "SELECT page.urlkey, version.digest, is_latest, source_id, host, indexed.language, "
    "indexed.kind, day, captured, is_published, twin FROM indexed "
    "JOIN version ON version.id = indexed.version_id JOIN page ON page.id = indexed.page_id "
    "ORDER BY 1, 2",
    "labels": "SELECT * FROM label ORDER BY 1",
    "frontier": "SELECT * FROM frontier ORDER BY id",
    "sites": "SELECT host, pages, generation, stamp, model, behind FROM site ORDER BY host",
    "lessons": "SELECT * FROM lesson ORDER BY capture_id",
}


def content(archive: Archive) -> dict[str, list[Any]]:
    """All that is derived, by words instead of numbers where numbers may differ."""
    return {name: archive.connection.execute(sql).fetchall() for name, sql in QUERIES.items()}


def rebuild(archive: Archive, *, is_check: bool = False) -> tuple[Rebuilt, list[Difference]]:
    """Rebuild in this process."""

    def read(numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        for number in numbers:
            capture = archive.capture_by_id(number)
            assert capture is not None
            yield number, shown(archive, capture)

    told: list[Difference] = []
    now = datetime(2025, 11, 1, tzinfo=UTC)
    return rebuilt(archive, read, told.append, lambda: now, is_check=is_check), told


def wiped(archive: Archive) -> None:
    """Everything derived is gone, or wrong."""
    archive.connection.executescript(
        """
        BEGIN;
        UPDATE page SET version_id = NULL;
        DELETE FROM linked; DELETE FROM link_span; DELETE FROM target; DELETE FROM stem;
        DELETE FROM brief; DELETE FROM reading; DELETE FROM facts; DELETE FROM leads;
        DELETE FROM version; DELETE FROM change;
        UPDATE capture SET outcome = 'error', evidence = 'x', wall = 'login', status = 999,
            media_type = 'x/y', size = 1, method = 'PUT';
        COMMIT;
        """
    )


def is_sound(archive: Archive) -> bool:
    """Whether verifying finds no fault."""
    faults: list[object] = []
    verified(archive, faults.append)
    return not faults
