"""What was read for a search, kept for the next ones of the process while the archive has it so."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """Values by key, those that were asked for last, as far as there is room.

    Threads may use it at once.
    """

    def __init__(self, most: int, least: int) -> None:
        """Nothing yet.

        Args:
            most: bytes of all values together.
            least: bytes of a value that it is worth to keep.
        """
        self._most = most
        self._least = least
        self._size = 0
        self._values: OrderedDict[Hashable, tuple[_Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> _Value | None:
        """The value of a key, if it is here."""
        with self._lock:
            held = self._values.get(key)
            if held is None:
                return None
            self._values.move_to_end(key)
            return held[0]

    def put(self, key: Hashable, value: _Value, size: int) -> None:
        """Keep a value that takes so many bytes, if it is worth that, and let others go for it."""
        if not self._least <= size <= self._most:
            return
        with self._lock:
            if key in self._values:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._size -= freed
