"""Ranges of bytes of a saved file, as players ask for them (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain

from archive.archive import Archive
from archive.memento import Memento
from archive.replay.raw import Answer, raw

_ASKED = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)
_HELD = re.compile(r"\s*bytes\s+(\d+)-(\d+)/(\d+|\*)\s*", re.IGNORECASE)
_LONGEST_NUMBER = 18
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a whole.

    Attributes:
        start: the first of them, from 0.
        count: how many.
        whole: bytes of the whole; ``None`` where that was not said.
    """

    start: int
    count: int
    whole: int | None

    @property
    def field(self) -> str:
        """As ``Content-Range`` has it."""
        whole = "*" if self.whole is None else self.whole
        return f"bytes {self.start}-{self.start + self.count - 1}/{whole}"


def asked_for(header: str, held: Span) -> Span | None:
    """What of the held bytes a ``Range`` field asks for.

    Returns:
        The span; one of no bytes where nothing that is held was asked for; ``None`` for a field
        that is to be ignored: several ranges, other units, nonsense (14.2).
    """
    match = _ASKED.fullmatch(header)
    if match is None or not (match[1] or match[2]) or len(match[0]) > 2 * _LONGEST_NUMBER:
        return None
    end = held.start + held.count
    if not match[1]:
        whole = end if held.whole is None else held.whole
        first, last = whole - int(match[2]), whole - 1
    else:
        first, last = int(match[1]), int(match[2]) if match[2] else end - 1
        if last < first and match[2]:
            return None
    first = max(first, 0)
    if not held.start <= first < end:
        return Span(first, 0, held.whole)
    return Span(first, min(last + 1, end) - first, held.whole)


def ranged(answer: Answer, header: str | None) -> Answer:
    """The part of an answer that a ``Range`` field asks for.

    What was itself captured as a part is a whole where it was all there is, and else gives of
    what it holds. A coded body is sent whole: its ranges are none of the file's.
    """
    size = int(answer.field("content-length") or 0)
    held = _held(answer, size)
    is_told = answer.field("content-encoding") or answer.field("x-redirect-status")
    if held is None or is_told or not size:
        return answer
    is_all = held.start == 0 and held.count == held.whole
    if header is None:
        return _as(answer, 200, (("Accept-Ranges", "bytes"),)) if is_all else answer
    span = asked_for(header, held)
    if span is None:
        return answer
    if not span.count:
        whole = "*" if held.whole is None else str(held.whole)
        none = (("Content-Range", f"bytes */{whole}"), ("Content-Length", "0"))
        return replace(_as(answer, 416, none), body=b"")
    told = (
        ("Accept-Ranges", "bytes"),
        ("Content-Range", span.field),
        ("Content-Length", str(span.count)),
    )
    begin = span.start - held.start
    body = None if answer.body is None else answer.body[begin : begin + span.count]
    return replace(_as(answer, 206, told), body=body, span=(begin, span.count))


def better(archive: Archive, memento: Memento, header: str | None) -> Memento:
    """Of captures of parts of one file, that nearest in time which holds what is asked for.

    Browsers ask for films in parts; each is a capture of its own. Where none holds it, the memento
    itself is meant.
    """
    if memento.status != 206:
        return memento
    wanted = 200 if header is None else 206
    others = [
        one
        for one in archive.captures(memento.capture.url)
        if one.method == "GET" and one.status in (200, 206)
    ]
    others.sort(key=lambda one: abs(one.time - memento.capture.time))
    for one in others[:_MOST_PARTS]:
        other = archive.memento(one)
        if other is not None and ranged(raw(other), header).status == wanted:
            return other
    return memento


def _held(answer: Answer, size: int) -> Span | None:
    if answer.status == 200:
        return Span(0, size, size)
    match = _HELD.fullmatch(answer.field("content-range") or "")
    if (
        answer.status != 206
        or match is None
        or any(len(n) > _LONGEST_NUMBER for n in match.groups())
    ):
        return None
    return Span(int(match[1]), size, None if match[3] == "*" else int(match[3]))


def _as(answer: Answer, status: int, told: tuple[tuple[str, str], ...]) -> Answer:
    own = {"accept-ranges", "content-range", *(name.lower() for name, _ in told)}
    kept = (pair for pair in answer.fields if pair[0].lower() not in own)
    return replace(answer, status=status, fields=tuple(chain(kept, told)))
