"""From checks to states: there, moved, suspect, gone, unknown; and back again. Pure.

A page is gone when it was absent at so many checks over so long a time, with none between that
showed it, and its host was seen to answer meanwhile. Until then it is a suspect. Whatever order
the checks are given in, they are taken by time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from archive.presence.checks import THERE, Check, Said, Says, said
from archive.translation import _

State = Literal["there", "moved", "suspect", "gone", "unknown", "never"]
"""``never``: it was absent at every check that says anything."""

CHECKS = 3
OVER = timedelta(hours=24)
SPELLINGS = timedelta(hours=24)
"""Within this time of a capture that shows the page, another spelling that never did is no
absence of it."""
_ORDER: dict[Says, int] = {
    "nothing": 0, "unknown": 1, "doubt": 2, "absent": 3, "moved": 4, "there": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """When a page counts as gone.

    Attributes:
        checks: absent at so many checks.
        over: and the last of them so long after the first, at least.
    """

    checks: int = CHECKS
    over: timedelta = OVER


USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Step:
    """A check, what it says, and the state that the page is in after it.

    Attributes:
        check: the check.
        says: what it says.
        why: by what evidence.
        state: the state.
        away: how long the page was absent, where this check shows it again after it was gone.
    """

    check: Check
    says: Says
    why: str
    state: State
    away: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Checks in a row after which a page was in one state.

    Attributes:
        state: that.
        steps: the checks, oldest first.
    """

    state: State
    steps: tuple[Step, ...]

    @property
    def since(self) -> datetime:
        """When the first of them was."""
        return self.steps[0].check.time

    @property
    def until(self) -> datetime:
        """When the last of them was."""
        return self.steps[-1].check.time

    @property
    def away(self) -> timedelta | None:
        """How long the page was absent before, where it is back."""
        return self.steps[0].away


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a page stands, and how sure that is.

    Attributes:
        state: what it is in.
        since: when the first check was that it is in that state by.
        first_seen, last_seen: the first and the last check that showed it.
        first_absent, last_absent: the same of those that did not since then; of a page that is
            back, of those before.
        checks: how many times it was absent in between.
        unclear: checks since it was last seen that say nothing.
        why: the evidence of the last check that says anything; where none does, of the last.
        back: when it was seen again after it was gone; ``None`` where it was not.
        away: for how long it had been absent then.
        terms: what it is judged by.
        steps: every check, with what follows from it, oldest first.
    """

    state: State
    since: datetime | None = None
    first_seen: Check | None = None
    last_seen: Check | None = None
    first_absent: Check | None = None
    last_absent: Check | None = None
    checks: int = 0
    unclear: int = 0
    why: str = ""
    back: datetime | None = None
    away: timedelta | None = None
    terms: Terms = USUAL
    steps: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def is_back(self) -> bool:
        """Whether it is there again after it was gone."""
        return self.back is not None and self.state in ("there", "moved")

    @property
    def last(self) -> Check | None:
        """The last check."""
        return self.steps[-1].check if self.steps else None

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The states in order of time; coming back begins a new one."""
        found: list[list[Step]] = []
        for step in self.steps:
            if found and found[-1][-1].state == step.state and step.away is None:
                found[-1].append(step)
            else:
                found.append([step])
        return tuple(Stretch(steps[0].state, tuple(steps)) for steps in found)


def presence(checks: Iterable[Check], terms: Terms = USUAL) -> Presence:
    """Where a page stands after some checks.

    Args:
        checks: in any order.
        terms: when it counts as gone.
    """
    now = Presence("unknown", terms=terms)
    absences: list[Check] = []
    steps: list[Step] = []
    for check, told in _told(checks):
        if told.says == "nothing":
            continue
        before = now
        now = _after(now, absences, check, told)
        steps.append(Step(check, told.says, told.why, now.state, _away(before, now, check)))
    return replace(now, steps=tuple(steps))


