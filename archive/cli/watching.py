"""Watches held against what came, at the end of a command that captured something."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.cli.context import notices
from archive.errors import BadInput, GreffeError

if TYPE_CHECKING:
    from archive.watching.delivery import Post
    from archive.watching.recipients import Recipients
    from archive.watching.run import Ran

PATIENCE = 60.0
"""Seconds that a command sends messages for; the rest is left to the next run."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def known_recipients() -> Recipients:
    """What the names of recipients stand for here.

    Raises:
        BadInput: the file that says so cannot be used.
    """
    from archive.watching.recipients import recipients

    return recipients(os.environ, Path.cwd())


def post() -> Post:
    """How messages leave; where the file of recipients cannot be used, each says so."""
    from archive.notify import send
    from archive.watching.delivery import Post
    from archive.watching.recipients import masked

    try:
        known = known_recipients()
    except BadInput as error:
        return Post(_refused(error, masked), None, send)
    return Post(known.url, known.room, send)


def _refused(error: BadInput, masked: Callable[[str], str]) -> Callable[[str], str]:
    def url(address: str) -> str:
        if address.startswith("@"):
            raise BadInput(f"{masked(address)}: {error}")
        return address

    return url


def watch_after(path: Path) -> None:
    """Hold watches against what a command captured, whose outcome this does not change."""
    from archive import Archive
    from archive.watching.run import is_needed, ran

    if not path.is_file():
        return
    try:
        with Archive.open(path, create=False, read_only=True) as archive:
            if not is_needed(archive, now()):
                return
        with Archive.open(path, create=False) as archive:
            tell(ran(archive, post(), now, patience=PATIENCE))
    except KeyboardInterrupt:
        words = "interrupted while watches looked for what is new; `greffe watch run` goes on"
        notices().print(words, soft_wrap=True)
    except GreffeError as error:
        line = f"what was captured is kept, but no watch was held against it: {error}"
        notices().print(line, markup=False, soft_wrap=True)


def tell(done: Ran) -> None:
    """Say what was found, and what could not be sent."""
    for line in lines(done):
        notices().print(line, style="dim", markup=False, soft_wrap=True)


def lines(done: Ran) -> Iterator[str]:
    """What a person should know of a run."""
    from archive.watching.letters import counted
    from archive.watching.recipients import masked

    for name, counts in sorted(done.looked.found.items()):
        if counts.total():
            yield f"watch {name}: {counted(counts)}; `greffe watch show {name}`"
    for name, reason in done.looked.faults.items():
        yield f"watch {name} cannot be used any more: {reason}"
    if done.delivered.sent:
        noun = "message" if done.delivered.sent == 1 else "messages"
        yield f"{done.delivered.sent:,} {noun} sent"
    for address, reason in done.delivered.failed.items():
        yield f"{masked(address)} could not be told, which is tried again later: {reason}"
    if done.delivered.left:
        yield f"{done.delivered.left:,} messages are left to the next run, or `greffe watch run`"
