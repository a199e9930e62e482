"""Pictures on demand: one at a time, few waiting, and each kept for a while.

They are kept in memory alone. A picture is made out of the record and is no part of it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from archive.errors import GreffeError
from archive.leaves.leaf import Leaf, Undrawn, leaf_of
from archive.memento import Memento
from archive.store.captures import Capture
from archive.translation import _

WAITING = 4
"""Pictures that wait at most, beside the one that is made."""
_MOST_LEAVES = 32 << 20
_KEPT = 3600.0
"""Seconds: what is taken out of the archive is not to live on in a picture of what held it."""


class Drawn(Protocol):
    """Something with a picture."""

    @property
    def png(self) -> bytes:
        """The picture (PNG)."""


_Made = TypeVar("_Made", bound=Drawn)


class Busy(GreffeError):
    """Too many pictures are waiting to be made."""


class Kept(Generic[_Made]):
    """Pictures that were made lately, the oldest given up for new ones."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep so many bytes at most; ``clock`` gives seconds that only go on."""
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[int, int], tuple[float, _Made]] = OrderedDict()

    def get(self, key: tuple[int, int]) -> _Made | None:
        """A picture, if it is there and young enough."""
        with self._lock:
            made, picture = self._made.get(key, (0.0, None))
            if picture is not None and self._clock() - made > _KEPT:
                del self._made[key]
                return None
            return picture

    def put(self, key: tuple[int, int], picture: _Made) -> None:
        """Keep one."""
        with self._lock:
            self._made[key] = (self._clock(), picture)
            while sum(len(one.png) for _made, one in self._made.values()) > self._most:
                self._made.popitem(last=False)


class Turns:
    """Lets one in at a time, and few wait."""

    def __init__(self, waiting: int = WAITING) -> None:
        """Let so many wait."""
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._turn = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A turn, for as long as the block runs.

        Raises:
            Busy: too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(_("too many pictures are waiting to be made; try again in a minute"))
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


class Gallery:
    """Draws pages of saved PDFs."""

    def __init__(self) -> None:
        self._kept: Kept[Leaf] = Kept(_MOST_LEAVES)
        self._turns = Turns()

    def kept(self, capture: Capture, number: int) -> Leaf | None:
        """A page, if it was drawn lately."""
        return self._kept.get((capture.id, number))

    def leaf(self, memento: Memento, number: int) -> Leaf | Undrawn:
        """A page, drawn if need be.

        Raises:
            Busy: too many are waiting.
        """
        capture = memento.capture
        if (kept := self.kept(capture, number)) is not None:
            return kept
        with self._turns.taken():
            made = self.kept(capture, number) or leaf_of(memento, number)
            if isinstance(made, Leaf):
                self._kept.put((capture.id, number), made)
        return made
