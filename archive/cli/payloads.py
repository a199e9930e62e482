"""What ``greffe show`` writes of a capture, of whatever length that is."""

from __future__ import annotations

from collections.abc import Iterable

from archive import Archive
from archive.errors import TooLong
from archive.memento import Memento
from archive.store.captures import Capture
from archive.store.records import answer_of


def shown(archive: Archive, capture: Capture, form: str) -> Iterable[bytes]:
    """The bytes of a capture, piece by piece.

    Args:
        archive: what holds it.
        capture: the capture.
        form: ``html`` (the body, content codings removed), ``raw`` (the answer as it was received)
            or ``headers`` (the heads of request and answer).

    Raises:
        TooLong: the body is too long to have its content coding removed.
    """
    if form == "html":
        memento = archive.memento(capture)
        return _decoded(memento) if memento else ()
    records = archive.records(capture)
    answer = answer_of(records)
    if form == "raw":
        return answer.content() if answer else ()
    heads = [record for record in records if record.type == "request"]
    heads += [answer] if answer else []
    return (b"\r\n\r\n".join(one.block.partition(b"\r\n\r\n")[0] for one in heads) + b"\r\n",)


def _decoded(memento: Memento) -> Iterable[bytes]:
    if memento.fits:
        return (memento.body()[0],)
    if coding := memento.field("content-encoding"):
        raise TooLong(f"the body is too long to have its coding {coding!r} removed; see --raw")
    return memento.pieces()
