"""Blame out of the archive: which captures show which texts, and what these say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archive.archive import READABLE, Archive
from archive.errors import DamagedArchive
from archive.history.blame.lives import blamed
from archive.history.blame.model import Blame, Look, Words
from archive.store import deltas, pages
from archive.store.database import Connection
from archive.store.outline import blocks_of
from archive.urls import moment

_LOOKS = (
    "SELECT time, capture.id, version_id, coalesce(extractor, ''), outcome "
    "FROM capture LEFT JOIN reading ON capture_id = capture.id "
    "WHERE page_id = ? AND method = 'GET'"
)
# A text is told by one that came after it: read backwards, each is at hand when it is asked for.
_TEXTS = (
    f"SELECT version.id, title, summary, {deltas.TEXT}, {deltas.BLOCKS}, language, kind "
    "FROM version JOIN capture ON capture.id = capture_id WHERE version.page_id = ? "
    "ORDER BY time DESC, version.id DESC"
)
_Kept = tuple[str, str, str, str, str | None, str]


@dataclass(frozen=True, slots=True)
class PageBlame:
    """Who said it when on a page.

    Attributes:
        url: of the page.
        title: that is shown.
        kind: what the page is, as the text that is shown was read.
        language: of that text, ISO 639-1, or ``None``.
        blame: its sentences.
    """

    url: str
    title: str
    kind: str
    language: str | None
    blame: Blame

    def since(self, time: datetime) -> PageBlame:
        """The same with only those sentences whose words were first seen at a time or later."""
        return replace(self, blame=self.blame.since(time))


def blame_of(archive: Archive, url: str, at: datetime | None = None) -> PageBlame | None:
    """Who said it when on a page, by all its captures; ``None`` where none of them shows a text.

    Args:
        archive: the archive.
        url: of the page, in any spelling.
        at: the time that is shown, by the nearest capture with a text; the latest if not given.

    Raises:
        DamagedArchive: a text, or one that it is told by, cannot be read.
    """
    page = pages.of_url(archive.connection, url)
    looks: list[Look] = []
    silent: list[tuple[datetime, str]] = []
    for time, capture, text, reader, outcome in archive.connection.execute(_LOOKS, (page,)):
        if text is None:
            silent.append((moment(time), "no text" if outcome in READABLE else outcome))
        else:
            looks.append(Look(moment(time), capture, text, reader))
    if not looks:
        return None
    texts = _Texts(archive.connection, page, url)
    blame = blamed(looks, texts, at=at, silent=silent)
    title, *_, language, kind = texts.kept[blame.turn.text]
    return PageBlame(url, title, kind, language, blame)


class _Texts(Mapping[int, Words]):
    """The texts of a page; each falls into blocks when it is asked for."""

    def __init__(self, connection: Connection, page: int | None, url: str) -> None:
        self._url = url
        self.kept: dict[int, _Kept] = {
            row[0]: row[1:] for row in connection.execute(_TEXTS, (page,))
        }

    def __getitem__(self, number: int) -> Words:
        title, summary, text, outline, *_ = self.kept[number]
        try:
            return Words(title, summary, blocks_of(text, outline))
        except (TypeError, ValueError) as error:
            raise DamagedArchive(f"text {number} of {self._url} is damaged: {error}") from error

    def __iter__(self) -> Iterator[int]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)
