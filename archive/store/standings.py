"""What the frontiers of all sources say of one URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.identity import page_key
from archive.store.database import Connection
from archive.store.frontier import Entry, State, moment_or_none
from archive.urls import moment


@dataclass(frozen=True, slots=True)
class Standing:
    """What the frontier of a source says of a URL.

    Attributes:
        source: name of the source.
        entry: the URL and how it was found.
        state: waiting, done, failed or refused.
        due: not asked for before this time.
        tries: failures in a row.
        found: when it was found; ``None`` in frontiers of an older Greffe.
        settled: when it came to its state; ``None`` before it was ever asked for.
        reason: why it failed, was refused or waits.
        capture_id: the last capture it led to.
        robots_id: the capture of the robots.txt that forbade it.
    """

    source: str
    entry: Entry
    state: State
    due: datetime
    tries: int
    found: datetime | None
    settled: datetime | None
    reason: str | None
    capture_id: int | None
    robots_id: int | None


def standings(connection: Connection, url: str) -> list[Standing]:
    """What the frontiers say of a URL in any of its spellings, by the name of the source."""
    sql = (
        "SELECT source.name, url, kind, how, via, depth, priority, state, due, tries, found, "
        "settled, reason, capture_id, robots_id FROM source "
        "JOIN frontier ON source_id = source.id AND urlkey = ? ORDER BY source.name"
    )
    rows = connection.execute(sql, (page_key(url),))
    return [
        Standing(
            row[0], Entry(*row[1:7]), row[7], moment(row[8]), row[9],
            moment_or_none(row[10]), moment_or_none(row[11]), *row[12:],
        )
        for row in rows
    ]  # fmt: skip
