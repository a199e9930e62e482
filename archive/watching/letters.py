"""The words of a message: readable as plain text, and as long as its recipient takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.watching.accounts import Account

MOST = 20
"""Things of a kind that a message tells in full, of each watch."""
LONGEST = 20_000
"""Characters of a message at most, whatever its recipient takes."""
_KINDS = (("vanished", "vanished"), ("new", "new"), ("unseen", "could not be seen"))
_HEADS = {
    "vanished": "VANISHED: the page was seen again, and does not match any more",
    "new": "NEW",
    "unseen": "COULD NOT BE SEEN: whether the words still stand there is not known",
}
_NAMES = 3
_PLACES = 5
_ROOM = 100
"""Characters kept for the line that says how much was left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a message says of one watch.

    Attributes:
        name: of the watch.
        query: what it looks for.
        counts: how much it found, by kind.
        accounts: what is told of it, the first ``MOST`` of each kind.
    """

    name: str
    query: str
    counts: Counter[str]
    accounts: Sequence[Account]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message.

    Attributes:
        title: one line.
        body: plain text.
    """

    title: str
    body: str


def letter(parts: Sequence[Part], *, longest: int, room: str | None) -> Letter:
    """The message about what watches found.

    Args:
        parts: what there is to say of each watch.
        longest: characters of the body at most.
        room: address of a reading room to link to.
    """
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.counts)
    names = [part.name for part in parts[:_NAMES]]
    names += [f"and {len(parts) - _NAMES} more"] if len(parts) > _NAMES else []
    title = f"Greffe: {counted(total)} ({', '.join(names)})"
    return Letter(title, _body(parts, min(longest, LONGEST), room))


def trial(name: str, query: str) -> Letter:
    """The message that tries whether messages of a watch arrive."""
    return Letter(
        f"Greffe: a test of the watch {name}",
        f"This is a test. Messages of the watch {name}, which looks for\n\n  {query}\n\n"
        "arrive here. Nothing was found, and nothing has to be done.",
    )


def counted(counts: Counter[str]) -> str:
    """How much was found: ``2 vanished, 1 new``."""
    said = [f"{counts[kind]:,} {word}" for kind, word in _KINDS if counts[kind]]
    return ", ".join(said) or "nothing"


def _body(parts: Sequence[Part], longest: int, room: str | None) -> str:
    text, cut = "", Counter[str]()
    most = longest - _ROOM
    for part in parts:
        head = f"{part.name}: {counted(part.counts)}\nlooks for: {part.query}\n"
        head = f"\n{head}" if text else head
        if len(text) + len(head) > most:
            cut.update(part.counts)
            continue
        text += head
        for kind, _ in _KINDS:
            of_kind = [one for one in part.accounts if one.kind == kind]
            said, left = _section(kind, of_kind, most - len(text) - _ROOM, room)
            left += part.counts[kind] - len(of_kind)
            more = f"\n  and {left:,} more; greffe watch show {part.name}\n" if left else ""
            if len(text) + len(said) + len(more) <= most:
                text += said + more
            else:
                cut[kind] += part.counts[kind]
    if cut.total():
        text += f"\nLeft out here, as the message would be too long: {counted(cut)}.\n"
    return text.lstrip()[:longest]


def _section(
    kind: str, found: Sequence[Account], longest: int, room: str | None
) -> tuple[str, int]:
    """What is said of a kind in so many characters at most, and how much was left out."""
    text = ""
    for index, account in enumerate(found):
        more = "\n".join(told_lines(account, room)) + "\n"
        more = f"\n{_HEADS[kind]}\n\n{more}" if not index else f"\n{more}"
        if len(text) + len(more) > longest:
            return text, len(found) - index
        text += more
    return text, 0


def told_lines(account: Account, room: str | None) -> Iterator[str]:
    """What is said of one thing, a line each; with a link into a reading room, if there is one."""
    spot = account.spot
    yield f"  {account.title or spot.url}"
    published = f"published {account.published[:10]}" if account.published else ""
    facts = [spot.source or "", published]
    if account.kind == "new":
        facts.append(f"captured {minute(spot.time)}")
    if line := " · ".join(fact for fact in facts if fact):
        yield f"  {line}"
    yield f"  {spot.url}"
    for other in account.spots[1:_PLACES]:
        yield f"  also at {other.url}"
    if len(account.spots) > _PLACES:
        yield f"  and at {len(account.spots) - _PLACES:,} more places"
    if account.kind == "vanished":
        yield f"  last seen {minute(spot.last_seen)}, first without {minute(spot.time)}"
    if account.kind != "unseen" and account.reason:
        yield f"  {account.reason}"
    if account.kind == "unseen":
        yield f"  {account.reason}, at {minute(spot.time)}; last seen {minute(spot.last_seen)}"
    if account.words and account.kind != "unseen":
        yield f"  {'said' if account.kind == 'vanished' else 'says'}: “{account.words}”"
    if room:
        yield f"  {account.link(room)}"


def minute(time: datetime | None) -> str:
    """A time for people: UTC, to the minute."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if time else ""
