"""Sources judged, and what changed of their states written once, with the messages about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from archive.archive import Archive
from archive.health import states
from archive.health.gathering import histories, history_of
from archive.health.history import History
from archive.health.judging import judged, retired
from archive.health.states import FINE, OF_CRAWLS, WORST_FIRST, Judgement
from archive.store import alerts, conditions
from archive.store.alerts import Alert
from archive.store.conditions import Condition
from archive.store.database import Connection

_QUIET = frozenset(("retired", "never crawled"))
"""States that are told nobody: a person made them."""
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Health:
    """A source and how it does.

    Attributes:
        history: what the archive has of it.
        judgement: how it does.
        since: since when it is in that state; ``None`` where that was not written down yet.
    """

    history: History
    judgement: Judgement
    since: datetime | None


def healths(archive: Archive, now: datetime, named: Collection[str] | None = None) -> list[Health]:
    """How the sources do, the worst first.

    Args:
        archive: where; it may be read-only.
        now: the time.
        named: sources that enabled source files name; others are retired. ``None`` where no
            source files are known: then all are judged.

    Raises:
        DamagedArchive: it cannot be read.
    """
    standing = conditions.current(archive.connection)
    found = [
        _health(history, standing.get(history.name), now, named)
        for history in histories(archive, now)
    ]
    return sorted(found, key=_order)


def health_of(archive: Archive, name: str, now: datetime) -> Health | None:
    """How one source does; ``None`` where there is none by that name, or nobody crawls it.

    Raises:
        DamagedArchive: it cannot be read.
    """
    history = history_of(archive, name, now)
    if history is None:
        return None
    return _health(history, conditions.current(archive.connection).get(name), now, None)


def _health(
    history: History, before: Condition | None, now: datetime, named: Collection[str] | None
) -> Health:
    if _is_retired(history, before, named):
        judgement = retired(history)
    else:
        judgement = judged(history, now, states.named(before.state) if before else None)
    is_same = before is not None and before.state == judgement.state
    return Health(history, judgement, before.since if before and is_same else None)


def _is_retired(history: History, before: Condition | None, named: Collection[str] | None) -> bool:
    """Whether no source file names it; where none are known, as was last written down.

    What was only ever imported is none that is crawled.
    """
    if named is not None:
        return history.name not in named
    if not history.runs:
        return True
    is_so = before is not None and before.state == "retired"
    return is_so and all(run.began <= before.since for run in history.runs if before)


def _order(health: Health) -> tuple[int, str]:
    return WORST_FIRST.index(health.judgement.state), health.history.name


def noted(
    archive: Archive, now: datetime, named: Collection[str] | None = None
) -> list[tuple[Health, str | None]]:
    """Judge all sources, write what changed, and make messages due about it.

    Returns:
        The sources whose state changed, with the state before.
    """
    found = healths(archive, now, named)
    changed: list[tuple[Health, str | None]] = []
    with archive.transaction():
        connection = archive.connection
        before = conditions.current(connection)
        for one in found:
            name, judgement = one.history.name, one.judgement
            is_new = conditions.note(
                connection, name, judgement.state, judgement.evidence, judgement.step,
                judgement.failures, now,
            )  # fmt: skip
            if is_new:
                changed.append((one, before[name].state if name in before else None))
        for alert in alerts.everyone(connection):
            if due := _due(connection, alert):
                alerts.make_due(connection, alert.address, due, now)
    return changed


def _due(connection: Connection, alert: Alert) -> list[int]:
    """The states that a recipient has to be told of now, by number.

    Of each trouble, from its begin to the recovery, every state once; and the recovery, if any of
    the trouble was told.
    """
    told = conditions.told(connection, alert.address)
    due = []
    for current in conditions.current(connection).values():
        if current.id in told or current.state in _QUIET or _is_early(current, alert):
            continue
        trouble = _trouble_before(connection, current)
        known = {told[one.id] for one in trouble if one.id in told}
        if known if current.state == "ok" else current.state not in known:
            due.append(current.id)
    return due


def _is_early(current: Condition, alert: Alert) -> bool:
    return current.state in OF_CRAWLS and current.failures < alert.failures


def _trouble_before(connection: Connection, current: Condition) -> list[Condition]:
    """The states before this one, back to when the source last did well."""
    trouble: list[Condition] = []
    for condition in conditions.past(connection, current.source, _REMEMBERED):
        if condition.id == current.id:
            continue
        if condition.state in FINE:
            break
        trouble.append(condition)
    return trouble
