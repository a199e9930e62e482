"""Progress of a run on a terminal: a line for each source, as it goes."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from archive.cli.context import COUNTS, counted_table, shown_counts
from crawler.crawl import Crawl, Noted


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

    def stopping(self) -> None:
        """Say that the run was told to stop and does."""
        words = "stopping: what is under way is finished and kept; Ctrl-C again leaves it"
        self._console.print(words, style="dim", soft_wrap=True)

    def _table(self) -> Table:
        table = counted_table(("source",), [name for name, _ in COUNTS])
        # Of all columns this one is cut: the counts are what a person looks at.
        table.add_column("last", overflow="ellipsis", style="dim")
        for crawl in self._crawls:
            name = crawl.source.name
            table.add_row(name, *shown_counts(crawl.counts), self._last.get(name, ""))
        return table
