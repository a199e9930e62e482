"""Exchanges told from their WARC records, whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

from archive import http, notice
from archive.exchange import Exchange, How, Robots, Truncation
from archive.store.records import Record, answer_of
from archive.urls import parsed_time

UNRESOLVED = "the capture that holds the payload is not in the archive"
UNANSWERED = "the file holds no answer to this request"


def exchange_of(records: Sequence[Record], *, is_orphan: bool = False) -> Exchange | None:
    """What the records of one capture tell of its exchange.

    How the URL came to be asked for is told by the metadata record that Greffe writes; what another
    tool recorded is an import.

    Args:
        records: the records of one capture; the first names URL and time.
        is_orphan: whether they hold a revisit of something that is not there.

    Returns:
        The exchange; ``None`` where URL or time cannot be read.
    """
    answer = answer_of(records)
    main = answer or next((r for r in records if r.type == "request"), None) or records[0]
    url, began = target_of(main), date_of(main)
    if not url or began is None:
        return None
    request = next((r.block for r in records if r.type == "request"), b"")
    facts = next((facts_of(r) for r in records if r.type == "metadata"), {})
    error = facts.get("error")
    if answer is None and not error and not is_told(records):
        error = UNANSWERED
    truncated = _truncation(answer) if answer and answer.type != "revisit" else None
    return Exchange(
        url=url,
        began=began,
        request=request,
        response=answer.block if answer else b"",
        ip=main.field("WARC-IP-Address"),
        truncated="unspecified" if is_orphan else truncated,
        error=UNRESOLVED if is_orphan else error,
        how=_how(facts),
        via=facts.get("via") or None,
        elapsed=_seconds(facts.get("fetchtimems", "")),
        long=answer.long if answer else None,
        content_type=answer.content_type if answer and answer.type != "revisit" else "",
        robots=robots_of(facts),
        notice=notice.read(facts["notice"]) if "notice" in facts else None,
    )


def _how(facts: Mapping[str, str]) -> How:
    named = facts.get("how")
    return next((known for known in get_args(How) if known == named), "import")


def robots_of(facts: Mapping[str, str]) -> Robots | None:
    """What the facts of a metadata record tell of robots.txt."""
    decision = facts.get("robots")
    record = facts.get("robots-record", "").strip("<> ")
    return Robots(decision, record or None) if decision else None


def target_of(record: Record) -> str:
    """The URL a record is about, without the brackets that WARC 1.0 allowed."""
    url = (record.field("WARC-Target-URI") or "").strip()
    return url[1:-1] if url.startswith("<") and url.endswith(">") else url


def date_of(record: Record, field: str = "WARC-Date") -> datetime | None:
    """The time a field of a record names; ``None`` where it names none."""
    time = parsed_time((record.field(field) or "").strip().upper())
    return time.astimezone(UTC) if time else None


def facts_of(record: Record) -> dict[str, str]:
    """The first value of each field of an ``application/warc-fields`` block, by lower-case name."""
    kind = (record.field("Content-Type") or "").lower()
    if not kind.startswith("application/warc-fields"):
        return {}
    fields = http.Message(b"\n" + record.block, b"").fields
    return {name.lower(): value for name, value in reversed(fields)}


def is_told(records: Sequence[Record]) -> bool:
    """Whether a metadata record, as Greffe writes it, tells of an attempt that got no answer."""
    return any(name in facts_of(record) for record in records for name in ("how", "error"))


def _truncation(answer: Record) -> Truncation | None:
    named = (answer.field("WARC-Truncated") or "").strip().lower()
    if not named:
        return None
    return next((known for known in get_args(Truncation) if known == named), "unspecified")


def _seconds(milliseconds: str) -> float:
    is_number = milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 12
    return timedelta(milliseconds=int(milliseconds)).total_seconds() if is_number else 0.0
