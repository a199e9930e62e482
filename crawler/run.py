"""Runs of the crawler: several sources side by side in one Scrapy process, and how they ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive import Archive
from archive.errors import BadInput, Exit
from archive.observation import Observation
from archive.store.crawls import SAVED
from crawler import settings as defaults
from crawler.agenda import Claims
from crawler.contact import NAMELESS, is_loopback, user_agent
from crawler.crawl import Crawl
from crawler.fetch.queue import drop_waiting
from crawler.lock import held
from crawler.progress import Progress
from crawler.reading import Reader
from crawler.sources.probe import Probe, named
from crawler.sources.source import Scope, Source
from crawler.spiders.look import LookSpider
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
class Report:
    """How the crawl of a source ended.

    Attributes:
        source: its name.
        outcome: done, partly, blocked, unreachable, refused, interrupted, failed.
        counts: what was counted.
        went_on: whether it took up an earlier one.
        reason: why it stopped before it was through, if it did.
        troubles: why URLs failed or were refused, with an example each, and how many.
    """

    source: str
    outcome: str
    counts: Mapping[str, int]
    went_on: bool = False
    reason: str | None = None
    troubles: Sequence[tuple[str, int]] = ()


def crawled(
    path: Path,
    sources: Sequence[Source],
    options: Options,
    *,
    only: tuple[str, ...] = (),
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> list[Report]:
    """Crawl sources into the archive at ``path``, all of them side by side, with one ``reader``.

    Raises:
        Locked: another crawl writes the archive.
        BadInput: a public site would be asked without a contact in the User-Agent.
        DiskFull: no space left; what was captured is intact.
    """
    sources = [replace(source, delay=0.0) if options.no_delay else source for source in sources]
    for source in sources:
        _require_contact(source, options)
    with held(path):
        process = _Process(_settings(options))
        process.progress = progress
        claims: Claims = {}
        crawls = [
            Crawl(
                Archive.open(path), source, is_patient=not options.no_delay, only=only,
                claims=claims,
            )
            for source in sources
        ]  # fmt: skip
        crawlers, reader = [], reader or Reader(archive=path)
        for crawl in crawls:
            if progress:
                progress.add(crawl)
                crawl.listener = progress.noted
            crawler = process.create_crawler(SiteSpider)
            crawlers.append(crawler)
            process.crawl(crawler, crawl=crawl, reader=reader)
        process.start()
        fatal = [error for c in crawlers if (error := getattr(c.spider, "fatal", None))]
        if fatal:
            raise fatal[0]
        unended = "interrupted" if process.is_stopping else "failed"
        return [_report(crawl, unended) for crawl in crawls]


def looked_at(
    tasks: Sequence[tuple[Source, Sequence[str], Probe]],
    options: Options,
    follow: Callable[[Source, Probe, Observation], Sequence[str]] = lambda *of: named(of[2]),
) -> None:
    """Ask each source's URLs once, keeping nothing, and fill its probe with the answers.

    Args:
        tasks: sources, what to ask of each, and where the answers go.
        options: what a person asks of the run.
        follow: what else to ask for after an answer.

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
        more = partial(follow, source, probe)
        process.crawl(crawler, urls=urls, seen=probe.answers, faults=probe.faults, follow=more)
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
