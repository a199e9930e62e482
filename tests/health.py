"""Sources with a past: crawled once a day, each with the texts it published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive import Archive
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
        """One crawl: its home page, and so many new texts, published the day it ran."""
        when = self.now - timedelta(days=days_ago)
        archive = self.archive
        entry = Entry(self.home, how="seed")
        number, _ = archive.begin_crawl(self.name, self.title, [entry], when)
        plan = self.plan or Plan((self.home,), (f"example,{self.name})/",))
        archive.keep_plan(self.name, plan)
        answer = {"body": page("Home", f"Front page of {when:%d %B}."), **(home or {})}
        self._add(number, self.home, when, answer)
        for _ in range(texts):
            self.texts += 1
            head = f'<meta property="article:published_time" content="{when:%Y-%m-%d}">'
            body = page(f"Report {self.texts}", *words, f"Number {self.texts} of all.", head=head)
            self._add(number, f"{self.home}report-{self.texts}", when, {"body": body})
        for part in range(walls):
            self._add(number, f"{self.home}walled-{part}", when, {"body": WALL, **CHALLENGED})
        if ends:
            usual = {"ok": texts + 1, "new": texts}
            end = when + timedelta(minutes=7)
            archive.end_crawl(number, outcome, {**usual, **(counts or {})}, end)

    def _add(self, number: int, url: str, when: datetime, answer: Mapping[str, object]) -> None:
        self.archive.add(
            exchange(url, began=when, **answer),  # type: ignore[arg-type]
            source=self.name, crawl=number,
        )  # fmt: skip

    def weekdays(self, first: int, last: int = 0, texts: int = 2) -> None:
        """Crawls from so many days ago on, one a day; texts from Monday to Friday."""
        for days_ago in range(first, last - 1, -1):
            is_weekend = (self.now - timedelta(days=days_ago)).weekday() >= 5
            self.crawl(days_ago, 0 if is_weekend else texts)


def days_of(weekdays: Iterable[int], weeks: int, until: datetime = NOW) -> list[datetime]:
    """Days that are these of the week (0 is Monday), for so many weeks before a time."""
    wanted = set(weekdays)
    days = (until - timedelta(days=n) for n in range(weeks * 7, -1, -1))
    return [day for day in days if day.weekday() in wanted]
