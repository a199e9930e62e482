"""``greffe source`` and the catalogue that comes with Greffe: list, take, update, switch off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from archive.cli.context import Settings, notices, output, print_json
from archive.cli.counts import counted_table
from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from crawler.sources.supplied import Copied, Supplied


def list_catalogue(settings: Settings, *, as_json: bool) -> int:
    """Show what comes with Greffe, and what of it the person has."""
    from crawler.sources.supplied import catalogue

    mine = _names(settings.sources)
    table = counted_table(("name", "group", "title", "publisher", "languages", "yours"), ())
    for one in catalogue().values():
        source, is_mine = one.source, one.name in mine
        if as_json:
            print_json({"name": one.name, "group": one.group, "title": source.title,
                        "publisher": source.publisher, "languages": list(source.languages),
                        "added": is_mine, "edition": one.edition})  # fmt: skip
            continue
        title, publisher = Text(source.title), Text(source.publisher)
        languages = " ".join(source.languages)
        table.add_row(one.name, one.group, title, publisher, languages, "yes" if is_mine else "")
    if not as_json:
        output().print(table)
        notices().print("`greffe source add NAME…` takes some, `--group GROUP` all of a group")
    return Exit.DONE


def take(settings: Settings, wanted: Sequence[Supplied], *, as_json: bool) -> int:
    """Copy sources of the catalogue into the person's folder; those there are already stay."""
    from crawler.sources.switching import write

    mine = _names(settings.sources)
    added: list[str] = []
    for one in wanted:
        path = settings.sources / f"{one.name}.toml"
        there = mine.get(one.name) or (path if path.exists() else None)
        if as_json:
            print_json({"name": one.name, "title": one.source.title,
                        "file": str(there or path), "written": not there})  # fmt: skip
        elif there:
            click.echo(f"{one.name}: {there} is there already and stays as it is", err=True)
        if there:
            continue
        write(path, one.copy)
        if not as_json:
            click.echo(f"{one.name}: wrote {path} ({one.source.title})")
        added.append(one.name)
    if not added:
        return Exit.NOTHING
    named = " ".join(added) if len(added) < 4 else "--all"
    notices().print(f"crawl with `greffe crawl {named}`; the files are yours to change")
    return Exit.DONE


@click.command("update", short_help="Take newer editions of what is copied from the catalogue.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.pass_obj
def update(settings: Settings, names: tuple[str, ...]) -> int:
    """Take newer editions of source files that were copied from the catalogue.

    Without names, of every copy that you did not change; one that you did is replaced only if you
    name it. What a file said before stays beside it, with .old behind its name.
    """
    from crawler.sources.supplied import copied

    left = replaced = 0
    for path in _paths(settings, names):
        found = copied(path)
        if found is None:
            if names:
                raise BadInput(f"{path} was not copied from the catalogue; it is yours alone")
        elif found.is_current:
            if names:
                click.echo(f"{path}: is the catalogue's latest edition")
        elif found.is_changed and not names:
            left += 1
            click.echo(f"{path}: you changed it, so it stays; how it differs:", err=True)
            click.echo("\n".join(f"  {line}" for line in found.differences), err=True)
            click.echo(f"  `greffe source update {found.supplied.name}` replaces it", err=True)
        else:
            replaced += 1
            _replace(path, found)
    if not replaced and not left and not names:
        click.echo("every copy is of the catalogue's latest edition")
    return Exit.PARTLY if left else Exit.DONE if replaced else Exit.NOTHING


@click.command("disable", short_help="Crawl sources no more, unless they are named.")
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.pass_obj
def disable(settings: Settings, names: tuple[str, ...]) -> int:
    """Crawl sources no more, unless they are named; what was captured stays."""
    return _switch(settings, names, is_on=False)


@click.command("enable")
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.pass_obj
def enable(settings: Settings, names: tuple[str, ...]) -> int:
    """Crawl disabled sources again."""
    return _switch(settings, names, is_on=True)


def path_of(settings: Settings, name: str) -> Path:
    """The file of a source of that name, or that is named itself."""
    return Path(name) if name.endswith(".toml") else settings.sources / f"{name}.toml"


def notes(path: Path) -> list[str]:
    """What to say of a source file that was copied from the catalogue and is not its latest."""
    from crawler.sources.supplied import copied

    try:
        found = copied(path)
    except BadInput:
        return []
    if found is None or found.is_current:
        return []
    name = found.supplied.name
    lines = found.differences or ("in comments only",)
    return [
        f"the catalogue has a newer edition; `greffe source update {name}` takes it: "
        + "; ".join(lines)
    ]


def _replace(path: Path, found: Copied) -> None:
    from crawler.sources.loading import loaded
    from crawler.sources.switching import switched, write

    was_enabled = loaded(path).enabled
    if found.is_changed:
        write(path.with_name(f"{path.name}.old"), path.read_text(encoding="utf-8"))
    write(path, found.supplied.copy)
    switched(path, is_on=was_enabled, today=_today())
    kept = f"; what it said is in {path.name}.old" if found.is_changed else ""
    click.echo(f"{path}: is of edition {found.supplied.edition} now{kept}")
    for line in found.differences:
        click.echo(f"  {line}")


def _switch(settings: Settings, names: Sequence[str], *, is_on: bool) -> int:
    from crawler.sources.switching import switched

    words = "is crawled again" if is_on else "is crawled no more, unless you name it"
    changed = False
    for path in _paths(settings, names):
        if switched(path, is_on=is_on, today=_today()):
            changed = True
            click.echo(f"{path}: {words}")
        else:
            click.echo(f"{path}: was {'enabled' if is_on else 'disabled'} already", err=True)
    return Exit.DONE if changed else Exit.NOTHING


def _today() -> date:
    return datetime.now(UTC).date()


def _paths(settings: Settings, names: Iterable[str]) -> list[Path]:
    """The files of sources that are named, else all of the folder.

    Raises:
        NotFound: there is no such source.
    """
    from crawler.sources.catalogue import files, found

    mine = _names(settings.sources)
    if not names:
        return files(settings.sources)
    paths = []
    for name in names:
        found(settings.sources, [name])
        paths.append(Path(name) if name.endswith(".toml") else mine[name])
    return paths


def _names(folder: Path) -> dict[str, Path]:
    """The files of the sources in a folder, by name."""
    from crawler.sources.catalogue import readable

    return {source.name: path for path, source in readable(folder)[0].items()}
