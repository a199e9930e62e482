"""Documents that a page cites and pages that cite a document, as ``greffe show`` tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.context import shown_time
from archive.store import documents

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.captures import Capture
    from archive.store.documents import Cited
    from archive.store.facts import Facts


def told(archive: Archive, capture: Capture, said: Facts) -> list[tuple[str, str]]:
    """Lines, each under its name: the documents first, one a line."""
    lines = [("documents", _words(one)) for one in _cited(archive, capture, said)]
    return lines + [("cited by", url) for url in _citing(archive, capture)]


def as_json(archive: Archive, capture: Capture, said: Facts) -> dict[str, Any]:
    """The same for programs; without documents and pages that cite it, nothing."""
    found: dict[str, Any] = {
        "documents": [_json(one) for one in _cited(archive, capture, said)],
        "cited_by": _citing(archive, capture),
    }
    return {name: value for name, value in found.items() if value}


def _cited(archive: Archive, capture: Capture, said: Facts) -> list[Cited]:
    return documents.cited(archive.connection, capture, said.references)


def _citing(archive: Archive, capture: Capture) -> list[str]:
    if not documents.is_document(archive.connection, capture):
        return []
    return [one.url for one in documents.citing(archive.connection, capture.url)]


def _words(one: Cited) -> str:
    words = f" ({one.words})" if one.words and one.words not in one.url else ""
    if one.capture is None:
        return f"{one.url}{words}: missing, {one.reason}"
    held = f"{one.capture.size:,} bytes, captured {shown_time(one.capture.time)[:-3]}"
    return f"{one.url}{words}: {held}" + (f"; {one.reason}" if one.reason else "")


def _json(one: Cited) -> dict[str, Any]:
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
