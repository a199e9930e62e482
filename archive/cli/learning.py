"""Learning sites at the end of a command that captured something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.cli.context import notices
from archive.cli.fingerprints import catch_up
from archive.cli.meter import Meter, meter
from archive.errors import GreffeError

if TYPE_CHECKING:
    from archive.learning.run import Learned

PATIENCE = 120.0
"""Seconds that a command takes for it at most; the next one goes on."""
CATCHING_UP = 20.0
"""Seconds that it takes at most for fingerprints of texts that have none yet."""
FEWEST = 8
"""Captures that a command looks at: fewer wait for the next one, as they teach next to nothing."""


def learn(path: Path, *, patience: float | None = PATIENCE, fewest: int = 1) -> Learned:
    """Learn of what was captured since this was last done, and read texts anew.

    Args:
        path: the archive.
        patience: seconds after which the rest is left to the next time; ``None`` for all.
        fewest: captures that must have come since, for them to be looked at now.

    Raises:
        MissingArchive, DamagedArchive, DiskFull: as their names say.
    """
    from archive import Archive
    from archive.learning.looks import Lookers
    from archive.learning.run import learned
    from archive.rebuild.readers import Readers

    with (
        Archive.open(path, create=False) as archive,
        Lookers(path) as lookers,
        Readers(path, len(os.sched_getaffinity(0))) as readers,
        ExitStack() as stack,
    ):
        bars: list[Meter | None] = []

        def progress(_: str, done: int, total: int) -> None:
            # Most of the time there is nothing to read anew, and no bar is to flash up.
            if not bars:
                bars.append(stack.enter_context(meter("reading texts anew")))
            if bar := bars[0]:
                bar(done, total)

        return learned(
            archive, lookers.look, readers.read, lambda: datetime.now(UTC), patience=patience,
            fewest=fewest, progress=progress,
        )  # fmt: skip


def learn_after(path: Path) -> None:
    """The same, and fingerprints of older texts, after a command whose outcome this leaves be."""
    if not path.is_file():
        return
    try:
        tell(learn(path, fewest=FEWEST))
        catch_up(path, patience=CATCHING_UP)
    except KeyboardInterrupt:
        words = "interrupted while texts were read anew; the next crawl or `greffe sites --learn`"
        notices().print(f"{words} goes on", soft_wrap=True)
    except GreffeError as error:
        line = f"what was captured is kept, but its sites were not learned from: {error}"
        notices().print(line, markup=False, soft_wrap=True)


def tell(done: Learned) -> None:
    """Say what a person should know of."""
    for line in _lines(done):
        notices().print(line, style="dim", markup=False, soft_wrap=True)


def _lines(done: Learned) -> Iterator[str]:
    for name in done.redesigns:
        yield f"{name}: it was redesigned; `greffe sites {name}` says when that was first seen"
    for name, result in done.anew.items():
        changed = result.differences.get("text", 0)
        yield (
            f"{name}: {result.captures:,} captures were read anew with what was learned of the "
            f"site; {changed:,} have another text by that (technical, no edits)"
        )
    if done.waiting:
        names = ", ".join(done.waiting)
        yield f"texts left to be read anew, at the next crawl or by `greffe sites --learn`: {names}"
