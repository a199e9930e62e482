"""Documents through time, out of what was seen at their addresses: editions and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.translation import N_

_SILENT = ("blocked", "error", "failure", "partial")
"""Outcomes that say nothing of what stands at an address."""
_SHOWN = ("ok", "unchanged")


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture of a document's page.

    Attributes:
        capture_id, url, time: of the capture.
        outcome, status: what was answered.
        digest: SHA-256 of the payload.
    """

    capture_id: int
    url: str
    time: datetime
    outcome: str
    status: int | None
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class Edition:
    """A file that stood at an address for some time.

    Attributes:
        digest: SHA-256 of it.
        capture_id: the first capture of it in that time.
        url: under which it was captured.
        after: when the file before it was seen last; ``None`` of the first. It was replaced
            between then and ``first``.
        first, last: when it was seen first and last.
        is_back: whether it had stood there before another one did.
    """

    digest: bytes
    capture_id: int
    url: str
    after: datetime | None
    first: datetime
    last: datetime
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An address at which a file stood.

    Attributes:
        url: the address.
        first, last: when the file was seen there first and last.
        by: the first look after that which showed something else; ``None`` where there was none.
        instead: what that was: another file, an absence (404), a redirect.
    """

    url: str
    first: datetime
    last: datetime
    by: datetime | None = None
    instead: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it stood there when it was last looked for."""
        return self.by is None


@dataclass(frozen=True, slots=True)
class Move:
    """A file that went from one address and is at another."""

    digest: bytes
    old: Place
    new: Place


def editions(seen: Iterable[Seen]) -> list[Edition]:
    """The files that stood at an address one after the other, by its captures, oldest first."""
    found: list[Edition] = []
    for one in seen:
        if one.outcome not in _SHOWN or one.digest is None:
            continue
        if found and found[-1].digest == one.digest:
            found[-1] = replace(found[-1], last=one.time)
            continue
        after = found[-1].last if found else None
        is_back = any(edition.digest == one.digest for edition in found)
        edition = Edition(
            one.digest, one.capture_id, one.url, after, one.time, one.time, is_back=is_back
        )
        found.append(edition)
    return found


def place(seen: Sequence[Seen], digest: bytes) -> Place | None:
    """Where and when a file stood at an address, by its captures, oldest first.

    A block, an error or an answer that never came does not tell that it went.
    """
    with_it = [one for one in seen if one.outcome in _SHOWN and one.digest == digest]
    if not with_it:
        return None
    first, last = with_it[0], with_it[-1]
    later = (one for one in seen if one.time > last.time and one.outcome not in _SILENT)
    other = next(later, None)
    if other is None:
        return Place(last.url, first.time, last.time)
    return Place(last.url, first.time, last.time, other.time, _instead(other))


def _instead(seen: Seen) -> str:
    if seen.outcome in _SHOWN:
        return N_("another file")
    return f"{seen.outcome} ({seen.status})" if seen.status else seen.outcome


def moves(digest: bytes, places: Iterable[Place]) -> list[Move]:
    """The moves of a file: from each place it is no longer at, to the next it came to and is at."""
    found = []
    known = sorted(places, key=lambda one: (one.first, one.url))
    for old in known:
        new = next((one for one in known if one.is_there and one.first >= old.first), None)
        if not old.is_there and new is not None:
            found.append(Move(digest, old, new))
    return found
