"""``greffe export`` and ``greffe import``: archives and texts to and from other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
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
    from archive import Archive
    from archive.formats.framing import Skip
    from archive.formats.warc_in import Imported
    from archive.formats.warc_out import Exported

_ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_SHOWN = 20


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


# Import


@click.command(name="import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE|FOLDER…", type=click.Path(path_type=Path)
)
@click.option("--source", help="Name of the source that the captures are to belong to.")
@click.option("--again", is_flag=True, help="Take in what was removed or thinned out, too.")
@json_option
@click.pass_obj
def import_(
    settings: Settings, files: tuple[Path, ...], source: str | None, again: bool, as_json: bool
) -> int:
    """Read WARC and ARC files into the archive, damaged ones as far as they can be read.

    Records are kept byte for byte, pages are read and become searchable, revisits find the
    captures they refer to. Reading a file again adds nothing. Of a folder, all files are read
    whose names end in .warc, .warc.gz, .warc.zst, .arc or .arc.gz.
    """
    paths = list(_paths(files))
    if not any(path.exists() for path in paths):
        # Said before an archive is made to take it in.
        raise BadInput(f"cannot read {paths[0]}: there is no such file")
    results: list[Imported] = []
    try:
        with settings.opened(read_only=False) as archive:
            for path in paths:
                done = _import_one(
                    archive, path, source, again=again, is_only=len(paths) == 1, as_json=as_json
                )
                results += [done] if done else []
    except KeyboardInterrupt:
        words = "interrupted; what was read is kept: run the same command again to go on"
        notices().print(words, style="yellow")
        return Exit.INTERRUPTED
    failed = len(paths) - len(results)
    if not as_json:
        _tell_all(results, failed)
    if not results:
        return Exit.BAD_INPUT
    is_whole = not failed and not any(done.skipped or done.doubtful for done in results)
    return Exit.DONE if is_whole else Exit.PARTLY


def _paths(files: tuple[Path, ...]) -> Iterator[Path]:
    for file in files:
        if not file.is_dir():
            yield file
            continue
        found = sorted(p for p in file.rglob("*") if p.name.lower().endswith(_ENDINGS))
        if not found:
            raise BadInput(f"no WARC or ARC file in {file}; their names end in .warc or .warc.gz")
        yield from found


def _import_one(
    archive: Archive,
    path: Path,
    source: str | None,
    *,
    again: bool,
    is_only: bool,
    as_json: bool,
) -> Imported | None:
    from archive.formats.warc_in import import_warc

    try:
        with meter(f"reading {path.name}") as progress:
            done = import_warc(archive, path, source=source, progress=progress, again=again)
    except BadInput as error:
        # One file that is no archive must not keep the others out.
        if is_only:
            raise
        if as_json:
            print_json({"file": str(path), "error": str(error)})
        else:
            notices().print(str(error), style="red", markup=False, soft_wrap=True)
        return None
    _tell_imported(path, done, as_json=as_json)
    return done


def _tell_imported(path: Path, done: Imported, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(path), **asdict(done)})
        return
    console = output()
    console.print(f"{path}: {_summary(done)}", markup=False, soft_wrap=True)
    for reason, number in done.left_out.items():
        console.print(f"  left out: {reason} ({number:,})", markup=False)
    _tell_skips("not read", done.skipped)
    _tell_skips("doubtful", done.doubtful)


def _summary(done: Imported) -> str:
    known = _number(done.duplicates, "capture")
    if not done.captures:
        return f"nothing new, {known} known already" if done.duplicates else "no captures"
    parts = [_number(done.captures, "new capture")]
    if done.revisits:
        parts.append(f"{_number(done.revisits, 'revisit')} among them")
    if done.resolved:
        parts.append(f"{_number(done.resolved, 'revisit')} now resolved that came before")
    if done.duplicates:
        parts.append(f"{known} known already")
    return ", ".join(parts)


def _tell_skips(label: str, skips: tuple[Skip, ...]) -> None:
    console = notices()
    for skip in skips[:_SHOWN]:
        line = f"  {label}, at byte {skip.offset:,}: {skip.reason}"
        console.print(line, style="yellow", markup=False, soft_wrap=True)
    if len(skips) > _SHOWN:
        console.print(f"  and {len(skips) - _SHOWN:,} more; --json names all", style="yellow")


def _tell_all(results: list[Imported], failed: int) -> None:
    if len(results) + failed > 1:
        new = _number(sum(done.captures for done in results), "new capture")
        told = f"{new} from {_number(len(results), 'file')}"
        output().print(told + (f", {_number(failed, 'file')} could not be read" if failed else ""))
    if results and results[-1].orphans:
        revisits = _number(results[-1].orphans, "revisit")
        notices().print(
            f"{revisits} in the archive refer to captures that are not in it; "
            "they are found when the file that holds those is imported",
            style="dim", soft_wrap=True,
        )  # fmt: skip


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
