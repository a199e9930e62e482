"""``greffe status``: what is in the archive, and how its sources do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import (
    COUNTS,
    Settings,
    filled_table,
    json_option,
    output,
    print_json,
    shown_counts,
    shown_time,
)
from archive.errors import Exit

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.crawls import Crawl

_OUTCOME = {"done": "green", "partly": "yellow", "interrupted": "yellow"}


@click.command()
@json_option
@click.pass_obj
def status(settings: Settings, as_json: bool) -> int:
    """Say what the archive holds and how crawls went."""
    with settings.opened() as archive:
        totals = archive.totals()
        size = _size(settings.archive)
        rows = [_row(archive, crawl) for crawl in archive.crawls()]
    if as_json:
        print_json({"archive": str(settings.archive), "bytes": size, **totals})
        for row in rows:
            print_json(row)
        return Exit.DONE
    console = output()
    counts = ", ".join(
        f"{number:,} {name if number != 1 else name.removesuffix('s')}"
        for name, number in totals.items()
    )
    head = Text.assemble((str(settings.archive), "bold"), f"  {size / 1e6:,.1f} MB, {counts}")
    console.print(head, soft_wrap=True)
    if rows:
        console.print(_table(rows))
        for row in rows:
            if row["blocked"]:
                kinds = ", ".join(f"{number:,} {kind}" for kind, number in row["blocked"].items())
                console.print(f"{row['source']}: block pages in all: {kinds}", soft_wrap=True)
    return Exit.DONE


def _row(archive: Archive, crawl: Crawl) -> dict[str, Any]:
    return {
        "source": crawl.source,
        "began": crawl.began,
        "ended": crawl.ended,
        "outcome": crawl.outcome or "not ended",
        "stats": dict(crawl.stats),
        "blocked": archive.blocked(crawl.source),
        "frontier": archive.frontier_counts(crawl.source),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    names = [name for name, _ in COUNTS if name != "files"]
    lines: list[list[str | Text]] = []
    for row in rows:
        waiting = row["frontier"].get("waiting", 0)
        cells = [*shown_counts(row["stats"])[: len(names)], f"{waiting:,}" if waiting else ""]
        outcome = Text(row["outcome"], style=_OUTCOME.get(row["outcome"], "red"))
        lines.append([row["source"], shown_time(row["began"])[:-3], outcome, *cells])
    return filled_table(("source", "last crawl, UTC", "outcome"), (*names, "waiting"), lines)


def _size(path: Path) -> int:
    """Bytes of the archive, with what SQLite has not yet moved out of its log."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
