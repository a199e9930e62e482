"""Runs of the crawler: several sources side by side in one Scrapy process, and how they ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive import Archive
from archive.errors import BadInput, Exit
from archive.store.crawls import SAVED
from crawler import settings as defaults
from crawler.agenda import Claims, Purse
from crawler.contact import NAMELESS, is_loopback, user_agent
from crawler.crawl import Crawl
from crawler.fetch.queue import drop_waiting
from crawler.lock import held
from crawler.progress import Progress
from crawler.reading import Reader
from crawler.sources.probe import Probe
from crawler.sources.source import Scope, Source
from crawler.spiders.look import Follow, LookSpider
from crawler.spiders.site import SiteSpider

EXITS = {
    "done": Exit.DONE,
    "partly": Exit.PARTLY,
    "blocked": Exit.BLOCKED,
    "unreachable": Exit.UNREACHABLE,
    "refused": Exit.REFUSED,
    "interrupted": Exit.INTERRUPTED,
    "failed": Exit.FAILED,
}
_WORST_FIRST = ("failed", "interrupted", "blocked", "unreachable", "refused", "partly")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asks of a run.

    Attributes:
        allow_private: permit loopback and private addresses.
        no_delay: drop politeness, for one's own machines.
        contact: address or URL that the User-Agent names.
        log_level: of Scrapy's log on standard error.
    """

    allow_private: bool = False
    no_delay: bool = False
    contact: str = ""
    log_level: str = "ERROR"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may cost.

    Attributes:
        minutes: at most; 0 for no limit.
        pages: all its crawls together may ask for, listings, feeds and sitemaps among them; 0 for
            no limit.
    """

    minutes: float = 0.0
    pages: int = 0

    @property
    def time(self) -> timedelta | None:
        """The same as a length of time; ``None`` for no limit."""
        return timedelta(minutes=self.minutes) if self.minutes else None


@dataclass(frozen=True, slots=True)
class Report:
    """How the crawl of a source ended.

    Attributes:
        source: its name.
        outcome: done, partly, blocked, unreachable, refused, interrupted, failed.
        counts: what was counted.
        went_on: whether it took up an earlier one.
        reason: why it stopped before it was through, if it did.
        troubles: why URLs failed or were refused, with an example each, and how many.
        set_aside: why URLs were set aside as traps, and how many.
    """

    source: str
    outcome: str
    counts: Mapping[str, int]
    went_on: bool = False
    reason: str | None = None
    troubles: Sequence[tuple[str, int]] = ()
    set_aside: Sequence[tuple[str, int]] = ()


def crawled(
    path: Path,
    sources: Sequence[Source],
    options: Options,
    *,
    only: tuple[str, ...] = (),
    budget: Budget = Budget(),  # it cannot be changed
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> list[Report]:
    """Crawl sources into the archive at ``path``, all of them side by side, with one ``reader``.

    Raises:
        Locked: another crawl writes the archive.
        BadInput: a public site would be asked without a contact in the User-Agent.
        DiskFull: no space left; what was captured is intact.
    """
    sources = [asked(source, options) for source in sources]
    with held(path, budget.time):
        run = Run(path, options, budget, progress, reader)
        for source in sources:
            run.begin(source, only=only)
        return run.reports()


def asked(source: Source, options: Options) -> Source:
    """A source as a run asks it.

    Raises:
        BadInput: it is public and would be asked without a contact in the User-Agent.
    """
    _require_contact(source, options)
    return replace(source, delay=0.0) if options.no_delay else source


class Run:
    """Crawls in one Scrapy process.

    Args:
        path: the archive.
        options: what a person asks.
        budget: what all crawls together may cost.
        progress: who is told.
        reader: who reads pages; made where there is none.

    Attributes:
        going: the crawls that have not ended, by the name of their source.
    """

    def __init__(
        self,
        path: Path,
        options: Options,
        budget: Budget,
        progress: Progress | None,
        reader: Reader | None,
    ) -> None:
        self.path = path
        self.going: dict[str, Crawl] = {}
        self._options = options
        self._purse = Purse(budget.pages or None)
        self._ends = time.monotonic() + 60 * budget.minutes if budget.minutes else None
        self._progress = progress
        self._process = _Process(_settings(options))
        self._process.progress = progress
        self._reader = reader or Reader(archive=path)
        self._claims: Claims = {}
        self._begun: list[tuple[Crawl, Crawler]] = []

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that all of it runs in."""
        return asyncio.get_event_loop()

    @property
    def is_over(self) -> bool:
        """Whether no further crawl is to begin: told to stop, out of time or of pages."""
        is_late = self._ends is not None and time.monotonic() >= self._ends
        return self._process.is_stopping or is_late or self._purse.pages == 0

    def begin(
        self, source: Source, *, only: tuple[str, ...] = (), is_scheduled: bool = False
    ) -> asyncio.Task[None]:
        """Begin a crawl; a scheduled one asks for what is due and keeps to its budget."""
        crawl = Crawl(
            Archive.open(self.path), source, is_patient=not self._options.no_delay, only=only,
            claims=self._claims, purse=self._purse, is_scheduled=is_scheduled,
        )  # fmt: skip
        if self._progress:
            self._progress.add(crawl)
            crawl.listener = self._progress.noted
        crawler = self._process.create_crawler(SiteSpider)
        self._begun.append((crawl, crawler))
        self.going[source.name] = crawl
        task = self._process.crawl(crawler, crawl=crawl, reader=self._reader)
        task.add_done_callback(lambda _: self.going.pop(source.name))
        self._limit(crawl, crawler, source.schedule.minutes if is_scheduled else 0)
        return task

    def _limit(self, crawl: Crawl, crawler: Crawler, minutes: float) -> None:
        own = (60 * minutes, f"it ran for {minutes:g} minutes, as long as it may")
        whole = ((self._ends or 0) - time.monotonic(), "the time of the run was up")
        given = [own] if minutes else []
        given += [whole] if self._ends is not None else []
        if given:
            # The loop's clock stands still while a laptop sleeps, and nobody can set it.
            seconds, reason = min(given)
            self.loop.call_later(max(seconds, 0), _cut_short, crawl, crawler, reason)

    def reports(self) -> list[Report]:
        """Run until all crawls have ended; say how they did."""
        self._process.start()
        fatal = [error for _, c in self._begun if (error := getattr(c.spider, "fatal", None))]
        if fatal:
            raise fatal[0]
        unended = "interrupted" if self._process.is_stopping else "failed"
        return [_report(crawl, unended) for crawl, _ in self._begun]


def _cut_short(crawl: Crawl, crawler: Crawler, reason: str) -> None:
    if crawl.outcome is None:
        crawl.cut_short(reason)
        drop_waiting(crawler)


def looked_at(
    tasks: Sequence[tuple[Source, Sequence[str], Probe]],
    options: Options,
    follows: Callable[[Source, Probe], Follow],
) -> None:
    """Ask each source's URLs once, keeping nothing, and fill its probe with the answers.

    Args:
        tasks: each source with its URLs and its probe.
        options: what a person asks of the run.
        follows: says of a source what to ask for next after an answer.

    Raises:
        BadInput: a public site would be asked without a contact in the User-Agent.
    """
    for source, _, _ in tasks:
        _require_contact(source, options)
    process = AsyncCrawlerProcess(_settings(options))
    for source, urls, probe in tasks:
        crawler = process.create_crawler(LookSpider)
        private = source.allow_private or options.allow_private
        crawler.settings.set("GREFFE_ALLOW_PRIVATE", private, priority="cmdline")
        if source.verify_certificates:
            crawler.settings.set("DOWNLOAD_VERIFY_CERTIFICATES", True, priority="cmdline")
        referer = source.hudoc.referer if source.hudoc else ""
        process.crawl(
            crawler, urls=urls, seen=probe.answers, faults=probe.faults, barred=probe.barred,
            follow=follows(source, probe), referer=referer,
        )  # fmt: skip
    process.start()


def saved_source(urls: Sequence[str]) -> Source:
    """The source that pages saved one by one belong to: any address, no links followed."""
    return Source(SAVED, "Saved pages", tuple(urls), Scope(include=("",), max_depth=0))


def exit_of(reports: Sequence[Report]) -> Exit:
    """The exit code of a run: that of the worst outcome; partly where some sources did well."""
    outcomes = {report.outcome for report in reports}
    if not outcomes:
        return Exit.NOTHING
    worst = next((outcome for outcome in _WORST_FIRST if outcome in outcomes), "done")
    has_done = bool(outcomes & {"done", "partly"})
    return (
        Exit.PARTLY if has_done and worst in ("blocked", "unreachable", "refused") else EXITS[worst]
    )


class _Process(AsyncCrawlerProcess):
    """A Scrapy process that stops soon where it is told to.

    Attributes:
        is_stopping: whether it was told, by Ctrl-C or SIGTERM.
        progress: who is told of that.
    """

    is_stopping = False
    progress: Progress | None = None

    async def stop(self) -> None:
        """Let what is under way end, and leave what waits to the next crawl."""
        # Scrapy calls this as the reactor ends, too.
        if not self.is_stopping and any(crawler.crawling for crawler in self.crawlers):
            self.is_stopping = True
            if self.progress:
                self.progress.stopping()
        ended = asyncio.ensure_future(super().stop())
        while not ended.done():
            for crawler in self.crawlers:
                drop_waiting(crawler)
            await asyncio.wait([ended], timeout=0.1)


def _report(crawl: Crawl, unended: str) -> Report:
    outcome = crawl.outcome or unended
    return Report(
        source=crawl.source.name,
        outcome=outcome,
        counts=dict(crawl.counts),
        went_on=crawl.goes_on,
        reason=crawl.stopped_for,
        troubles=crawl.troubles,
        set_aside=crawl.set_aside,
    )


def _settings(options: Options) -> Settings:
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    chosen: dict[str, object] = {
        "USER_AGENT": user_agent(options.contact),
        "GREFFE_ALLOW_PRIVATE": options.allow_private,
        "LOG_LEVEL": options.log_level,
    }
    if options.no_delay:
        chosen |= {
            "GREFFE_NO_DELAY": True,
            "GREFFE_CRAWL_DELAY_MAX": 0,
            "GREFFE_BLOCK_DELAY_MAX": 0,
            # At exactly 0 Scrapy does not keep the limit below.
            "DOWNLOAD_DELAY": 0.0001,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }
    settings.setdict(chosen, priority="cmdline")
    return settings


def _require_contact(source: Source, options: Options) -> None:
    begins = (*source.seeds, *source.feeds, *source.sitemaps, *source.listings)
    if not (options.contact or source.user_agent or all(map(is_loopback, begins))):
        raise BadInput(f"{source.name}: {NAMELESS}")
