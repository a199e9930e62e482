"""Records written in segments: one ``response`` and its ``continuation`` records (WARC 1.1, 7).

Segments mostly lie in several files, whose order nobody knows. What is met is held here, by
reference to its file, until all segments of a record are there. They are kept as they came, all of
them in one capture; ``answer_of`` joins them whenever the capture is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.formats.grouping import Group
from archive.formats.tape import Place
from archive.store.records import Record, answer_of, segment_number


@dataclass(frozen=True, slots=True)
class Segment:
    """A ``continuation`` record, and where it was met."""

    record: Record
    place: Place
    member: str


@dataclass(slots=True)
class Pending:
    """A record of which segments are missing.

    Attributes:
        uri: its id, which is that of its first segment.
        group: the capture with the first segment; ``None`` where that was not met.
        segments: those after the first, by number.
    """

    uri: str
    group: Group | None = None
    segments: dict[int, Segment] = field(default_factory=dict)

    @property
    def last(self) -> int | None:
        """Number of the last segment, as that says itself (5.20); ``None`` while it is missing."""
        ends = [number for number, one in self.segments.items() if total_length(one.record)]
        return max(ends, default=None)

    @property
    def missing(self) -> list[str]:
        """What is missing, in words; nothing where all is there."""
        last = self.last
        known = last or max(self.segments, default=1)
        lacks = [f"segment {n}" for n in range(2, known + 1) if n not in self.segments]
        first = [] if self.group else ["the first segment"]
        return first + lacks + ([] if last else ["the last segment"])

    @property
    def together(self) -> list[Record]:
        """The segments that follow the first without a gap."""
        number, found = 2, []
        while number in self.segments:
            found.append(self.segments[number].record)
            number += 1
        return found

    def doubt(self) -> str | None:
        """Why the record, though all of it is there, may not be what it was."""
        first = answer_of(self.group.records) if self.group else None
        said = total_length(self.segments[self.last].record) if self.last else None
        if first is None or said is None:
            return None
        size = sum(record.size for record in (first, *self.together))
        if size == said:
            return None
        return f"the segments of {self.uri} have {size} bytes, the last one says {said}"


class Segments:
    """Collects segments until their records are whole."""

    def __init__(self) -> None:
        self._pending: dict[str, Pending] = {}

    def put(self, record: Record, place: Place, member: str) -> Pending | None:
        """Take a ``continuation``; the record it completes, if it does.

        Raises:
            ValueError: it does not say which record it belongs to and where in it.
        """
        number, uri = segment_number(record), origin_of(record)
        if number < 2 or not uri:
            raise ValueError("a continuation without WARC-Segment-Origin-ID or a number above 1")
        pending = self._pending.setdefault(uri, Pending(uri))
        pending.segments.setdefault(number, Segment(record, place, member))
        return self._completed(pending)

    def hold(self, group: Group, uri: str) -> Pending | None:
        """Take the capture with a first segment; as a whole, if that completes it."""
        pending = self._pending.setdefault(uri, Pending(uri))
        pending.group = group
        return self._completed(pending)

    def rest(self) -> Iterator[Pending]:
        """All that is not whole, at the end of all files."""
        while self._pending:
            yield self._pending.pop(next(iter(self._pending)))

    def _completed(self, pending: Pending) -> Pending | None:
        return None if pending.missing else self._pending.pop(pending.uri)


def origin_of(record: Record) -> str:
    """Id of the record that a ``continuation`` belongs to (5.19); empty where it says none."""
    return (record.field("WARC-Segment-Origin-ID") or "").strip("<> ")


def total_length(record: Record) -> int | None:
    """Bytes of all segments together, which the last one says (5.20)."""
    word = (record.field("WARC-Segment-Total-Length") or "").strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 16 else None
