"""``greffe crawl | save | source``: the commands of the crawler."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.counts import (
    COUNTS,
    counted,
    counted_table,
    shown_counts,
    shown_outcome,
    shown_size,
    shown_span,
)
from archive.cli.learning import learn_after
from archive.cli.watching import watch_after
from archive.errors import BadInput, Exit, GreffeError
from crawler.thinning import thin

if TYPE_CHECKING:
    from crawler.run import Options, Report
    from crawler.sources.probe import Probe
    from crawler.sources.source import Source

_FLAGS = (
    click.option("--allow-private", is_flag=True, help="Permit loopback and private addresses."),
    click.option("--no-delay", is_flag=True, help="Drop politeness, for your own machines."),
    click.option(
        "--contact",
        envvar="GREFFE_CONTACT",
        default="",
        show_envvar=True,
        help="Mail address or URL that tells sites who crawls them.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="Show Scrapy's log."),
)


def _manners(function: Any) -> Any:
    for flag in reversed(_FLAGS):
        function = flag(function)
    return function


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Crawl every source.")
@click.option(
    "--why", metavar="URL", help="Fetch nothing; say what the archive knows of URL, and why."
)
@_manners
@json_option
@click.pass_obj
def crawl(
    settings: Settings, names: tuple[str, ...], everything: bool, why: str | None,
    allow_private: bool, no_delay: bool, contact: str, verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Crawl sources into the archive.

    SOURCE is a name or the path of a source file. Known pages are asked for again when they are
    due. A crawl that was killed or interrupted goes on where it stopped.
    """
    from crawler.answers import answered
    from crawler.sources.catalogue import found

    if why is not None:
        return answered(settings, why, names, as_json=as_json)
    if not names and not everything:
        raise click.UsageError("name sources, or give --all (see `greffe source list`)")
    if everything:
        sources, faults = _usable(settings.sources)
    else:
        sources, faults = found(settings.sources, names), []
    options = _options(allow_private, no_delay, contact, verbose)
    code = _run(settings, sources, options, as_json=as_json)
    return Exit.PARTLY if faults and code == Exit.DONE else code


def _usable(folder: Path) -> tuple[list[Source], list[BadInput]]:
    """The sources of a folder, and the faults of its files, which are told.

    One wrong file must not stop the others: a schedule would fall silent.

    Raises:
        BadInput: there is none to crawl.
    """
    from crawler.sources.catalogue import doubled, readable

    by_path, faults = readable(folder)
    twice = doubled(by_path)
    sources = [one for one in by_path.values() if one.name not in twice]
    faults += twice.values()
    if not sources and faults:
        raise faults[0]
    if not sources:
        raise BadInput(
            f"there are no source files in {folder}; "
            "make one with `greffe source add URL` or name another folder with --sources"
        )
    for fault in faults:
        click.echo(f"greffe: {fault}; the other sources are crawled", err=True)
    return sources, faults


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@_manners
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
    options = _options(allow_private, no_delay, contact, verbose)
    return _run(settings, [saved_source(urls)], options, only=urls, as_json=as_json)


@click.group()
def source() -> None:
    """List, show, add and check sources."""


@source.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> int:
    """List the sources."""
    from crawler.sources.catalogue import doubled, readable

    by_path, faults = readable(settings.sources)
    faults += doubled(by_path).values()
    sources = by_path.values()
    for one in sources if as_json else ():
        print_json(_source_json(one))
    if sources and not as_json:
        table = counted_table(("name", "title", "languages", "begins at"), ())
        for one in sources:
            languages = " ".join(one.languages)
            table.add_row(one.name, Text(one.title), languages, Text(_begins_at(one)))
        output().print(table)
    for fault in faults:
        click.echo(f"greffe: {fault}", err=True)
    if not sources and not faults:
        notices().print(f"no source files in {settings.sources}; `greffe source add URL` makes one")
        return Exit.NOTHING
    return Exit.PARTLY if faults else Exit.DONE


@source.command("show")
@click.argument("name")
@json_option
@click.pass_obj
def show_source(settings: Settings, name: str, as_json: bool) -> int:
    """Show how a source is configured."""
    from crawler.sources.catalogue import found
    from crawler.sources.source import TRAPS, shown_prefix

    (one,) = found(settings.sources, [name])
    record = _source_json(one)
    if as_json:
        print_json(record)
        return Exit.DONE
    traps = len(TRAPS)
    shown = record | {
        "include": [shown_prefix(prefix) for prefix in one.scope.include],
        "exclude": [*record["exclude"][traps:], f"and {traps} patterns of every source's"],
    }
    for key, value in shown.items():
        lines = value if isinstance(value, list) else [_as_in_file(value)]
        for index, line in enumerate(lines):
            click.echo(f"{'' if index else key:<15}{line}")
    return Exit.DONE


