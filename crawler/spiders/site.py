"""The one generic spider: crawls a source by its feeds, sitemaps, listings and links."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from archive import Archive
from archive.errors import GreffeError
from archive.store.captures import Capture
from archive.store.frontier import Waiting
from crawler.crawl import Crawl
from crawler.reading import Reader
from crawler.sources.catalogue import found
from crawler.sources.source import Source

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
        "EXTENSIONS": {"crawler.fetch.recorder.Recorder": 0},
    }

    crawl: Crawl | None = None
    reader: Reader | None = None
    fatal: GreffeError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; opens the archive unless a crawl is handed in."""
        crawl = kwargs.pop("crawl", None)
        reader = kwargs.pop("reader", None)
        if crawl is None and not os.environ.get("SCRAPY_CHECK"):
            crawl = _crawl_from(kwargs)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.crawl = crawl
        spider.reader = reader
        if crawl:
            _set_manners(crawler, crawl.source)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing of its own: the scheduler hands out the frontier."""
        nothing: tuple[Any, ...] = ()
        for one in nothing:
            yield one

    def has_more(self) -> bool:
        """Whether the crawl has more to ask for."""
        return self.crawl is not None and self.crawl.has_more()

    def next_request(self) -> Request | None:
        """The next entry of the frontier as a request, conditional where the page is known."""
        while self.crawl is not None and (waiting := self.crawl.take()) is not None:
            try:
                return self._request(self.crawl, waiting)
            except ValueError as error:  # an address no request can be made of
                self.crawl.refuse(waiting, f"no valid URL: {error}")
        return None

    def _request(self, crawl: Crawl, waiting: Waiting) -> Request:
        entry, source = waiting.entry, crawl.source
        meta = {
            "greffe_entry": waiting,
            "greffe_how": entry.how,
            "greffe_via": entry.via,
            "handle_httpstatus_all": True,
            "allow_private": source.allow_private or self.settings.getbool("GREFFE_ALLOW_PRIVATE"),
        }
        headers = dict(crawl.archive.validators(entry.url))
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

    def parse(self, response: Response, **_: Any) -> Iterator[dict[str, Any]]:
        """Yield an item for a page whose text is new or changed; the recorder has kept it."""
        capture: Capture | None = response.meta.get("greffe_capture")
        if self.crawl is None or self.fatal:
            return
        if capture is None:
            why = "it could not be recorded; the log says why"
            self.crawl.refuse(response.meta["greffe_entry"], why, is_final=False)
            return
        if self.crawl.archive.change_of(capture) in ("new", "changed"):
            version = self.crawl.archive.version_of(capture)
            if version:
                yield {
                    "url": capture.url,
                    "captured": capture.time.isoformat(),
                    "title": version.title,
                    "published": version.published,
                    "language": version.language,
                    "text": version.text,
                }

    def failed(self, failure: Failure) -> None:
        """Settle an entry whose request led to no exchange, such as one robots.txt disallows."""
        request = failure.request  # type: ignore[attr-defined]
        if self.crawl is None or self.fatal or "greffe_capture" in request.meta:
            return
        ignored = isinstance(failure.value, IgnoreRequest)
        reason = failure.getErrorMessage() or failure.type.__name__  # type: ignore[union-attr]
        self.crawl.refuse(request.meta["greffe_entry"], reason, is_final=ignored)

    def closed(self, reason: str) -> None:
        """Write how the crawl ended."""
        if self.crawl is None:
            return
        try:
            self.crawl.end(reason)
        except GreffeError as error:
            self.fatal = self.fatal or error
        self.crawl.archive.close()


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
