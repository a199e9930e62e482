"""``greffe backup``: a copy of the archive, made and checked while crawls go on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.counts import shown_size
from archive.cli.meter import meter
from archive.errors import DamagedArchive, Exit

if TYPE_CHECKING:
    from archive.backup import Backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--verify", "is_verified", is_flag=True, help="Then verify every byte of it, too.")
@json_option
@click.pass_obj
def backup(settings: Settings, file: Path, *, force: bool, is_verified: bool, as_json: bool) -> int:
    """Copy the archive to FILE as it is now, while crawls go on.

    FILE is an archive like any other: greffe --archive FILE reads it, and a crawl goes on with
    it. It appears when it is whole and found sound.
    """
    from archive.backup import backed_up

    with settings.opened() as archive, meter(f"writing {file}") as progress:
        done = backed_up(archive, file, force=force, progress=progress)
    if is_verified:
        _verify(file)
    if as_json:
        print_json(asdict(done) | {"verified": is_verified})
        return Exit.DONE
    _tell(settings, done, is_verified=is_verified)
    return Exit.DONE


def _verify(file: Path) -> None:
    from archive import Archive
    from archive.fixity import Fault, verified
    from archive.store.copying import tidied

    faults: list[Fault] = []
    with (
        Archive.open(file, create=False, read_only=True) as copy,
        meter("verifying captures") as progress,
    ):
        done = verified(copy, faults.append, progress)
    tidied(file)
    if done.damaged:
        first = next(fault for fault in faults if fault.is_damage)
        raise DamagedArchive(
            f"{file} is damaged in {done.damaged:,} places, the first {first.where}: "
            f"{first.reason}; it is a true copy: `greffe verify` will say so of the archive"
        )


def _tell(settings: Settings, done: Backup, *, is_verified: bool) -> None:
    captures = done.rows["capture"]
    many = f"{captures:,} {'capture' if captures == 1 else 'captures'}"
    checked = "every byte verified" if is_verified else "found sound"
    output().print(
        f"{done.file}: {many}, {shown_size(done.bytes)}, {checked}", markup=False, soft_wrap=True
    )
    notices().print(
        f"To restore: end what uses {settings.archive}, move it and the -wal and -shm files "
        f"beside it away, and copy {done.file} to its place.",
        style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip
