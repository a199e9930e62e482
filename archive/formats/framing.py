"""Where records begin and end in a WARC or ARC file (WARC 1.1, 4): bytes in, records out.

Tolerant, as archives are old: every version of WARC, line ends of either kind, garbage between
records, a wrong ``Content-Length``. Nothing is repaired; what is no whole record is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive import http
from archive.content import HELD, Long
from archive.formats.pieces import Fault, Piece
from archive.formats.tape import STEP, Mark, Place, Tape
from archive.store.records import CLOSING, opening_of

_MAX_HEAD = 1 << 20
_LINE = 8192
_RATIO = 1 << 17
"""How many times its size compressed data can become, with room to spare."""
_BLANK = b"\r\n\0"


@dataclass(frozen=True, slots=True)
class Skip:
    """Something in the file that was not taken.

    Attributes:
        offset: where it is in the file (of compressed files: where its gzip member starts).
        reason: why, in one line.
        member: of a package or of several files, which file in it.
    """

    offset: int
    reason: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Framed:
    """One record as the file has it.

    Attributes:
        place: where it is in the file.
        head: of WARC, version line and fields with the blank line; of ARC, the header line.
        block: its content; of a long one the opening.
        long: the whole content, where it is not held in memory.
        lack: why the content is not what the head says, or not all of it.
    """

    place: Place
    head: bytes
    block: bytes
    long: Long | None = None
    lack: str | None = None

    @property
    def is_arc(self) -> bool:
        """Whether it is an ARC record."""
        return self.head[:5].upper() != b"WARC/"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What records look like.

    Attributes:
        opening: the line a record begins with.
        head: all that stands before its content.
        following: what the next record begins with, which may be the first of another file.
    """

    opening: re.Pattern[bytes]
    head: re.Pattern[bytes]
    following: bytes

    @property
    def boundary(self) -> re.Pattern[bytes]:
        """Where a record ends and another begins."""
        end = rb"\r?\n\r?\n" if self is _WARC else rb"\r?\n"
        return re.compile(end + rb"(?=" + self.following + rb")")

    @property
    def line(self) -> re.Pattern[bytes]:
        """A line that opens a record."""
        return re.compile(rb"(?<=\n)(?:" + self.following + rb")")


_VERSION = rb"(?i:WARC)/\d+\.\d+[ \t]*\r?\n"
_URL_RECORD = (
    rb"[a-z][a-z0-9+.-]*:[^\n]* (?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+|-) \d{8,18} [^\n]+\r?\n"
)
_FILE_RECORD = rb"filedesc" + _URL_RECORD[len("[a-z][a-z0-9+.-]*") :]
_WARC = _Dialect(
    re.compile(_VERSION),
    re.compile(rb"(?:[^\n]+\n)*?\r?\n"),
    _VERSION + rb"|" + _FILE_RECORD,
)
_ARC = _Dialect(re.compile(_URL_RECORD), re.compile(rb"[^\n]*\n"), _VERSION + rb"|" + _URL_RECORD)


def framed(parts: Iterator[Piece | Fault], size: int) -> Iterator[Framed | Skip]:
    """The records of a file one after another, and what was met that is none.

    Args:
        parts: the decoded bytes.
        size: bytes of the file, by which a senseless ``Content-Length`` is known.
    """
    tape = Tape(parts)
    dialect: _Dialect | None = None
    while True:
        _drop_blank(tape)
        if not tape.ahead(1):
            fault = tape.cross()
            if fault is None:
                return
            yield Skip(fault.offset, fault.reason)
            continue
        start = tape.peek(_LINE)
        dialect = _dialect(start, dialect)
        if dialect.opening.match(start):
            yield _record(tape, dialect, size)
        else:
            place = tape.place
            yield _skip(place, f"{_drop_to_record(tape, dialect)} bytes that are no record")


def _dialect(start: bytes, before: _Dialect | None) -> _Dialect:
    """What the record that begins here is written in: files of both kinds are found joined.

    Lines that look like those of ARC records stand in WARC blocks too, so that after a WARC
    record only the line that opens a file changes it.
    """
    if _WARC.opening.match(start):
        return _WARC
    is_arc = start.startswith(b"filedesc:") or (before is None and _ARC.opening.match(start))
    return _ARC if is_arc else before or _WARC


