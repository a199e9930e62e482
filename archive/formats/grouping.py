"""Which records of a file belong to one capture.

Records say so by ``WARC-Concurrent-To`` (WARC 1.1, 5.7), in one direction or both; older and
simpler tools leave it off and write the same URL and time. Records of one capture stand close to
each other in a file, if not always side by side, so that a window over it is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive import http
from archive.formats.tape import Place
from archive.store.exchanges import facts_of, target_of
from archive.store.records import Record

_MANY = 256
_LARGE = 16 * 1024 * 1024
ANSWERS = frozenset(("response", "revisit", "resource", "conversion"))


@dataclass(slots=True)
class Group:
    """The records of one capture, in the order of the file.

    Attributes:
        place: where the first of them stands.
        records: all of them.
        keys: what they are known by.
        size: bytes of them in memory.
        is_linked: whether they name one another.
        member: of a package or of several files, which file they are in.
    """

    place: Place
    records: list[Record] = field(default_factory=list)
    keys: list[object] = field(default_factory=list)
    size: int = 0
    is_linked: bool = False
    member: str = ""

    def takes(self, record: Record) -> bool:
        """Whether the record can be one of this capture: one answer, one request."""
        kind = "answer" if record.type in ANSWERS else record.type
        return kind == "metadata" or all(
            kind != ("answer" if held.type in ANSWERS else held.type) for held in self.records
        )


class Grouper:
    """Collects records to captures."""

    def __init__(self) -> None:
        self._open: dict[int, Group] = {}
        self._by_key: dict[object, Group] = {}
        self._size = 0

    def put(self, record: Record, place: Place) -> None:
        """Take a record."""
        named = _concurrent(record)
        keys: list[object] = [*named, record.uri]
        found = (self._by_key.get(key) for key in keys)
        group = next((group for group in found if group and group.takes(record)), None)
        if moment := _moment(record, is_linked=bool(named)):
            keys.append(moment)
            group = group or self._beside(record, moment, is_linked=bool(named))
        if group is None:
            group = Group(place)
            self._open[id(group)] = group
        group.records.append(record)
        group.is_linked |= bool(named)
        size = len(record.head) + len(record.block)
        group.size += size
        self._size += size
        for key in keys:
            self._by_key[key] = group
        group.keys += keys

    def _beside(self, record: Record, moment: object, *, is_linked: bool) -> Group | None:
        group = self._by_key.get(moment)
        if group is None or not group.takes(record):
            return None
        # Records that name their companions have no others. One alone may name what is not there:
        # a response that was replaced by a revisit when the file was written.
        is_complete = group.is_linked and (is_linked or record.type != "metadata")
        return None if is_complete else group

    def ready(self) -> Iterator[Group]:
        """Captures that have left the window."""
        while len(self._open) > _MANY or (self._size > _LARGE and len(self._open) > 1):
            yield self._pop()

    def rest(self) -> Iterator[Group]:
        """All captures left, at the end of a file."""
        while self._open:
            yield self._pop()

    def _pop(self) -> Group:
        group = self._open.pop(next(iter(self._open)))
        self._size -= group.size
        for key in group.keys:
            if self._by_key.get(key) is group:
                del self._by_key[key]
        return group


def _moment(record: Record, *, is_linked: bool) -> tuple[str, str] | None:
    url, date = target_of(record), (record.field("WARC-Date") or "").strip()
    # Greffe links all it writes: its metadata record without links is all there is of a capture.
    is_alone = record.type == "metadata" and not is_linked and "how" in facts_of(record)
    return None if is_alone or not url else (url, date)


def _concurrent(record: Record) -> tuple[str, ...]:
    fields = http.Message(record.head, b"").fields
    return tuple(
        value.strip("<> ") for name, value in fields if name.lower() == "warc-concurrent-to"
    )