@source.command("check", short_help="Say what is wrong with source files.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--live", is_flag=True, help="Ask the site too: what each start URL answers.")
@_manners
@json_option
@click.pass_obj
def check(
    settings: Settings, names: tuple[str, ...], live: bool, allow_private: bool, no_delay: bool,
    contact: str, verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Check source files: that they are well-formed and agree with themselves, and the site."""
    from crawler.sources.catalogue import doubled, files, found
    from crawler.sources.probe import findings, probed

    problems: dict[str, list[str]] = {}
    sources: dict[str, Source] = {}
    for path in [str(p) for p in files(settings.sources)] if not names else list(names):
        try:
            (sources[path],) = found(settings.sources, [path])
        except BadInput as error:
            problems[path] = [str(error)]
    twins = doubled({Path(path): one for path, one in sources.items()})
    options = _options(allow_private, no_delay, contact, verbose)
    probes = probed(list(sources.values()), options) if live and sources else []
    for index, (path, one) in enumerate(sources.items()):
        problems[path] = findings(one, probes[index] if probes else None)
        problems[path] += [str(twins[one.name])] if one.name in twins else []
    for path, words in problems.items():
        if as_json:
            print_json({"source": path, "problems": words})
            continue
        for line in words or ["good"]:
            # An error of the file itself names it already.
            click.echo(line if line.startswith(path) else f"{path}: {line}")
    if not problems:
        notices().print(f"no source files in {settings.sources}")
        return Exit.NOTHING
    return Exit.PARTLY if any(problems.values()) else Exit.DONE


@source.command("add", short_help="Look at a site and write a source file for it.")
@click.argument("url")
@click.option("--name", help="Name of the source; else made from the host.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@_manners
@click.pass_obj
def add(
    settings: Settings, url: str, name: str | None, yes: bool, allow_private: bool,
    no_delay: bool, contact: str, verbose: bool,
) -> int:  # fmt: skip
    """Look at a site and write a source file for it: its feeds, sitemaps and listings."""
    from crawler.sources.probe import home_source, probed, written

    options = _options(allow_private, no_delay, contact, verbose)
    home = home_source(url, name, allow_private=allow_private)
    path = settings.sources / f"{home.name}.toml"
    if path.exists():
        raise BadInput(f"{path} is there already; choose another --name or edit it")
    _require_public(url, allow_private=allow_private)
    (probe,) = probed([home], options)
    _require_answer(probe, url)
    text = written(home, probe)
    click.echo(text)
    if not yes and not _agreed(f"Write this to {path}?"):
        click.echo("nothing was written", err=True)
        return Exit.NOTHING
    _write(path, text)
    notices().print(f"wrote {path}; crawl it with `greffe crawl {home.name}`")
    return Exit.DONE


commands: Sequence[click.Command] = (crawl, save, source, thin)
"""The commands that join ``greffe`` through its entry-point group."""


def _is_askable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _agreed(question: str) -> bool:
    try:
        return click.confirm(question, default=True, err=True)
    except click.Abort:
        click.echo("\nnothing was written; --yes writes without asking", err=True)
        raise


def _require_answer(probe: Probe, url: str) -> None:
    home = probe.answers.get(url)
    if home and home.outcome == "ok":
        return
    why = home.evidence or home.outcome if home else probe.faults.get(url, "no answer")
    error = GreffeError(f"{url} cannot be looked at: {why}; nothing was written")
    error.exit = _LOOKED.get(home.outcome if home else "failure", Exit.NOTHING)
    raise error


_LOOKED = {"failure": Exit.UNREACHABLE, "blocked": Exit.BLOCKED}


def _require_public(url: str, *, allow_private: bool) -> None:
    """Say at once what would else look like a site that does not answer."""
    from crawler.contact import is_local

    if is_local(url) and not allow_private:
        error = GreffeError(f"{url} is a private address; --allow-private permits it")
        error.exit = Exit.REFUSED
        raise error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error


def _options(allow_private: bool, no_delay: bool, contact: str, verbose: bool) -> Options:
    from crawler.run import Options

    return Options(allow_private, no_delay, contact, "INFO" if verbose else "ERROR")


def _run(
    settings: Settings, sources: Sequence[Source], options: Options, *,
    only: tuple[str, ...] = (), as_json: bool,
) -> int:  # fmt: skip
    from crawler.progress import Progress
    from crawler.run import crawled, exit_of

    is_verbose = options.log_level != "ERROR"
    with Progress(notices(), is_verbose=is_verbose) as progress:
        reports = crawled(settings.archive, sources, options, only=only, progress=progress)
    if as_json:
        for report in reports:
            troubles = [words for words, _ in report.troubles]
            print_json({"source": report.source, "outcome": report.outcome, "reason": report.reason,
                        "troubles": troubles, "counts": dict(report.counts)})  # fmt: skip
    else:
        _print(reports)
    if all(report.outcome != "interrupted" for report in reports):
        learn_after(settings.archive)
    watch_after(settings.archive)
    return exit_of(reports)


def _print(reports: Sequence[Report]) -> None:
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
        if report.outcome == "interrupted":
            notices().print(f"{report.source}: `greffe crawl {report.source}` goes on from here")


def _begins_at(one: Source) -> str:
    return (one.seeds or one.listings or one.feeds or one.sitemaps)[0]


def _as_in_file(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _source_json(one: Source) -> dict[str, Any]:
    from archive.retention import written
    from crawler.sources.source import written_span

    return {
        "name": one.name,
        "title": one.title,
        "languages": list(one.languages),
        "seeds": list(one.seeds),
        "feeds": list(one.feeds),
        "sitemaps": list(one.sitemaps),
        "listings": list(one.listings),
        "include": list(one.scope.include),
        "exclude": [pattern.pattern for pattern in one.scope.exclude],
        "max_depth": one.scope.max_depth,
        "revisit": written_span(one.revisit),
        "delay": one.delay,
        "max_pages": one.max_pages,
        "requisites": one.requisites,
        "requisite_mb": one.requisite_mb,
        "allow_private": one.allow_private,
        "verify_certificates": one.verify_certificates,
        "user_agent": one.user_agent,
        "retention": written(one.retention),
    }
