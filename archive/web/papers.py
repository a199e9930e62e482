"""What the reading room shows of a document: its files, where they stand, what took its place."""

from __future__ import annotations

from dataclasses import dataclass

from archive.archive import Archive
from archive.history.documents import File, Tie, files_of, places_of, ties_of
from archive.history.editions import Place
from archive.store.captures import Capture
from archive.store.documents import is_document


@dataclass(frozen=True, slots=True)
class Paper:
    """A document through time.

    Attributes:
        files: those that stood at its address, each with the one before it, the newest first.
        elsewhere: other addresses of the file that is shown.
        here: where that stands itself.
        ties: citations in which it took the place of another, or another took its.
    """

    files: tuple[tuple[File, File | None], ...]
    elsewhere: tuple[Place, ...]
    here: Place | None
    ties: tuple[Tie, ...]


def of(archive: Archive, capture: Capture) -> Paper | None:
    """What is shown of a document; ``None`` of what is none."""
    if not is_document(archive.connection, capture):
        return None
    files = files_of(archive, capture.url)
    before = [None, *files[:-1]]
    places = places_of(archive, capture.digest)
    urls = {one.edition.url for one in files}
    return Paper(
        tuple(reversed(list(zip(files, before, strict=True)))),
        tuple(one for one in places if one.url not in urls),
        next((one for one in places if one.url in urls), None),
        tuple(ties_of(archive, capture.url)),
    )
