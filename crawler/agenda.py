"""What a crawl asks for next: the frontier's entries, pages first, within what it may ask."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive import Archive
from archive.store import frontier, requisites
from archive.store.frontier import BACKFILL, KINDS, LAST, Entry, Kind, Progress, Waiting
from archive.urls import urlkey
from crawler.sources.source import Source, shown_prefix
from crawler.spiders import queries
from crawler.spiders.documents import MISSES, TRIED, host_key
from crawler.traps import SET_ASIDE, Detector
from crawler.traps.learning import REST, is_first

PATIENCE = timedelta(minutes=2)
"""A crawl waits that long at most for an entry to be due; the next crawl takes up the rest."""
REQUISITE_REVISIT = timedelta(days=30)
DOCUMENT_REVISIT = timedelta(days=7)
"""The least time before a document outside the scope is asked for again."""
REQUISITES_A_PAGE = 10
"""Where the pages of a crawl are limited, so are its requisites: to this many for each page."""
_BATCH = 64


@dataclass(slots=True)
class Purse:
    """How many pages a whole run may still ask for; its crawls share it.

    Attributes:
        pages: that many; ``None`` for no limit.
    """

    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many pages a crawl may ask for.

    Attributes:
        pages: at most, listings, feeds and sitemaps among them; 0 for no limit.
        backfill: pages of older years among them; ``None`` for no limit.
    """

    pages: int = 0
    backfill: int | None = None


def usual_limits(source: Source) -> Limits:
    """What a person who names a source means: all of it, as far as its file does not limit that."""
    return Limits(source.max_pages)


