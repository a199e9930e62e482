"""Reports out of an archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.errors import DamagedArchive
from archive.history.evidence import Evidence
from archive.history.reports.model import (
    DISCLOSED,
    STATES,
    Event,
    Report,
    Totals,
    Wanted,
)
from archive.history.reports.words import speaking
from archive.history.rereads import reread
from archive.presence.wording import of_row
from archive.store import presences
from archive.urls import microseconds, moment

if TYPE_CHECKING:
    from archive.archive import Archive

_FROM = (
    "FROM change CROSS JOIN capture ON capture.id = change.capture_id "
    "CROSS JOIN page ON page.id = capture.page_id "
    "CROSS JOIN reading AS now ON now.capture_id = change.capture_id "
    "LEFT JOIN source ON source.id = capture.source_id "
)
_EVENTS = (
    "SELECT change.kind, page.url, version.title, version.language, source.name, change.time, "
    "before.time, change.capture_id, now.version_id, was.version_id, change.added, change.removed, "
    f"change.moved, change.returned, change.disclosure, change.evidence {_FROM} "
    "LEFT JOIN version ON version.id = now.version_id "
    "LEFT JOIN capture AS before ON before.id = change.before_id "
    "LEFT JOIN reading AS was ON was.capture_id = change.before_id "
)
_TOTALS = (
    "SELECT source.name, change.kind, change.disclosure, count(*), sum(change.added), "
    f"sum(change.removed) {_FROM}"
)
_ORDERS = {
    "newest": "change.time DESC, change.capture_id DESC",
    "largest": "change.added + change.removed DESC, change.time DESC, change.capture_id DESC",
}


def report(archive: Archive, wanted: Wanted, *, limit: int, offset: int = 0) -> Report:
    """What became of pages, as far as it is wanted.

    Args:
        archive: where.
        wanted: what it is about.
        limit: events at most.
        offset: how many of them to leave out first.

    Raises:
        BadInput: what is asked of the words that changed is no query of words.
    """
    events = _ordered(archive, wanted)
    if wanted.words:
        events = speaking(archive, wanted.words, events)
    found = list(islice(events, offset, offset + limit + 1))
    return Report(
        tuple(found[:limit]),
        len(found) > limit,
        () if wanted.words else _totals(archive, wanted),
        reread(archive, since=wanted.since, listings=wanted.lists),
    )


def _ordered(archive: Archive, wanted: Wanted) -> Iterator[Event]:
    changed, stand = _changed(archive, wanted), _standing(archive, wanted)
    if wanted.order == "largest":
        yield from changed
        yield from stand
        return
    yield from merge(changed, stand, key=lambda event: event.time, reverse=True)


def _changed(archive: Archive, wanted: Wanted) -> Iterator[Event]:
    where, values = _condition(wanted)
    if not where:
        return
    sql = f"{_EVENTS} WHERE {where} ORDER BY {_ORDERS[wanted.order]}"
    for row in archive.connection.execute(sql, values):
        try:
            evidence = Evidence.of(row[15])
        except (ValueError, TypeError) as error:
            raise DamagedArchive(f"what changed in capture {row[7]} is damaged: {error}") from error
        before = moment(row[6]) if row[6] is not None else None
        yield Event(
            kind=row[0], url=row[1], title=row[2] or "", language=row[3] or "", source=row[4],
            time=moment(row[5]), before=before, capture_id=row[7], text_id=row[8],
            old_text_id=row[9], added=row[10], removed=row[11], moved=row[12],
            is_return=bool(row[13]), disclosure=row[14], evidence=evidence,
        )  # fmt: skip


def _condition(wanted: Wanted) -> tuple[str, list[Any]]:
    """Which rows of ``change`` are wanted; empty if none can be."""
    plain = [kind for kind in wanted.kinds if kind not in (*DISCLOSED, "gone", "back")]
    told = [kind for kind in wanted.kinds if kind in DISCLOSED]
    kinds = [f"change.kind IN ({_marks(plain)})"] if plain else []
    kinds += [f"change.disclosure IN ({_marks(told)})"] if told else []
    if not kinds:
        return "", []
    parts: list[tuple[str, Sequence[Any]]] = [(f"({' OR '.join(kinds)})", [*plain, *told])]
    if wanted.since:
        parts.append(("change.time >= ?", [microseconds(wanted.since)]))
    if wanted.until:
        parts.append(("change.time < ?", [microseconds(wanted.until)]))
    if wanted.sources:
        parts.append((f"source.name IN ({_marks(wanted.sources)})", wanted.sources))
    if wanted.host:
        parts.append((
            "(page.urlkey GLOB ? OR page.urlkey GLOB ?)",
            [f"{_literal(wanted.host)}{end}" for end in (")*", ",*")],
        ))  # fmt: skip
    if wanted.crawl is not None:
        parts.append(("capture.crawl_id = ?", [wanted.crawl]))
    if wanted.least:
        parts.append(("change.added + change.removed >= ?", [wanted.least]))
    if not wanted.lists:
        parts.append(("now.kind NOT IN ('listing', 'search', 'profile')", []))
    return " AND ".join(sql for sql, _ in parts), [one for _, some in parts for one in some]


def _standing(archive: Archive, wanted: Wanted) -> Iterator[Event]:
    """Pages that are gone, back or moved; of how many words that is nobody can say."""
    states = [state for state in STATES if state in wanted.kinds]
    if not states or wanted.least or wanted.crawl is not None:
        return
    rows = presences.listed(
        archive.connection, states, sources=wanted.sources,
        since=microseconds(wanted.since) if wanted.since else None,
        until=microseconds(wanted.until) if wanted.until else None, host=wanted.host or None,
    )  # fmt: skip
    for row, url, title, source in rows:
        standing = of_row(row)
        sql = (
            "SELECT version.id, version.language, version.kind FROM page "
            "LEFT JOIN version ON version.id = page.version_id WHERE page.id = ?"
        )
        text, language, kind = archive.connection.execute(sql, (row.page_id,)).fetchone()
        if kind in ("listing", "search", "profile") and not wanted.lists:
            continue
        yield Event(
            row.state, url, title, language or "", source, moment(row.since),
            standing.last_seen if row.state != "back" else None, old_text_id=text,
            standing=standing,
        )  # fmt: skip


def _totals(archive: Archive, wanted: Wanted) -> tuple[Totals, ...]:
    counts: dict[str | None, Counter[str]] = defaultdict(Counter)
    words: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    where, values = _condition(wanted)
    if where:
        sql = f"{_TOTALS} WHERE {where} GROUP BY 1, 2, 3"
        for name, kind, told, count, added, removed in archive.connection.execute(sql, values):
            counts[name][kind] += count
            if told in DISCLOSED:
                counts[name][told] += count
            words[name][0] += added
            words[name][1] += removed
    for event in _standing(archive, wanted):
        counts[event.source][event.kind] += 1
    found = [Totals(name, counted, *words[name]) for name, counted in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.events, one.source or "")))


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)


def _literal(text: str) -> str:
    """A text as a pattern of GLOB that only it matches."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)
