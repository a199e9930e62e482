"""``greffe repair``: damaged records put back as they were."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.meter import meter
from archive.errors import Exit


@click.command()
@json_option
@click.pass_obj
def repair(settings: Settings, as_json: bool) -> int:
    """Put damaged records back as they were stored, where that can be done.

    Of every mebibyte of records the archive keeps what it takes to mend one stretch of them of 16
    KiB: a bad sector, say. Nothing is put back that is not what its SHA-256 says. The newest
    records, up to a mebibyte, and those longer than 4 MiB have no such cover yet.
    """
    from archive import Archive
    from archive.repair import repaired

    with (
        Archive.open(settings.archive, create=False) as archive,
        meter("looking at records") as progress,
    ):
        done = repaired(archive, datetime.now(UTC), progress)
    if as_json:
        print_json({"archive": str(settings.archive), **asdict(done)})
        return Exit.DAMAGED if done.lost else Exit.DONE
    for capture, reason in done.lost:
        line = f"capture {capture} stays damaged: {reason}"
        notices().print(line, style="red", markup=False, soft_wrap=True)
    told = f"{len(done.mended):,} mended" if done.mended else "nothing to mend"
    if done.lost:
        told = f"{len(done.mended):,} mended, {len(done.lost):,} stay damaged"
    output().print(
        f"{settings.archive}: records of {done.frames:,} captures looked at, {told}",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if done.lost:
        words = "restore those from a backup; `greffe verify` says what else is damaged"
        notices().print(words, soft_wrap=True)
    return Exit.DAMAGED if done.lost else Exit.DONE
