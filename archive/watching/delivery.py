"""Messages that are due are made of what the archive has, and sent; what fails is tried again.

They are about what watches found, or about states of sources.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.archive import Archive
from archive.errors import BadInput
from archive.health import letters as of_sources
from archive.notify import Compose, NotSent
from archive.store import conditions, outbox, watches
from archive.store.outbox import Message
from archive.store.watches import Sighting, Watch
from archive.watching.accounts import accounts
from archive.watching.letters import MOST, Letter, Part, letter

Send = Callable[[str, Compose], None]
"""Sends a message to an Apprise URL, or raises ``NotSent``."""


@dataclass(frozen=True, slots=True)
class Post:
    """How messages leave.

    Attributes:
        url: tells what a recipient stands for, or raises ``BadInput``.
        room: address of the reading room that messages link to.
        send: sends them.
    """

    url: Callable[[str], str]
    room: str | None
    send: Send


@dataclass(slots=True)
class Delivered:
    """What became of messages that were due.

    Attributes:
        sent: how many were sent.
        failed: recipients that could not be told, and why.
        left: how many are left to the next run, as time was over.
    """

    sent: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    left: int = 0


def delivered(
    archive: Archive, post: Post, now: Callable[[], datetime], *, patience: float | None = None
) -> Delivered:
    """Send the messages that are due.

    Args:
        archive: where they wait.
        post: how they leave.
        now: tells the time.
        patience: seconds after which the rest is left to the next run; ``None`` for all.
    """
    until = None if patience is None else time.monotonic() + patience
    outcome = Delivered()
    due = outbox.waiting(archive.connection, now())
    for count, message in enumerate(due):
        if until is not None and time.monotonic() > until:
            outcome.left = len(due) - count
            break
        with archive.transaction():
            is_ours = outbox.taken(archive.connection, message, now())
        if is_ours:
            _deliver(archive, message, post, now, outcome)
    return outcome


def _deliver(
    archive: Archive, message: Message, post: Post, now: Callable[[], datetime], outcome: Delivered
) -> None:
    try:
        url = post.url(message.address)
        post.send(url, lambda longest: _letter(archive, message, longest, post.room))
    except (NotSent, BadInput) as error:
        outcome.failed[message.address] = str(error)
        with archive.transaction():
            outbox.failed(archive.connection, message.id, str(error), now())
    else:
        outcome.sent += 1
        with archive.transaction():
            outbox.sent(archive.connection, message.id, now())


def _letter(archive: Archive, message: Message, longest: int, room: str | None) -> Letter:
    if told := conditions.reported(archive.connection, message.id):
        now = conditions.current(archive.connection)
        states = [(one, None if one.until is None else now.get(one.source)) for one in told]
        return of_sources.letter(states, longest=longest, room=room)
    held = {watch.id: watch for watch in watches.everything(archive.connection)}
    found: Mapping[int, list[Sighting]] = defaultdict(list)
    for sighting in watches.mentioned(archive.connection, message.id):
        found[sighting.watch_id].append(sighting)
    named = sorted(found.items(), key=lambda pair: held[pair[0]].name)
    parts = [_part(archive, held[number], of_watch) for number, of_watch in named]
    return letter(parts, longest=longest, room=room)


def _part(archive: Archive, watch: Watch, found: list[Sighting]) -> Part:
    by_kind: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in found:
        by_kind[sighting.kind].append(sighting)
    shown = [one for of_kind in by_kind.values() for one in of_kind[:MOST]]
    counts = Counter({kind: len(of_kind) for kind, of_kind in by_kind.items()})
    return Part(watch.name, watch.query, counts, list(accounts(archive, shown, [watch])))
