"""Every exchange of a crawl goes into the archive, the moment it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals

from archive import Exchange
from archive.errors import DiskFull
from crawler.fetch.queue import drop_waiting
from crawler.fetch.signals import exchange_finished
from crawler.reading import Reader

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.spiders.site import SiteSpider


class Recorder:
    """A Scrapy extension that hands exchanges to the spider's crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._reader = Reader()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.opened, signal=signals.spider_opened)
        crawler.signals.connect(recorder.record, signal=exchange_finished)
        crawler.signals.connect(recorder.closed, signal=signals.spider_closed)
        return recorder

    def opened(self, spider: SiteSpider) -> None:
        """Take the reader that the spider shares with others, if any."""
        self._reader = spider.reader or self._reader
        self._reader.join()

    async def closed(self) -> None:
        """Let the reading process end."""
        await self._reader.leave()

    async def record(self, exchange: Exchange, request: Request) -> None:
        """Keep an exchange."""
        spider: SiteSpider = self._crawler.spider  # type: ignore[assignment]
        crawl = spider.crawl
        if crawl is None or spider.fatal:
            return
        if (reason := request.meta.get("greffe_passed_over")) is not None:
            crawl.pass_over(request.meta["greffe_entry"], reason)
            return
        observation = await self._reader.read(exchange)
        if spider.fatal:
            return
        try:
            capture = crawl.keep(observation, request.meta.get("greffe_entry"))
        except DiskFull as error:
            # What was committed is intact; asking on would only lose what comes. The run ends
            # with this error, so it is told once and not for everything still in flight.
            crawl.stopped_for = str(error)
            spider.fatal = error
            drop_waiting(self._crawler)
            return
        except Exception:
            if "greffe_entry" not in request.meta:
                crawl.counts["failures"] += 1  # as the spider counts those that have an entry
            raise  # told and counted by who sent the exchange; the download is not lost for it
        request.meta["greffe_capture"] = capture
        if crawl.stopped_for:
            drop_waiting(self._crawler)
