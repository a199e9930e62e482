"""The process behind :func:`tests.crawling.crawl`."""

from __future__ import annotations

import pickle
import sys
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from archive.exchange import Exchange
from crawler.fetch.signals import exchange_finished
from tests.crawling import Ask, Job, Outcome, Seen


class Asker(Spider):
    """Asks for everything at once and notes what comes."""

    name = "asker"
    asks: list[Ask]
    seen: Seen

    async def start(self) -> AsyncIterator[Any]:
        """All requests."""
        for ask in self.asks:
            self.seen.outcomes[ask.name] = Outcome()
            yield Request(
                ask.url,
                method=ask.method,
                body=ask.body,
                headers=dict(ask.headers),
                meta={"handle_httpstatus_all": True, "name": ask.name} | dict(ask.meta),
                dont_filter=True,
                errback=self.failed,
            )

    def parse(self, response: Response, **_: Any) -> None:
        """Note a response."""
        outcome = self._outcome(response.meta["name"])
        outcome.status = response.status
        outcome.headers = dict(response.headers)
        outcome.body = response.body
        outcome.flags = list(response.flags)
        outcome.protocol = response.protocol
        outcome.ip = str(response.ip_address)
        outcome.kind = type(response).__name__
        outcome.latency = response.meta.get("download_latency")

    def failed(self, failure: Failure) -> None:
        """Note a failure."""
        outcome = self._outcome(failure.request.meta["name"])
        outcome.raised, outcome.message = type(failure.value).__name__, str(failure.value)

    def _outcome(self, name: str) -> Outcome:
        outcome = self.seen.outcomes[name]
        outcome.recorded_first = bool(outcome.exchanges)
        return outcome

    def record(self, exchange: Exchange, request: Request) -> None:
        """Note an exchange."""
        name = request.meta.get("name")
        (self.seen.outcomes[name].exchanges if name else self.seen.others).append(exchange)

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Asker:
        """Made by Scrapy."""
        spider: Asker = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.record, exchange_finished)
        crawler.signals.connect(spider.finished, signals.engine_stopped)
        return spider

    def finished(self) -> None:
        """Note the stats."""
        self.seen.stats.update(self.crawler.stats.get_stats())


def main() -> int:
    """Crawl the job on standard input; write what was seen to standard output."""
    job: Job = pickle.load(sys.stdin.buffer)
    settings = get_project_settings()
    settings.setdict(dict(job.settings), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    seen = Seen()
    process.crawl(Asker, asks=job.asks, seen=seen)
    process.start()
    sys.stdout.buffer.write(pickle.dumps(seen))
    return int(process.bootstrap_failed)


if __name__ == "__main__":
    sys.exit(main())
