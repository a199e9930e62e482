"""``greffe import``: web archives of other programs into the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.learning import learn_after
from archive.cli.meter import meter
from archive.cli.sets import sets_after
from archive.cli.watching import watch_after
from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from archive.formats.framing import Skip
    from archive.formats.tally import Imported
    from archive.formats.warc_in import Import

_SHOWN = 20


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
    """Read WARC, ARC and WACZ files into the archive, damaged ones as far as they can be read.

    Records are kept byte for byte, pages are read and become searchable, revisits and records in
    several segments find what they belong to in all files that are named. Reading a file again
    adds nothing. Of a folder, all files are read whose names end in .warc, .arc (also with .gz,
    .zst or .lz4 after it), .wacz or .zip.
    """
    from archive.formats.warc_in import Import

    paths = list(_paths(files))
    if not any(path.exists() for path in paths):
        # Said before an archive is made to take it in.
        raise BadInput(f"cannot read {paths[0]}: there is no such file")
    results: list[Imported] = []
    try:
        with (
            settings.opened(read_only=False) as archive,
            Import(archive, source, again=again) as run,
        ):
            if len(paths) == 1:
                code = _only(run, paths[0], as_json=as_json)
            else:
                for path in paths:
                    done = _one_of_many(run, path, as_json=as_json)
                    results += [done] if done else []
                rest = run.rest()
    except KeyboardInterrupt:
        words = "interrupted; what was read is kept: run the same command again to go on"
        notices().print(words, style="yellow")
        return Exit.INTERRUPTED
    if len(paths) > 1:
        code = _told(results, rest, len(paths), as_json=as_json)
    learn_after(settings.archive)
    sets_after(settings.archive)
    watch_after(settings.archive)
    return code


def _told(results: list[Imported], rest: Imported, files: int, *, as_json: bool) -> int:
    _tell_all(results, rest, files - len(results), as_json=as_json)
    if not results:
        return Exit.BAD_INPUT
    is_whole = len(results) == files and all(map(_is_whole, (*results, rest)))
    return Exit.DONE if is_whole else Exit.PARTLY


def _paths(files: tuple[Path, ...]) -> Iterator[Path]:
    from archive.formats.wacz_in import ENDINGS, PACKAGES

    for file in files:
        if not file.is_dir():
            yield file
            continue
        found = sorted(p for p in file.rglob("*") if p.name.lower().endswith(ENDINGS + PACKAGES))
        if not found:
            raise BadInput(
                f"no WARC, ARC or WACZ file in {file}; their names end in .warc, .warc.gz or .wacz"
            )
        yield from found


def _only(run: Import, path: Path, *, as_json: bool) -> int:
    with meter(f"reading {path.name}") as progress:
        done = run.rest(run.file(path, progress))
    if as_json:
        print_json({"file": str(path), **asdict(done)})
    else:
        _tell(path, done)
        _tell_orphans(done)
    return Exit.DONE if _is_whole(done) else Exit.PARTLY


def _one_of_many(run: Import, path: Path, *, as_json: bool) -> Imported | None:
    try:
        with meter(f"reading {path.name}") as progress:
            done = run.file(path, progress)
    except BadInput as error:
        # One file that is no archive must not keep the others out.
        if as_json:
            print_json({"file": str(path), "error": str(error)})
        else:
            notices().print(str(error), style="red", markup=False, soft_wrap=True)
        return None
    if as_json:
        print_json({"file": str(path), **asdict(done)})
    else:
        _tell(path, done)
    return done


def _is_whole(done: Imported) -> bool:
    return not done.skipped and not done.doubtful


def _tell(path: Path, done: Imported) -> None:
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


def _tell_skips(label: str, skips: Sequence[Skip]) -> None:
    console = notices()
    for skip in skips[:_SHOWN]:
        where = f" of {skip.member}" if skip.member else ""
        line = f"  {label}, at byte {skip.offset:,}{where}: {skip.reason}"
        console.print(line, style="yellow", markup=False, soft_wrap=True)
    if len(skips) > _SHOWN:
        console.print(f"  and {len(skips) - _SHOWN:,} more; --json names all", style="yellow")


def _tell_all(results: list[Imported], rest: Imported, failed: int, *, as_json: bool) -> None:
    captures = sum(done.captures for done in (*results, rest))
    if as_json:
        print_json({"files": len(results), "failed": failed, **asdict(rest), "captures": captures})
        return
    told = f"{_number(captures, 'new capture')} from {_number(len(results), 'file')}"
    if rest.resolved:
        told += f", {_number(rest.resolved, 'revisit')} now resolved that came before"
    output().print(told + (f", {_number(failed, 'file')} could not be read" if failed else ""))
    _tell_skips("not read", rest.skipped)
    _tell_skips("doubtful", rest.doubtful)
    _tell_orphans(rest)


def _tell_orphans(done: Imported) -> None:
    if done.orphans:
        revisits = _number(done.orphans, "revisit")
        notices().print(
            f"{revisits} in the archive refer to captures that are not in it; "
            "they are found when the file that holds those is imported",
            style="dim", soft_wrap=True,
        )  # fmt: skip


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
