"""What is told of the files that a page is made of: how far in time, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from archive.replay.showing import Part
from archive.store.captures import Capture

_FAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """A file that a page is made of.

    Attributes:
        part: the file.
        off: how long after the page it was captured; ``None`` where it is not archived.
    """

    part: Part
    off: timedelta | None

    @property
    def is_far(self) -> bool:
        """Whether it is of another day."""
        return self.off is not None and abs(self.off) >= _FAR


@dataclass(frozen=True, slots=True)
class Shares:
    """All of them, the missing ones and the farthest in time first."""

    all: tuple[Share, ...]

    @property
    def far(self) -> tuple[Share, ...]:
        """Those of other days, the farthest first."""
        return tuple(share for share in self.all if share.is_far)

    @property
    def missing(self) -> tuple[Share, ...]:
        """Those that are not archived."""
        return tuple(share for share in self.all if share.off is None)


def shares_of(parts: Sequence[Part], page: Capture) -> Shares:
    """The files of a page, compared with it."""
    shares = [
        Share(part, part.capture.time - page.time if part.capture else None) for part in parts
    ]
    return Shares(tuple(sorted(shares, key=lambda one: (-_distance(one), one.part.url))))


def _distance(share: Share) -> float:
    return inf if share.off is None else abs(share.off.total_seconds())
