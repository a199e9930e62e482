"""Where records begin and end in a WARC or ARC file (WARC 1.1, 4): bytes in, records out.

Tolerant, as archives are old: every version of WARC, line ends of either kind, garbage between
records, a wrong ``Content-Length``. Nothing is repaired; what is no whole record is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive import http
from archive.formats.pieces import Fault, Piece
from archive.formats.tape import STEP, Place, Tape

MAX_BLOCK = 512 * 1024 * 1024
"""Bytes a record may have: it has to fit into memory and into one cell of SQLite."""
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
    """

    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Framed:
    """One record as the file has it.

    Attributes:
        place: where it is in the file.
        head: of WARC, version line and fields with the blank line; of ARC, the header line.
        block: its content.
    """

    place: Place
    head: bytes
    block: bytes

    @property
    def is_arc(self) -> bool:
        """Whether it is an ARC record."""
        return self.head[:5].upper() != b"WARC/"


@dataclass(frozen=True, slots=True)
class _Dialect:
    opening: re.Pattern[bytes]
    head: re.Pattern[bytes]
    boundary: re.Pattern[bytes]


_VERSION = rb"(?i:WARC)/\d+\.\d+[ \t]*\r?\n"
_URL_RECORD = (
    rb"[a-z][a-z0-9+.-]*:[^\n]* (?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+|-) \d{8,18} [^\n]+\r?\n"
)
_WARC = _Dialect(
    re.compile(_VERSION),
    re.compile(rb"(?:[^\n]+\n)*?\r?\n"),
    re.compile(rb"\n\r?\n(?=" + _VERSION + rb")"),
)
_ARC = _Dialect(
    re.compile(_URL_RECORD),
    re.compile(rb"[^\n]*\n"),
    re.compile(rb"\n(?=" + _URL_RECORD + rb")"),
)


def framed(parts: Iterator[Piece | Fault], size: int) -> Iterator[Framed | Skip]:
    """The records of a file one after another, and what was met that is none.

    Args:
        parts: the decoded bytes.
        size: bytes of the file, by which a senseless ``Content-Length`` is known.
    """
    tape = Tape(parts)
    _drop_blank(tape)
    dialect = _ARC if _ARC.opening.match(tape.peek(_LINE)) else _WARC
    while True:
        _drop_blank(tape)
        if not tape.ahead(1):
            fault = tape.cross()
            if fault is None:
                return
            yield Skip(fault.offset, fault.reason)
        elif dialect.opening.match(tape.peek(_LINE)):
            yield _record(tape, dialect, size)
        else:
            place = tape.place
            yield _skip(place, f"{_drop_to_record(tape, dialect)} bytes that are no record")


def _record(tape: Tape, dialect: _Dialect, total: int) -> Framed | Skip:
    place = tape.place
    head = _head(tape, dialect)
    size = _length(head, dialect) if head else None
    most = total if place.inner is None else total * _RATIO
    if head is None or size is None or size > most:
        lost = _drop_to_record(tape, dialect)
        lack = "a possible Content-Length" if head else "end of its head"
        return _skip(place, f"a record without {lack}: {lost} bytes left out")
    start = len(head)
    if size > MAX_BLOCK:
        tape.drop(start + size)
        return _skip(place, f"a record of {size} bytes; at most {MAX_BLOCK} can be kept")
    is_whole = tape.ahead(start + size) == start + size
    if not (is_whole and _leads_on(tape, dialect, start + size)):
        # A length that leads nowhere may be too large: the next record is then inside the block.
        end = tape.find(dialect.boundary, start, start + size)
        if end is not None:
            tape.drop(end)
            return _skip(place, f"Content-Length {size} is wrong: a record begins {end - start} on")
    if not is_whole:
        there = tape.ahead(start + size) - start
        fault = tape.cross()
        reason = fault.reason if fault else "the file ends"
        return _skip(place, f"only {there} of the record's {size} bytes: {reason}")
    block = tape.peek(size, start)
    tape.drop(start + size)
    return Framed(place, head, block)


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
    return not after or bool(dialect.opening.match(after))


def _drop_blank(tape: Tape) -> None:
    while start := tape.peek(64):
        blank = len(start) - len(start.lstrip(_BLANK))
        tape.drop(blank)
        if blank < len(start):
            return


def _drop_to_record(tape: Tape, dialect: _Dialect) -> int:
    """Go to the next line that opens a record, or to the next stop; return how far that was."""
    line = re.compile(rb"(?<=\n)" + dialect.opening.pattern)
    gone = 0
    while there := tape.ahead(STEP):
        found = tape.find(line, 1, there)
        if found is not None:
            return gone + tape.drop(found)
        # A line that opens a record may begin in what is left and end in what comes.
        gone += tape.drop(there - _LINE if there == STEP else there)
    return gone


def _skip(place: Place, reason: str) -> Skip:
    return Skip(place.offset, reason + place.words)
