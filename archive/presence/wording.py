"""Where a page stands, in words: what was observed and when, and nothing that was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.presence.states import Presence, Terms
from archive.store.presences import Row
from archive.urls import moment

Clock = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands, as it is told.

    Attributes:
        state: ``there``, ``moved``, ``suspect``, ``gone``, ``unknown``, ``never`` or ``back``.
        since: when the first check was that it is in that state by.
        last_seen: when it was last seen.
        first_absent, last_absent: when it was first and last absent since; of a page that is back,
            before that.
        checks: how many times it was absent.
        unclear: checks since it was last seen that say nothing.
        last_checked: the last check.
        evidence: of the state.
    """

    state: str
    since: datetime | None
    last_seen: datetime | None
    first_absent: datetime | None
    last_absent: datetime | None
    checks: int
    unclear: int
    last_checked: datetime | None
    evidence: str

    @property
    def away(self) -> timedelta | None:
        """For how long a page that is back had been absent."""
        if self.state != "back" or not self.since or not self.first_absent:
            return None
        return self.since - self.first_absent


def of_row(row: Row) -> Standing:
    """As a row of the archive has it."""
    absent, checked = (moment(one) if one else None for one in (row.absent, row.checked))
    return Standing(
        row.state, moment(row.since), moment(row.seen), absent, checked, row.checks, row.unclear,
        moment(row.last), row.evidence,
    )  # fmt: skip


def of_presence(found: Presence) -> Standing:
    """As it follows from all checks."""
    seen, first, last = (
        one.time if one else None for one in (found.last_seen, found.first_absent,
                                              found.last_absent)
    )  # fmt: skip
    checked = found.last.time if found.last else None
    state, since = ("back", found.back) if found.is_back else (found.state, found.since)
    return Standing(state, since, seen, first, last, found.checks, found.unclear, checked,
                    found.why)  # fmt: skip


def clock(time: datetime) -> str:
    """``2025-03-14 10:32:05 UTC``."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def sentence(one: Standing, clock: Clock = clock) -> str:
    """Where a page stands: ``last seen …, first absent …, checked 3 times``.

    Args:
        one: that.
        clock: words a time.
    """
    times = f"{one.checks:,} {'time' if one.checks == 1 else 'times'}"
    seen = f"last seen {clock(one.last_seen)}" if one.last_seen else "never seen"
    absent = f"first absent {clock(one.first_absent)}" if one.first_absent else ""
    if one.state == "back" and one.since:
        return (
            f"back since {clock(one.since)}, {absent}, checked {times} until then: "
            f"absent for {span(one.away or timedelta())}"
        )
    if one.state == "there":
        return seen
    if one.state == "moved":
        return f"{seen}: {one.evidence}" if one.evidence else seen
    if one.state == "unknown":
        many = (
            "1 check since then tells"
            if one.unclear == 1
            else f"{one.unclear:,} checks since then tell"
        )
        return f"{seen}, {many} nothing" if one.unclear else seen
    told = ", ".join(part for part in (seen, absent, f"checked {times}" if absent else "") if part)
    return told or seen


def certainty(one: Standing, terms: Terms) -> str:
    """What a suspect lacks to be gone, or by what a page counts as gone; empty for others."""
    rule = f"{terms.checks} checks over at least {span(terms.over)}"
    if one.state == "gone":
        return f"counts as gone after {rule}"
    if one.state == "suspect":
        return f"a suspect, as it takes {rule} to count as gone"
    return ""


def span(length: timedelta) -> str:
    """A time in its largest whole unit: ``36 hours``, ``3 days``."""
    seconds = int(length.total_seconds())
    for size, noun in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            count = seconds // size
            return f"{count:,} {noun if count == 1 else noun + 's'}"
    return f"{seconds} {'second' if seconds == 1 else 'seconds'}"
