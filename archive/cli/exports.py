"""``greffe export``: captures and texts to files of standard formats."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from rich.console import Console

from archive.cli.choosing import Size, choosing, file_argument, packing, selected, versions_option
from archive.cli.context import (
    Settings,
    json_option,
    notices,
    output,
    print_json,
)
from archive.cli.meter import meter
from archive.errors import BadInput, DamagedArchive, Exit

if TYPE_CHECKING:
    from archive import Archive
    from archive.formats.members import Codec
    from archive.formats.pages_out import Form
    from archive.formats.selection import Selection
    from archive.formats.warc_out import Exported


@click.group()
def export() -> None:
    """Write captures or texts to a file of a standard format.

    Which programs open what is told in docs/export.md.
    """


@export.command()
@file_argument
@choosing
@packing
@click.option(
    "--max-size", type=Size(),
    help="Begin a new file after so much, e.g. 1GB: NAME-00000.warc.gz, NAME-00001.warc.gz, …",
)  # fmt: skip
@click.option("--cdxj", "has_index", is_flag=True, help="Write an index beside it: NAME.cdxj.")
@click.option(
    "--compress", "codec", type=click.Choice(["gzip", "zstd", "plain"]),
    help="How, whatever the file's name ends in.",
)  # fmt: skip
@click.option(
    "--check", "is_checked", is_flag=True,
    help="Then read the file with warcio, another project's reader, and compare every digest.",
)  # fmt: skip
@json_option
@click.pass_obj
def warc(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, search: str | None, operator: str | None,
    max_size: int | None, codec: Codec | None, *, force: bool, has_requisites: bool,
    has_index: bool, is_checked: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write captures as WARC 1.1 files.

    The records are written byte for byte as they are kept, those that hold the payload of a
    revisit with it. FILE is compressed by gzip, one member a record; by Zstandard where its name
    ends in .zst; not at all where it ends in .warc. - is standard output.
    """
    from archive.formats.members import codec_of
    from archive.formats.warc_out import export_warc

    codec = codec or codec_of(file.name)
    _require_sense(file, codec, has_index=has_index, is_checked=is_checked, max_size=max_size)
    _require_free(_written_by(file, max_size, has_index=has_index), force=force)
    with settings.opened() as archive, meter(f"writing {file}") as progress:
        where = selected(archive, source, prefix, since, until, search)
        done = export_warc(
            archive, _stream(file), where=where, has_requisites=has_requisites, operator=operator,
            codec=codec, max_size=max_size, has_index=has_index, progress=progress,
        )  # fmt: skip
    _drop_others(file, max_size, done.files)
    done = replace(done, files=tuple(str(file.with_name(n)) if n != "-" else n for n in done.files))
    _tell_exported(done, file, as_json=as_json)
    if is_checked:
        for name in done.files:
            _check(Path(name))
    return Exit.PARTLY if done.damaged else Exit.DONE


