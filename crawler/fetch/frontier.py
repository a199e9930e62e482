"""The archive's frontier as Scrapy's scheduler.

Nothing is queued in memory or in files of its own: an entry leaves the frontier only in the
transaction that stores its capture, so a killed crawl loses nothing.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.spiders import Spider

    from crawler.spiders.site import SiteSpider


class FrontierScheduler(BaseScheduler):
    """Hands out the frontier's entries as requests; requests of middlewares go first."""

    def __init__(self) -> None:
        self._spider: SiteSpider | None = None
        self._extra: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003  # Scrapy's interface
        """Made by Scrapy."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Begin with a spider that has a crawl."""
        self._spider = spider  # type: ignore[assignment]

    def has_pending_requests(self) -> bool:
        """Whether there is more to ask for, now or soon."""
        return bool(self._extra) or (self._spider is not None and self._spider.has_more())

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that a middleware wants sent again."""
        self._extra.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, if any is due."""
        if self._extra:
            return self._extra.popleft()
        return self._spider.next_request() if self._spider else None
