"""SQL functions by which SQL reads what the tables hold compressed.

``register(connection)`` adds them to a connection of Python's ``sqlite3``; ``greffe sql`` and
Datasette (as a plugin) have them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from archive.errors import GreffeError
from archive.memento import Memento, memento_of
from archive.store import captures, deltas, facts
from archive.store.records import Record, answer_of

_MOST = 500_000_000
"""Bytes a value may have (SQLite's own limit is 1,000,000,000)."""


def register(connection: Any) -> None:
    """Add the functions to a connection to an archive file.

    - ``payload(capture_id)``: the payload as the server sent it, transfer coding removed;
    - ``body(capture_id)``: the payload with content codings (gzip, br) removed, too;
    - ``headers(capture_id)``: status line and fields of the response;
    - ``warc(capture_id)``: the WARC records, byte for byte;
    - ``facts(capture_id)``: what it says beside its text, as JSON (``docs/format.md``);
    - ``text(text_id)``: a text, also one that its page does not show any more.

    Each gives NULL where there is no such capture or it has no such thing, and an error where it
    is damaged.
    """
    functions: dict[str, Callable[[Any, Any], bytes | str | None]] = {
        "payload": _payload, "body": _body, "headers": _headers, "warc": _warc, "facts": _facts,
        "text": _text,
    }  # fmt: skip
    for name, function in functions.items():
        connection.create_function(name, 1, _bound(connection, function), deterministic=True)


def _bound(connection: Any, function: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    return lambda number: function(connection, number)


def _payload(connection: Any, number: Any) -> bytes | None:
    memento = _memento(connection, number)
    return memento.entity if memento else None


def _body(connection: Any, number: Any) -> bytes | None:
    memento = _memento(connection, number)
    return memento.body()[0] if memento else None


def _headers(connection: Any, number: Any) -> str | None:
    answer = answer_of(_records(connection, number))
    return answer.message.head.decode("latin-1") if answer and answer.message.head else None


def _warc(connection: Any, number: Any) -> bytes | None:
    records = _records(connection, number)
    return b"".join(record.raw for record in records) or None


def _facts(connection: Any, number: Any) -> str | None:
    said = facts.as_stored(connection, number)
    return json.dumps(said, ensure_ascii=False) if said else None


def _text(connection: Any, number: Any) -> str | None:
    is_there = connection.execute("SELECT 1 FROM version WHERE id = ?", (number,)).fetchone()
    return deltas.wording(connection, number).text if is_there else None


def _records(connection: Any, number: Any) -> tuple[Record, ...]:
    capture = captures.by_id(connection, number) if isinstance(number, int) else None
    records = captures.records(connection, capture) if capture else ()
    if sum(record.size for record in records) > _MOST:
        raise GreffeError(
            f"capture {number} is too long for SQL; `greffe export warc` has no limit"
        )
    return tuple(
        replace(record, block=b"".join(record.content()), long=None) if record.long else record
        for record in records
    )


def _memento(connection: Any, number: Any) -> Memento | None:
    own = answer_of(_records(connection, number))
    capture = captures.by_id(connection, number) if own else None
    if own is None or capture is None:
        return None
    held = answer_of(_records(connection, capture.revisit_of)) if capture.revisit_of else None
    return memento_of(capture, own, held)
