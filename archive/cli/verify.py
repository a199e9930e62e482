"""``greffe verify``: whether everything in the archive is still as it was stored."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.cli.meter import meter
from archive.errors import Exit

if TYPE_CHECKING:
    from archive.fixity import Fault, Verified
    from archive.fixity.journal import Journal


@click.command()
@click.option("--again", is_flag=True, help="Begin anew where an earlier check was interrupted.")
@json_option
@click.pass_obj
def verify(settings: Settings, again: bool, as_json: bool) -> int:
    """Verify the archive: every digest, record, revisit and derived row, and SQLite's own rules.

    Reads everything; a crawl may go on meanwhile. One line a fault. A check that was interrupted
    is gone on with. What it found is kept in the archive, and shown by `greffe status`.
    """
    from archive.fixity import verified
    from archive.fixity.journal import Journal

    def tell(fault: Fault) -> None:
        if as_json:
            print_json(asdict(fault))
        elif fault.is_damage:
            line = f"{fault.where}: {fault.reason}"
            notices().print(line, style="red", markup=False, soft_wrap=True)

    with settings.opened() as archive:
        journal = Journal(settings.archive, lambda: datetime.now(UTC), again=again)
        _tell_journal(journal)
        try:
            with meter("verifying") as progress:
                done = verified(archive, tell, progress, at=journal.position, keep=journal.keep)
            journal.end()
        except KeyboardInterrupt:
            journal.flush()
            goes_on = "run it again to go on" if journal.fault is None else "it begins anew"
            notices().print(f"interrupted; {goes_on}", soft_wrap=True)
            return Exit.INTERRUPTED
        finally:
            journal.close()
    if as_json:
        summary = {"archive": str(settings.archive), **asdict(done)}
        print_json({**summary, "recorded": journal.fault is None})
    else:
        _tell(settings, done)
    return Exit.DAMAGED if done.damaged else Exit.DONE


def _tell_journal(journal: Journal) -> None:
    if journal.fault:
        words = f"this check is not recorded and cannot be gone on with: {journal.fault}"
        notices().print(words, style="yellow", markup=False, soft_wrap=True)
    elif journal.goes_on:
        words = f"going on with the check of {shown_time(journal.goes_on)} UTC; --again begins anew"
        notices().print(words, style="dim", markup=False, soft_wrap=True)


def _tell(settings: Settings, done: Verified) -> None:
    console = output()
    state = f"damaged in {done.damaged:,} places" if done.damaged else "sound"
    console.print(
        f"{settings.archive} is {state}: {done.captures:,} captures, {done.records:,} records, "
        f"{done.payloads:,} payloads, {done.revisits:,} revisits, {done.versions:,} texts, "
        f"{done.pages:,} pages verified",
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
        words = (
            "`greffe repair` mends what it can; restore the rest from a backup "
            "(`greffe export warc` saves what is whole)"
        )
        notices().print(words, soft_wrap=True)
