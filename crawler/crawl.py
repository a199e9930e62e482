"""One crawl of one source: what it asks for next, what it makes of the answers, what it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.observation import Observation
from archive.store import crawls, frontier, rests, texts
from archive.store.captures import Capture
from archive.store.frontier import Entry, Progress, State, Waiting
from archive.store.rests import Rest, origin_of
from crawler.agenda import PATIENCE, Agenda, Claims
from crawler.backoff import Backoff, asked_wait
from crawler.sources.planning import plan_of
from crawler.sources.source import Source
from crawler.spiders.backfill import continued
from crawler.spiders.discovery import discovered, seeds

Clock = Callable[[], datetime]

TRIES = 3
"""Requests for a URL that gets no answer or one of ``PASSING``, within a crawl."""
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
"""Statuses that may be over soon."""
LONGEST_WAIT = timedelta(days=30)
"""Whatever a ``Retry-After`` says: a server's slip must not lose a page for ever."""
BLOCKS_IN_A_ROW = 5
"""Block pages after one another that end a crawl: the host does not want us now."""
_COUNTED_BLOCKS = 8
_ENDED = {
    "closespider_timeout": "it ran for as long as a crawl may (CLOSESPIDER_TIMEOUT)",
    "memusage_exceeded": "it used as much memory as a crawl may (MEMUSAGE_LIMIT_MB)",
}
"""Scrapy's reasons to end a crawl that nobody told to stop."""

