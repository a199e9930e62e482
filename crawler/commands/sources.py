"""``greffe source``: what there is to crawl."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.counts import counted_table
from archive.errors import BadInput, Exit, GreffeError, NotFound
from crawler.commands.catalogue import disable, enable, list_catalogue, take, update
from crawler.commands.checks import check
from crawler.commands.manners import manners, options_of

if TYPE_CHECKING:
    from crawler.sources.probe import Probe
    from crawler.sources.source import Source


@click.group()
def source() -> None:
    """List, show, add and check sources."""


for _command in (check, update, disable, enable):
    source.add_command(_command)


@source.command("list")
@click.option("--catalogue", is_flag=True, help="List what comes with Greffe instead.")
@json_option
@click.pass_obj
def list_(settings: Settings, catalogue: bool, as_json: bool) -> int:
    """List the sources."""
    from crawler.sources.catalogue import doubled, readable

    if catalogue:
        return list_catalogue(settings, as_json=as_json)
    by_path, faults = readable(settings.sources)
    faults += doubled(by_path).values()
    sources = by_path.values()
    for one in sources if as_json else ():
        print_json(_source_json(one))
    if sources and not as_json:
        table = counted_table(("name", "title", "languages", "begins at"), ())
        for one in sources:
            languages = " ".join(one.languages)
            name = one.name if one.enabled else f"{one.name} (disabled)"
            table.add_row(name, Text(one.title), languages, Text(_begins_at(one)))
        output().print(table)
    for fault in faults:
        click.echo(f"greffe: {fault}", err=True)
    if not sources and not faults:
        notices().print(
            f"no source files in {settings.sources}; `greffe source add URL` makes one, "
            "`greffe source list --catalogue` names what comes with Greffe"
        )
        return Exit.NOTHING
    return Exit.PARTLY if faults else Exit.DONE


@source.command("show")
@click.argument("name")
@json_option
@click.pass_obj
def show_source(settings: Settings, name: str, as_json: bool) -> int:
    """Show how a source is configured."""
    from crawler.sources.source import TRAPS, shown_prefix

    one = _shown_source(settings, name)
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


def _shown_source(settings: Settings, name: str) -> Source:
    """The person's source of that name, else that of the catalogue."""
    from crawler.sources.catalogue import found
    from crawler.sources.supplied import catalogue

    try:
        (one,) = found(settings.sources, [name])
    except NotFound:
        if name not in catalogue():
            raise
        notices().print(f"{name} comes with Greffe; `greffe source add {name}` makes it yours")
        one = catalogue()[name].source
    return one


@source.command("add", short_help="Make a source: from the catalogue, or by a look at a site.")
@click.argument("things", metavar="[URL | NAME...]", nargs=-1)
@click.option("--group", "groups", multiple=True, help="Take a whole group of the catalogue.")
@click.option("--name", help="Name of the source; else made from the host.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@manners
@click.pass_obj
def add(
    settings: Settings, things: tuple[str, ...], groups: tuple[str, ...], name: str | None,
    yes: bool, allow_private: bool, no_delay: bool, contact: str, verbose: bool,
) -> int:  # fmt: skip
    """Write a source file: NAMEs are copied from the catalogue, of a site a look at URL is taken.

    `greffe source list --catalogue` names what the catalogue has.
    """
    from crawler.sources.probe import home_source, probed, written
    from crawler.sources.supplied import chosen, is_name

    if groups or (things and all(map(is_name, things))):
        return take(settings, chosen(things, groups))
    if len(things) != 1:
        raise click.UsageError("give one URL, or names of the catalogue")
    (url,) = things
    options = options_of(allow_private, no_delay, contact, verbose)
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
        "publisher": one.publisher,
        "enabled": one.enabled,
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
        "articles": [pattern.pattern for pattern in one.pages.articles],
        "documents": [pattern.pattern for pattern in one.pages.documents],
        "listing_pages": [pattern.pattern for pattern in one.pages.listings],
        "older_pages": [paging.next for paging in one.pages.paging],
    }
