"""Progress of a run: a live table on a terminal, else a line now and then if that is wanted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from archive.cli.counts import COUNTS, counted, shown_counts, shown_span, told
from crawler.crawl import Crawl, Noted

_WINDOW = 60.0
"""Seconds over which the rate is taken."""
_LOOK = 2.0
"""Seconds after which the frontier is asked again how much waits."""
_LINES = 30.0
"""Seconds between two lines where there is no terminal."""
_SOON = 5.0
"""Seconds before which a rate says nothing."""


@dataclass(slots=True)
class Pace:
    """How fast a crawl goes and how long it still may take.

    Attributes:
        began: when it began, on the monotonic clock in seconds.
        times: when its last captures were made.
        pages: pages that wait.
        files: requisites that wait.
        looked: when those two were counted.
    """

    began: float
    times: deque[float] = field(default_factory=deque)
    pages: int = 0
    files: int = 0
    looked: float = float("-inf")

    def noted(self, now: float) -> None:
        """A capture was made."""
        self.times.append(now)
        while self.times and self.times[0] < now - _WINDOW:
            self.times.popleft()

    def rate(self, now: float) -> float:
        """Captures a minute over the last minute; 0 before that can be said."""
        span = min(now - self.began, _WINDOW)
        recent = sum(1 for moment in tuple(self.times) if moment >= now - _WINDOW)
        return 60 * recent / span if span >= _SOON else 0.0

    def left(self, now: float) -> str:
        """How long what waits will take; at least that where pages may still reveal others."""
        rate, waiting = self.rate(now), self.pages + self.files
        if not rate or not waiting:
            return ""
        span = shown_span(60 * waiting / rate)
        return f"at least {span}" if self.pages else f"about {span}"


class Progress:
    """Shows how the crawls of a run go, on standard error.

    Args:
        console: where to.
        is_verbose: whether lines are wanted where there is no terminal: by cron each would be
            mailed.
        clock: monotonic, in seconds.
    """

    def __init__(
        self,
        console: Console,
        *,
        is_verbose: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self._is_verbose = is_verbose and not console.is_terminal
        self._clock = clock
        self._crawls: list[Crawl] = []
        self._paces: dict[str, Pace] = {}
        self._last: dict[str, str] = {}
        self._line = clock()
        self._live = Live(
            console=console, transient=True, refresh_per_second=4, get_renderable=self.shown
        )

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def add(self, crawl: Crawl) -> None:
        """Show a crawl too."""
        # One that has its second turn in a run takes the place of its first.
        self._crawls = [one for one in self._crawls if one.source.name != crawl.source.name]
        self._crawls.append(crawl)
        self._paces[crawl.source.name] = Pace(self._clock())

    def noted(self, noted: Noted) -> None:
        """Take in what a crawl just captured."""
        now = self._clock()
        self._last[noted.source] = noted.capture.url
        pace = self._paces[noted.source]
        pace.noted(now)
        # Here, as the archive's connection serves this thread and not the one that draws.
        if now - pace.looked >= _LOOK and (self._console.is_terminal or self._is_verbose):
            crawl = next(one for one in self._crawls if one.source.name == noted.source)
            pace.pages, pace.files = crawl.left()
            pace.looked = now
        if self._is_verbose and now - self._line >= _LINES:
            self._line = now
            for crawl in self._crawls:
                self._console.print(self._sentence(crawl, now), soft_wrap=True)

    def stopping(self) -> None:
        """Say that the run was told to stop and does."""
        words = "stopping: what is under way is finished and kept; Ctrl-C again leaves it"
        self._console.print(words, style="dim", soft_wrap=True)

    def shown(self) -> Table | Group:
        """The table, or sentences where it is narrow."""
        now = self._clock()
        rows: list[list[str | Text]] = []
        for crawl in self._crawls:
            name = crawl.source.name
            pace = self._paces[name]
            rate = pace.rate(now)
            left = crawl.outcome or pace.left(now)
            rows.append([
                name, *shown_counts(crawl.counts), f"{rate:,.0f}" if rate else "", left
            ])  # fmt: skip
        names = (*(name for name, _ in COUNTS), "a minute", "left")
        shown = counted(self._console, ("source",), names, rows)
        last = next(reversed(self._last.values()), "")
        width = self._console.width
        line = Text(last, style="dim", no_wrap=True, overflow="ellipsis")
        line.truncate(width, overflow="ellipsis")
        return Group(shown, line)

    def _sentence(self, crawl: Crawl, now: float) -> Text:
        pace = self._paces[crawl.source.name]
        said = told(shown_counts(crawl.counts), [name for name, _ in COUNTS])
        if rate := pace.rate(now):
            said.append(f"{rate:,.0f} a minute")
        if left := pace.left(now):
            said.append(f"{left} left")
        return Text(f"{crawl.source.name}: {', '.join(said) or 'begun'}")
