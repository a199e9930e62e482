"""What a line of the index says, as names and values in the words of pywb and CDXJ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.cdx.index import Cursor, Row, row_of
from archive.cdx.warc import name_of
from archive.errors import DamagedArchive
from archive.store import captures
from archive.store.cdx_keys import WITH_BODY, body_query
from archive.store.database import Connection
from archive.store.records import CLOSING, labelled
from archive.urls import moment, timestamp

REVISIT = "warc/revisit"
"""What stands for the type of a capture whose payload another one holds."""
FIELDS = (
    "urlkey", "timestamp", "url", "mime", "status", "digest", "length", "offset", "filename",
)  # fmt: skip
"""What is told of a capture, as far as it is known."""
OF_BODIES = ("requestBody", "method")
"""What is told besides of a capture whose request had a body."""
OF_ORIGINALS = ("orig.length", "orig.offset", "orig.filename")
"""What is told besides where revisits are resolved."""
_END_OF_TYPE = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index.

    Attributes:
        values: what it says, by names of ``FIELDS`` and those that follow it.
        cursor: its place.
    """

    values: dict[str, str]
    cursor: Cursor


def entry_of(connection: Connection, row: Row, *, is_resolved: bool = False) -> Entry:
    """What is told of a row.

    Args:
        connection: the archive.
        row: the row.
        is_resolved: whether a revisit bears type and status of the capture that holds its payload,
            and where that lies.
    """
    is_revisit = row.type == "revisit"
    has_status = row.type in ("response", "revisit") and row.status is not None
    digits = timestamp(moment(row.time))
    told = {
        "urlkey": row.key,
        "timestamp": digits,
        "url": row.url,
        "mime": REVISIT if is_revisit else _END_OF_TYPE.split(row.media_type, maxsplit=1)[0],
        "status": str(row.status) if has_status else "",
        "digest": labelled(row.digest) if row.digest else "",
        "length": str(row.size - len(CLOSING)),
        "offset": str(row.start),
        "filename": name_of(row.id, digits),
    }
    if row.method in WITH_BODY:
        told |= {"requestBody": _body(connection, row.id), "method": row.method}
    if is_resolved:
        told |= _original(connection, row)
    return Entry({name: value for name, value in told.items() if value}, row.cursor)


def _original(connection: Connection, row: Row) -> dict[str, str]:
    original = row_of(connection, row.revisit_of) if row.revisit_of else None
    if original is None:
        return dict.fromkeys(OF_ORIGINALS, "-")
    held = entry_of(connection, original).values
    told = {name: held.get(name, "") for name in ("mime", "status")}
    return told | {f"orig.{name}": held[name] for name in ("length", "offset", "filename")}


def _body(connection: Connection, capture_id: int) -> str:
    try:
        return body_query(captures.request_of(connection, capture_id))
    except DamagedArchive:
        return ""
