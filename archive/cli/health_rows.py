"""How sources do, as people and programs are told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from archive.cli.context import Settings, output
from archive.health import files
from archive.health.history import History
from archive.health.judging import is_late, judged
from archive.health.noting import Health, healths
from archive.health.rhythm import days_of, weekly
from archive.health.states import FINE, WORST_FIRST, State
from archive.health.wording import ago, minute
from archive.search.trends import bars
from archive.telling.sources import last_text

if TYPE_CHECKING:
    from archive import Archive

WEEKS = 12
_WEEKS_TOLD = 52
_ANY_WIDTH = 10_000
_STYLES: dict[State, str] = {"thin": "yellow", "late": "yellow", "never crawled": "yellow",
                             "ok": "green", "retired": "dim"}  # fmt: skip
_MARKS: dict[State, str] = {"thin": "▲", "late": "▲", "never crawled": "▲", "ok": "✓",
                            "retired": "–"}  # fmt: skip


def sources_of(archive: Archive | None, settings: Settings, now: datetime) -> list[Health]:
    """How the sources do, the worst first; also those that no crawl has taken up yet."""
    named = files.named(settings.sources)
    found = healths(archive, now, named) if archive else []
    known = {one.history.name for one in found}
    unread = files.unread(settings.sources) if named else set()
    for name, title in (named or {}).items():
        if name not in known:
            history = History(name, title)
            judgement = judged(history, now)
            if name in unread:
                words = "its source file cannot be read"
                judgement = replace(judgement, evidence=words, step=f"greffe source check {name}")
            found.append(Health(history, judgement, None))
    return sorted(found, key=lambda one: WORST_FIRST.index(one.judgement.state))


def print_sources(found: Sequence[Health], now: datetime) -> None:
    """Print one line a source, and below what is told of those that do badly."""
    console = output()
    table = _table(found, now, has_step=True)
    wide = console.options.update(max_width=_ANY_WIDTH)
    has_step = console.measure(table, options=wide).maximum <= console.width
    console.print(table if has_step else _table(found, now, has_step=False))
    wrong = [one for one in found if not one.judgement.is_fine]
    if wrong:
        console.print()
    for one in wrong:
        step = f"\n  next: {one.judgement.step}" if one.judgement.step and not has_step else ""
        words = f"{one.history.name}: {one.judgement.evidence}{step}"
        console.print(Text(words), soft_wrap=True)


def check_lines(found: Sequence[Health]) -> Iterator[str]:
    """What is wrong, a line a source."""
    for one in found:
        judgement = one.judgement
        if not judgement.is_fine:
            since = f" since {minute(one.since)}" if one.since else ""
            step = f"; next: {judgement.step}" if judgement.step else ""
            yield f"{one.history.name}: {judgement.state}{since}: {judgement.evidence}{step}"


def has_run(found: Sequence[Health], now: datetime) -> bool:
    """Whether of the sources that are to be crawled any was, within its time.

    Where all that ever were are retired, nothing is to run.
    """
    if found and all(one.judgement.state == "retired" for one in found):
        return any(one.history.runs for one in found)
    return any(one.judgement.state != "retired" and not is_late(one.history, now) for one in found)


def _table(found: Sequence[Health], now: datetime, *, has_step: bool) -> Table:
    table = Table(
        box=None, padding=(0, 1), collapse_padding=True, pad_edge=False, header_style="dim"
    )
    for name in ("state", "source"):
        table.add_column(name, no_wrap=True)
    for name in ("crawl", "new text"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(f"{WEEKS} weeks", no_wrap=True)
    if has_step:
        table.add_column("next", no_wrap=True)
    for one in found:
        history, state = one.history, one.judgement.state
        style = _STYLES.get(state, "red")
        mark = _MARKS.get(state, "✗")
        crawl = history.runs[0] if history.runs else None
        text = last_text(history)
        cells: list[str | Text] = [
            Text(f"{mark} {state}", style=style if state in FINE else f"bold {style}"),
            Text(history.name),
            _ago(now, max(filter(None, (crawl.began, crawl.ended))) if crawl else None),
            _ago(now, text),
            bars(weekly(days_of(history.texts, history.first_run), now, WEEKS)).replace(" ", "·"),
        ]
        table.add_row(*cells, *([Text(one.judgement.step)] if has_step else []))
    return table


def _ago(now: datetime, time: datetime | None) -> str:
    return ago(now - time) if time else "–"
