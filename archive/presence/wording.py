"""Where a page stands, in words: what was observed and when, and nothing that was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.presence.states import Presence, Terms
from archive.store.presences import Row
from archive.translation import _, n_
from archive.translation.recorded import retold
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
    seen = _("last seen {time}", time=clock(one.last_seen)) if one.last_seen else _("never seen")
    absent = clock(one.first_absent) if one.first_absent else ""
    if one.state == "back" and one.since:
        return n_(
            "back since {since}, first absent {absent}, checked {n} time until then: "
            "absent for {span}",
            "back since {since}, first absent {absent}, checked {n} times until then: "
            "absent for {span}",
            one.checks, since=clock(one.since), absent=absent, span=span(one.away or timedelta()),
        )  # fmt: skip
    if one.state == "there":
        return seen
    if one.state == "moved":
        why = retold(one.evidence) or one.evidence
        return _("{seen}: {why}", seen=seen, why=why) if why else seen
    if one.state == "unknown" and one.unclear:
        return n_(
            "{seen}, {n} check since then tells nothing",
            "{seen}, {n} checks since then tell nothing", one.unclear, seen=seen,
        )  # fmt: skip
    if not absent or one.state == "unknown":
        return seen
    return n_(
        "{seen}, first absent {absent}, checked {n} time",
        "{seen}, first absent {absent}, checked {n} times", one.checks, seen=seen, absent=absent,
    )  # fmt: skip


def certainty(one: Standing, terms: Terms) -> str:
    """What a suspect lacks to be gone, or by what a page counts as gone; empty for others."""
    parts = {"span": span(terms.over)}
    if one.state == "gone":
        return n_(
            "counts as gone after {n} check over at least {span}",
            "counts as gone after {n} checks over at least {span}", terms.checks, **parts,
        )  # fmt: skip
    if one.state == "suspect":
        return n_(
            "a suspect, as it takes {n} check over at least {span} to count as gone",
            "a suspect, as it takes {n} checks over at least {span} to count as gone",
            terms.checks, **parts,
        )  # fmt: skip
    return ""


def span(length: timedelta) -> str:
    """A time in its largest whole unit: ``36 hours``, ``3 days``."""
    seconds = int(length.total_seconds())
    if _fills(seconds, 86400):
        return n_("{n} day", "{n} days", seconds // 86400)
    if _fills(seconds, 3600):
        return n_("{n} hour", "{n} hours", seconds // 3600)
    if _fills(seconds, 60):
        return n_("{n} minute", "{n} minutes", seconds // 60)
    return n_("{n} second", "{n} seconds", seconds)


def _fills(seconds: int, unit: int) -> bool:
    """Whether a time is told in a unit: it is that exactly, or twice as long."""
    return seconds >= 2 * unit or (seconds >= unit and seconds % unit == 0)
