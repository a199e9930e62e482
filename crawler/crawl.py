"""One crawl of one source: what it asks for next, what it makes of the answers, what it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.notice import Notice
from archive.observation import Observation
from archive.store import crawls, frontier, rests, texts
from archive.store.captures import Capture
from archive.store.frontier import ELSEWHERE, LAST, Entry, Progress, State, Waiting
from archive.store.rests import Rest, origin_of
from crawler.agenda import PATIENCE, Agenda, Claims, Limits, Purse, scheduled_limits, usual_limits
from crawler.backoff import Backoff, is_hostile
from crawler.notices import Notices
from crawler.outcome import SHOWN, counted_as, outcome_of
from crawler.plan import Plan
from crawler.series import Series
from crawler.settlement import LONGEST_WAIT, Settlement, is_final
from crawler.sources.planning import plan_of
from crawler.sources.source import Source
from crawler.spiders import queries
from crawler.spiders.discovery import discovered, seeds
from crawler.traps import DEAD, SET_ASIDE, Answer
from crawler.traps.learning import answer_of, detector_of, is_first
from crawler.updates import Updates
from crawler.witness import hastened

Clock = Callable[[], datetime]

BLOCKS_IN_A_ROW = 5
"""Block pages after one another that end a crawl: the host does not want us now."""
WAKING = timedelta(minutes=1)
"""A scheduled crawl takes up what has become due that often, while it goes on."""
_ENDED = {
    "closespider_timeout": "it ran for as long as a crawl may (CLOSESPIDER_TIMEOUT)",
    "memusage_exceeded": "it used as much memory as a crawl may (MEMUSAGE_LIMIT_MB)",
}
"""Scrapy's reasons to end a crawl that nobody told to stop."""

