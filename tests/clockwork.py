"""A site and a clock that are set by hand, and crawls of the one by the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive import Archive, Exchange
from archive.observation import Observation, observed
from crawler.crawl import Crawl
from crawler.schedule import turns
from crawler.sources.schedule import Schedule
from crawler.sources.source import Scope, Source
from tests.exchanges import LONG, exchange, page

HOST = "http://news.example"
SITE = Source(
    "s", "S", (), Scope(("example,news)/",)), feeds=(f"{HOST}/feed",), requisites=False,
    schedule=Schedule(every=timedelta()),
)  # fmt: skip
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Site = Mapping[str, bytes]


_readings: dict[tuple[str, bytes], Observation] = {}


def read(said: Exchange) -> Observation:
    """What an answer shows; the same one is read once."""
    key = (said.url, said.response)
    if key not in _readings:
        _readings[key] = observed(said)
    return replace(_readings[key], exchange=said)


class Web:
    """A site and a clock, both set by hand.

    Attributes:
        now: the time.
        pages: bodies by path; what is not there is answered with 404.
        asked: paths with times.
    """

    def __init__(self, archive: Archive, source: Source = SITE) -> None:
        archive.connection.execute("PRAGMA synchronous = OFF")
        self.now = datetime(2026, 1, 1, 8, tzinfo=UTC)
        self.archive, self.source = archive, source
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, datetime]] = []

    def crawl(self, **more: object) -> Crawl:
        """One scheduled crawl, from its beginning to its end."""
        given = {"clock": lambda: self.now, "is_scheduled": True, **more}
        crawl = Crawl(self.archive, self.source, **given)  # type: ignore[arg-type]
        while (waiting := crawl.take()) is not None:
            path = waiting.entry.url.removeprefix(HOST)
            self.asked.append((path, self.now))
            body = self.pages.get(path)
            kind = "application/rss+xml" if path == "/feed" else "text/html; charset=utf-8"
            said = exchange(
                waiting.entry.url, body or b"", began=self.now,
                status="200 OK" if body is not None else "404 Not Found",
                fields=f"Content-Type: {kind}\r\n",
            )  # fmt: skip
            crawl.keep(read(said), waiting)
        crawl.end("finished")
        return crawl

    def run_until(self, end: datetime, each: timedelta = 10 * MINUTE) -> None:
        """Let a run begin every ten minutes, if anything is due."""
        while self.now < end:
            (turn,) = turns(self.archive, [self.source], self.now)
            if turn.is_due(self.now):
                self.crawl()
            self.now += each

    def times(self, path: str) -> list[datetime]:
        """When a path was asked for."""
        return [time for one, time in self.asked if one == path]


def feed(*names: str) -> bytes:
    """A feed with these items."""
    items = "".join(f"<item><link>{HOST}/{name}</link></item>" for name in names)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def article(title: str, day: datetime | None = None, *more: str) -> bytes:
    """An article, with its date where one is given."""
    stamp = f"{day:%Y-%m-%dT%H:%M:%SZ}" if day else ""
    head = f'<meta property="article:published_time" content="{stamp}">' if day else ""
    return page(title, *LONG, *more, head=f'<meta property="og:type" content="article">{head}')


def old_site(archive: Archive) -> Web:
    """A site with a feed that names two old articles."""
    web = Web(archive)
    old = web.now - 900 * DAY
    web.pages = {"/feed": feed("a", "b"), "/a": article("A", old), "/b": article("B", old)}
    return web
