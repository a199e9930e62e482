"""Retention: which captures of a source may go after a time, and taking them out.

Thinning never loses what only one capture shows. Of every URL there stay

- the first and the last capture of every run of captures that show the same: the same text, or,
  of files without one, the same payload, or the same outcome;
- with them the first capture of every text, the last before each change, and the latest of all;
- captures that hold the payload of a revisit that stays;
- every robots.txt, which says why other captures might be made, every capture that keeps the
  ``warcinfo`` of an imported file, and everything that was not asked for with GET.

Of the others one a day, week or month stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from archive.archive import Archive
from archive.store import removal, tombstones, turns
from archive.urls import microseconds, moment

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")

_BATCH = 100
"""URLs that are thinned out in one transaction."""
_OTHER_TEXTS = ("text/", "application/json", "application/javascript", "application/rss")

Progress = Callable[[int, int], None]
"""Told how many URLs of how many have been looked at."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a rule: after some time, one capture a period is enough.

    Attributes:
        after: how old a capture is then.
        period: of how long a time one stays (UTC; weeks begin on Monday).
    """

    after: timedelta
    period: Period


@dataclass(frozen=True, slots=True)
class Thinned:
    """What went, or would go.

    Attributes:
        urls: URLs with captures old enough to be looked at.
        captures: captures that go.
        bytes: what the file has for them, about.
        earliest, latest: times of the first and the last of them.
    """

    urls: int = 0
    captures: int = 0
    bytes: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What is looked at of a capture.

    Attributes:
        id: its number.
        url: its URL.
        time: when it was made.
        state: what it shows; equal for captures that show the same.
        may_go: whether it is of a kind that is thinned out at all.
    """

    id: int
    url: str
    time: datetime
    state: tuple[object, ...]
    may_go: bool


def written(stages: Sequence[Stage]) -> str:
    """A rule in words."""
    return ", ".join(f"one a {s.period} after {_span(s.after)}" for s in stages) or "keep all"


def _span(after: timedelta) -> str:
    hours = after // timedelta(hours=1)
    return f"{hours} hours" if hours % 24 else f"{hours // 24} days"


def superfluous(rows: Sequence[Row], stages: Sequence[Stage], now: datetime) -> list[Row]:
    """Those captures of one URL that a rule lets go.

    Args:
        rows: all captures of the URL, oldest first.
        stages: the rule.
        now: from when ages are counted.
    """
    kept = {0, len(rows) - 1}
    for i, (before, after) in enumerate(pairwise(rows)):
        if before.state != after.state:
            kept |= {i, i + 1}
    seen: set[tuple[object, ...]] = set()
    found = []
    for i, row in enumerate(rows):
        stage = _stage(row, stages, now)
        if stage is None or not row.may_go:
            continue
        place = (stage.period, *_period(row.time, stage.period))
        if place not in seen or i in kept:
            seen.add(place)
        else:
            found.append(row)
    return found


def thinned(
    archive: Archive,
    source: str,
    stages: Sequence[Stage],
    now: datetime,
    *,
    dry_run: bool = False,
    tell: Callable[[Row], None] = lambda _: None,
    progress: Progress | None = None,
) -> Thinned:
    """Thin out the captures of a source, in batches between which others may write.

    Args:
        archive: where.
        source: name of the source; others' captures of its URLs stay.
        stages: the rule; without any nothing goes.
        now: from when ages are counted.
        dry_run: only say what would go.
        tell: told each capture that goes.
        progress: told how far it is.
    """
    done = Thinned()
    if not stages:
        return done
    keys = _aged(archive, source, now - min(stage.after for stage in stages))
    act = tombstones.removal(now, "thinned", written(stages), f"retention of source {source}")
    number: int | None = None
    for batch in _batched(keys):
        if dry_run:
            rows = _going(archive, batch, source, stages, now)
            size = removal.size_of(archive.connection, [row.id for row in rows])
        else:
            with archive.transaction():
                rows = _going(archive, batch, source, stages, now)
                ids = [row.id for row in rows]
                size = removal.size_of(archive.connection, ids)
                if ids:
                    number = number or tombstones.noted(archive.connection, act)
                    tombstones.raised(archive.connection, number, ids)
                    removal.removed(archive.connection, ids)
            turns.give_way()
        for row in rows:
            tell(row)
        done = _added(done, len(batch), rows, size)
        if progress:
            progress(done.urls, len(keys))
    return done


def _added(done: Thinned, urls: int, rows: Sequence[Row], size: int) -> Thinned:
    times = [t for t in (done.earliest, done.latest) if t] + [row.time for row in rows]
    return replace(
        done,
        urls=done.urls + urls,
        captures=done.captures + len(rows),
        bytes=done.bytes + size,
        earliest=min(times, default=None),
        latest=max(times, default=None),
    )


def _aged(archive: Archive, source: str, before: datetime) -> list[str]:
    sql = (
        "SELECT DISTINCT urlkey FROM capture WHERE source_id = "
        "(SELECT id FROM source WHERE name = ?) AND time < ? ORDER BY urlkey"
    )
    rows = archive.connection.execute(sql, (source, microseconds(before)))
    return [row[0] for row in rows]


def _batched(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


def _going(
    archive: Archive, keys: Sequence[str], source: str, stages: Sequence[Stage], now: datetime
) -> list[Row]:
    """The captures of some URLs that go, without those whose payload others need."""
    rows = [row for key in keys for row in superfluous(_rows(archive, key, source), stages, now)]
    while True:
        ids = {row.id for row in rows}
        needed = {
            number for number in ids if any(one not in ids for one in _revisits(archive, number))
        }
        if not needed:
            return rows
        rows = [row for row in rows if row.id not in needed]


def _revisits(archive: Archive, number: int) -> list[int]:
    sql = "SELECT id FROM capture WHERE revisit_of = ?"
    return [row[0] for row in archive.connection.execute(sql, (number,))]


def _rows(archive: Archive, key: str, source: str) -> list[Row]:
    sql = (
        "SELECT capture.id, capture.url, time, outcome, status, wall, media_type, digest, "
        "version_id, method = 'GET' AND how <> 'robots' AND source.name IS ? AND NOT EXISTS "
        "(SELECT 1 FROM record WHERE capture_id = capture.id AND type = 'warcinfo') "
        "FROM capture LEFT JOIN source ON source.id = source_id "
        "LEFT JOIN reading ON reading.capture_id = capture.id "
        "WHERE capture.urlkey = ? ORDER BY time, capture.id"
    )
    return [
        Row(row[0], row[1], moment(row[2]), _state(*row[3:9]), bool(row[9]))
        for row in archive.connection.execute(sql, (source, key))
    ]


def _state(
    outcome: str, status: int | None, wall: str | None, media_type: str, digest: bytes | None,
    version: int | None,
) -> tuple[object, ...]:  # fmt: skip
    if version is not None:
        return ("text", version)
    if outcome not in ("ok", "unchanged"):
        return (outcome, status, wall)
    kind = media_type.lower()
    # A feed changes with every item, and each change is on the page of that.
    is_markup = kind.startswith(_OTHER_TEXTS) or "xml" in kind or "html" in kind
    return ("no text",) if is_markup else ("file", digest)


def _stage(row: Row, stages: Sequence[Stage], now: datetime) -> Stage | None:
    reached = [stage for stage in stages if now - row.time > stage.after]
    return max(reached, key=lambda stage: PERIODS.index(stage.period), default=None)


def _period(time: datetime, period: Period) -> tuple[int, ...]:
    if period == "day":
        return (time.year, time.month, time.day)
    return tuple(time.isocalendar()[:2]) if period == "week" else (time.year, time.month)
