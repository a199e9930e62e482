"""What a capture shows, and what is known of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.archive import Archive
from archive.kinship import kin_of
from archive.presence.gathering import of_url
from archive.store.captures import Capture
from archive.store.facts import Facts
from archive.store.links import inward
from archive.telling.documents import citations_record
from archive.telling.presence import presence_record

_OF_TEXT = (
    "kind", "title", "summary", "authors", "published", "modified", "language", "canonical",
    "text", "extractor",
)  # fmt: skip
_LEADING = 50
"""Pages that lead to one, of those that are told."""


def capture_record(archive: Archive, capture: Capture, said: Facts) -> dict[str, Any]:
    """A capture: its text, what it says beside that, and where its page stands.

    Args:
        archive: where it is.
        capture: which.
        said: what it says beside its text.
    """
    record = asdict(capture) | {"page": archive.page_url(capture)}
    for key in ("frame_id", "page_id"):
        del record[key]
    if version := archive.version_of(capture):
        record |= {name: getattr(version, name) for name in _OF_TEXT}
    beside = asdict(said)
    for claim, shown in zip(said.claims, beside["claims"], strict=True):
        shown["is_chosen"] = said.is_chosen(claim)
    beside["fields"] = {field.name: list(field.values) for field in said.fields}
    # What stands there now, where the text is the one it had before.
    record |= {name: value for name, value in beside.items() if value or name not in record}
    record |= citations_record(archive, capture, said)
    if into := inward(archive.connection, capture.url, capture.page_id, _LEADING):
        record["linked_from"] = [asdict(one) for one in into]
    if stands := of_url(archive.connection, capture.url):
        record["presence"] = presence_record(stands)
    if kin := kin_of(archive.connection, capture.page_id):
        record["kin"] = [asdict(one) for one in kin]
    return record
