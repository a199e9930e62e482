"""The captures that a watch has to judge: what pages showed since, and what they showed before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.archive import READABLE
from archive.clean import LISTS
from archive.store.database import Connection


@dataclass(frozen=True, slots=True)
class Step:
    """A capture of a page, as far as a watch is concerned.

    Attributes:
        capture_id: the capture.
        time: when it was made, microseconds since 1970.
        outcome: what it is taken for; ``no text`` where it was read and has none.
        payload: SHA-256 of what was received.
        version_id: the text it shows; ``None`` where it shows none.
        extractor: what read it, and by which model of the site.
    """

    capture_id: int
    time: int
    outcome: str
    payload: bytes | None = None
    version_id: int | None = None
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a page.

    Attributes:
        page_id: the page.
        since: up to this capture it was decided.
        base: the text it had then, if any.
        steps: its captures since, in order of time.
        blind: how it could not be seen after ``base``, at captures up to ``since``.
    """

    page_id: int
    since: int
    base: Step | None
    steps: tuple[Step, ...]
    blind: frozenset[str]

    @property
    def changes(self) -> bool:
        """Whether there is anything to judge: another text, or none."""
        known = self.base.version_id if self.base else None
        return any(step.version_id != known for step in self.steps)


_LISTS = ", ".join(f"'{kind}'" for kind in sorted(LISTS))
_READABLE = ", ".join(f"'{outcome}'" for outcome in READABLE)
_COLUMNS = (
    "capture.id, capture.time, capture.outcome, capture.digest, reading.version_id, "
    "reading.extractor, coalesce(reading.kind, '')"
)
# A page that was read is told by its text; one that was not read yet is no page without text.
_STEPS = (
    f"SELECT {_COLUMNS} FROM capture LEFT JOIN reading ON reading.capture_id = capture.id "
    "WHERE page_id = :page AND method = 'GET' AND capture.id > :since AND capture.id <= :until "
    f"AND (outcome NOT IN ({_READABLE}) OR reading.capture_id IS NOT NULL) "
    "ORDER BY capture.time, capture.id"
)
_BASE = (
    f"SELECT {_COLUMNS} FROM capture JOIN reading ON reading.capture_id = capture.id "
    "WHERE page_id = :page AND method = 'GET' AND capture.id <= :since {texts} "
    "ORDER BY capture.time DESC, capture.id DESC LIMIT 1"
)
_BLIND = (
    "SELECT DISTINCT outcome, reading.capture_id IS NOT NULL FROM capture "
    "LEFT JOIN reading ON reading.capture_id = capture.id "
    "WHERE page_id = :page AND method = 'GET' AND capture.id <= :since "
    "AND (capture.time, capture.id) > (:time, :base) AND reading.version_id IS NULL "
    f"AND (outcome NOT IN ({_READABLE}) OR reading.capture_id IS NOT NULL)"
)


def touched(connection: Connection, looked: int, until: int) -> list[int]:
    """The pages of captures after one and up to another, by number."""
    sql = (
        "SELECT DISTINCT page_id FROM capture WHERE id > ? AND id <= ? AND method = 'GET' "
        "ORDER BY page_id"
    )
    return [row[0] for row in connection.execute(sql, (looked, until))]


def courses(
    connection: Connection, pages: Iterable[tuple[int, int]], until: int, *, is_broad: bool
) -> Iterator[Course]:
    """What became of pages.

    Args:
        connection: of the archive.
        pages: numbers of pages, and up to which capture each was decided.
        until: the last capture that is looked at.
        is_broad: whether texts of lists of articles count; else they are passed over.
    """
    for page_id, since in pages:
        values = {"page": page_id, "since": since, "until": until}
        base = _base(connection, values, is_broad=is_broad)
        found = (_step(row) for row in connection.execute(_STEPS, values).fetchall()
                 if is_broad or row[6] not in LISTS)  # fmt: skip
        start = (base.time, base.capture_id) if base and base.version_id else None
        steps = tuple(s for s in found if start is None or (s.time, s.capture_id) > start)
        blind = frozenset[str]()
        if start and any(step.version_id is None for step in steps):
            rows = connection.execute(_BLIND, {**values, "time": start[0], "base": start[1]})
            blind = frozenset(_outcome(outcome, is_read) for outcome, is_read in rows)
        yield Course(page_id, since, base, steps, blind)


def _base(connection: Connection, values: dict[str, int], *, is_broad: bool) -> Step | None:
    """The last text that a page had; else the last capture of it that was read and has none."""
    lists = "" if is_broad else f"AND reading.kind NOT IN ({_LISTS})"
    for texts in ("AND reading.version_id IS NOT NULL", f"AND outcome IN ({_READABLE})"):
        row = connection.execute(_BASE.format(texts=f"{texts} {lists}"), values).fetchone()
        if row:
            return _step(row)
    return None


def _step(row: tuple[int, int, str, bytes | None, int | None, str | None, str]) -> Step:
    number, time, outcome, payload, version_id, extractor, _ = row
    is_blank = version_id is None and extractor is not None
    return Step(number, time, _outcome(outcome, is_blank), payload, version_id, extractor or "")


def _outcome(outcome: str, is_read: bool) -> str:
    return "no text" if is_read and outcome in READABLE else outcome