def scheduled_limits(source: Source) -> Limits:
    """What a scheduled crawl of a source may ask for."""
    given = [number for number in (source.max_pages, source.schedule.pages) if number]
    pages = min(given, default=0)
    return Limits(pages, int(source.schedule.backfill * pages) if pages else None)


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
        limits: how many pages it hands out.
        purse: the same of all crawls of a run.
        traps: tells which pages are to be set aside; ``None`` where all are wanted.

    Attributes:
        taken: numbers of the entries that are handed out.
        pages: entries handed out so far that count against the limits.
        older: those among them that are of older years.
        requisites: other ones.
        shared: requisites not asked for, as another source has had them.
        set_aside: how many pages were set aside, by reason.
    """

    def __init__(
        self,
        archive: Archive,
        source: Source,
        clock: Callable[[], datetime],
        claims: Claims,
        limits: Limits,
        purse: Purse,
        traps: Detector | None = None,
    ) -> None:
        self._archive = archive
        self._source = source
        self._clock = clock
        self._claims = claims
        self._limits = limits
        self._purse = purse
        self._ready: deque[Waiting] = deque()
        self._aside: list[Waiting] = []
        self.taken: set[int] = set()
        self.pages = self.older = self.requisites = self.shared = 0
        self._traps = traps
        self.set_aside: Counter[str] = Counter()

    @property
    def requisite_revisit(self) -> timedelta:
        """How long a requisite is taken to be what it was."""
        return max(self._source.usual, REQUISITE_REVISIT)

    def revisit_of(self, kind: Kind) -> timedelta:
        """How long what is of a kind is taken to be what it was."""
        if kind == "requisite":
            return self.requisite_revisit
        revisit = self._source.usual
        return max(revisit, DOCUMENT_REVISIT) if kind == "document" else revisit

    @property
    def is_over_budget(self) -> bool:
        """Whether the crawl, or the run, has asked for as many pages as it may."""
        return 0 < self._limits.pages <= self.pages or self._purse.pages == 0

    @property
    def pages_left(self) -> int | None:
        """How many pages may still be asked for; ``None`` for no limit."""
        own = max(0, self._limits.pages - self.pages) if self._limits.pages else None
        given = [number for number in (own, self._purse.pages) if number is not None]
        return min(given, default=None)

    @property
    def _kinds(self) -> Sequence[Kind]:
        if not self.is_over_budget:
            return KINDS
        limit = REQUISITES_A_PAGE * self.pages
        return ("requisite",) if self.requisites < limit else ()

    @property
    def before(self) -> int:
        """The priority from which on pages have to wait for another crawl."""
        limit = self._limits.backfill
        return LAST if limit is None or self.older < limit else BACKFILL

    def _is_open(self, waiting: Waiting) -> bool:
        entry = waiting.entry
        is_early = entry.kind != "page" or entry.priority < self.before
        return is_early and entry.kind in self._kinds

    def take(self) -> Waiting | None:
        """The next entry to ask for; ``None`` where none is due now."""
        while (waiting := self._next()) is not None:
            if waiting.entry.kind == "document" and (why := self._no_document(waiting.entry)):
                now = self._clock()
                due = now + DOCUMENT_REVISIT
                self._archive.settle(Progress(waiting.id, "done", due, why), now)
                continue
            if waiting.entry.kind != "requisite":
                # What was learned since it was made ready counts, too.
                if not self._admitted([waiting]):
                    continue
                self._spend(waiting, 1)
                if self._traps:
                    self._traps.asked(waiting.entry.url)
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
        kinds, before = self._kinds, self.before
        if any(map(self._is_open, (*self._ready, *self._aside))):
            return timedelta()
        now, name = self._clock(), self._source.name
        taken = tuple(self.taken)
        if kinds and self._archive.waiting(name, now, 1, taken, kinds=kinds, before=before):
            return timedelta()
        delay = self._archive.next_due(name, now, kinds=kinds, before=before) if kinds else None
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
            self._spend(waiting, -1)

    def _spend(self, waiting: Waiting, count: int) -> None:
        self.pages += count
        if waiting.entry.kind == "page" and waiting.entry.priority >= BACKFILL:
            self.older += count
        if self._purse.pages is not None:
            self._purse.pages -= count

    def hasten(self, priority: int) -> None:
        """Something with this priority was found: what is of older years waits until it is done."""
        if self._ready and priority < BACKFILL <= self._ready[0].entry.priority:
            self._ready.clear()

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
            if self._is_open(waiting):
                return waiting
        return None

    def _fill(self, kinds: Sequence[Kind]) -> None:
        """Make some entries ready, if any wait that may be asked for."""
        name = self._source.name
        while not self._ready:
            ids = (*self.taken, *(waiting.id for waiting in self._aside))
            found = self._archive.waiting(
                name, self._clock(), _BATCH, ids, kinds=kinds, before=self.before
            )
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
        """What the source's scope admits and is no trap; pages that are left out are refused."""
        refused = {one.id: why for one in found if (why := self._refusal(one.entry))}
        if refused:
            now = self._clock()
            with self._archive.transaction():
                for number, why in refused.items():
                    is_trap = why.startswith(SET_ASIDE)
                    rest = max(self._source.usual, REST) if is_trap else self._source.usual
                    self._archive.settle(Progress(number, "refused", now + rest, why), now)
                    self.set_aside[why] += is_trap
        return [one for one in found if one.id not in refused]

    def _refusal(self, entry: Entry) -> str | None:
        if entry.kind not in ("page", "listing") or entry.how in ("seed", "save"):
            return None
        # Queries are asked for whatever the scope; some stand where there are mostly traps.
        if queries.is_query(self._source, entry.url):
            return None
        is_redirect = entry.how == "redirect"
        refusal = self._source.refusal(entry.url, entry.depth, entry.via, is_redirect=is_redirect)
        if refusal is None and self._traps and is_first(self._archive, entry):
            return self._traps.refusal(entry)
        return refusal

    def _no_document(self, entry: Entry) -> str | None:
        """Why a link is not worth trying as a document, if so."""
        if not self._source.documents:
            return "the source keeps no documents outside its scope"
        if entry.priority < TRIED:
            return None
        host = host_key(entry.url)
        asked, none = frontier.documents_of(self._archive.connection, host)
        if none == asked and none >= MISSES:
            return f"links to {shown_prefix(host)} have led to no document; not tried"
        return None

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
