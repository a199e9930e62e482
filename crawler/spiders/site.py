"""The one generic spider: crawls a source by its feeds, sitemaps, listings and links."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from archive import Archive
from archive.errors import GreffeError
from archive.store.captures import Capture
from archive.store.frontier import Waiting
from archive.store.texts import Version
from crawler.contact import NAMELESS, is_loopback, is_named
from crawler.crawl import Crawl
from crawler.fetch.held import HeldRobots
from crawler.fetch.robots import ForbiddenByRobots
from crawler.reading import Reader
from crawler.sources.catalogue import found
from crawler.sources.source import Source
from crawler.spiders.queries import is_query

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class SiteSpider(Spider):
    """Crawls one source into an archive.

    ``scrapy crawl site -a source=NAME [-a archive=FILE] [-a sources=FOLDER]``; what it finds it
    archives, and it yields an item for each text that is new or changed.
    """

    name = "site"
    custom_settings = {  # noqa: RUF012  # as Scrapy declares it
        "SCHEDULER": "crawler.fetch.frontier.FrontierScheduler",
        "EXTENSIONS": {
            "crawler.fetch.recorder.Recorder": 0,
            "crawler.fetch.requisites.RequisiteLimits": 0,
            "crawler.fetch.documents.DocumentLimits": 0,
            "crawler.fetch.slowdown.SlowDown": 900,
        },
        # Bodies are read out of what was recorded, next door.
        "COMPRESSION_ENABLED": False,
    }

    crawl: Crawl | None = None
    reader: Reader | None = None
    gives_items = True
    """Whether anybody takes the items: Scrapy's own command does, ``greffe crawl`` does not."""
    fatal: GreffeError | None = None
    held_robots: HeldRobots | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; opens the archive unless a crawl is handed in."""
        crawl = kwargs.pop("crawl", None)
        reader = kwargs.pop("reader", None)
        gives_items = crawl is None
        if crawl is None and not os.environ.get("SCRAPY_CHECK"):
            crawl = _crawl_from(kwargs)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.crawl = crawl
        spider.reader = reader
        spider.gives_items = gives_items
        if crawl:
            spider.held_robots = HeldRobots(crawl.archive)
            _set_manners(crawler, crawl.source)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing of its own: the scheduler hands out the frontier."""
        nothing: tuple[Any, ...] = ()
        for one in nothing:
            yield one

    def wait(self) -> timedelta | None:
        """How long until the crawl has more to ask for; ``None`` if it has nothing more."""
        return self.crawl.wait() if self.crawl is not None else None

    def next_request(self) -> Request | None:
        """The next entry of the frontier as a request, conditional where the page is known."""
        while self.crawl is not None and (waiting := self.crawl.take()) is not None:
            if not (self._is_named or is_loopback(waiting.entry.url)):
                self.crawl.refuse(waiting, NAMELESS)
                continue
            try:
                return self._request(self.crawl, waiting)
            except ValueError as error:  # an address no request can be made of
                self.crawl.refuse(waiting, f"no valid URL: {error}")
        return None

    @property
    def _is_named(self) -> bool:
        agent = self.crawl.source.user_agent if self.crawl else ""
        return is_named(agent or str(self.settings["USER_AGENT"]))

    def _request(self, crawl: Crawl, waiting: Waiting) -> Request:
        entry, source = waiting.entry, crawl.source
        notice, is_told_anew = crawl.notice_of(entry)
        meta = {
            "greffe_entry": waiting,
            "greffe_how": entry.how,
            "greffe_via": entry.via,
            "greffe_notice": notice,
            "handle_httpstatus_all": True,
            "greffe_limit": source.requisite_limit if entry.kind == "requisite" else None,
            "greffe_document": source.document_limit if entry.kind == "document" else None,
            "allow_private": source.allow_private or self.settings.getbool("GREFFE_ALLOW_PRIVATE"),
            "verify_certificates": source.verify_certificates,
        }
        # What is said of a text may change while the text does not, and answers to queries are
        # read whole.
        is_whole = is_told_anew or is_query(source, entry.url)
        headers = {} if is_whole else dict(crawl.archive.validators(entry.url))
        if source.hudoc and source.hudoc.referer and source.hudoc.owns(entry.url):
            headers["Referer"] = source.hudoc.referer
        if source.user_agent:
            headers["User-Agent"] = source.user_agent
        return Request(
            entry.url,
            headers=headers,
            meta=meta,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
        )

    def parse(self, response: Response, **_: Any) -> list[dict[str, Any]]:
        """An item for a page whose text is new or changed; the recorder has kept it.

        No generator: of those Scrapy reads the source for every answer.
        """
        capture: Capture | None = response.meta.get("greffe_capture")
        if self.crawl is None or self.fatal:
            return []
        if capture is None:
            why = "it could not be recorded; the log says why"
            self.crawl.refuse(response.meta["greffe_entry"], why, is_final=False)
            return []
        if not self.gives_items or self.crawl.archive.change_of(capture) not in ("new", "changed"):
            return []
        version = self.crawl.archive.version_of(capture)
        return [_item(capture, version)] if version else []

    def failed(self, failure: Failure) -> None:
        """Settle an entry whose request led to no exchange, such as one robots.txt disallows."""
        request = failure.request  # type: ignore[attr-defined]
        if self.crawl is None or self.fatal or "greffe_capture" in request.meta:
            return
        waiting, error = request.meta["greffe_entry"], failure.value
        reason = failure.getErrorMessage() or failure.type.__name__  # type: ignore[union-attr]
        if not isinstance(error, ForbiddenByRobots):
            self.crawl.refuse(waiting, reason, is_final=isinstance(error, IgnoreRequest))
            return
        policy = error.policy
        if policy.closed and not policy.private:
            self.crawl.close(
                waiting, reason, policy.wait, robots=policy.capture, is_asked=policy.is_asked,
                is_unreachable=policy.is_unreachable,
            )  # fmt: skip
        else:
            self.crawl.refuse(waiting, reason, robots=policy.capture)

    def closed(self, reason: str) -> None:
        """Write how the crawl ended."""
        if self.crawl is None:
            return
        stats = self.crawler.stats
        if stats and (unrecorded := stats.get_value("greffe/record_errors")):
            self.crawl.counts["unrecorded"] = unrecorded
        try:
            self.crawl.end(reason)
        except GreffeError as error:
            self.fatal = self.fatal or error
        self.crawl.archive.close()


def _item(capture: Capture, version: Version) -> dict[str, Any]:
    return {
        "url": capture.url,
        "captured": capture.time.isoformat(),
        "title": version.title,
        "published": version.published,
        "language": version.language,
        "text": version.text,
    }


def _set_manners(crawler: Crawler, source: Source) -> None:
    if crawler.settings.getbool("GREFFE_NO_DELAY"):
        return
    for key in ("DOWNLOAD_DELAY", "AUTOTHROTTLE_START_DELAY"):
        crawler.settings.set(key, source.delay, priority="spider")


def _crawl_from(arguments: dict[str, Any]) -> Crawl:
    name = arguments.pop("source", None)
    if not name:
        raise ValueError(
            "name a source: scrapy crawl site -a source=NAME (see `greffe source list`)"
        )
    folder = Path(arguments.pop("sources", None) or os.environ.get("GREFFE_SOURCES", "sources"))
    path = arguments.pop("archive", None) or os.environ.get("GREFFE_ARCHIVE", "greffe.db")
    (source,) = found(folder, [name])
    return Crawl(Archive.open(path), source)