_REMEMBERED = 50_000
"""Pages that a crawl remembers to have admitted: what stands on every page is among them soon."""


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
        claims: shared with the crawls that run beside this one.
        clock: tells the time.
    """

    def __init__(
        self,
        archive: Archive,
        source: Source,
        *,
        is_patient: bool = True,
        only: tuple[str, ...] = (),
        claims: Claims | None = None,
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
        self._backoff = Backoff(self._step)
        self._agenda = Agenda(archive, source, clock, {} if claims is None else claims)
        self._blocked_in_a_row = 0
        self._admitted: set[tuple[str, int]] = set()
        first = [Entry(url, "page", "save", priority=0) for url in only] or seeds(source)
        # What a person asks for is asked for, also where an earlier run was interrupted.
        self.number, self.goes_on = archive.begin_crawl(
            source.name, source.title, first, clock(), again=bool(only), revisit=source.revisit
        )
        self._source_id = crawls.source_id(archive.connection, source.name)
        if not only:
            archive.keep_plan(source.name, plan_of(source))

    # What to ask for

    def take(self) -> Waiting | None:
        """The next entry to ask for; ``None`` where none is due now or the crawl has stopped."""
        return None if self.stopped_for else self._agenda.take()

    def wait(self) -> timedelta | None:
        """How long until there is more to ask for; ``None`` if nothing is due soon enough."""
        return None if self.stopped_for else self._agenda.wait()

    def give_back(self, waiting: Waiting) -> None:
        """An entry was not asked for after all; it waits on."""
        self._agenda.given_back(waiting)

    def rest_of(self, url: str) -> Rest | None:
        """Why nothing may be asked of a URL's origin now, if so."""
        return rests.current(self.archive.connection, self._clock()).get(origin_of(url))

    def left(self) -> tuple[int, int]:
        """How many pages and requisites wait that this crawl may still ask for."""
        until = self._clock() + PATIENCE
        pages, requisites = frontier.left(self.archive.connection, self._source_id, until)
        limit = self.source.max_pages
        return (min(pages, max(0, limit - self._agenda.pages)) if limit else pages), requisites

    # What came

    def keep(self, observation: Observation, waiting: Waiting | None) -> Capture:
        """Keep an exchange, with what it reveals and what becomes of the entry behind it."""
        found: list[Entry] = []

        def discover(observation: Observation) -> list[Entry]:
            found.extend(self.discover(waiting.entry, observation) if waiting else ())
            return found

        capture, observation = self.archive.add(
            observation.exchange,
            observation=observation,
            source=self.source.name,
            crawl=self.number,
            progress=(lambda o: self.progress(waiting, o)) if waiting else None,
            discover=discover,
        )
        self._remember(found)
        self.counts["requests"] += 1
        self.counts["bytes"] += len(observation.exchange.response)
        self._rest(self._backoff.rests(observation, capture, self._clock()))
        if waiting:
            self._agenda.settled(waiting)
            self._count(capture, observation, waiting)
        return capture

    def _remember(self, found: list[Entry]) -> None:
        if len(self._admitted) > _REMEMBERED:
            self._admitted.clear()
        self._admitted.update((e.url, e.depth) for e in found if e.kind == "page")

    def _rest(self, begun: list[Rest]) -> None:
        if not begun:
            return
        with self.archive.transaction():
            for rest in begun:
                rests.begin(self.archive.connection, rest)
        self._agenda.forget()

    def discover(self, entry: Entry, observation: Observation) -> list[Entry]:
        """What an answer reveals that this crawl should ask for."""
        if observation.outcome == "unchanged":
            # The scope may be a wider one than when the page was read.
            links = texts.links_of(self.archive.connection, observation.exchange.url)
            observation = replace(observation, links=links)
        found = discovered(self.source, entry, observation, self._admitted)
        if self._only:
            return [e for e in found if e.how == "redirect" or e.kind == "requisite"]
        return found + self._older_pages(entry, observation)

    def _older_pages(self, entry: Entry, observation: Observation) -> list[Entry]:
        """The older pages of a listing that come after this page of it.

        One that was read before is read again where everything on this page is new: then more
        was published since than the page holds.
        """
        connection = self.archive.connection
        more = continued(
            self.source, entry, observation, lambda url: texts.links_of(connection, url)
        )
        if more and not frontier.known(connection, self._source_id, more[0].fresh):
            frontier.reset(connection, self._source_id, [more[0].entry.url], self._clock())
        return [one.entry for one in more]

    def progress(self, waiting: Waiting, observation: Observation) -> Progress:
        """What becomes of an entry after an answer to it."""
        now = self._clock()
        outcome, reason = observation.outcome, observation.evidence
        is_requisite = waiting.entry.kind == "requisite"
        revisit = self._agenda.requisite_revisit if is_requisite else self.source.revisit
        if outcome == "blocked":
            due = now + self._after_block(waiting.entry.url, revisit)
            return Progress(waiting.id, "failed", due, reason)
        passing = outcome == "failure" or observation.status in PASSING
        if passing and waiting.tries + 1 < TRIES and not _is_final(reason):
            asked = asked_wait(observation, now)
            delay = min(asked, LONGEST_WAIT) if asked else self._step * 2**waiting.tries
            return Progress(waiting.id, "waiting", now + delay, reason)
        if outcome in ("failure", "error"):
            return Progress(waiting.id, "failed", now + revisit, reason)
        return Progress(waiting.id, "done", now + revisit, reason if outcome == "partial" else None)

    def _after_block(self, url: str, revisit: timedelta) -> timedelta:
        """How long a URL that answered with a block page is left alone.

        Twice the usual time, doubled by every block page before it in a row, up to 30 days.
        """
        blocks = 1 + self.archive.blocked_in_a_row(url, _COUNTED_BLOCKS)
        return max(2 * revisit, min((1 << blocks) * revisit, LONGEST_WAIT))

    def refuse(
        self, waiting: Waiting, reason: str, *, is_final: bool = True, robots: int | None = None
    ) -> None:
        """Settle an entry that may not, or could not, be asked for.

        Args:
            waiting: the entry.
            reason: why, in one line.
            is_final: whether it may not; else it could not.
            robots: the capture of the robots.txt that forbids it, by number.
        """
        if waiting.id not in self._agenda.taken:
            return
        self._agenda.settled(waiting)
        self.counts["refused" if is_final else "failures"] += 1
        now = self._clock()
        state: State = "refused" if is_final else "failed"
        progress = Progress(waiting.id, state, now + self.source.revisit, reason, robots)
        self.archive.settle(progress, now)

    def close(
        self, waiting: Waiting, reason: str, wait: timedelta, *, robots: int | None, is_asked: bool,
        is_unreachable: bool,
    ) -> None:  # fmt: skip
        """Leave an origin alone whose robots.txt cannot be had; what waits there waits on.

        Args:
            waiting: an entry that was not asked for because of that.
            reason: why, in one line.
            wait: how long.
            robots: the capture of what was answered, by number.
            is_asked: whether the server named that time.
            is_unreachable: whether it said nothing at all.
        """
        if waiting.id not in self._agenda.taken:
            return
        self._agenda.given_back(waiting)
        if self.rest_of(waiting.entry.url):
            return
        if waiting.entry.kind != "requisite":
            self.counts["failure" if is_unreachable else "closed"] += 1
        until = self._clock() + wait
        self._rest([Rest(origin_of(waiting.entry.url), until, reason, is_asked, robots)])

    def _count(self, capture: Capture, observation: Observation, waiting: Waiting) -> None:
        kind = "requisites" if waiting.entry.kind == "requisite" else str(observation.outcome)
        if kind == "failure" and _is_final(observation.evidence):
            kind = "refused"
        elif self.progress(waiting, observation).state == "waiting":
            # Only what comes of the last try is trouble.
            kind = "retried"
        self.counts[kind] += 1
        if observation.unread:
            self.counts["unread"] += 1
        change = self.archive.change_of(capture)
        if change:
            self.counts[change if change != "unchanged" else "same"] += 1
        # Requisites lie on hosts of others and come last, one after another.
        if waiting.entry.kind != "requisite":
            if is_hostile(observation.outcome, observation.wall):
                self._blocked_in_a_row += 1
            elif observation.outcome != "blocked":
                self._blocked_in_a_row = 0
        if self._blocked_in_a_row >= BLOCKS_IN_A_ROW:
            self.stopped_for = f"{BLOCKS_IN_A_ROW} block pages in a row: {observation.evidence}"
        self.listener(Noted(self.source.name, capture, change))

    # How it ended

    def end(self, finish_reason: str) -> str:
        """Write how the crawl ended; return its outcome."""
        now = self._clock()
        self.counts["seconds"] = round((now - self._began).total_seconds())
        self.counts["shared"] = self._agenda.shared
        self.stopped_for = self.stopped_for or _ENDED.get(finish_reason)
        self.outcome = self._outcome(finish_reason)
        self.troubles = self._troubles()
        counts = {name: number for name, number in self.counts.items() if number}
        self.archive.end_crawl(self.number, self.outcome, counts, now, self.stopped_for)
        return self.outcome

    def _troubles(self) -> list[tuple[str, int]]:
        found = self.archive.troubles(self.source.name, self._began)
        if unrecorded := self.counts["unrecorded"]:
            found.insert(0, ("not recorded; the log says why", unrecorded))
        for url in self._only:
            last = self.archive.capture(url)
            if last and last.outcome == "absent" and last.time >= self._began:
                found.append((f"{url}: absent ({last.status})", 1))
        return found + [(rest.reason, number) for rest, number in self._held_up()]

    def _held_up(self) -> list[tuple[Rest, int]]:
        now = self._clock()
        return rests.holding(self.archive.connection, self._source_id, now)

    def _outcome(self, finish_reason: str) -> str:
        counts = self.counts
        if finish_reason != "finished":
            return "interrupted"
        if self.stopped_for:
            return "blocked"
        answers = sum(counts[k] for k in ("ok", "unchanged", "redirect", "absent", "partial"))
        if not answers and counts["unrecorded"]:
            return "failed"
        waiting = self.archive.frontier_counts(self.source.name).get("waiting")
        if self._agenda.is_over_budget and waiting:
            return "interrupted"
        if not answers and counts["blocked"]:
            return "blocked"
        if not answers and counts["failure"]:
            return "unreachable"
        is_held_up = bool(self._held_up())
        if not answers and not counts["error"] and (counts["refused"] or is_held_up):
            return "refused"
        troubles = ["error", "failure", "partial", "blocked", "failures", "closed", "unread",
                    "unrecorded"]  # fmt: skip
        if self._only:
            # A person asked for just these; that some are kept from us, or are not there, is news.
            troubles += ["refused", "absent"]
        trouble = sum(counts[kind] for kind in troubles)
        return "partly" if trouble or is_held_up else "done"


def is_hostile(outcome: str, wall: str | None) -> bool:
    """Whether an answer is a block page that fewer requests may spare us.

    One that asks who we are answers the same however rarely it is asked.
    """
    return outcome == "blocked" and wall != "login"


def _is_final(reason: str | None) -> bool:
    """Whether trying again is of no use."""
    return bool(reason) and "private address" in str(reason)
