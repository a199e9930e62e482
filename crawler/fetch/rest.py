"""Nothing is sent to an origin that is to rest; what waits for its turn there goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest

from crawler.fetch.queue import drop_waiting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.crawl import Crawl


class RestMiddleware:
    """Downloader middleware that keeps to the rests of the spider's crawl, if it has one.

    It stands behind robots.txt, which a request may have waited for while its host asked for a
    rest. Requests that Scrapy holds for their turn are taken back as soon as the answer that asks
    for the rest is there: before the next one is sent.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass.

        Raises:
            IgnoreRequest: its origin is to rest; the entry behind it waits on.
        """
        if self._is_held_up(request):
            request.meta["greffe_capture"] = None  # as after a capture: there is nothing to settle
            raise IgnoreRequest("its origin is to rest")

    @property
    def _crawl(self) -> Crawl | None:
        return getattr(self._crawler.spider, "crawl", None)

    def _downloaded(self, request: Request) -> None:
        if self._crawl is not None and self._crawl.rest_of(request.url):
            drop_waiting(self._crawler, self._is_held_up)

    def _is_held_up(self, request: Request) -> bool:
        crawl = self._crawl
        if crawl is None or not crawl.rest_of(request.url):
            return False
        if waiting := request.meta.get("greffe_entry"):
            crawl.give_back(waiting)
        return True
