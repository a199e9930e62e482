"""What a crawl asks for next: the frontier's entries, pages first, within what it may ask."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from archive import Archive
from archive.store import requisites
from archive.store.frontier import KINDS, Entry, Kind, Progress, Waiting
from archive.urls import urlkey
from crawler.sources.source import Source

PATIENCE = timedelta(minutes=2)
"""A crawl waits that long at most for an entry to be due; the next crawl takes up the rest."""
REQUISITE_REVISIT = timedelta(days=30)
REQUISITES_A_PAGE = 10
"""Where the pages of a crawl are limited, so are its requisites: to this many for each page."""
_BATCH = 64

Claims = dict[str, str]
"""Requisites that a source has asked for and that are not here yet, by urlkey; crawls that run side
by side share it, so that none asks for what another is about to have."""


class Agenda:
    """Hands out a source's waiting entries, each once until it is settled.

    Args:
        archive: where the frontier is kept.
        source: whose.
        clock: tells the time.
        claims: shared with the crawls that run beside this one.

    Attributes:
        taken: numbers of the entries that are handed out.
        pages: entries handed out so far that count against ``max_pages``.
        requisites: other ones.
        shared: requisites not asked for, as another source has had them.
    """

    def __init__(
        self, archive: Archive, source: Source, clock: Callable[[], datetime], claims: Claims
    ) -> None:
        self._archive = archive
        self._source = source
        self._clock = clock
        self._claims = claims
        self._ready: deque[Waiting] = deque()
        self._aside: list[Waiting] = []
        self.taken: set[int] = set()
        self.pages = self.requisites = self.shared = 0

    @property
    def requisite_revisit(self) -> timedelta:
        """How long a requisite is taken to be what it was."""
        return max(self._source.revisit, REQUISITE_REVISIT)

    @property
    def is_over_budget(self) -> bool:
        """Whether the crawl has asked for as many pages as it may."""
        return 0 < self._source.max_pages <= self.pages

    @property
    def _kinds(self) -> Sequence[Kind]:
        if not self.is_over_budget:
            return KINDS
        limit = REQUISITES_A_PAGE * self._source.max_pages
        return ("requisite",) if self.requisites < limit else ()

    def take(self) -> Waiting | None:
        """The next entry to ask for; ``None`` where none is due now."""
        while (waiting := self._next()) is not None:
            if waiting.entry.kind != "requisite":
                self.pages += 1
            elif not self._claimed(waiting):
                self._aside.append(waiting)
                continue
            elif self._is_here(waiting):
                continue
            else:
                self.requisites += 1
            self.taken.add(waiting.id)
            return waiting
        return None

    def wait(self) -> timedelta | None:
        """How long until an entry may be asked for; ``None`` if none is due soon enough."""
        kinds = self._kinds
        if any(waiting.entry.kind in kinds for waiting in (*self._ready, *self._aside)):
            return timedelta()
        now, name = self._clock(), self._source.name
        if kinds and self._archive.waiting(name, now, 1, tuple(self.taken), kinds=kinds):
            return timedelta()
        delay = self._archive.next_due(name, now, kinds=kinds) if kinds else None
        return delay if delay is not None and timedelta() < delay <= PATIENCE else None

    def settled(self, waiting: Waiting) -> None:
        """An entry has had its answer."""
        self.taken.discard(waiting.id)
        if waiting.entry.kind == "requisite":
            self._claims.pop(urlkey(waiting.entry.url), None)

    def given_back(self, waiting: Waiting) -> None:
        """An entry was not asked for after all; it still waits."""
        if waiting.id not in self.taken:
            return
        self.settled(waiting)
        if waiting.entry.kind == "requisite":
            self.requisites -= 1
        else:
            self.pages -= 1

    def forget(self) -> None:
        """Read the frontier anew: what was due may be no longer."""
        self._ready.clear()
        self._aside.clear()

    def _next(self) -> Waiting | None:
        kinds = self._kinds
        if not kinds:
            return None
        if not self._ready:
            self._fill(kinds)
        while self._ready:
            waiting = self._ready.popleft()
            if waiting.entry.kind in kinds:
                return waiting
        return None

    def _fill(self, kinds: Sequence[Kind]) -> None:
        """Make some entries ready, if any wait that may be asked for."""
        name = self._source.name
        while not self._ready:
            ids = (*self.taken, *(waiting.id for waiting in self._aside))
            found = self._archive.waiting(name, self._clock(), _BATCH, ids, kinds=kinds)
            if not found:
                self._ready.extend(self._released())
                return
            self._ready.extend(self._admitted(found))

    def _released(self) -> list[Waiting]:
        """What was put aside while another crawl asked for it, and is free now."""
        free = [one for one in self._aside if urlkey(one.entry.url) not in self._claims]
        self._aside = [one for one in self._aside if one not in free]
        return free

    def _admitted(self, found: Sequence[Waiting]) -> list[Waiting]:
        """What the source's scope admits; pages that a changed one does not are refused."""
        refused = {one.id: why for one in found if (why := self._refusal(one.entry))}
        if refused:
            now = self._clock()
            due = now + self._source.revisit
            with self._archive.transaction():
                for number, why in refused.items():
                    self._archive.settle(Progress(number, "refused", due, why), now)
        return [one for one in found if one.id not in refused]

    def _refusal(self, entry: Entry) -> str | None:
        if entry.kind not in ("page", "listing") or entry.how in ("seed", "save"):
            return None
        is_redirect = entry.how == "redirect"
        return self._source.refusal(entry.url, entry.depth, entry.via, is_redirect=is_redirect)

    def _claimed(self, waiting: Waiting) -> bool:
        name = self._source.name
        return self._claims.setdefault(urlkey(waiting.entry.url), name) == name

    def _is_here(self, waiting: Waiting) -> bool:
        """Settle a requisite that any source has had within the time it is taken to be good."""
        now, within = self._clock(), self.requisite_revisit
        held = requisites.held(self._archive.connection, waiting.entry.url, now, within)
        capture = self._archive.capture_by_id(held) if held else None
        if capture is None:
            return False
        due = capture.time + within
        self._archive.settle(Progress(waiting.id, "done", due, capture=capture.id), now)
        self._claims.pop(urlkey(waiting.entry.url), None)
        self.shared += 1
        return True
