"""``greffe status``: what is in the archive, and how its sources do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import Settings, json_option, output, print_json, shown_time
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
        size = settings.archive.stat().st_size
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
    console.print(f"[bold]{settings.archive}[/]  {size / 1e6:,.1f} MB, {counts}")
    if rows:
        console.print(_table(rows))
    return Exit.DONE


def _row(archive: Archive, crawl: Crawl) -> dict[str, Any]:
    return {
        "source": crawl.source,
        "began": crawl.began,
        "ended": crawl.ended,
        "outcome": crawl.outcome or "not ended",
        "stats": dict(crawl.stats),
        "frontier": archive.frontier_counts(crawl.source),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("source")
    table.add_column("last crawl (UTC)")
    table.add_column("outcome")
    for name in ("pages", "new", "changed", "absent", "blocked", "waiting"):
        table.add_column(name, justify="right")
    for row in rows:
        stats, outcome = row["stats"], row["outcome"]
        pages = stats.get("ok", 0) + stats.get("unchanged", 0)
        numbers = [pages, *(stats.get(k, 0) for k in ("new", "changed", "absent", "blocked"))]
        cells = [f"{n:,}" if n else "" for n in (*numbers, row["frontier"].get("waiting", 0))]
        shown = Text(outcome, style=_OUTCOME.get(outcome, "red"))
        table.add_row(row["source"], shown_time(row["began"]), shown, *cells)
    return table
