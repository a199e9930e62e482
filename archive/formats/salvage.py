"""Records that cannot be kept as they are, kept as records of their own that say so.

A record that was cut off, or that bears the id of another, must not stand under its own id: the
whole one may still come. What there is of it becomes a record of the same kind and fields with an
id made of its bytes, which is the same every time, and a ``metadata`` record beside it holds the
head as it was found and what is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass

from archive import http
from archive.store.exchanges import target_of
from archive.store.records import Record, made

_ANSWERS = frozenset(("response", "resource"))
_OURS = frozenset((
    "warc-type", "warc-record-id", "content-length", "content-type", "warc-block-digest",
    "warc-payload-digest", "warc-truncated", "warc-segment-number",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a record.

    Attributes:
        reason: in one line.
        is_cut: whether its content is not known to be whole.
    """

    reason: str
    is_cut: bool = True


def salvaged(record: Record, flaw: Flaw) -> tuple[Record, ...]:
    """A record of what there is of another, and one that tells of it; none if that shows nothing.

    Only answers are worth it: what was asked, without the answer, shows nothing of a page.

    Args:
        record: as it was found.
        flaw: what is wrong with it.
    """
    if record.type not in _ANSWERS or not _shows_something(record):
        return ()
    ids = _ids(record)
    fields = [
        (name, value)
        for name, value in http.Message(record.head, b"").fields
        if name.lower() not in _OURS
    ]
    truncated = [("WARC-Truncated", "unspecified")] if flaw.is_cut else []
    named = [*fields, ("WARC-Concurrent-To", f"<{ids[1]}>"), *truncated]
    kind = record.field("Content-Type") or "application/octet-stream"
    answer = made(record.type, named, kind, record.block, ids[0], record.long)
    return answer, _note(record, flaw, ids)


def _note(record: Record, flaw: Flaw, ids: tuple[str, str]) -> Record:
    fields = [
        ("WARC-Target-URI", target_of(record)),
        ("WARC-Date", (record.field("WARC-Date") or "").strip()),
        ("WARC-Concurrent-To", f"<{ids[0]}>"),
    ]
    head = base64.b64encode(record.head).decode()
    lines = [("record-fault", flaw.reason), ("record-head", f"base64 {head}")]
    if flaw.is_cut:
        lines.insert(0, ("error", flaw.reason))
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    return made("metadata", fields, "application/warc-fields", block, ids[1])


def _shows_something(record: Record) -> bool:
    message = record.message
    is_whole_head = bool(record.content_type) or message.head.endswith((b"\n\n", b"\n\r\n"))
    return is_whole_head and bool(message.body)


def _ids(record: Record) -> tuple[str, str]:
    digest = hashlib.sha256(record.head)
    for piece in record.content():
        digest.update(piece)
    name = f"salvaged:{digest.hexdigest()}"
    answer, note = (uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{part}").urn for part in "ab")
    return answer, note
