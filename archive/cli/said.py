"""What the archive file says to a person while a command runs: that it waits, how far it is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from archive.cli.context import notices

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Notices(logging.Handler):
    """Writes to standard error: a line for each warning, on a terminal a bar for each stage."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: tuple[Progress, TaskID] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Show what is said; how far a stage is (``archive.store.stages``) only where it can be."""
        words: str | None = getattr(record, "stage", None)
        if words is None or not notices().is_terminal:
            if record.levelno >= logging.WARNING:
                click.echo(f"greffe: {record.getMessage()}", err=True)
            return
        total: int | None = getattr(record, "total", None)
        if total is None:
            self._ended()
            return
        self._bar = self._bar or _begun(words)
        bar, task = self._bar
        bar.update(task, completed=getattr(record, "done", 0), total=total)

    def _ended(self) -> None:
        if self._bar is not None:
            self._bar[0].stop()
            self._bar = None


def _begun(words: str) -> tuple[Progress, TaskID]:
    from archive.cli.meter import bar

    drawn = bar(notices())
    drawn.start()
    return drawn, drawn.add_task(words, total=None)