def _record(tape: Tape, dialect: _Dialect, total: int) -> Framed | Skip:
    mark = tape.mark()
    head = _head(tape, dialect)
    size = _length(head, dialect) if head else None
    if head is None or size is None:
        lack = "without a possible Content-Length" if head else "without end of its head"
        there = _drop_to_record(tape, dialect)
        if head is None or there < len(head):
            return _skip(mark.place, f"a record {lack}: {there} bytes left out")
        return _cut(mark, head, _closed(mark, len(head), there), f"a record {lack}")
    start = len(head)
    if size <= HELD:
        block = tape.peek(size, start)
        if len(block) == size and _leads_on(tape, dialect, start + size):
            tape.drop(start + size)
            return Framed(mark.place, head, block)
    if size <= (total if mark.place.inner is None else total * _RATIO):
        is_whole = tape.drop(start + size) == start + size
        if is_whole and _leads_on(tape, dialect, 0):
            return _framed(mark, head, size)
        tape.back(mark)
    return _astray(tape, dialect, mark, head, size)


def _astray(tape: Tape, dialect: _Dialect, mark: Mark, head: bytes, size: int) -> Framed | Skip:
    """A record whose length does not lead to where another begins.

    It may be too large: the next record is then inside the block.
    """
    end, is_boundary = _boundary(tape, dialect, len(head), len(head) + size)
    there = end - len(head)
    if is_boundary:
        reason = f"Content-Length {size} is wrong: a record begins {there} on"
        return _cut(mark, head, there, reason)
    if there == size:
        return _framed(mark, head, size)
    fault = None if tape.ahead(1) else tape.cross()
    reason = fault.reason if fault else "the file ends"
    return _cut(mark, head, there, f"only {there} of the record's {size} bytes: {reason}")


def _framed(mark: Mark, head: bytes, size: int, lack: str | None = None) -> Framed:
    """The record at a mark, whose content is read anew."""
    start = len(head)
    long = Long(size, lambda: mark.read(start, size))
    if size <= HELD:
        return Framed(mark.place, head, b"".join(long.read()), lack=lack)
    return Framed(mark.place, head, opening_of(long), long, lack)


def _cut(mark: Mark, head: bytes, size: int, lack: str) -> Framed | Skip:
    if not size:
        return _skip(mark.place, lack)
    return _framed(mark, head, size, lack + mark.place.words)


def _closed(mark: Mark, start: int, end: int) -> int:
    """Bytes of a content that ends where the next record begins, without what closes it."""
    size = end - start
    tail = b"".join(mark.read(max(end - len(CLOSING), start), min(size, len(CLOSING))))
    return size - len(tail) if not tail.strip(_BLANK) else size


def _boundary(tape: Tape, dialect: _Dialect, start: int, end: int) -> tuple[int, bool]:
    """How far from here on a record ends, looked for between ``start`` and ``end``.

    Goes there, or as far towards ``end`` as there are bytes; and says which it was.
    """
    gone = tape.drop(start)
    while step := tape.ahead(min(STEP, end - gone)):
        found = tape.find(dialect.boundary, 0, step)
        if found is not None:
            return gone + tape.drop(found), True
        # A boundary may begin in what is left and end in what comes.
        gone += tape.drop(step - _LINE if step == STEP else step)
    return gone, False


def _head(tape: Tape, dialect: _Dialect) -> bytes | None:
    size = _LINE
    while size <= _MAX_HEAD:
        start = tape.peek(size)
        if match := dialect.head.match(start):
            return match[0]
        if len(start) < size:
            break
        size *= 4
    return None


def _length(head: bytes, dialect: _Dialect) -> int | None:
    if dialect is _ARC:
        word = head.split()[-1].decode("latin-1")
    else:
        word = (http.Message(head, b"").field("Content-Length") or "").strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 16 else None


def _leads_on(tape: Tape, dialect: _Dialect, start: int) -> bool:
    after = tape.peek(_LINE, start).lstrip(_BLANK)
    return not after or re.match(dialect.following, after) is not None


def _drop_blank(tape: Tape) -> None:
    while start := tape.peek(64):
        blank = len(start) - len(start.lstrip(_BLANK))
        tape.drop(blank)
        if blank < len(start):
            return


def _drop_to_record(tape: Tape, dialect: _Dialect) -> int:
    """Go to the next line that opens a record, or to the next stop; return how far that was."""
    gone = 0
    while there := tape.ahead(STEP):
        found = tape.find(dialect.line, 1, there)
        if found is not None:
            return gone + tape.drop(found)
        # A line that opens a record may begin in what is left and end in what comes.
        gone += tape.drop(there - _LINE if there == STEP else there)
    return gone


def _skip(place: Place, reason: str) -> Skip:
    return Skip(place.offset, reason + place.words)
