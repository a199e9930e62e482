"""What the reading room shows of a page: its text, its captures in order, what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from archive.archive import Archive
from archive.history.gaps import Gap, gaps
from archive.history.observations import Observed, observations
from archive.memento import Memento
from archive.serving.addresses import Address
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.store.tombstones import Removal
from archive.urls import microseconds, timestamp, urlkey
from archive.web.calendars import Calendar, calendar_of
from archive.web.wording import gone

_MOST_TICKS = 600


@dataclass(frozen=True, slots=True)
class Run:
    """Captures in a row that showed the same.

    Attributes:
        change: what the first of them was against the one before.
        seen: the captures, oldest first.
        before: the last capture before them that showed a text.
    """

    change: str
    seen: tuple[Observed, ...]
    before: Capture | None

    @property
    def first(self) -> Capture:
        """The first capture."""
        return self.seen[0].capture

    @property
    def last(self) -> Capture:
        """The last capture."""
        return self.seen[-1].capture

    @property
    def has_diff(self) -> bool:
        """Whether there is a text before to compare with."""
        return self.before is not None and self.seen[0].has_other_text


@dataclass(frozen=True, slots=True)
class Tick:
    """A capture on the time line; ``x`` runs from 0 to 1000."""

    x: int
    observed: Observed
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """Captures of a page that were taken out of the archive at one time.

    Attributes:
        removal: when, why and by which rule.
        count: how many.
        first, last: when the first and the last of them were made.
    """

    removal: Removal
    count: int
    first: datetime
    last: datetime

    @property
    def words(self) -> str:
        """A sentence that says so."""
        return gone(self.removal, self.count, self.first, self.last)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it was at some time.

    Attributes:
        url: the URL of the capture that is shown.
        address: that which people know the page by; mostly the same.
        off: how long after the time asked for the shown capture was made, if not within it.
        shown: the capture that is shown.
        version: the text that it shows.
        kind, note: what its page is, and why there is no text, if so.
        runs: its history, newest first.
        ticks: its captures on the time line.
        count: how many captures there are.
        earliest, latest: the first and the last of them.
        before, after: the captures next to the one that is shown.
        calendar: the captures of its year, day by day.
        text_before, text_after: the nearest captures with a text, where the shown one has none.
        memento: what the shown capture answers.
        version_number, version_count: which of the page's texts this is.
        removed: what was taken out, the latest first.
        gaps: when it was not looked at for far longer than it usually is, the latest first.
    """

    url: str
    address: str
    off: timedelta | None
    shown: Observed
    version: Version | None
    kind: str
    note: str
    runs: tuple[Run, ...]
    ticks: tuple[Tick, ...]
    count: int
    earliest: Capture
    latest: Capture
    before: Capture | None
    after: Capture | None
    calendar: Calendar
    text_before: Capture | None
    text_after: Capture | None
    memento: Memento | None
    version_number: int
    version_count: int
    removed: tuple[Gone, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def capture(self) -> Capture:
        """The capture shown."""
        return self.shown.capture


def page_view(archive: Archive, address: Address) -> PageView | None:
    """The page at an address; ``None`` where there is no capture of it."""
    seen = observations(archive, address.url)
    if not seen:
        return None
    shown = _chosen(seen, address)
    index = seen.index(shown)
    kind, note = _reading(archive, shown.capture)
    history = runs(seen)
    order = list(dict.fromkeys(item.version.id for item in seen if item.version))
    return PageView(
        url=shown.capture.url,
        address=archive.page_url(shown.capture),
        off=off(address, shown.capture),
        shown=shown,
        version=archive.version_of(shown.capture) if shown.version else None,
        kind=kind,
        note=note,
        runs=tuple(reversed(history)),
        ticks=ticks(seen, shown),
        count=len(seen),
        earliest=seen[0].capture,
        latest=seen[-1].capture,
        before=seen[index - 1].capture if index else None,
        after=seen[index + 1].capture if index + 1 < len(seen) else None,
        calendar=calendar_of(seen, shown),
        text_before=next((t.capture for t in reversed(seen[:index]) if t.version), None),
        text_after=next((t.capture for t in seen[index + 1 :] if t.version), None),
        memento=archive.memento(shown.capture),
        version_number=order.index(shown.version.id) + 1 if shown.version else 0,
        version_count=len(order),
        removed=removed(archive, address.url),
        gaps=tuple(reversed(gaps(looked_at(archive, address.url, seen)))),
    )


def looked_at(archive: Archive, url: str, seen: Iterable[Observed]) -> list[datetime]:
    """When a page was looked at, by its captures and by those that were thinned out since."""
    thinned = (one.time for one in archive.tombstones(url) if one.removal.kind == "thinned")
    return [*(one.capture.time for one in seen), *thinned]


def removed(archive: Archive, url: str) -> tuple[Gone, ...]:
    """The captures of a URL that were taken out and not brought back, the latest removal first."""
    by_act: dict[Removal, list[datetime]] = {}
    for one in archive.tombstones(url):
        if one.returned is None:
            by_act.setdefault(one.removal, []).append(one.time)
    found = [Gone(act, len(times), min(times), max(times)) for act, times in by_act.items()]
    return tuple(sorted(found, key=lambda gone: gone.removal.time, reverse=True))


def runs(seen: Sequence[Observed]) -> list[Run]:
    """Captures in a row that showed the same, oldest run first."""
    result: list[Run] = []
    before: Capture | None = None
    for _, group in groupby(enumerate(seen), key=_run_key(seen)):
        items = tuple(item for _, item in group)
        result.append(Run(items[0].change, items, before))
        if items[-1].version:
            before = items[-1].capture
    return result


def ticks(seen: Sequence[Observed], shown: Observed) -> tuple[Tick, ...]:
    """The captures on a line from the first to the last; of very many, evenly chosen ones."""
    first, last = (microseconds(seen[i].capture.time) for i in (0, -1))
    step = max(1, -(-len(seen) // _MOST_TICKS))
    chosen = [
        item
        for i, item in enumerate(seen)
        if i % step == 0 or item is shown or item.change not in ("unchanged", "no text")
    ]
    span = (last - first) or 1
    return tuple(
        Tick((microseconds(item.capture.time) - first) * 1000 // span, item, item is shown)
        for item in chosen[-4 * _MOST_TICKS :]
    )


def off(place: Address, capture: Capture) -> timedelta | None:
    """How long after the time asked for a capture was made; ``None`` if within it."""
    if place.at is None or timestamp(capture.time).startswith(place.digits):
        return None
    return capture.time - place.at


def neighbours(archive: Archive, url: str, limit: int = 8) -> list[str]:
    """URLs of pages with a text that stand near a URL: in the same folder, else on the host."""
    key = urlkey(url)
    for prefix in (key.partition("?")[0].rpartition("/")[0] + "/", key.partition(")")[0] + ")"):
        rows = archive.connection.execute(
            "SELECT url FROM page WHERE urlkey >= ? AND urlkey < ? "
            "AND version_id IS NOT NULL ORDER BY urlkey LIMIT ?",
            (prefix, prefix + "\U0010ffff", limit),
        ).fetchall()
        if rows:
            return [row[0] for row in rows]
    return []


def _run_key(seen: Sequence[Observed]) -> Callable[[tuple[int, Observed]], int]:
    numbers: list[int] = []
    for index, item in enumerate(seen):
        before = seen[index - 1] if index else None
        goes_on = before is not None and (
            item.change == "unchanged" and before.version is not None
            if item.version
            else before.version is None and before.change == item.change
        )
        numbers.append(numbers[-1] if goes_on else index)
    return lambda pair: numbers[pair[0]]


def _chosen(seen: Sequence[Observed], address: Address) -> Observed:
    if address.at is None:
        return next((item for item in reversed(seen) if item.version), seen[-1])
    exact = [item for item in seen if timestamp(item.capture.time) == address.digits]
    if exact:
        # Of two captures in one second, the one that shows a text.
        return next((item for item in exact if item.version), exact[0])
    when = microseconds(address.at)
    return min(seen, key=lambda item: abs(microseconds(item.capture.time) - when))


def _reading(archive: Archive, capture: Capture) -> tuple[str, str]:
    sql = "SELECT kind, note FROM reading WHERE capture_id = ?"
    row = archive.connection.execute(sql, (capture.id,)).fetchone()
    return (row[0], row[1]) if row else ("", "")
