"""``greffe thin``: what sources need no longer keep goes, by the rules in their files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.cli.counts import shown_size
from archive.cli.meter import meter
from archive.cli.space import give_back
from archive.errors import Exit

if TYPE_CHECKING:
    from archive.retention import Row, Thinned
    from crawler.sources.source import Source


@click.command(short_help="Take out captures that the retention of their source lets go.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every source.")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and how much room it takes.")
@click.option("--list", "is_listed", is_flag=True, help="Name every capture that goes.")
@json_option
@click.pass_obj
def thin(
    settings: Settings, names: tuple[str, ...], everything: bool, dry_run: bool, is_listed: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Take out captures that show nothing new and that [retention] of their source lets go.

    What only one capture shows always stays: every text, the first and the last capture of it.
    What goes leaves a tombstone, which `greffe history` shows. The room is given back.
    """
    from archive.retention import thinned, written
    from crawler.sources.catalogue import found

    if not names and not everything:
        raise click.UsageError("name sources, or give --all (see `greffe source list`)")
    sources = found(settings.sources, () if everything else names)
    now, gone = datetime.now(UTC), 0

    def tell(row: Row) -> None:
        if is_listed and as_json:
            print_json({"url": row.url, "captured": row.time})
        elif is_listed:
            output().print(f"{shown_time(row.time)} UTC  {row.url}", markup=False, soft_wrap=True)

    with settings.opened(read_only=dry_run) as archive:
        for source in sources:
            if not source.retention and everything:
                continue
            with meter(f"thinning out {source.name}") as progress:
                done = thinned(
                    archive, source.name, source.retention, now, dry_run=dry_run, tell=tell,
                    progress=progress,
                )  # fmt: skip
            gone += done.captures
            rule = written(source.retention)
            if as_json:
                print_json(_json(source, rule, done, dry_run=dry_run))
            else:
                _tell(source, rule, done, dry_run=dry_run)
        if gone and not dry_run:
            give_back(archive, as_json=as_json)
    if not any(source.retention for source in sources):
        words = "no [retention] in these sources: everything is kept"
        notices().print(words, style="dim", markup=False)
    return Exit.DONE if gone else Exit.NOTHING


def _json(source: Source, rule: str, done: Thinned, *, dry_run: bool) -> dict[str, Any]:
    return {"source": source.name, "rule": rule, "dry_run": dry_run, **asdict(done)}


def _tell(source: Source, rule: str, done: Thinned, *, dry_run: bool) -> None:
    if done.captures:
        span = f", of {shown_time(done.earliest)[:10]} to {shown_time(done.latest)[:10]}"
        what = f"{done.captures:,} {'capture' if done.captures == 1 else 'captures'}{span}"
        goes = "would go" if dry_run else "gone"
        line = f"{source.name}: {what} {goes}, about {shown_size(done.bytes)} ({rule})"
    else:
        line = f"{source.name}: nothing to go ({rule})"
    output().print(line, markup=False, soft_wrap=True)
