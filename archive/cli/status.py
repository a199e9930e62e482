"""``greffe status``: what is in the archive, and how its sources and their crawls did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import (
    Settings,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
)
from archive.cli.counts import (
    COUNTS,
    counted,
    shown_counts,
    shown_outcome,
    shown_size,
    shown_span,
)
from archive.cli.health_rows import print_sources, sources_of
from archive.cli.watch_rows import print_unsent
from archive.cli.watching import now
from archive.errors import Exit
from archive.store import conditions, events, outbox, presences, sites
from archive.telling.archives import REDESIGNS, archive_record
from archive.telling.sources import crawl_record, health_record, held_record

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.events import Event

_STATES = 20
"""States of a source that are told of, the newest."""
_NAMES = tuple(name for name, _ in COUNTS)


@click.command()
@click.argument("source", required=False)
@click.option(
    "--check", "is_check", is_flag=True,
    help="Print only what is wrong; the exit code says whether anything is.",
)  # fmt: skip
@click.option(
    "--after", default=1, show_default=True, type=click.IntRange(1, 1000),
    help="With --check: crawls in a row that fail or are blocked before that is wrong.",
)  # fmt: skip
@click.option("--crawls", "is_past", is_flag=True, help="The past crawls, newest first.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 10_000),
    help="Past crawls at most.",
)  # fmt: skip
@json_option
@click.pass_obj
def status(
    settings: Settings, source: str | None, is_check: bool, after: int, is_past: bool, limit: int,
    as_json: bool,
) -> int:  # fmt: skip
    """Say how the sources do, what the archive holds and how crawls went; or of one SOURCE.

    --check is for cron and monitoring: 0 where all is well, 4 where a source does badly or a
    message could not be sent, 3 where nothing has run for longer than it should.
    """
    from archive.cli.checking import checked
    from archive.search.options import require_source

    if is_check:
        return checked(settings, source, after, as_json=as_json)
    with settings.opened() as archive:
        require_source(archive, source)
        if is_past:
            return _print_past(archive, source, limit, as_json=as_json)
        return _print_now(settings, archive, source, as_json=as_json)


def _print_now(settings: Settings, archive: Archive, source: str | None, *, as_json: bool) -> int:
    """Print what the archive holds and how its sources do."""
    time = now()
    found = [one for one in sources_of(archive, settings, time)
             if source in (None, one.history.name)]  # fmt: skip
    rows = {
        crawl.source: crawl_record(crawl) | held_record(archive, crawl.source)
        for crawl in archive.crawls()
        if source in (None, crawl.source)
    }
    if as_json:
        print_json({"archive": str(settings.archive), **archive_record(archive)})
        judged = {one.history.name: health_record(one, time) for one in found}
        for name in dict.fromkeys((*judged, *rows)):
            print_json({**rows.get(name, {}), **judged.get(name, {})})
        return Exit.DONE
    _print_archive(settings.archive, archive)
    if found:
        print_sources(found, time)
    if source:
        _print_source(archive, source, list(rows.values()))
    return Exit.DONE


def _print_archive(path: Path, archive: Archive) -> None:
    """Print what the archive holds, whatever the source."""
    from archive.store.copying import size_of
    from archive.store.tombstones import counted as counted_tombstones

    connection = archive.connection
    size, gone = size_of(path), counted_tombstones(connection)
    _print_head(path, size, archive.totals(), gone, events.past(connection, "fixity check", 2))
    _print_presence(presences.counts(connection))
    behind = [site.name for site in sites.behind(connection)]
    _print_learned(events.past(connection, "redesign", REDESIGNS), behind)
    print_unsent(outbox.unsent(connection))


def _print_head(
    path: Path, size: int, totals: Mapping[str, int], gone: Mapping[str, int],
    checks: Sequence[Event],
) -> None:  # fmt: skip
    """Print what the archive holds, what went out of it, and when it was verified."""
    counts = ", ".join(
        f"{number:,} {name if number != 1 else name.removesuffix('s')}"
        for name, number in totals.items()
    )
    console = output()
    head = Text.assemble((str(path), "bold"), f"  {size / 1e6:,.1f} MB, {counts}")
    console.print(head, soft_wrap=True)
    _print_checks(checks)
    if gone:
        out = f"{gone.get('thinned', 0):,} thinned out, {gone.get('removed', 0):,} removed by order"
        console.print(f"of the captures that were in it: {out}", soft_wrap=True)


def _print_presence(counts: Mapping[str, int]) -> None:
    """Print how many pages are no longer there, may not be, or are back."""
    told = [f"{counts[name]:,} {name}" for name in ("gone", "suspect", "back") if name in counts]
    if told:
        words = f"pages that were there: {', '.join(told)}; `greffe gone` lists them"
        output().print(words, soft_wrap=True)


def _print_source(archive: Archive, source: str, rows: list[dict[str, Any]]) -> None:
    """Print the last crawl of a source, and the states it was in."""
    if rows:
        _print_last(rows)
    for one in conditions.past(archive.connection, source, _STATES):
        if one.until is not None:
            span = f"{shown_time(one.since)[:-3]} to {shown_time(one.until)[:-3]} UTC"
            output().print(Text(f"{span}: {one.state}: {one.evidence}"), soft_wrap=True)


def _print_learned(redesigns: Sequence[Event], behind: Sequence[str]) -> None:
    """Say which sites were redesigned lately, and whose texts wait to be read anew."""
    console = output()
    for event in redesigns:
        host, first = event.detail.get("host", ""), str(event.detail.get("first", ""))[:10]
        noticed = shown_time(event.began)[:10]
        words = f"{host}: redesigned, first seen {first}, noticed {noticed}; no edit of its pages"
        console.print(words, markup=False, soft_wrap=True)
    if behind:
        words = f"texts wait to be read anew (`greffe sites --learn`): {', '.join(behind)}"
        console.print(words, markup=False, soft_wrap=True)


def _print_checks(checks: Sequence[Event]) -> None:
    """Say when the archive was last verified, and whether a check waits to be gone on with."""
    console = output()
    ended = next((event for event in checks if event.outcome != "unended"), None)
    if ended is None:
        said = Text("never verified; see `greffe verify`", style="dim")
    else:
        count = ended.detail.get("damaged")
        where = f" in {count:,} places" if count else ""
        style = "green" if ended.outcome == "sound" else "red"
        when = shown_time(ended.ended or ended.began)[:-3]
        said = Text.assemble(f"last verified {when} UTC: ", (ended.outcome + where, style))
    console.print(said, soft_wrap=True)
    if checks and checks[0].outcome == "unended":
        began = shown_time(checks[0].began)[:-3]
        console.print(f"a check begun {began} UTC has not ended; `greffe verify` goes on with it")


def _print_last(rows: list[dict[str, Any]]) -> None:
    lines: list[list[str | Text]] = []
    for row in rows:
        waiting = row["frontier"].get("waiting", 0)
        counts = shown_counts(row["stats"])
        counts[_NAMES.index("files")] = ""
        cells = [*counts, f"{waiting:,}" if waiting else ""]
        outcome = shown_outcome(row["outcome"])
        lines.append([row["source"], shown_time(row["began"])[:-3], outcome, *cells])
    names = (*_NAMES, "waiting")
    console = output()
    console.print(counted(console, ("source", "last crawl, UTC", "outcome"), names, lines))
    for row in rows:
        if row["reason"]:
            console.print(Text(f"{row['source']}: stopped: {row['reason']}"), soft_wrap=True)
    for row in rows:
        if row["blocked"]:
            kinds = ", ".join(f"{number:,} {kind}" for kind, number in row["blocked"].items())
            console.print(f"{row['source']}: block pages in all: {kinds}", soft_wrap=True)


def _print_past(archive: Archive, source: str | None, limit: int, *, as_json: bool) -> int:
    from archive.store.crawls import past

    found = [crawl_record(crawl) for crawl in past(archive.connection, source, limit)]
    if as_json:
        for row in found:
            print_json(row)
        return Exit.DONE if found else Exit.NOTHING
    if not found:
        notices().print("no crawls in this archive")
        return Exit.NOTHING
    lines: list[list[str | Text]] = []
    for row in found:
        stats = row["stats"]
        took = shown_span(stats["seconds"]) if "seconds" in stats else ""
        cells = [*shown_counts(stats), shown_size(stats.get("bytes", 0)), took]
        words = [row["source"]] if source is None else []
        began = shown_time(row["began"])[:-3]
        lines.append([*words, began, shown_outcome(row["outcome"]), *cells])
    heads = (*(("source",) if source is None else ()), "began, UTC", "outcome")
    console = output()
    console.print(counted(console, heads, (*_NAMES, "received", "took"), lines))
    for row in found:
        if row["reason"]:
            began = f"{shown_time(row['began'])[:-3]} UTC"
            line = f"{row['source']}, {began}: stopped: {row['reason']}"
            console.print(Text(line), soft_wrap=True)
    return Exit.DONE
