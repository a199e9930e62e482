"""The archive's frontier as Scrapy's scheduler.

Nothing is queued in memory or in files of its own: an entry leaves the frontier only in the
transaction that stores its capture, so a killed crawl loses nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.spiders import Spider

    from crawler.spiders.site import SiteSpider

_SHORTEST_WAIT = 0.05
"""Seconds: what a crawl beside this one is asking for is looked for that often."""


class FrontierScheduler(BaseScheduler):
    """Hands out the frontier's entries as requests; requests of middlewares go first."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider: SiteSpider | None = None
        self._extra: deque[Request] = deque()
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Begin with a spider that has a crawl."""
        self._spider = spider  # type: ignore[assignment]

    def close(self, reason: str) -> None:  # noqa: ARG002  # Scrapy's interface
        """End; nothing is waited for any more."""
        if self._alarm:
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        """Whether there is more to ask for, now or soon.

        Scrapy wants to know when it has nothing to do, and then looks again every five seconds.
        It is woken when the next entry is due.
        """
        if self._extra:
            return True
        wait = self._spider.wait() if self._spider else None
        if wait is not None:
            self._wake_after(max(wait.total_seconds(), _SHORTEST_WAIT))
        return wait is not None

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that a middleware wants sent again."""
        self._extra.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, if any is due."""
        if self._extra:
            return self._extra.popleft()
        return self._spider.next_request() if self._spider else None

    def _wake_after(self, seconds: float) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._wake)

    def _wake(self) -> None:
        slot = self._crawler.engine._slot if self._crawler.engine else None  # noqa: SLF001
        if slot:  # Scrapy has no public name for it
            slot.nextcall.schedule()
