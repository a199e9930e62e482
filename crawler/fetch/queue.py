"""What waits in Scrapy's downloader for its turn with a host."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.engine import ExecutionEngine
    from scrapy.crawler import Crawler


def drop_waiting(crawler: Crawler, among: Callable[[Request], bool] = lambda _: True) -> None:
    """Take back the requests that were not sent yet; their entries stay in the frontier.

    A crawl that stops would else go on for as many delays as requests wait: sixteen, each of
    which may be two minutes long, and to a site that has just answered with block pages.
    """
    engine: ExecutionEngine | None = getattr(crawler, "engine", None)
    for slot in engine.downloader.slots.values() if engine else ():
        for _ in range(len(slot.queue)):
            request, answer = slot.queue.popleft()
            if not among(request):
                slot.queue.append((request, answer))
                continue
            # As after a capture: there is nothing to settle.
            request.meta["greffe_capture"] = None
            answer.errback(IgnoreRequest("the crawl stops"))
