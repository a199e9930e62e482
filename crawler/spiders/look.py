"""A spider that asks a few URLs once, keeps nothing, and hands over what they answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from archive import Exchange
from archive.observation import Observation, observed
from crawler.fetch.signals import exchange_finished

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_REDIRECTS = 5


class LookSpider(Spider):
    """Asks ``urls``; further ones that an answer names through ``follow``."""

    name = "look"

    def __init__(
        self,
        urls: Sequence[str] = (),
        seen: dict[str, Observation] | None = None,
        faults: dict[str, str] | None = None,
        follow: Callable[[Observation], Sequence[str]] = lambda _: (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._urls = [urls] if isinstance(urls, str) else list(urls)
        self._seen = {} if seen is None else seen
        self._faults = {} if faults is None else faults
        self._follow = follow

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.seen, signal=exchange_finished)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The URLs."""
        for url in self._urls:
            yield self._request(url, url, 0)

    def seen(self, exchange: Exchange, request: Request) -> None:
        """Read an answer. A redirect's last answer counts for the URL first asked for."""
        observation = observed(exchange)
        asked = request.meta.get("greffe_asked")
        if asked:
            self._seen[asked] = observation

    def parse(self, response: Any, **_: Any) -> Any:
        """Follow redirects and what the answer names."""
        asked, hops = response.meta["greffe_asked"], response.meta["greffe_hops"]
        place = response.headers.get("Location")
        if 300 <= response.status < 400 and place and hops < _REDIRECTS:
            yield self._request(response.urljoin(place.decode("latin-1")), asked, hops + 1)
            return
        for url in self._follow(self._seen[asked]):
            if url not in self._seen:
                yield self._request(url, url, 0)

    def failed(self, failure: Any) -> None:
        """What led to no answer is missing from the answers; keep why."""
        words = failure.getErrorMessage()
        self._faults[failure.request.meta["greffe_asked"]] = words
        self.logger.info("%s: %s", failure.request.url, words)

    def _request(self, url: str, asked: str, hops: int) -> Request:
        meta = {
            "greffe_asked": asked,
            "greffe_hops": hops,
            "greffe_how": "seed",
            "handle_httpstatus_all": True,
        }
        # Where a redirect leads may have been asked for by its own name; both are answered.
        return Request(
            url, meta=meta, callback=self.parse, errback=self.failed, dont_filter=hops > 0
        )
