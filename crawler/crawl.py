"""One crawl of one source: what it asks for next, what it makes of the answers, what it counted."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive import Archive, http
from archive.observation import Observation
from archive.store.captures import Capture
from archive.store.frontier import Entry, Progress, State, Waiting
from crawler.fetch.rules import retry_after
from crawler.sources.source import Source
from crawler.spiders.discovery import discovered, seeds

Clock = Callable[[], datetime]

TRIES = 3
"""Requests for a URL that gets no answer or one of ``PASSING``, within a crawl."""
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
"""Statuses that may be over soon."""
PATIENCE = timedelta(minutes=2)
"""A crawl waits that long at most for an entry to be due; the next crawl takes up the rest."""
LONGEST_WAIT = timedelta(days=30)
"""Whatever a ``Retry-After`` says: a server's slip must not lose a page for ever."""
REQUISITE_REVISIT = timedelta(days=30)
BLOCKS_IN_A_ROW = 5
"""Block pages after one another that end a crawl: the host does not want us now."""
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Noted:
    """What a crawl just learned, for whoever shows its progress."""

    source: str
    capture: Capture
    change: str | None


class Crawl:
    """One crawl of one source.

    Args:
        archive: where captures and the frontier are kept.
        source: what to crawl.
        is_patient: whether to wait between tries (false for one's own machines).
        only: crawl these URLs only, following nothing but redirects and requisites.
        clock: tells the time.
    """

    def __init__(
        self,
        archive: Archive,
        source: Source,
        *,
        is_patient: bool = True,
        only: tuple[str, ...] = (),
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self.archive = archive
        self.source = source
        self.counts: Counter[str] = Counter()
        self.stopped_for: str | None = None
        self.outcome: str | None = None
        self.troubles: list[tuple[str, int]] = []
        self._began = clock()
        self.listener: Callable[[Noted], None] = lambda _: None
        self._clock = clock
        self._step = timedelta(seconds=5) if is_patient else timedelta(milliseconds=50)
        self._only = only
        self._ready: deque[Waiting] = deque()
        self._taken: set[int] = set()
        self._blocked_in_a_row = 0
        first = [Entry(url, "page", "save", priority=0) for url in only] or seeds(source)
        # What a person asks for is asked for, also where an earlier run was interrupted.
        self.number, self.goes_on = archive.begin_crawl(
            source.name, source.title, first, clock(), again=bool(only)
        )

    # What to ask for

    def take(self) -> Waiting | None:
        """The next entry to ask for; ``None`` where none is due now or the crawl has stopped."""
        if self.stopped_for or self._is_over_budget():
            return None
        if not self._ready:
            now = self._clock()
            found = self.archive.waiting(self.source.name, now, _BATCH, tuple(self._taken))
            self._ready.extend(found)
        if not self._ready:
            return None
        waiting = self._ready.popleft()
        self._taken.add(waiting.id)
        self.counts["requests"] += 1
        return waiting

    def has_more(self) -> bool:
        """Whether entries wait that are due soon enough to wait for."""
        if self.stopped_for or self._is_over_budget():
            return False
        if self._ready:
            return True
        now = self._clock()
        if self.archive.waiting(self.source.name, now, 1, tuple(self._taken)):
            return True
        delay = self.archive.next_due(self.source.name, now)
        return delay is not None and timedelta() < delay <= PATIENCE

    def _is_over_budget(self) -> bool:
        return 0 < self.source.max_pages <= self.counts["requests"]

    # What came

    def keep(self, observation: Observation, waiting: Waiting | None) -> Capture:
        """Keep an exchange, with what it reveals and what becomes of the entry behind it."""
        capture, observation = self.archive.add(
            observation.exchange,
            observation=observation,
            source=self.source.name,
            crawl=self.number,
            progress=(lambda o: self.progress(waiting, o)) if waiting else None,
            discover=(lambda o: self.discover(waiting.entry, o)) if waiting else None,
        )
        if waiting:
            self._taken.discard(waiting.id)
            self._count(capture, observation, waiting)
        return capture

    def discover(self, entry: Entry, observation: Observation) -> list[Entry]:
        """What an answer reveals that this crawl should ask for."""
        found = discovered(self.source, entry, observation)
        if self._only:
            return [e for e in found if e.how == "redirect" or e.kind == "requisite"]
        return found

    def progress(self, waiting: Waiting, observation: Observation) -> Progress:
        """What becomes of an entry after an answer to it."""
        now = self._clock()
        outcome, reason = observation.outcome, observation.evidence
        is_requisite = waiting.entry.kind == "requisite"
        revisit = (
            max(self.source.revisit, REQUISITE_REVISIT) if is_requisite else self.source.revisit
        )
        if outcome == "blocked":
            return Progress(waiting.id, "failed", now + revisit, reason)
        passing = outcome == "failure" or observation.status in PASSING
        if passing and waiting.tries + 1 < TRIES and not _is_final(reason):
            delay = _retry_after(observation, now) or self._step * 2**waiting.tries
            return Progress(waiting.id, "waiting", now + delay, reason)
        if outcome in ("failure", "error"):
            return Progress(waiting.id, "failed", now + revisit, reason)
        return Progress(waiting.id, "done", now + revisit, reason if outcome == "partial" else None)

    def refuse(self, waiting: Waiting, reason: str, *, is_final: bool = True) -> None:
        """Settle an entry that may not, or could not, be asked for."""
        if waiting.id not in self._taken:
            return
        self._taken.discard(waiting.id)
        self.counts["refused" if is_final else "failures"] += 1
        now = self._clock()
        state: State = "refused" if is_final else "failed"
        progress = Progress(waiting.id, state, now + self.source.revisit, reason)
        self.archive.settle(progress, now)

    def _count(self, capture: Capture, observation: Observation, waiting: Waiting) -> None:
        kind = "requisites" if waiting.entry.kind == "requisite" else observation.outcome
        self.counts[kind] += 1
        if observation.unread:
            self.counts["unread"] += 1
        self.counts["bytes"] += len(observation.exchange.response)
        change = self.archive.change_of(capture)
        if change:
            self.counts[change if change != "unchanged" else "same"] += 1
        # Requisites lie on hosts of others and come last, one after another.
        if waiting.entry.kind != "requisite":
            is_blocked = observation.outcome == "blocked"
            self._blocked_in_a_row = self._blocked_in_a_row + 1 if is_blocked else 0
        if self._blocked_in_a_row >= BLOCKS_IN_A_ROW:
            self.stopped_for = f"{BLOCKS_IN_A_ROW} block pages in a row: {observation.evidence}"
        self.listener(Noted(self.source.name, capture, change))

    # How it ended

    def end(self, finish_reason: str) -> str:
        """Write how the crawl ended; return its outcome."""
        self.outcome = self._outcome(finish_reason)
        self.troubles = self.archive.troubles(self.source.name, self._began)
        self.archive.end_crawl(self.number, self.outcome, dict(self.counts), self._clock())
        return self.outcome

    def _outcome(self, finish_reason: str) -> str:
        counts = self.counts
        if finish_reason != "finished":
            return "interrupted"
        if self.stopped_for:
            return "blocked"
        answers = sum(counts[k] for k in ("ok", "unchanged", "redirect", "absent", "partial"))
        if self._is_over_budget() and self.archive.frontier_counts(self.source.name).get("waiting"):
            return "interrupted"
        if not answers and counts["blocked"]:
            return "blocked"
        if not answers and counts["failure"]:
            return "unreachable"
        if not answers and counts["refused"]:
            return "refused"
        troubles = ["error", "failure", "partial", "blocked", "failures", "unread"]
        if self._only:
            # A person asked for just these; robots.txt keeping some of them is news.
            troubles.append("refused")
        trouble = sum(counts[kind] for kind in troubles)
        return "partly" if trouble else "done"


def _is_final(reason: str | None) -> bool:
    """Whether trying again is of no use."""
    return bool(reason) and "private address" in str(reason)


def _retry_after(observation: Observation, now: datetime) -> timedelta | None:
    """The wait a server asks for (RFC 9110, 10.2.3), if it makes sense."""
    value = http.split(observation.exchange.response).field("retry-after")
    seconds = retry_after(value.encode(), now) if value else None
    return None if seconds is None else min(timedelta(seconds=seconds), LONGEST_WAIT)