def _away(before: Presence, now: Presence, check: Check) -> timedelta | None:
    return now.away if now.back == check.time and before.state == "gone" else None


def _after(now: Presence, absences: list[Check], check: Check, told: Said) -> Presence:
    """Where it stands after another check; those at which it was absent are noted."""
    if told.says in ("there", "moved"):
        absences_before, was_gone = list(absences), now.state == "gone"
        absences.clear()
        return _shown(now, absences_before, check, told, was_gone=was_gone)
    if told.says == "unknown":
        state: State = "unknown" if now.state == "there" else now.state
        return replace(_turned(now, state, check), unclear=now.unclear + 1,
                       why=told.why if state == "unknown" else now.why)  # fmt: skip
    if now.last_seen is None:
        state = "never" if told.says == "absent" else now.state
        return replace(_turned(now, state, check), why=told.why, checks=now.checks + 1,
                       first_absent=now.first_absent or check, last_absent=check)  # fmt: skip
    if now.state == "moved":
        # An old address that leads nowhere any more is no text taken down.
        return replace(now, unclear=now.unclear + 1)
    if told.says == "doubt":
        state = "gone" if now.state == "gone" else "suspect"
        return replace(_turned(now, state, check), why=told.why if not absences else now.why)
    # Of one time, as of one capture told twice, one counts.
    if not absences or absences[-1].time != check.time:
        absences.append(check)
    state = "gone" if now.state == "gone" or _is_gone(absences, now.terms) else "suspect"
    return replace(
        _turned(now, state, check), why=told.why, checks=len(absences), first_absent=absences[0],
        last_absent=absences[-1],
    )  # fmt: skip


def _shown(
    now: Presence, absences: Sequence[Check], check: Check, told: Said, *, was_gone: bool
) -> Presence:
    shown = replace(
        _turned(now, "there" if told.says == "there" else "moved", check), unclear=0, why=told.why,
        first_seen=now.first_seen or check, last_seen=check,
    )  # fmt: skip
    if was_gone:
        away = check.time - absences[0].time
        return replace(shown, since=check.time, back=check.time, away=away)
    if now.back is not None:
        return shown
    return replace(shown, first_absent=None, last_absent=None, checks=0)


def _turned(now: Presence, state: State, check: Check) -> Presence:
    is_same = state == now.state and now.since is not None
    if now.back is not None and state not in ("there", "moved", "unknown") and not is_same:
        now = replace(now, back=None, away=None)
    return now if is_same else replace(now, state=state, since=check.time)


def _is_gone(absences: Sequence[Check], terms: Terms) -> bool:
    return (
        len(absences) >= terms.checks
        and absences[-1].time - absences[0].time >= terms.over
        and any(check.host.there or check.host.near for check in absences)
    )


def _told(checks: Iterable[Check]) -> list[tuple[Check, Said]]:
    """The checks in order of time with what each says; of one time, what shows the page last."""
    ordered = sorted(checks, key=_place)
    shown = [check for check in ordered if check.outcome in THERE]
    urls = {check.url for check in shown}
    kind, found = "", list[tuple[Check, Said]]()
    for check in ordered:
        told = said(check, kind)
        if told.says == "there" and check.kind:
            kind = check.kind
        elif told.says == "absent" and _is_other(check, urls, shown):
            told = Said("unknown", _("another spelling of its address, which never showed it"))
        found.append((check, told))
    return sorted(found, key=lambda one: (one[0].time, _ORDER[one[1].says], _place(one[0])))


def _is_other(check: Check, urls: set[str], shown: Sequence[Check]) -> bool:
    if not check.url or check.url in urls:
        return False
    return any(abs(one.time - check.time) <= SPELLINGS for one in shown)


def _place(check: Check) -> tuple[datetime, str, str, int, str, str, int]:
    return (
        check.time, check.outcome, check.url, check.status or 0, check.evidence, check.kind,
        check.capture,
    )  # fmt: skip
