"""Documents that a page cites, what cites a page, and lists it stood on, for ``greffe show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.cli.context import shown_time
from archive.cli.documents import histories, histories_json
from archive.cli.listing import stood, stood_json
from archive.store import documents

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.captures import Capture
    from archive.store.documents import Cited, Citing
    from archive.store.facts import Facts


def told(archive: Archive, capture: Capture, said: Facts) -> list[tuple[str, str]]:
    """Lines, each under its name: the documents first, one a line."""
    lines = [("documents", _words(one)) for one in _cited(archive, capture, said)]
    if documents.is_document(archive.connection, capture):
        lines += histories(archive, capture)
    lines += [("cited by", _since(one)) for one in _citing(archive, capture)]
    return lines + stood(archive, capture.url)


def as_json(archive: Archive, capture: Capture, said: Facts) -> dict[str, Any]:
    """The same for programs; what there is none of is left out."""
    found: dict[str, Any] = {
        "documents": [_json(one) for one in _cited(archive, capture, said)],
        "cited_by": [one.url for one in _citing(archive, capture)],
        "citations": [
            {"url": one.url, "first": one.first, "last": one.last}
            for one in _citing(archive, capture)
        ],
        "stood_on": stood_json(archive, capture.url),
    }
    if documents.is_document(archive.connection, capture):
        found |= histories_json(archive, capture)
    return {name: value for name, value in found.items() if value}


def _cited(archive: Archive, capture: Capture, said: Facts) -> list[Cited]:
    return documents.cited(archive.connection, capture, said.references)


def _citing(archive: Archive, capture: Capture) -> list[Citing]:
    if not documents.is_document(archive.connection, capture):
        return []
    return documents.citing(archive.connection, capture.url)


def _since(one: Citing) -> str:
    return f"{one.url} since {shown_time(one.first)[:-3]}, last {shown_time(one.last)[:-3]} UTC"


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
