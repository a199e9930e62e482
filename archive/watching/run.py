"""A whole run: what came is looked through, what was found becomes due, what is due is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from archive.archive import Archive
from archive.store import outbox, watches
from archive.watching.delivery import Delivered, Post, delivered
from archive.watching.looking import Looked, looked_through


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run.

    Attributes:
        looked: what was found.
        delivered: what was sent.
    """

    looked: Looked
    delivered: Delivered


def is_needed(archive: Archive, now: datetime) -> bool:
    """Whether there is a watch to be held against anything, or a message to be sent."""
    connection = archive.connection
    return bool(watches.everything(connection) or outbox.waiting(connection, now))


def ran(
    archive: Archive, post: Post, now: Callable[[], datetime], *, patience: float | None = None
) -> Ran:
    """Hold all watches against what came, and tell what they found: one message to each recipient.

    It can be left at any time. What was found and not told of is told by the next run; a process
    that is killed between sending a message and writing that down sends it once more.

    Args:
        archive: where, open for writing.
        post: how messages leave.
        now: tells the time.
        patience: seconds that sending may take.
    """
    looked = looked_through(archive, now)
    with archive.transaction():
        watches.settle_seen(archive.connection)
        if pressing := watches.pressing(archive.connection, now()):
            outbox.made_due(archive.connection, pressing, now())
    return Ran(looked, delivered(archive, post, now, patience=patience))
