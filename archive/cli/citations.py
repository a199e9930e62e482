"""Documents that a page cites, what cites a page, and lists it stood on, for ``greffe show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.context import shown_time
from archive.cli.documents import histories
from archive.cli.listing import stood
from archive.store import documents

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.captures import Capture
    from archive.store.documents import Cited, Citing
    from archive.store.facts import Facts


def told(archive: Archive, capture: Capture, said: Facts) -> list[tuple[str, str]]:
    """Lines, each under its name: the documents first, one a line."""
    from archive.telling.documents import cited_by_page, citing_pages

    lines = [("documents", _words(one)) for one in cited_by_page(archive, capture, said)]
    if documents.is_document(archive.connection, capture):
        lines += histories(archive, capture)
    lines += [("cited by", _since(one)) for one in citing_pages(archive, capture)]
    return lines + stood(archive, capture.url)


def _since(one: Citing) -> str:
    return f"{one.url} since {shown_time(one.first)[:-3]}, last {shown_time(one.last)[:-3]} UTC"


def _words(one: Cited) -> str:
    words = f" ({one.words})" if one.words and one.words not in one.url else ""
    if one.capture is None:
        return f"{one.url}{words}: missing, {one.reason}"
    held = f"{one.capture.size:,} bytes, captured {shown_time(one.capture.time)[:-3]} UTC"
    return f"{one.url}{words}: {held}" + (f"; {one.reason}" if one.reason else "")
