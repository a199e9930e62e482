"""Pictures on demand: one at a time, few waiting, and each kept for a while.

They are kept in memory alone. A picture is made out of the record and is no part of it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from archive.errors import GreffeError
from archive.leaves.leaf import Leaf, Undrawn, leaf_of
from archive.memento import Memento
from archive.store.captures import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.pictures.taking import Picture

WAITING = 4
"""Pictures that wait at most, beside the one that is made."""
_MOST_BYTES = 96 << 20
_KEPT = 3600.0
"""Seconds: what is taken out of the archive is not to live on in a picture of what held it."""
_Made = TypeVar("_Made", bound="Picture | Leaf")


class Busy(GreffeError):
    """Too many pictures are waiting to be made."""


class Kept(Generic[_Made]):
    """Pictures that were made lately, the oldest given up for new ones."""

    def __init__(
        self, most: int = _MOST_BYTES, clock: Callable[[], float] = time.monotonic
    ) -> None:
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
            while sum(len(one.png) for _, one in self._made.values()) > self._most:
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
            raise Busy("too many pictures are waiting to be made; try again in a minute")
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


class Studio:
    """Makes pictures of what an archive holds."""

    def __init__(self, path: Path) -> None:
        """Make them of the archive at ``path``."""
        self._path = path
        self._pictures: Kept[Picture] = Kept()
        self._leaves: Kept[Leaf] = Kept()
        self._turns, self._leaf_turns = Turns(), Turns()

    def kept_picture(self, capture: Capture) -> Picture | None:
        """The picture of a capture, if it was made lately."""
        return self._pictures.get((capture.id, 0))

    def picture(self, capture: Capture) -> Picture:
        """The picture of a capture, made if need be.

        Raises:
            BadInput: no Chromium is installed.
            BrowserFault: it could not make a picture.
            Busy: too many are waiting.
        """
        # With asyncio's subprocesses and all that pictures need.
        from archive.pictures.taking import taken

        with self._turns.taken():
            made = self.kept_picture(capture) or taken(self._path, capture)
            self._pictures.put((capture.id, 0), made)
        return made

    def kept_leaf(self, capture: Capture, number: int) -> Leaf | None:
        """A page of a saved PDF, if it was drawn lately."""
        return self._leaves.get((capture.id, number))

    def leaf(self, memento: Memento, number: int) -> Leaf | Undrawn:
        """A page of a saved PDF, drawn if need be.

        Raises:
            Busy: too many are waiting.
        """
        capture = memento.capture
        with self._leaf_turns.taken():
            made = self.kept_leaf(capture, number) or leaf_of(memento, number)
            if isinstance(made, Leaf):
                self._leaves.put((capture.id, number), made)
        return made
