"""``greffe crawl --due``: what is due now, in the manner of what runs by itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, notices, print_json, shown_time
from archive.cli.counts import COUNTS, shown_counts, told
from archive.cli.watching import watch_after
from archive.errors import Exit
from crawler.commands.crawls import after_run, print_reports, print_reports_json

if TYPE_CHECKING:
    from crawler.lock import Crawling
    from crawler.run import Options, Report
    from crawler.sources.source import Source


def run_due(
    settings: Settings, sources: Sequence[Source], options: Options, *,
    minutes: float, pages: int, as_json: bool,
) -> int:  # fmt: skip
    """Crawl what is due; return the exit code.

    Where no person looks on, a run that finds nothing due, or another one at work, says nothing:
    cron mails every word.
    """
    from crawler.due import crawled_due
    from crawler.lock import Crawling
    from crawler.progress import Progress
    from crawler.run import Budget, exit_of

    is_verbose = options.log_level != "ERROR"
    is_watched = is_verbose or sys.stderr.isatty()
    try:
        with Progress(notices(), is_verbose=is_verbose) as progress:
            reports = crawled_due(
                settings.archive, sources, options, Budget(minutes, pages), progress
            )
    except Crawling as other:
        return _told_of(other, as_json=as_json, is_watched=is_watched)
    if not reports:
        watch_after(settings.archive)
        if as_json:
            print_json({"outcome": "nothing due"})
        elif is_watched:
            notices().print("nothing is due; `greffe schedule` says what is next")
        return Exit.NOTHING
    _print(reports, as_json=as_json)
    after_run(settings, reports)
    return exit_of(reports)


def _told_of(other: Crawling, *, as_json: bool, is_watched: bool) -> int:
    """Say who crawls, where that is news: to a person, and when it should have ended long ago."""
    holder = other.holder
    is_late = holder is not None and holder.is_late(datetime.now(UTC))
    if as_json:
        since = holder.since if holder else None
        process = holder.process if holder else None
        print_json({"outcome": "locked", "process": process, "since": since, "late": is_late})
    elif is_watched or is_late:
        click.echo(f"greffe: {other}", err=True)
    return other.exit


def _print(reports: Sequence[Report], *, as_json: bool) -> None:
    if as_json:
        print_reports_json(reports)
    elif sys.stdout.isatty():
        print_reports(reports)
    else:
        for report in reports:
            click.echo(f"{shown_time(datetime.now(UTC))}  {_sentence(report)}")


def _sentence(report: Report) -> str:
    """A crawl in one line, for a log."""
    counts = ", ".join(told(shown_counts(report.counts), [name for name, _ in COUNTS]))
    reason = f"; stopped: {report.reason}" if report.reason else ""
    trouble = "" if report.outcome == "done" else "".join(f"; {w}" for w, _ in report.troubles[:2])
    return f"{report.source}: {report.outcome}{f', {counts}' if counts else ''}{reason}{trouble}"
