"""Anybody's Scrapy project archives into a Greffe file by one line of its settings.

``ADDONS = {"crawler.addon.ArchiveAddon": 500}``; the setting ``GREFFE_ARCHIVE`` names the file,
``GREFFE_ALLOW_PRIVATE`` permits loopback and private addresses.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals

from archive import Archive, Exchange
from crawler.fetch.signals import exchange_finished
from crawler.reading import Reader

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_HANDLER = "crawler.fetch.handler.RecordingHandler"


class ArchiveAddon:
    """Records every exchange of a project's spiders; changes nothing else of how they crawl."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Put the recording handler and the keeper in their places."""
        for scheme in ("http", "https"):
            settings["DOWNLOAD_HANDLERS"].set(scheme, _HANDLER, priority="addon")
        settings["EXTENSIONS"].set("crawler.addon.Keeper", 0, priority="addon")


class Keeper:
    """Keeps the exchanges of a crawl in the archive, under the spider's name as source."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._archive: Archive | None = None
        self._reader = Reader()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        keeper = cls(crawler)
        crawler.signals.connect(keeper.opened, signal=signals.spider_opened)
        crawler.signals.connect(keeper.record, signal=exchange_finished)
        crawler.signals.connect(keeper.closed, signal=signals.spider_closed)
        return keeper

    def opened(self) -> None:
        """Open the archive."""
        path = Path(self._crawler.settings.get("GREFFE_ARCHIVE") or "greffe.db")
        self._archive = Archive.open(path)
        self._reader = Reader(archive=path)
        self._reader.join()

    async def record(self, exchange: Exchange, request: Request) -> None:
        """Keep an exchange; the capture is in ``request.meta["greffe_capture"]`` from then on."""
        spider: Spider | None = self._crawler.spider
        if self._archive is None or spider is None:
            return
        observation = await self._reader.read(exchange)
        capture, observation = self._archive.add(
            exchange, observation=observation, source=spider.name
        )
        request.meta["greffe_capture"] = capture
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"greffe/{observation.outcome}")

    async def closed(self) -> None:
        """Close the archive."""
        await self._reader.leave()
        if self._archive:
            self._archive.close()
