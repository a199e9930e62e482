"""Slower after every block page: a host that refuses is asked ever more rarely."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from archive.store.captures import Capture
from crawler.backoff import is_hostile

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LIMIT = 60.0
"""Seconds between two requests to a host at most, unless ``GREFFE_BLOCK_DELAY_MAX`` says else."""

_FIRST = 0.2


@dataclass(slots=True)
class _Slowed:
    """How slow a slot is kept, and how slow it was before, in seconds."""

    delay: float
    usual: float


class SlowDown:
    """A Scrapy extension that doubles a host's delay after a block page, up to a limit.

    Every other answer halves it, until it is what it was. ``GREFFE_BLOCK_DELAY_MAX`` is the limit
    in seconds; 0 turns this off.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Read the settings.

        Raises:
            NotConfigured: the limit is 0.
        """
        self._limit = crawler.settings.getfloat("GREFFE_BLOCK_DELAY_MAX", LIMIT)
        if self._limit <= 0:
            raise NotConfigured
        self._crawler = crawler
        self._slowed: dict[str, _Slowed] = {}
        # Connected after AutoThrottle, which would lower the delay again.
        crawler.signals.connect(self.response_downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def response_downloaded(self, request: Request) -> None:
        """Weigh an answer, and keep its host's slot as slow as it is to be."""
        capture: Capture | None = request.meta.get("greffe_capture")
        key: str | None = request.meta.get("download_slot")
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(key) if engine and key else None
        if key is None or slot is None:
            return
        if capture is not None:
            self._weigh(key, slot, is_block=is_hostile(capture.outcome, capture.wall))
        if slowed := self._slowed.get(key):
            slot.delay = max(slot.delay, slowed.delay)

    def _weigh(self, key: str, slot: Slot, *, is_block: bool) -> None:
        slowed = self._slowed.get(key)
        if is_block:
            slowed = self._slowed.setdefault(key, _Slowed(slot.delay, slot.delay))
            slowed.delay = min(self._limit, max(2 * slowed.delay, _FIRST))
            logger.info("%s answered with a block page: %.1f s between requests", key, slowed.delay)
        elif slowed:
            slowed.delay /= 2
            if slowed.delay <= slowed.usual:
                del self._slowed[key]
            slot.delay = max(slowed.delay, slowed.usual)
