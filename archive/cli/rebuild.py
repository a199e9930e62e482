"""``greffe rebuild``: text, versions and index, derived again from the records."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.meter import meter
from archive.cli.sets import sets_after
from archive.errors import Exit

if TYPE_CHECKING:
    from archive.rebuild import Difference, Rebuilt

_SHOWN = 20
"""Differences that are shown to a person."""


@click.command()
@click.option("--check", "is_check", is_flag=True, help="Only say what differs; change nothing.")
@click.option("--stale", is_flag=True, help="Only if texts were read by another version of Greffe.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None,
    help="Processes that read.  [default: one a core]",
)  # fmt: skip
@json_option
@click.pass_obj
def rebuild(
    settings: Settings, is_check: bool, stale: bool, jobs: int | None, as_json: bool
) -> int:
    """Derive text, versions, links and index again from the records.

    To be run after an upgrade, so that all texts are read in one way, and after damage. Others may
    read and crawl meanwhile. What is derived is kept beside the archive until it is brought over;
    a rebuild that was interrupted is gone on with.
    """
    from archive import Archive
    from archive.learning.looks import Lookers
    from archive.rebuild import is_stale, rebuilt
    from archive.rebuild.readers import Readers

    told: list[Difference] = []

    def tell(difference: Difference) -> None:
        if as_json:
            print_json(asdict(difference))
        elif len(told) < _SHOWN:
            told.append(difference)
            _print(difference)

    with Archive.open(settings.archive, create=False, read_only=is_check) as archive:
        if stale and not is_stale(archive):
            words = "nothing to do: every text was read by this version"
            notices().print(words, style="dim", soft_wrap=True)
            return Exit.NOTHING
        count = jobs or len(os.sched_getaffinity(0))
        try:
            with (
                Readers(settings.archive, count) as readers,
                Lookers(settings.archive) as lookers,
                meter("reading captures") as progress,
            ):
                done = rebuilt(
                    archive, readers.read, tell, lambda: datetime.now(UTC),
                    is_check=is_check, progress=progress, look=lookers.look,
                )  # fmt: skip
        except KeyboardInterrupt:
            notices().print("interrupted; run it again to go on", soft_wrap=True)
            return Exit.INTERRUPTED
    if as_json:
        print_json({"archive": str(settings.archive), **asdict(done)})
    else:
        _print_outcome(settings, done)
    if not is_check:
        sets_after(settings.archive)
    if done.unread:
        return Exit.DAMAGED
    differs = any((done.differences, done.index, done.fingerprints, done.presences, done.changes))
    return Exit.PARTLY if is_check and differs else Exit.DONE


def _print(one: Difference) -> None:
    where = f"capture {one.capture}, {one.url}" if one.capture else one.url
    change = f": {one.was} -> {one.now}" if one.was != one.now else ""
    line = f"{one.kind}: {where}{change}"
    output().print(line, markup=False, soft_wrap=True)


def _print_outcome(settings: Settings, done: Rebuilt) -> None:
    console = output()
    for number, reason in done.unread:
        words = f"capture {number} cannot be read and keeps what it had: {reason}"
        notices().print(words, style="red", markup=False, soft_wrap=True)
    for name, reason in done.models.items():
        words = f"{name}: its pages are read by the model that was stored: {reason}"
        notices().print(words, markup=False, soft_wrap=True)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in sorted(done.differences.items()))
    what = counts or "nothing"
    if done.index:
        what += "; the search index did not agree with the texts"
    if done.fingerprints:
        what += "; the fingerprints of texts were not those of the texts"
    if done.presences:
        what += "; where pages stand was not what follows from their captures"
    if done.changes:
        what += f"; in what captures differ is told otherwise of {done.changes:,} pages"
    verb = "would change" if done.is_check else "changed"
    console.print(
        f"{settings.archive}: {done.captures:,} captures derived anew; {verb}: {what}",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if done.is_check and done.differences:
        words = "`greffe rebuild` brings it over from the file beside the archive"
        notices().print(words, soft_wrap=True)
