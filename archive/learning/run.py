"""A whole run: captures looked at, sites taught, texts read anew. It can be left at any time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from archive.archive import Archive
from archive.errors import Locked
from archive.learning import lessons, relearning, teaching
from archive.learning.lessons import Page
from archive.learning.looks import Look, LookAt
from archive.locks import deriving
from archive.rebuild.run import Read, Rebuilt, reread
from archive.store import events, sites, turns
from archive.store.sites import Site

Progress = Callable[[str, int, int], None]
"""Told of which site how many captures of how many have been read anew."""

_CHUNK = 500
"""Captures that are looked through at a time."""
_CHANGED = 12
"""Known pages of a site that are looked at again, of those that changed; more if one is new."""
_CHANGED_MOST = 60


@dataclass(slots=True)
class Learned:
    """What came of a run.

    Attributes:
        models: the sites whose pages are read by a better model from now on.
        anew: the sites whose texts were all read anew, and what changed.
        redesigns: sites on which a layout was found to have taken the place of another.
        waiting: the sites whose texts are left to be read anew.
        is_done: whether all captures were looked at, and no texts are left.
        is_locked: whether another process was at it, so that nothing was done.
    """

    models: list[str] = field(default_factory=list)
    anew: dict[str, Rebuilt] = field(default_factory=dict)
    redesigns: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    is_done: bool = False
    is_locked: bool = False


def learned(
    archive: Archive,
    look: LookAt,
    read: Read,
    now: Callable[[], datetime],
    *,
    patience: float | None = None,
    fewest: int = 1,
    progress: Progress = lambda *_: None,
) -> Learned:
    """Look at what was captured since the last run, teach its sites, read texts anew.

    Args:
        archive: where, open for writing.
        look: tells what a capture teaches.
        read: reads captures, as for a rebuild.
        now: tells the time.
        patience: seconds after which the rest is left to the next run; ``None`` for all.
        fewest: captures that must have come since, for them to be looked at now.
        progress: told how far it is.
    """
    until = None if patience is None else time.monotonic() + patience
    run = _Run(archive, look, now, lambda: until is not None and time.monotonic() > until, fewest)
    try:
        with deriving(archive.path):
            run.look_through()
            run.read_anew(read, progress)
    except Locked:
        run.outcome.is_locked = True
    return run.outcome


@dataclass(slots=True)
class _Run:
    archive: Archive
    look: LookAt
    now: Callable[[], datetime]
    is_over: Callable[[], bool]
    fewest: int = 1
    outcome: Learned = field(default_factory=Learned)

    def look_through(self) -> None:
        """Teach sites by what came since."""
        connection = self.archive.connection
        after = sites.looked(connection)
        last = connection.execute("SELECT coalesce(max(id), 0) FROM capture").fetchone()[0]
        if last - after < self.fewest:
            self.outcome.is_done = True
            return
        while after < last and not self.is_over():
            high = min(after + _CHUNK, last)
            by_host: dict[str, list[Page]] = defaultdict(list)
            for page in lessons.between(connection, after, high):
                by_host[page.host].append(page)
            for host, pages in by_host.items():
                # The chunk is looked at again then; nothing is learned twice.
                if self.is_over():
                    return
                self._teach(host, pages, high)
            with self.archive.transaction():
                sites.note_looked(connection, high)
            after = high
        self.outcome.is_done = after >= last

    def read_anew(self, read: Read, progress: Progress) -> None:
        """Read texts anew whose site has a better model."""
        for site in sites.behind(self.archive.connection):
            if self.is_over():
                break
            self._read_anew(site, read, progress)
        left = sites.behind(self.archive.connection)
        self.outcome.waiting = [site.name for site in left]
        self.outcome.is_done &= not left

    def _read_anew(self, site: Site, read: Read, progress: Progress) -> None:
        began = self.now()

        def tell(done: int, total: int) -> None:
            progress(site.name, done, total)

        result = reread(self.archive, site.host, read, is_over=self.is_over, progress=tell)
        if result is None:
            return
        connection, ended = self.archive.connection, self.now()
        with self.archive.transaction():
            found = sites.of_host(connection, site.host)
            if found is None or found.stamp != site.stamp:
                return
            sites.kept(connection, replace(found, behind=None, anew=ended))
            number = events.begin(connection, "reading anew", began)
            detail = {
                "host": site.name,
                "stamp": site.stamp,
                "captures": result.captures,
                "differences": dict(result.differences),
                "unread": len(result.unread),
            }
            events.end(connection, number, "done", detail, ended)
        self.outcome.anew[site.name] = result

    def _teach(self, host: str, pages: list[Page], high: int) -> None:
        connection = self.archive.connection
        site = sites.of_host(connection, host)
        if site is None:
            if not lessons.has_enough(connection, host):
                return
            pages = lessons.first_of(connection, host, high)
            if not pages:
                return
            site = Site(0, host, pages[0].time, pages[0].time)
        elif site.model is not None and sites.model_of(site.model) is None:
            site = relearning.mended(self.archive, site, self.look, self.now())
        times = [page.time for page in pages]
        site = replace(site, first=min(site.first, *times), last=max(site.last, *times))
        fresh, changed = lessons.sorted_out(connection, site.id, [p for p in pages if p.teaches])
        looks = [(page, self.look(page.id)) for page in fresh]
        new, seen = self._changed(changed) if site.model else ([], [])
        with self.archive.transaction():
            is_behind = site.behind is None and _is_behind(site, pages)
            site = replace(site, behind=self.now()) if is_behind else site
            site = site if site.id else sites.kept(connection, site)
            samples = []
            for page, look in (*looks, *new):
                if look.sample and not sites.teaches(connection, site.id, _slot(look.sample.slot)):
                    slot = _slot(look.sample.slot)
                    sites.learned_of(connection, site.id, page.page_id, page.id, slot)
                    samples.append(look.sample)
            known = teaching.taught(connection, site, samples, seen, self.now())
        turns.give_way()
        if known.stamp != site.stamp:
            self.outcome.models.append(site.name)
        if len(known.redesigns) > len(site.redesigns):
            self.outcome.redesigns.append(site.name)

    def _changed(
        self, pages: Iterable[Page]
    ) -> tuple[list[tuple[Page, Look]], list[tuple[str, datetime]]]:
        """Of known pages that changed: those that are built otherwise, and what others have."""
        new: list[tuple[Page, Look]] = []
        seen: list[tuple[str, datetime]] = []
        rest = iter(reversed(list(pages)))
        most = _CHANGED
        for count, page in enumerate(islice(rest, _CHANGED_MOST), 1):
            look = self.look(page.id)
            if look.layout:
                seen.append((look.layout, page.time))
            else:
                new.append((page, look))
                most = _CHANGED_MOST
            if count >= most:
                break
        return new, seen


def _is_behind(site: Site, pages: Iterable[Page]) -> bool:
    """Whether a page was read by what was known before: crawls go on while sites are taught."""
    from archive.clean.page import EXTRACTOR

    return bool(site.stamp) and any(
        page.has_text
        and page.extractor.startswith(EXTRACTOR)
        and not page.extractor.endswith(site.stamp)
        for page in pages
    )


def _slot(slot: tuple[int, int]) -> int:
    """A slot as SQLite can hold it: 64 bits with a sign."""
    number = slot[1]
    return number - (1 << 64) if number >= 1 << 63 else number
