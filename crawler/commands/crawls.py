"""``greffe crawl | save``: what asks the web and keeps what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.counts import COUNTS, counted, shown_counts, shown_outcome, shown_size, shown_span
from archive.cli.judging import judge_after
from archive.cli.learning import learn_after
from archive.cli.sets import sets_after
from archive.cli.watching import watch_after
from archive.errors import BadInput, Exit
from crawler.commands.manners import manners, options_of
from crawler.ping import pinged

if TYPE_CHECKING:
    from crawler.run import Options, Report
    from crawler.sources.source import Source

DUE_MINUTES = 50
"""Of a scheduled run at most, unless told otherwise."""


_TRAPS_SHOWN = 8


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Crawl every source.")
@click.option("--due", is_flag=True, help="Crawl what is due now, of all sources or those named.")
@click.option(
    "--minutes",
    type=click.FloatRange(0, 24 * 60),
    help=f"Of the run at most; 0 for no limit.  [default: none; with --due {DUE_MINUTES}]",
)
@click.option(
    "--pages",
    type=click.IntRange(0),
    default=0,
    help="That all sources together may ask for at most; 0 for no limit.",
)
@click.option(
    "--why", metavar="URL", help="Fetch nothing; say what the archive knows of URL, and why."
)
@manners
@json_option
@click.pass_obj
@pinged
def crawl(
    settings: Settings, names: tuple[str, ...], everything: bool, due: bool,
    minutes: float | None, pages: int, why: str | None,
    allow_private: bool, no_delay: bool, contact: str, verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Crawl sources into the archive.

    SOURCE is a name or the path of a source file. Known pages are asked for again when they are
    due, feeds and listings with every crawl. A crawl that was killed or interrupted goes on where
    it stopped. `--due` is for cron (`greffe schedule` prints the line): it asks for what is due,
    feeds and listings too, and ends at once where nothing is.
    """
    from crawler.answers import answered
    from crawler.sources.catalogue import found

    if why is not None:
        return answered(settings, why, names, as_json=as_json)
    if not (names or everything or due):
        raise click.UsageError("name sources, or give --all or --due (see `greffe source list`)")
    if everything or not names:
        sources, faults = usable(settings.sources)
    else:
        sources, faults = found(settings.sources, names), []
    options = options_of(allow_private, no_delay, contact, verbose)
    if due:
        from crawler.commands.scheduled import run_due

        most = DUE_MINUTES if minutes is None else minutes
        code = run_due(settings, sources, options, minutes=most, pages=pages, as_json=as_json)
    else:
        code = _run(settings, sources, options, minutes=minutes or 0, pages=pages, as_json=as_json)
    return Exit.PARTLY if faults and code in (Exit.DONE, Exit.NOTHING) else code


def usable(folder: Path) -> tuple[list[Source], list[BadInput]]:
    """The sources of a folder, and the faults of its files, which are told.

    One wrong file must not stop the others: a schedule would fall silent.

    Raises:
        BadInput: there is none to crawl.
    """
    from crawler.sources.catalogue import doubled, readable

    by_path, faults = readable(folder)
    twice = doubled(by_path)
    sources = [one for one in by_path.values() if one.name not in twice and one.enabled]
    faults += twice.values()
    if not sources and faults:
        raise faults[0]
    if not sources and by_path:
        raise BadInput(
            f"all sources in {folder} are disabled; `greffe source enable NAME` lets one be "
            "crawled again"
        )
    if not sources:
        raise BadInput(
            f"there are no source files in {folder}; make one with `greffe source add URL`, take "
            "some of `greffe source list --catalogue`, or name another folder with --sources"
        )
    for fault in faults:
        click.echo(f"greffe: {fault}; the other sources are crawled", err=True)
    return sources, faults


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@manners
@json_option
@click.pass_obj
def save(
    settings: Settings, urls: tuple[str, ...], allow_private: bool, no_delay: bool, contact: str,
    verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Save single pages now, with all they need."""
    from crawler.run import saved_source

    for url in urls:
        if not _is_askable(url):
            raise click.BadParameter(
                f"{url!r} is no http or https URL; write e.g. https://www.example.org/page",
                param_hint="URL",
            )
    options = options_of(allow_private, no_delay, contact, verbose)
    return _run(settings, [saved_source(urls)], options, only=urls, as_json=as_json)


def _is_askable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _run(
    settings: Settings, sources: Sequence[Source], options: Options, *,
    only: tuple[str, ...] = (), minutes: float = 0, pages: int = 0, as_json: bool,
) -> int:  # fmt: skip
    from crawler.progress import Progress
    from crawler.run import Budget, crawled, exit_of

    budget = Budget(minutes, pages)
    is_verbose = options.log_level != "ERROR"
    with Progress(notices(), is_verbose=is_verbose) as progress:
        reports = crawled(
            settings.archive, sources, options, only=only, budget=budget, progress=progress
        )
    if as_json:
        print_reports_json(reports)
    else:
        print_reports(reports)
    after_run(settings, reports, is_judged=not only)
    return exit_of(reports)


def print_reports_json(reports: Sequence[Report]) -> None:
    """Print how crawls ended, one JSON object a line."""
    for report in reports:
        troubles = [words for words, _ in report.troubles]
        print_json({"source": report.source, "outcome": report.outcome, "reason": report.reason,
                    "troubles": troubles, "set_aside": dict(report.set_aside),
                    "counts": dict(report.counts)})  # fmt: skip


def after_run(settings: Settings, reports: Sequence[Report], *, is_judged: bool = True) -> None:
    """Learn of what was captured, unless somebody wants an end, and hold watches against it.

    Sources are judged, too, where they were crawled and not single pages saved.
    """
    if not any(report.outcome == "interrupted" and not report.reason for report in reports):
        learn_after(settings.archive)
    if is_judged:
        judge_after(settings)
    sets_after(settings.archive)
    watch_after(settings.archive)


def print_reports(reports: Sequence[Report]) -> None:
    """Print how crawls ended, as a table and with what a person should know of each."""
    rows: list[list[str | Text]] = []
    for report in reports:
        counts = report.counts
        took = shown_span(counts["seconds"]) if "seconds" in counts else ""
        cells = [*shown_counts(counts), shown_size(counts.get("bytes", 0)), took]
        rows.append([report.source, shown_outcome(report.outcome), *cells])
    console, names = output(), (*(name for name, _ in COUNTS), "received", "took")
    console.print(counted(console, ("source", "outcome"), names, rows))
    for report in reports:
        if report.reason:
            notices().print(f"{report.source}: stopped: {report.reason}", soft_wrap=True)
        # Of a crawl that did well, what robots.txt disallows is no news.
        for words, number in report.troubles if report.outcome != "done" else ():
            times = f" ({number} times)" if number > 1 else ""
            notices().print(f"{report.source}: {words}{times}", markup=False, soft_wrap=True)
        for words, number in report.set_aside[:_TRAPS_SHOWN]:
            urls = f"{number:,} URLs" if number > 1 else "1 URL"
            notices().print(f"{report.source}: {urls} {words}", markup=False, soft_wrap=True)
        if report.outcome == "interrupted":
            notices().print(f"{report.source}: `greffe crawl {report.source}` goes on from here")
