"""``greffe import``: files of other archives taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.context import (
    Settings,
    json_option,
    notices,
    output,
    print_json,
)
from archive.cli.meter import meter
from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from archive import Archive
    from archive.formats.framing import Skip
    from archive.formats.warc_in import Imported

_ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_SHOWN = 20


@click.command(name="import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE|FOLDER…", type=click.Path(path_type=Path)
)
@click.option("--source", help="Name of the source that the captures are to belong to.")
@json_option
@click.pass_obj
def import_(settings: Settings, files: tuple[Path, ...], source: str | None, as_json: bool) -> int:
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
                done = _import_one(archive, path, source, is_only=len(paths) == 1, as_json=as_json)
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
    archive: Archive, path: Path, source: str | None, *, is_only: bool, as_json: bool
) -> Imported | None:
    from archive.formats.warc_in import import_warc

    try:
        with meter(f"reading {path.name}") as progress:
            done = import_warc(archive, path, source=source, progress=progress)
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
