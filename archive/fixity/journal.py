"""A check as an event of the archive: written down as it goes, so that it can be gone on with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from archive.archive import Archive
from archive.errors import GreffeError
from archive.fixity.check import Position
from archive.store import database, events

_EVERY = 2.0
"""Seconds between two times that the position is written."""


class Journal:
    """Where a check is written down, if the file can be written.

    Where the structure of the file turns out to be damaged, no more than the outcome is written,
    over the one that stands there: new pages might be taken from what is in use.

    Attributes:
        position: where the check is to begin, and later where it is.
        goes_on: since when the check has been going on that is continued; ``None`` of a new one.
        fault: why nothing is written down; ``None`` while it is.
    """

    def __init__(self, path: Path, now: Callable[[], datetime], *, again: bool = False) -> None:
        """Begin an event, or go on with one that has not ended.

        Args:
            path: the archive file.
            now: tells the time.
            again: begin anew whatever there is.
        """
        self.position = Position()
        self.goes_on: datetime | None = None
        self.fault: str | None = None
        self._now = now
        self._written = 0.0
        self._event = 0
        self._archive: Archive | None = None
        try:
            self._archive = Archive.open(path, create=False)
            self._begin(again=again)
        except (GreffeError, database.SQLiteError) as error:
            self._give_up(error)

    def keep(self, position: Position) -> None:
        """Take note of where the check is; written down every other second."""
        self.position = position
        if position.is_torn or time.monotonic() - self._written < _EVERY:
            return
        self.flush()

    def flush(self) -> None:
        """Write down where the check is."""
        self._written = time.monotonic()
        if not self.position.is_torn:
            self._write(lambda con: events.note(con, self._event, self.position.noted()))

    def end(self) -> None:
        """Write how the check ended."""
        found = self.position
        outcome: events.Outcome = "damaged" if found.outcome.damaged else "sound"
        if found.is_torn:
            self._write(lambda con: events.mark(con, self._event, outcome))
            return
        detail = asdict(found.outcome) | {"faults": [asdict(fault) for fault in found.faults]}
        now = self._now()
        self._write(lambda con: events.end(con, self._event, outcome, detail, now))

    def close(self) -> None:
        """Close the file."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def _begin(self, *, again: bool) -> None:
        assert self._archive is not None  # noqa: S101  # just opened
        last = events.last(self._archive.connection, "fixity check")
        if last and last.outcome == "unended" and last.program == events.program() and not again:
            try:
                self.position = Position.of(last.detail)
            except (KeyError, TypeError, ValueError):
                self.position = Position()
            self._event, self.goes_on = last.id, last.began
            return
        with self._archive.transaction():
            self._event = events.begin(self._archive.connection, "fixity check", self._now())

    def _write(self, what: Callable[[database.Connection], None]) -> None:
        if self._archive is None:
            return
        try:
            with self._archive.transaction():
                what(self._archive.connection)
        except (GreffeError, database.SQLiteError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.fault = str(error)
        self.close()
