"""Sources judged at the end of a crawl: what changed is written, told, and made due to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archive.cli.context import Settings, notices
from archive.cli.watching import now
from archive.errors import GreffeError

if TYPE_CHECKING:
    from archive.health.noting import Health


def judge_after(settings: Settings) -> None:
    """Judge how all sources do after a crawl, whose outcome this does not change."""
    from archive import Archive
    from archive.health import files
    from archive.health.noting import noted

    if not settings.archive.is_file():
        return
    try:
        with Archive.open(settings.archive, create=False) as archive:
            changed = noted(archive, now(), files.named(settings.sources))
    except KeyboardInterrupt:
        words = "interrupted while sources were judged; `greffe alert run` does it again"
        notices().print(words, soft_wrap=True)
    except GreffeError as error:
        line = f"what was captured is kept, but how its sources do was not judged: {error}"
        notices().print(line, markup=False, soft_wrap=True)
    else:
        for line in lines(changed):
            notices().print(line, markup=False, soft_wrap=True)


def lines(changed: Sequence[tuple[Health, str | None]]) -> Iterator[str]:
    """What a person should know of sources whose state changed."""
    for health, before in changed:
        judgement = health.judgement
        if judgement.is_fine and before in (None, "never crawled", judgement.state):
            continue
        name = health.history.name
        again = f", was {before}" if before else ""
        yield f"{name}: {judgement.state}{again}: {judgement.evidence}"
        if judgement.step:
            yield f"{name}: next: {judgement.step}"
