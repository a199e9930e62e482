"""A page as it shows itself: its text now, and which other addresses it names."""

from __future__ import annotations

from dataclasses import dataclass

from archive.clean import LISTS
from archive.clean.article import Alternate
from archive.errors import DamagedArchive
from archive.store import facts
from archive.store.database import Connection

_PAGE = (
    "SELECT page.id, page.url, page.urlkey, version.digest, version.text, version.kind, "
    "version.language, version.published FROM page "
    "LEFT JOIN version ON version.id = page.version_id WHERE page.id = ?"
)
_READ = (
    "SELECT capture_id FROM capture JOIN reading ON capture_id = capture.id WHERE page_id = ? "
    "AND leads_id IS NOT NULL ORDER BY time DESC, capture.id DESC LIMIT 1"
)
_CANONICAL = (
    "SELECT address.url FROM link JOIN address ON address.id = address_id "
    "WHERE kind = 'canonical' AND link.capture_id = (SELECT capture_id FROM linked "
    "JOIN capture ON capture.id = capture_id WHERE linked.page_id = ? "
    "ORDER BY time DESC, capture.id DESC LIMIT 1)"
)
_ALIKE = 0.9
"""Of the shingles of two texts, so many are in both where they say the same."""
_SHORT = 30
"""Shingles of a text that says too little to be compared but word for word."""


@dataclass(frozen=True, slots=True)
class Face:
    """A page as it shows itself.

    Attributes:
        id: of the page.
        url, key: its URL as first met, and its key.
        digest, text, kind, language, published: of its text now; nothing where it has none.
        canonical: the URLs it calls its own.
        alternates: the pages it names as its translations.
    """

    id: int
    url: str
    key: str
    digest: bytes | None
    text: str
    kind: str
    language: str
    published: str
    canonical: tuple[str, ...]
    alternates: tuple[Alternate, ...]

    @property
    def is_list(self) -> bool:
        """Whether it names other pages rather than saying something itself."""
        return self.kind in LISTS


def face_of(connection: Connection, page_id: int) -> Face | None:
    """A page as it shows itself; ``None`` where there is none of that number."""
    row = connection.execute(_PAGE, (page_id,)).fetchone()
    if row is None:
        return None
    number, url, key, digest, text, kind, language, published = row
    named = connection.execute(_CANONICAL, (page_id,)).fetchall()
    return Face(
        number, url, key, digest, text or "", kind or "", language or "", published or "",
        tuple(one for (one,) in named), _alternates(connection, page_id),
    )  # fmt: skip


def says_the_same(one: Face, other: Face) -> bool:
    """Whether two pages have the same text, but for a word here and there."""
    if one.digest is None or other.digest is None:
        return False
    if one.digest == other.digest or one.text == other.text:
        return bool(one.text)
    # Loaded where two texts are held against one another, and not by who only reads.
    import numpy as np

    from archive.shingles import shingles

    first, second = (np.unique(shingles(face.text).numbers) for face in (one, other))
    if min(len(first), len(second)) < _SHORT:
        return False
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both >= _ALIKE * (len(first) + len(second) - both)


def _alternates(connection: Connection, page_id: int) -> tuple[Alternate, ...]:
    row = connection.execute(_READ, (page_id,)).fetchone()
    try:
        return facts.of_capture(connection, row[0]).alternates if row else ()
    except DamagedArchive:
        return ()
