"""Progress of a run on a terminal: a line for each source, as it goes."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from crawler.crawl import Crawl, Noted

COLUMNS = (
    ("pages", ("ok", "unchanged", "redirect", "partial")),
    ("new", ("new",)),
    ("changed", ("changed",)),
    ("absent", ("absent",)),
    ("blocked", ("blocked",)),
    ("errors", ("error", "failure", "failures")),
    ("files", ("requisites",)),
)
"""What is shown of a crawl's counts, under which name."""


def shown(counts: dict[str, int]) -> list[str]:
    """A crawl's counts in the order of ``COLUMNS``; nothing for none."""
    sums = (sum(counts.get(key, 0) for key in keys) for _, keys in COLUMNS)
    return [f"{number:,}" if number else "" for number in sums]


class Progress:
    """A live table on standard error; silent where that is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._crawls: list[Crawl] = []
        self._last: dict[str, str] = {}
        self._live = Live(console=console, transient=True, refresh_per_second=4)

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
        self._crawls.append(crawl)

    def noted(self, noted: Noted) -> None:
        """Show what a crawl just captured."""
        self._last[noted.source] = noted.capture.url
        if self._console.is_terminal:
            self._live.update(self._table())

    def _table(self) -> Table:
        table = Table(box=None, padding=(0, 1), header_style="dim")
        table.add_column("source")
        for name, _ in COLUMNS:
            table.add_column(name, justify="right")
        table.add_column("last", overflow="ellipsis", no_wrap=True, style="dim")
        for crawl in self._crawls:
            name = crawl.source.name
            table.add_row(name, *shown(dict(crawl.counts)), self._last.get(name, ""))
        return table
