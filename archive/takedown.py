"""Takedown: captures taken out by order, such as a court's, with a tombstone that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.archive import Archive
from archive.errors import NotFound
from archive.identity import page_key
from archive.store import removal, tombstones
from archive.store.captures import Capture


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go.

    Attributes:
        captures: the captures that were named.
        pulled: revisits of them elsewhere, which go too: what they show is the same payload.
        holders: captures that hold the payload of one that goes, and stay.
        bytes: what the file has for all that goes, about.
    """

    captures: tuple[Capture, ...]
    pulled: tuple[Capture, ...]
    holders: tuple[Capture, ...]
    bytes: int

    @property
    def all(self) -> tuple[Capture, ...]:
        """Everything that goes."""
        return (*self.captures, *self.pulled)


def order(archive: Archive, where: str, values: Sequence[object]) -> Order:
    """What has to go where the captures do for which an SQL condition holds.

    Raises:
        NotFound: there are none.
    """
    named = tuple(archive.all_captures(where, values))
    if not named:
        raise NotFound("nothing to remove: no capture is meant")
    ids = {capture.id for capture in named}
    dependent = removal.dependent(archive.connection, sorted(ids))
    pulled = [archive.capture_by_id(number) for number in sorted(dependent)]
    ids |= dependent
    held = {c.revisit_of for c in named if c.revisit_of and c.revisit_of not in ids}
    holders = [archive.capture_by_id(number) for number in sorted(held)]
    return Order(
        captures=named,
        pulled=tuple(one for one in pulled if one),
        holders=tuple(one for one in holders if one),
        bytes=removal.size_of(archive.connection, sorted(ids)),
    )


def taken_down(archive: Archive, order: Order, rule: str, reason: str, now: datetime) -> int:
    """Take captures out for good, in one transaction.

    What they held is overwritten in the file, not only unlinked. URLs of which nothing is left
    are not asked for again by crawls.

    Args:
        archive: where.
        order: what goes.
        rule: what was named on the command line.
        reason: why, for people.
        now: the time.

    Returns:
        How many frontier entries were barred.
    """
    connection = archive.connection
    connection.execute("PRAGMA secure_delete = ON")
    ids = [capture.id for capture in order.all]
    with archive.transaction():
        number = tombstones.noted(connection, tombstones.removal(now, "removed", rule, reason))
        tombstones.raised(connection, number, ids)
        removal.removed(connection, ids)
        removal.scrubbed(connection)
        keys = sorted({page_key(capture.url) for capture in order.all})
        return removal.barred(connection, keys, f"removed from the archive: {reason}", now)
