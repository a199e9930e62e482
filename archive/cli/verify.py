"""``greffe verify``: whether everything in the archive is still as it was stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.meter import meter
from archive.errors import Exit

if TYPE_CHECKING:
    from archive.fixity import Fault, Verified


@click.command()
@json_option
@click.pass_obj
def verify(settings: Settings, as_json: bool) -> int:
    """Verify the archive: every digest, every record, every revisit, and SQLite's own rules.

    Reads everything and changes nothing; a crawl may go on meanwhile. One line a fault.
    """
    from archive.fixity import verified

    def tell(fault: Fault) -> None:
        if as_json:
            print_json(asdict(fault))
        elif fault.is_damage:
            line = f"{fault.where}: {fault.reason}"
            notices().print(line, style="red", markup=False, soft_wrap=True)

    with settings.opened() as archive, meter("verifying captures") as progress:
        done = verified(archive, tell, progress)
    if as_json:
        print_json({"archive": str(settings.archive), **asdict(done)})
    else:
        _tell(settings, done)
    return Exit.DAMAGED if done.damaged else Exit.DONE


def _tell(settings: Settings, done: Verified) -> None:
    console = output()
    state = f"damaged in {done.damaged:,} places" if done.damaged else "sound"
    console.print(
        f"{settings.archive} is {state}: {done.captures:,} captures, {done.records:,} records, "
        f"{done.payloads:,} payloads, {done.revisits:,} revisits, {done.versions:,} texts verified",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if done.orphans:
        console.print(f"  {done.orphans:,} imported revisits refer to what was never in it")
    if done.doubtful:
        console.print(
            f"  {done.doubtful:,} imported records are as they came, with digests that do not "
            "fit them; --json names them",
            soft_wrap=True,
        )
    if done.damaged:
        words = "restore what is damaged from a backup; `greffe export warc` saves all the rest"
        notices().print(words, soft_wrap=True)
