"""Documents through time, what cites them, and what pages cite."""

from __future__ import annotations

from typing import Any

from archive.archive import Archive
from archive.history.documents import File, Tie, files_of, places_of, ties_of
from archive.history.editions import Place
from archive.store import documents
from archive.store.captures import Capture
from archive.store.documents import Cited, Citing
from archive.store.facts import Facts
from archive.telling.listings import stood_records


def cited_by_page(archive: Archive, capture: Capture, said: Facts) -> list[Cited]:
    """The documents that a page cites."""
    return documents.cited(archive.connection, capture, said.references)


def citing_pages(archive: Archive, capture: Capture) -> list[Citing]:
    """The pages that cite a document; none of what is no document."""
    if not documents.is_document(archive.connection, capture):
        return []
    return documents.citing(archive.connection, capture.url)


def citations_record(archive: Archive, capture: Capture, said: Facts) -> dict[str, Any]:
    """What a page cites, what cites it, and where it stood; what there is none of is left out."""
    citing = citing_pages(archive, capture)
    found: dict[str, Any] = {
        "documents": [_cited(one) for one in cited_by_page(archive, capture, said)],
        "cited_by": [one.url for one in citing],
        "citations": [{"url": one.url, "first": one.first, "last": one.last} for one in citing],
        "stood_on": stood_records(archive, capture.url),
    }
    if documents.is_document(archive.connection, capture):
        found |= {
            "files": [file_record(one) for one in files_of(archive, capture.url)],
            "places": [place_record(one) for one in places_of(archive, capture.digest)],
            "replacements": [tie_record(one) for one in ties_of(archive, capture.url)],
        }
    return {name: value for name, value in found.items() if value}


def file_record(one: File) -> dict[str, Any]:
    """A file that stood at an address."""
    edition = one.edition
    return {
        "url": edition.url, "after": edition.after, "first": edition.first, "last": edition.last,
        "is_back": edition.is_back, "sha256": edition.digest, "bytes": one.capture.size,
        "media_type": one.capture.media_type, "pages": one.pages, "title": one.title,
        "created": one.created, "modified": one.modified, "version": one.version_id,
    }  # fmt: skip


def place_record(one: Place) -> dict[str, Any]:
    """An address at which a file stood."""
    return {"url": one.url, "first": one.first, "last": one.last, "by": one.by,
            "instead": one.instead or None, "is_there": one.is_there}  # fmt: skip


def tie_record(one: Tie) -> dict[str, Any]:
    """A citation that leads to another document than before."""
    return {"page": one.page, "old": one.old, "new": one.new, "after": one.after, "by": one.by,
            "words": one.words or None}  # fmt: skip


def _cited(one: Cited) -> dict[str, Any]:
    held = one.capture
    return {
        "url": one.url,
        "words": one.words,
        "in_text": one.is_in_text,
        "missing": one.reason if held is None else None,
        "captured": held.time if held else None,
        "at": held.url if held else None,
        "media_type": held.media_type if held else None,
        "bytes": held.size if held else None,
        "sha256": held.digest.hex() if held and held.digest else None,
    }
