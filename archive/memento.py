"""Mementos: what a capture answers when it is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive import http
from archive.store.captures import Capture
from archive.store.records import Record


@dataclass(frozen=True, slots=True)
class Memento:
    """The answer a capture stands for, revisits resolved.

    Attributes:
        capture: the capture.
        status: HTTP status; of a 304, that of the capture it confirms.
        reason: reason phrase.
        fields: response fields as captured.
        held: the message that holds the body.
        fault: why the body is not the whole one, if so.
    """

    capture: Capture
    status: int
    reason: str
    fields: tuple[tuple[str, str], ...]
    held: http.Message
    fault: str | None = None

    @property
    def entity(self) -> bytes:
        """The body with transfer coding removed and content coding kept.

        Raises:
            TooLong: it is not held in memory; ``pieces`` gives it.
        """
        return self.held.entity

    @property
    def fits(self) -> bool:
        """Whether the body is short enough to be had in one piece."""
        return self.held.fits

    def pieces(self) -> Iterator[bytes]:
        """What ``entity`` is, piece by piece, whatever its length."""
        return self.held.entity_pieces()

    def part(self, start: int, count: int) -> Iterator[bytes]:
        """So many bytes of ``entity`` from one on, piece by piece."""
        return self.held.entity_part(start, count)

    def opening(self, size: int) -> bytes:
        """The first bytes of ``entity``, as many as there are up to ``size``."""
        start = b""
        for piece in self.pieces():
            start += piece[:size]
            if len(start) >= size:
                break
        return start[:size]

    @property
    def media_type(self) -> str:
        """Media type without parameters, lower case."""
        return (self.field("content-type") or "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset the server named."""
        return _charset(self)

    def field(self, name: str) -> str | None:
        """Value of the first field called ``name``, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)

    def body(self) -> tuple[bytes, str | None]:
        """The body with content coding removed, and what went wrong, if anything.

        Raises:
            TooLong: as ``entity``.
        """
        return http.content_decoded(self.entity, self.field("content-encoding") or "")


def _charset(memento: Memento) -> str | None:
    head = f"HTTP/1.1 200\r\ncontent-type: {memento.field('content-type') or ''}\r\n\r\n"
    return http.Message(head.encode("utf-8", "replace"), b"").charset


def memento_of(capture: Capture, own: Record, original: Record | None) -> Memento:
    """Put together the answer of a capture.

    Args:
        capture: the capture.
        own: its response, revisit or resource record.
        original: for a revisit, the record that holds the payload.
    """
    shown = own.message
    holder, fault = shown, None
    if original is not None:
        held = original.message
        # A 304, and a revisit written without any head, show what they refer to.
        shown = held if shown.status in (304, None) else shown
        holder = held
    elif own.type == "revisit" or capture.outcome == "unchanged":
        fault = "the capture this one refers to is not in the archive"
    return Memento(capture, shown.status or 200, shown.reason, shown.fields, holder, fault)