NO_DOCUMENT_REVISIT = timedelta(days=90)
"""How long a link that led to no document is left alone."""

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
        limits: how many pages it asks for; else as its source file says.
        purse: how many all crawls of the run do.
        is_scheduled: whether it asks for what is due only, its seeds too.
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
        limits: Limits | None = None,
        purse: Purse | None = None,
        is_scheduled: bool = False,
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
        step = timedelta(seconds=5) if is_patient else timedelta(milliseconds=50)
        self._only = only
        self._backoff = Backoff(step)
        # Pages that are due at once would wake for ever.
        self._wakes = is_scheduled and source.revisit is None
        self._woken = self._began
        self._cut: str | None = None
        self._state: State = "waiting"
        self._notices = Notices(archive, source)
        self._blocked_in_a_row = 0
        self._admitted: set[tuple[str, int]] = set()
        first = [Entry(url, "page", "save", priority=0) for url in only] or seeds(source)
        # What a person asks for is asked for, also where an earlier run was interrupted.
        self.number, self.goes_on = archive.begin_crawl(
            source.name, source.title, first, self._began, again=bool(only),
            revisit=source.schedule.terms.longest if source.revisit is None else source.revisit,
            is_due_only=is_scheduled, longest_wait=LONGEST_WAIT + rests.LONGEST,
        )  # fmt: skip
        self._source_id = crawls.source_id(archive.connection, source.name)
        self._traps = None if only else detector_of(archive, self._source_id, self._began)
        self._agenda = Agenda(
            archive, source, clock, {} if claims is None else claims,
            limits or (scheduled_limits if is_scheduled else usual_limits)(source),
            purse or Purse(), self._traps,
        )  # fmt: skip
        self._plan = Plan(archive, source, self._source_id, self._began)
        self._updates = Updates(archive, source, self._source_id)
        self._settlement = Settlement(
            archive, source, self._plan, self._updates, self._agenda.revisit_of, step, clock
        )
        self._series = Series(archive, source, self._source_id)
        if not only:
            archive.keep_plan(source.name, plan_of(source))

    # What to ask for

    def take(self) -> Waiting | None:
        """The next entry to ask for; ``None`` where none is due now or the crawl has stopped."""
        if self.stopped_for or self._cut:
            return None
        self._wake()
        return self._agenda.take()

    def _wake(self) -> None:
        now = self._clock()
        if self._wakes and not timedelta() <= now - self._woken < WAKING:
            self._woken = now
            if self.archive.wake(self.source.name, now):
                self._agenda.hasten(0)

    def cut_short(self, reason: str) -> None:
        """Ask for nothing more: its time is up. The next crawl goes on."""
        self._cut = reason

    def wait(self) -> timedelta | None:
        """How long until there is more to ask for; ``None`` if nothing is due soon enough."""
        return None if self.stopped_for or self._cut else self._agenda.wait()

    def give_back(self, waiting: Waiting) -> None:
        """An entry was not asked for after all; it waits on."""
        self._agenda.given_back(waiting)

    def notice_of(self, entry: Entry) -> tuple[Notice | None, bool]:
        """What a catalogue said of the document at an entry, and whether that is anything new."""
        notice = self._notices.of(entry)
        return notice, notice is not None and self._notices.is_other(entry.url, notice)

    def rest_of(self, url: str) -> Rest | None:
        """Why nothing may be asked of a URL's origin now, if so."""
        return rests.current(self.archive.connection, self._clock()).get(origin_of(url))

    def left(self) -> tuple[int, int]:
        """How many pages and requisites wait that this crawl may still ask for."""
        until = self._clock() + PATIENCE
        pages, requisites = frontier.left(self.archive.connection, self._source_id, until)
        limit = self._agenda.pages_left
        return (pages if limit is None else min(pages, limit)), requisites

    # What came

    def keep(self, observation: Observation, waiting: Waiting | None) -> Capture:
        """Keep an exchange, with what it reveals and what becomes of the entry behind it."""
        found: list[Entry] = []
        revealed: list[str] = []
        is_new = bool(self._traps and waiting and is_first(self.archive, waiting.entry))

        def discover(observation: Observation) -> list[Entry]:
            found.extend(self.discover(waiting.entry, observation) if waiting else ())
            revealed.extend(self._unknown(found) if is_new else ())
            return found

        capture, observation = self.archive.add(
            observation.exchange,
            observation=observation,
            source=self.source.name,
            crawl=self.number,
            progress=(lambda o: self.progress(waiting, o, found)) if waiting else None,
            discover=discover,
        )
        self._remember(found)
        if is_new and waiting:
            self._learn(waiting.entry, answer_of(self.archive, capture, observation, revealed))
        self.counts["requests"] += 1
        self.counts["bytes"] += len(observation.exchange.response)
        self._rest(self._backoff.rests(observation, capture, self._clock()))
        now = self._clock()
        if not self._only and hastened(self.archive, self.source, self._source_id, capture, now):
            self._agenda.hasten(0)
        if waiting:
            self._agenda.settled(waiting)
            self._count(capture, observation, waiting)
        return capture

    def _unknown(self, found: list[Entry]) -> list[str]:
        """Those pages that the frontier does not have yet."""
        connection, source = self.archive.connection, self._source_id
        urls = (entry.url for entry in found if entry.kind == "page")
        return [url for url in urls if not frontier.known(connection, source, [url])]

    def _learn(self, entry: Entry, answer: Answer | None) -> None:
        """Let the detector know; what was made ready may be a trap now."""
        if self._traps and answer and self._traps.learn(entry, answer):
            self._agenda.forget()

    def _remember(self, found: list[Entry]) -> None:
        if len(self._admitted) > _REMEMBERED:
            self._admitted.clear()
        self._admitted.update((e.url, e.depth) for e in found if e.kind == "page")
        self._agenda.hasten(min((e.priority for e in found if e.kind == "page"), default=LAST))

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
        now = self._clock()
        found = discovered(self.source, entry, observation, self._admitted, now.date())
        if queries.is_query(self.source, entry.url):
            found = self._notices.renewed(found, observation)
        found = self._series.weighed(entry, observation, found)
        if self._only:
            return [e for e in found if e.how == "redirect" or e.kind == "requisite"]
        self._updates.followed(found, now)
        return found + self._series.older_pages(entry, observation, now)

    def progress(
        self, waiting: Waiting, observation: Observation, found: Sequence[Entry] = ()
    ) -> Progress:
        """What becomes of an entry after an answer to it, which revealed ``found``."""
        progress = self._settlement.after(waiting, observation, found)
        self._state = progress.state
        return progress

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
        if is_final:
            self._learn(waiting.entry, DEAD)
        now = self._clock()
        state: State = "refused" if is_final else "failed"
        wait = self.source.usual if is_final else self._plan.after_fault(waiting.entry)
        progress = Progress(waiting.id, state, now + wait, reason, robots)
        self.archive.settle(progress, now)

    def pass_over(self, waiting: Waiting, reason: str) -> None:
        """Settle a link that was thought to lead to a document and does not; nothing is kept."""
        if waiting.id not in self._agenda.taken:
            return
        self._agenda.settled(waiting)
        self.counts["passed_over"] += 1
        now = self._clock()
        self.archive.settle(Progress(waiting.id, "done", now + NO_DOCUMENT_REVISIT, reason), now)

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
        if waiting.entry.kind not in ELSEWHERE:
            self.counts["failure" if is_unreachable else "closed"] += 1
        until = self._clock() + wait
        self._rest([Rest(origin_of(waiting.entry.url), until, reason, is_asked, robots)])

    def _count(self, capture: Capture, observation: Observation, waiting: Waiting) -> None:
        kind = counted_as(waiting.entry.kind, observation.outcome)
        if kind == "failure" and is_final(observation.evidence):
            kind = "refused"
        elif self._state == "waiting":
            # Only what comes of the last try is trouble.
            kind = "retried"
        elif self._state == "failed" and kind == "ok":
            kind = "lacking"
        self.counts[kind] += 1
        if observation.unread:
            self.counts["unread"] += 1
        change = self.archive.change_of(capture)
        if change:
            self.counts[change if change != "unchanged" else "same"] += 1
        # Requisites lie on hosts of others and come last, one after another; documents too.
        if waiting.entry.kind not in ELSEWHERE:
            if is_hostile(observation.outcome, observation.wall):
                self._blocked_in_a_row += 1
            elif observation.outcome != "blocked":
                self._blocked_in_a_row = 0
        if self._blocked_in_a_row >= BLOCKS_IN_A_ROW:
            self.stopped_for = f"{BLOCKS_IN_A_ROW} block pages in a row: {observation.evidence}"
        self.listener(Noted(self.source.name, capture, change))

    # How it ended

    @property
    def set_aside(self) -> list[tuple[str, int]]:
        """Why pages were set aside as traps, and how many, the commonest reason first."""
        return self._agenda.set_aside.most_common()

    def end(self, finish_reason: str) -> str:
        """Write how the crawl ended; return its outcome."""
        now = self._clock()
        self.counts["seconds"] = round((now - self._began).total_seconds())
        self.counts["shared"] = self._agenda.shared
        self.counts["set_aside"] = self._agenda.set_aside.total()
        self.counts["starts_out"] = len(self._starts_out())
        self.stopped_for = self.stopped_for or _ENDED.get(finish_reason)
        self.outcome = self._outcome(finish_reason)
        if self.outcome == "interrupted" and finish_reason == "finished":
            self.stopped_for = self._cut or "it asked for as many pages as it may"
        self.troubles = self._troubles()
        counts = {name: number for name, number in self.counts.items() if number}
        self.archive.end_crawl(self.number, self.outcome, counts, now, self.stopped_for)
        return self.outcome

    def _troubles(self) -> list[tuple[str, int]]:
        troubles = self.archive.troubles(self.source.name, self._began)
        found = [one for one in troubles if SET_ASIDE not in one[0]]
        if unrecorded := self.counts["unrecorded"]:
            found.insert(0, ("not recorded; the log says why", unrecorded))
        for url in self._only or self._starts_out():
            last = self.archive.capture(url)
            if last and last.outcome == "absent" and last.time >= self._began:
                found.append((f"{url}: absent ({last.status})", 1))
        return found + [(rest.reason, number) for rest, number in self._held_up()]

    def _starts_out(self) -> list[str]:
        """The start URLs, where none of them is there any more and nothing else was had either."""
        if self._only or any(self.counts[outcome] for outcome in SHOWN):
            return []
        urls = [entry.url for entry in seeds(self.source)]
        last = [self.archive.capture(url) for url in urls]
        return urls if all(one and one.outcome in ("absent", "error") for one in last) else []

    def _held_up(self) -> list[tuple[Rest, int]]:
        now = self._clock()
        return rests.holding(self.archive.connection, self._source_id, now)

    def _outcome(self, finish_reason: str) -> str:
        waiting = self.archive.frontier_counts(self.source.name).get("waiting")
        return outcome_of(
            self.counts,
            is_told_to_stop=finish_reason != "finished",
            is_stopped=self.stopped_for is not None,
            has_rest=self._cut is not None or (self._agenda.is_over_budget and bool(waiting)),
            is_held_up=bool(self._held_up()),
            is_picked=bool(self._only),
        )
