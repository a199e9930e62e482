"""A bar on standard error for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from archive.cli.context import notices

Meter = Callable[[int, int], None]
"""Told how much of how much is done."""


@contextmanager
def meter(title: str) -> Iterator[Meter | None]:
    """A bar on standard error while something is done, where a person looks at it."""
    console = notices()
    if not console.is_terminal:
        yield None
        return
    with bar(console) as drawn:
        task = drawn.add_task(title, total=None)
        yield lambda done, total: drawn.update(task, completed=done, total=total)


def bar(console: Console) -> Progress:
    """A bar that is not there any more once it ends."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    return Progress(*columns, console=console, transient=True)
