"""Fetching with the real download handler in the test's own process, without a whole crawl."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from archive.exchange import Exchange
from crawler.fetch.handler import RecordingHandler
from crawler.fetch.signals import exchange_finished

T = TypeVar("T")


class Fetching:
    """A handler, the crawler it belongs to, and the exchanges it has finished."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Make both; loopback is allowed unless ``settings`` say otherwise."""
        self.crawler: Crawler = get_crawler(settings_dict={"GREFFE_ALLOW_PRIVATE": True} | settings)
        self.handler = RecordingHandler.from_crawler(self.crawler)
        self.exchanges: list[Exchange] = []
        self.crawler.signals.connect(self._keep, exchange_finished)

    def _keep(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)

    async def get(self, url: str, **kwargs: Any) -> Response:
        """Fetch one URL."""
        return await self.handler.download_request(Request(url, **kwargs))

    async def failure(self, url: str, **kwargs: Any) -> Exception:
        """Fetch one URL that cannot be fetched; how it failed."""
        try:
            response = await self.get(url, **kwargs)
        except Exception as exc:  # noqa: BLE001 - that is the point
            return exc
        raise AssertionError(f"{url} was fetched: {response}")


def fetching(scenario: Callable[[Fetching], Awaitable[T]], **settings: Any) -> T:
    """Play a scenario and close the handler after it."""

    async def play() -> T:
        fetching = Fetching(settings)
        try:
            return await scenario(fetching)
        finally:
            await fetching.handler.close()

    return asyncio.run(play())
