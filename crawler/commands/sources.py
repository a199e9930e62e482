"""``greffe source``: what there is to crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.counts import counted_table
from archive.errors import Exit, NotFound
from crawler.commands.catalogue import disable, enable, list_catalogue, take, update
from crawler.commands.checks import check
from crawler.commands.manners import manners, options_of

if TYPE_CHECKING:
    from crawler.sources.hudoc import Hudoc
    from crawler.sources.json_api import JsonApi
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
    from crawler.sources.source import TRAPS

    one = _shown_source(settings, name)
    record = _source_json(one)
    if as_json:
        print_json(record)
        return Exit.DONE
    traps = len(TRAPS)
    expect = record["expect"].items()
    shown = record | {
        "revisit": record["revisit"] or "by the policy of [schedule]",
        "expect": [f"{key} = {value}" for key, value in expect if value] or ["nothing"],
        "exclude": [*record["exclude"][traps:], f"and {traps} patterns of every source's"],
    }
    width = max(map(len, shown)) + 1
    for key, value in shown.items():
        lines = _lines(value)
        for index, line in enumerate(lines if value != "" else ()):
            click.echo(f"{'' if index else key:<{width}}{line}")
    return Exit.DONE


def _shown_source(settings: Settings, name: str) -> Source:
    """The person's source of that name, else that of the catalogue."""
    from crawler.sources.catalogue import found
    from crawler.sources.supplied import catalogue

    try:
        (one,) = found(settings.sources, [name])
    except NotFound as error:
        if name not in catalogue():
            raise NotFound(f"{error}; nor is it in the catalogue") from error
        notices().print(f"{name} comes with Greffe; `greffe source add {name}` makes it yours")
        one = catalogue()[name].source
    return one


@source.command("add", short_help="Make a source: from the catalogue, or by a look at a site.")
@click.argument("things", metavar="[URL | NAME...]", nargs=-1)
@click.option("--group", "groups", multiple=True, help="Take a whole group of the catalogue.")
@click.option("--name", help="Name of the source; else made from the host.")
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@manners
@json_option
@click.pass_obj
def add(
    settings: Settings, things: tuple[str, ...], groups: tuple[str, ...], name: str | None,
    yes: bool, allow_private: bool, no_delay: bool, contact: str, verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write a source file: NAMEs are copied from the catalogue, of a site a look at URL is taken.

    The look tells line by line what was found, and what a first crawl would ask for. With --json
    nothing is asked, and written only with --yes.

    `greffe source list --catalogue` names what the catalogue has.
    """
    from crawler.commands.adding import added
    from crawler.sources.supplied import chosen, is_name

    if groups or (things and all(map(is_name, things))):
        if name:
            raise click.UsageError("--name goes with a URL; sources of the catalogue keep theirs")
        return take(settings, chosen(things, groups), as_json=as_json)
    if len(things) != 1:
        raise click.UsageError("give one URL, or names of the catalogue")
    (url,) = things
    options = options_of(allow_private, no_delay, contact, verbose)
    return added(settings, url, name, options, is_agreed=yes, as_json=as_json)


def _begins_at(one: Source) -> str:
    return (one.seeds or one.listings or one.feeds or one.sitemaps)[0]


def _lines(value: object) -> list[str]:
    """A value in lines, as a source file has it; of a table those keys that say something."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, dict):
        return [f"{key} = {_as_in_file(one)}" for key, one in value.items() if one not in ("", [])]
    return [_as_in_file(value)]


def _as_in_file(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _source_json(one: Source) -> dict[str, Any]:
    from archive.retention import written
    from crawler.sources.source import shown_prefix, written_span

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
        "include": [shown_prefix(prefix) for prefix in one.scope.include],
        "exclude": [pattern.pattern for pattern in one.scope.exclude],
        "max_depth": one.scope.max_depth,
        "revisit": None if one.revisit is None else written_span(one.revisit),
        "schedule": {
            "every": written_span(one.schedule.every),
            "first": written_span(one.schedule.terms.first),
            "longest": written_span(one.schedule.terms.longest),
            "lists": written_span(one.schedule.terms.lists),
            "minutes": one.schedule.minutes,
            "pages": one.schedule.pages,
            "backfill": one.schedule.backfill,
        },
        "expect": {
            "articles": one.expect.articles.words if one.expect.articles else None,
            "words": one.expect.words or None,
            "languages": ", ".join(one.expect.languages) or None,
        },
        "delay": one.delay,
        "max_pages": one.max_pages,
        "requisites": one.requisites,
        "requisite_mb": one.requisite_mb,
        "documents": one.documents,
        "document_mb": one.document_mb,
        "allow_private": one.allow_private,
        "verify_certificates": one.verify_certificates,
        "user_agent": one.user_agent,
        "retention": written(one.retention),
        "article_pages": [pattern.pattern for pattern in one.pages.articles],
        "document_pages": [pattern.pattern for pattern in one.pages.documents],
        "listing_pages": [pattern.pattern for pattern in one.pages.listings],
        "older_pages": [paging.next for paging in one.pages.paging],
        **{
            name: _asked_of(query)
            for name, query in (("hudoc", one.hudoc), ("json", one.json))
            if query
        },
    }


def _asked_of(query: Hudoc | JsonApi) -> dict[str, Any]:
    from dataclasses import asdict

    return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(query).items()}
