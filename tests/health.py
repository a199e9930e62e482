"""Sources with a past: crawled once a day, each with the texts it published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.health.history import History, Run, Text
from archive.health.plan import Plan
from archive.store.frontier import Entry
from tests.exchanges import LONG, exchange, page

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday."""
WALL = b"<title>Just a moment...</title><div id='challenge-error-text'>Enable JavaScript</div>"
CHALLENGED = {"status": "403 Forbidden", "fields": "cf-mitigated: challenge\r\n"}


@dataclass
class Newsroom:
    """A source of an archive.

    Attributes:
        archive: where it is kept.
        name: of the source.
        plan: what its file says.
        now: the time at which it is looked at.
        title: for people.
    """

    archive: Archive
    name: str = "news"
    plan: Plan | None = None
    now: datetime = NOW
    title: str = ""
    texts: int = field(default=0)

    @property
    def home(self) -> str:
        """Its start URL."""
        return f"http://{self.name}.example/"

    def crawl(
        self, days_ago: float, texts: int = 0, *, outcome: str = "done",
        counts: Mapping[str, int] | None = None, words: tuple[str, ...] = LONG,
        home: Mapping[str, object] | None = None, walls: int = 0, ends: bool = True,
    ) -> None:  # fmt: skip
        """One crawl: so many new texts, published the day it ran; its home page where given."""
        when = self.now - timedelta(days=days_ago)
        archive = self.archive
        entry = Entry(self.home, how="seed")
        number, _ = archive.begin_crawl(self.name, self.title, [entry], when)
        plan = self.plan or Plan((self.home,), (f"example,{self.name})/",))
        archive.keep_plan(self.name, plan)
        if home is not None:
            self.add(number, self.home, when, home)
        for _ in range(texts):
            self.texts += 1
            head = f'<meta property="article:published_time" content="{when:%Y-%m-%d}">'
            body = page(f"Report {self.texts}", *words, f"Number {self.texts} of all.", head=head)
            self.add(number, f"{self.home}report-{self.texts}", when, {"body": body})
        for part in range(walls):
            self.add(number, f"{self.home}walled-{part}", when, {"body": WALL, **CHALLENGED})
        if ends:
            usual = {"ok": texts + 1, "new": texts}
            end = when + timedelta(minutes=7)
            archive.end_crawl(number, outcome, {**usual, **(counts or {})}, end)

    def add(self, number: int, url: str, when: datetime, answer: Mapping[str, object]) -> None:
        self.archive.add(
            exchange(url, began=when, **answer),  # type: ignore[arg-type]
            source=self.name, crawl=number,
        )  # fmt: skip

    def weekdays(self, first: int, last: int = 0, texts: int = 1) -> None:
        """Crawls from so many days ago on, one a day; texts from Monday to Friday."""
        for days_ago in range(first, last - 1, -1):
            is_weekend = (self.now - timedelta(days=days_ago)).weekday() >= 5
            self.crawl(days_ago, 0 if is_weekend else texts)


def recorded(
    days_ago: Iterable[float], *, plan: Plan | None = None, words: int = 300, now: datetime = NOW
) -> History:
    """The history of a source that was crawled daily and published a text on each of these days."""
    times = sorted(now - timedelta(days=days) for days in days_ago)
    first = times[0] - timedelta(days=2)
    runs = [
        Run(now - timedelta(days=days), now - timedelta(days=days, minutes=-9), "done", {"ok": 9})
        for days in range(40)
    ]
    texts = [Text(time, time, words, "en") for time in times]
    return History("news", plan=plan, runs=runs, first_run=first, texts=texts)