@export.command()
@file_argument
@choosing
@packing
@click.option("--title", help="Title of the collection; else the archive's name.")
@json_option
@click.pass_obj
def wacz(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, search: str | None, operator: str | None,
    title: str | None, *, force: bool, has_requisites: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write captures as a WACZ 1.1.1 file, which ReplayWeb.page shows in any browser.

    Records, an index of them, and a list of the pages with their texts. - is standard output.
    """
    from archive.formats.wacz_out import export_wacz

    _require_free([file], force=force)
    with settings.opened() as archive, meter(f"writing {file}") as progress:
        where = selected(archive, source, prefix, since, until, search)
        done = export_wacz(
            archive, _stream(file), where=where, has_requisites=has_requisites, operator=operator,
            title=title, progress=progress,
        )  # fmt: skip
    more = {"pages": done.pages, "main_page": done.main_page}
    written = replace(done.captures, bytes=done.bytes, files=(str(file),))
    _tell_exported(written, file, as_json=as_json, more=more)
    return Exit.PARTLY if done.captures.damaged else Exit.DONE


@export.command()
@file_argument
@click.argument(
    "warcs", nargs=-1, required=True, metavar="WARC...",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@json_option
def cdxj(file: Path, warcs: tuple[Path, ...], *, force: bool, as_json: bool) -> int:
    """Write the CDXJ index of WARC files, anybody's.

    It needs no archive. For files that are yet to be written use `greffe export warc --cdxj`.
    - is standard output.
    """
    from archive.formats.cdxj import Index, indexed
    from archive.formats.target import target

    _require_free([file], force=force)
    index = Index()
    count = 0
    with meter(f"reading {len(warcs)} files") as progress:
        for done, path in enumerate(warcs, 1):
            count += indexed(path, index)
            if progress:
                progress(done, len(warcs))
    lines = 0
    with target(_stream(file)) as stream:
        for line in index.closed():
            stream.write(line)
            lines += 1
    if as_json and str(file) != "-":
        print_json({"file": str(file), "records": count, "lines": lines})
    else:
        told = f"{_number(lines, 'line')} for {_number(count, 'record')} written to {_name(file)}"
        _console(file).print(told, markup=False, soft_wrap=True)
    return Exit.DONE


@export.command()
@file_argument
@choosing
@versions_option
@json_option
@click.pass_obj
def jsonl(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, search: str | None, *,
    force: bool, has_versions: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write the texts of pages as JSON Lines.

    One page a line: URL, capture times, title, authors, dates, language, text. - is standard
    output.
    """
    _require_free([file], force=force)
    choose = partial(
        selected, source=source, prefix=prefix, since=since, until=until, search=search
    )
    return _texts(settings, file, choose, "jsonl", has_versions=has_versions, as_json=as_json)


@export.command(name="csv")
@file_argument
@choosing
@versions_option
@click.option(
    "--delimiter", default=",", show_default=True,
    help='Between cells; Excel wants ";" where numbers have a decimal comma.',
)  # fmt: skip
@json_option
@click.pass_obj
def csv_(
    settings: Settings, file: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, search: str | None, delimiter: str, *,
    force: bool, has_versions: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write the texts of pages as a table for Excel or LibreOffice.

    One page a line: URL, capture times, title, authors, dates, language, text. - is standard
    output.
    """
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise click.UsageError("--delimiter is one character, and no quotation mark")
    _require_free([file], force=force)
    choose = partial(
        selected, source=source, prefix=prefix, since=since, until=until, search=search
    )
    return _texts(
        settings, file, choose, "csv", delimiter, has_versions=has_versions, as_json=as_json
    )


def _texts(
    settings: Settings, file: Path, choose: Callable[[Archive], Selection], form: Form,
    delimiter: str = ",", *,
    has_versions: bool, as_json: bool,
) -> int:  # fmt: skip
    from archive.formats.pages_out import export_pages

    with settings.opened() as archive, meter(f"writing {file}") as progress:
        count = export_pages(
            archive, _stream(file), where=choose(archive), form=form, delimiter=delimiter,
            has_versions=has_versions, progress=progress,
        )  # fmt: skip
    if as_json and str(file) != "-":
        print_json({"file": str(file), "versions" if has_versions else "pages": count})
    else:
        told = _number(count, "text" if has_versions else "page")
        _console(file).print(f"{told} written to {_name(file)}", markup=False, soft_wrap=True)
    return Exit.DONE


def _require_sense(
    file: Path, codec: Codec, *, has_index: bool, is_checked: bool, max_size: int | None
) -> None:
    if str(file) == "-":
        if is_checked:
            raise click.UsageError("--check needs a file: standard output cannot be read again")
        if has_index or max_size:
            name = "--cdxj" if has_index else "--max-size"
            raise click.UsageError(f"{name} needs a file: there is one standard output only")
    if is_checked and codec == "zstd":
        raise click.UsageError("--check needs gzip or a plain file: warcio reads no Zstandard")


def _written_by(file: Path, max_size: int | None, *, has_index: bool) -> list[Path]:
    """The files that an export replaces."""
    from archive.formats.warc_out import index_of, numbered, volumes_of

    files = [*volumes_of(file), numbered(file, 0)] if max_size else [file]
    return [*files, index_of(file)] if has_index else files


def _require_free(files: Sequence[Path], *, force: bool) -> None:
    there = [file for file in files if str(file) != "-" and file.exists()]
    if there and not force:
        raise BadInput(
            f"{there[0]} is there already; name another file, or replace it with --force"
        )


def _drop_others(file: Path, max_size: int | None, names: Sequence[str]) -> None:
    """Remove files of an earlier export that had more of them: they are no part of this one."""
    from archive.formats.warc_out import volumes_of

    for path in volumes_of(file) if max_size else ():
        if path.name not in names:
            path.unlink()


def _stream(file: Path) -> Path | BinaryIO:
    return sys.stdout.buffer if str(file) == "-" else file


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


def _tell_exported(
    done: Exported, file: Path, *, as_json: bool, more: dict[str, Any] | None = None
) -> None:
    if as_json and str(file) != "-":
        print_json({"file": str(file), **asdict(done), **(more or {})})
        return
    console = _console(file)
    what = f"{_number(done.captures, 'capture')} in {_number(done.records, 'record')}"
    where = f"{len(done.files)} files, {done.files[0]} …" if len(done.files) > 1 else ""
    size = f"{done.bytes / 1e6:,.1f} MB"
    console.print(f"{what} written to {where or _name(Path(done.files[0]))}, {size}", **_PLAIN)
    if more:
        console.print(f"  {_number(more['pages'], 'page')} listed", **_PLAIN)
    if done.pulled:
        console.print(f"  {done.pulled:,} of them only because revisits refer to them")
    if done.requisites:
        console.print(f"  {done.requisites:,} of them only because pages need them, or robots.txt")
    if done.orphans:
        revisits = _number(done.orphans, "revisit")
        console.print(f"  {revisits} refer to captures that are not in the archive")
    for line in done.damaged:
        notices().print(f"  left out: {line}", style="red", **_PLAIN)


_PLAIN: dict[str, Any] = {"markup": False, "soft_wrap": True}


def _console(file: Path) -> Console:
    return notices() if str(file) == "-" else output()


def _name(file: Path) -> str:
    return "standard output" if str(file) == "-" else str(file)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
