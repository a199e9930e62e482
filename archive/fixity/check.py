"""A check that is going on: what it has found, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from archive.archive import Archive
from archive.store import database
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.store.records import warc_date

MOST_FAULTS = 1000
"""Faults that are written down; all are told and counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not agree.

    Attributes:
        where: the capture, text or part of the file.
        reason: what was found, in one line.
        is_damage: false for a record that came into the archive with a digest that does not fit
            it, and is kept as it came.
        capture: the capture it is in, if in one.
        cause: the capture whose damage it is, where that is another: one that holds the payload,
            or whose frame this one's is built on.
    """

    where: str
    reason: str
    is_damage: bool = True
    capture: int | None = None
    cause: int | None = None


@dataclass(slots=True)
class Verified:
    """What was looked at.

    Attributes:
        captures: captures, each with its frame.
        records: WARC records whose blocks were compared with a digest of their own.
        payloads: captures whose payload was compared with its digest.
        revisits: captures whose payload is held by another.
        orphans: imported revisits of something that was never in the archive.
        versions: texts.
        pages: pages, each with the text it has now.
        damaged: how many faults are damage.
        doubtful: how many are not.
    """

    captures: int = 0
    records: int = 0
    payloads: int = 0
    revisits: int = 0
    orphans: int = 0
    versions: int = 0
    pages: int = 0
    damaged: int = 0
    doubtful: int = 0


@dataclass(slots=True)
class Position:
    """Where a check is, so that another can go on there.

    Attributes:
        step: the part of the check.
        after: the last row of it that is done.
        outcome: what was looked at.
        faults: what was found, the first ``MOST_FAULTS`` of it.
        unsound: captures whose records are damaged, each with the one whose damage it is.
        is_torn: whether the structure of the file is damaged, so that writing to it may harm more.
    """

    step: int = 0
    after: int = 0
    outcome: Verified = field(default_factory=Verified)
    faults: list[Fault] = field(default_factory=list)
    unsound: dict[int, int] = field(default_factory=dict)
    is_torn: bool = False

    def noted(self) -> dict[str, Any]:
        """As it is written into the archive."""
        return asdict(self) | {"unsound": list(self.unsound.items())}

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> Position:
        """Of what ``noted`` gave.

        Raises:
            KeyError, TypeError, ValueError: it is nothing of that kind.
        """
        return cls(
            step=int(detail["step"]),
            after=int(detail["after"]),
            outcome=Verified(**detail["outcome"]),
            faults=[Fault(**fault) for fault in detail["faults"]],
            unsound={int(one): int(cause) for one, cause in detail["unsound"]},
            is_torn=bool(detail["is_torn"]),
        )


@dataclass(slots=True)
class Check:
    """A check that is going on.

    Attributes:
        archive: what is checked.
        tell: told every fault as it is found.
        at: where it is.
    """

    archive: Archive
    tell: Callable[[Fault], None]
    at: Position = field(default_factory=Position)

    @property
    def outcome(self) -> Verified:
        """What was looked at."""
        return self.at.outcome

    def fault(self, fault: Fault) -> None:
        """Count a fault, tell it and write it down."""
        if fault.is_damage:
            self.outcome.damaged += 1
        else:
            self.outcome.doubtful += 1
        if len(self.at.faults) < MOST_FAULTS:
            self.at.faults.append(fault)
        self.tell(fault)

    def of_capture(self, capture: Capture, reason: str, cause: int | None = None) -> None:
        """A fault of a capture."""
        number = capture.id
        self.fault(Fault(named(capture), reason, capture=number, cause=_other(cause, number)))

    def spoilt(self, capture: Capture, reason: str, cause: int | None = None) -> None:
        """A fault of a capture's records, which spoils what refers to them."""
        self.at.unsound[capture.id] = cause or capture.id
        self.of_capture(capture, reason, cause)

    def rows(self, sql: str, values: Sequence[object] = (), *, of: str = "the file") -> list[Any]:
        """Rows of a query; none where SQLite cannot read them, which is a fault."""
        try:
            return list(self.archive.connection.execute(sql, tuple(values)))
        except database.UNREADABLE as error:
            self.fault(Fault(of, str(error)))
            return []

    def reason(self, difference: Callable[[Connection], str | None]) -> str | None:
        """Why something derived does not agree with what it is derived of, at one moment."""
        connection = self.archive.connection
        try:
            with database.snapshot(connection):
                return difference(connection)
        except database.UNREADABLE as error:
            return str(error)

    def highest(self, table: str) -> int:
        """The highest row number of a table; 0 where there is none to be had."""
        found = self.rows(f"SELECT coalesce(max(rowid), 0) FROM {table}", of=f"table {table}")
        return int(found[0][0]) if found else 0


def named(capture: Capture) -> str:
    """A capture for people: its number, URL and time."""
    return f"capture {capture.id}, {capture.url} of {warc_date(capture.time)}"


def _other(cause: int | None, capture: int) -> int | None:
    return cause if cause != capture else None
