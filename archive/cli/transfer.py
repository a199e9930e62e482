"""``greffe export``: archives and texts for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from rich.console import Console

from archive.cli.context import (
    TIME,
    Settings,
    json_option,
    notices,
    output,
    print_json,
    require_source,
)
from archive.cli.meter import meter
from archive.errors import BadInput, DamagedArchive, Exit

if TYPE_CHECKING:
    from archive.formats.warc_out import Exported

# Export


@click.group()
def export() -> None:
    """Write captures or texts to a file of a standard format."""


def _choosing(command: Callable[..., int]) -> Callable[..., int]:
    for option in (
        click.option("--force", is_flag=True, help="Replace the file if it is there."),
        click.option("--to", "until", type=TIME, help="Only what was captured before then."),
        click.option("--from", "since", type=TIME, help="Only what was captured then or later."),
        click.option(
            "--prefix", help="Only URLs that begin like this, e.g. www.coe.int/en/web/cpt/."
        ),
        click.option("--source", help="Only captures of this source."),
    ):
        command = option(command)
    return command


@export.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@_choosing
@click.option(
    "--operator",
    envvar="GREFFE_CONTACT",
    show_envvar=True,
    help="Who made the crawl, with an address; written into the file.",
)
@click.option(
    "--check", "is_checked", is_flag=True,
    help="Then read the file with warcio, another project's reader, and compare every digest.",
)  # fmt: skip
@json_option
@click.pass_obj
def warc(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, operator: str | None, *,
    force: bool, is_checked: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write captures as a WARC 1.1 file.

    The records are written byte for byte as they are kept, those that hold the payload of a
    revisit with it. FILE is compressed, one gzip member a record, unless its name ends in .warc;
    - is standard output.
    """
    from archive.formats.selection import Selection
    from archive.formats.warc_out import export_warc

    if is_checked and str(file) == "-":
        raise click.UsageError("--check needs a file: standard output cannot be read again")
    where = Selection(source, prefix, since, until)
    with settings.opened() as archive, meter(f"writing {file}") as progress:
        require_source(archive, source)
        done = export_warc(
            archive, _stream(file, force=force), where=where, operator=operator, progress=progress
        )
    _tell_exported(done, file, as_json=as_json)
    if is_checked:
        _check(file)
    return Exit.PARTLY if done.damaged else Exit.DONE


@export.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@_choosing
@json_option
@click.pass_obj
def jsonl(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, *, force: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write the current text of pages as JSON Lines.

    One page a line: URL, capture times, title, authors, dates, language, text. - is standard
    output.
    """
    from archive.formats.pages_out import export_pages
    from archive.formats.selection import Selection

    where = Selection(source, prefix, since, until)
    with settings.opened() as archive, meter(f"writing {file}") as progress:
        require_source(archive, source)
        pages = export_pages(archive, _stream(file, force=force), where=where, progress=progress)
    if as_json and str(file) != "-":
        print_json({"file": str(file), "pages": pages})
    else:
        told = f"{_number(pages, 'page')} written to {_name(file)}"
        _console(file).print(told, markup=False, soft_wrap=True)
    return Exit.DONE


def _stream(file: Path, *, force: bool) -> Path | BinaryIO:
    if str(file) == "-":
        return sys.stdout.buffer
    if file.exists() and not force:
        raise BadInput(f"{file} is there already; name another file, or replace it with --force")
    return file


def _check(file: Path) -> None:
    from archive.formats.second_reader import checked

    result = checked(file)
    if result.problems:
        offset, words = result.problems[0]
        raise DamagedArchive(
            f"warcio finds {len(result.problems)} faults in {file}, the first at byte {offset}: "
            f"{words}; the archive itself is checked when it is read: export to another disk"
        )
    notices().print(
        f"warcio reads all {result.records:,} records; digests of {result.verified:,} computed "
        "and equal (it computes none for revisits)",
        soft_wrap=True,
    )


def _tell_exported(done: Exported, file: Path, *, as_json: bool) -> None:
    if as_json and str(file) != "-":
        print_json({"file": str(file), **asdict(done)})
        return
    console = _console(file)
    what = f"{_number(done.captures, 'capture')} in {_number(done.records, 'record')}"
    size = f"{done.bytes / 1e6:,.1f} MB"
    console.print(f"{what} written to {_name(file)}, {size}", markup=False, soft_wrap=True)
    if done.pulled:
        console.print(f"  {done.pulled:,} of them only because revisits refer to them")
    if done.orphans:
        revisits = _number(done.orphans, "revisit")
        console.print(f"  {revisits} refer to captures that are not in the archive")
    for line in done.damaged:
        notices().print(f"  left out: {line}", style="red", markup=False, soft_wrap=True)


def _console(file: Path) -> Console:
    return notices() if str(file) == "-" else output()


def _name(file: Path) -> str:
    return "standard output" if str(file) == "-" else str(file)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
