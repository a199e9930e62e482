"""The pages of a selection, with the texts that its captures show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive.formats.selection import Selection
from archive.history.observations import Observed, observations
from archive.presence.gathering import of_url
from archive.presence.wording import of_presence, sentence
from archive.publishing.naming import folder_of
from archive.store import texts
from archive.store.captures import Capture
from archive.store.texts import Version

if TYPE_CHECKING:
    from archive.archive import Archive

_WITH_TEXT = (
    "SELECT page_id FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE version_id IS NOT NULL"
)
_OF_PAGE = "SELECT id FROM capture WHERE page_id = ?"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a page, with when it was seen.

    Attributes:
        number: from 1, in the order in which they were first seen; of those that are published.
        version: the text.
        captures: the captures that show it, oldest first.
        is_latest: whether the last capture with a text shows it.
    """

    number: int
    version: Version
    captures: tuple[Capture, ...]
    is_latest: bool

    @property
    def first(self) -> Capture:
        """The first capture that shows it."""
        return self.captures[0]

    @property
    def last(self) -> Capture:
        """The last one."""
        return self.captures[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is published.

    Attributes:
        url: its address.
        folder: where it is put.
        texts: what it said, in the order in which it was first seen.
        seen: its captures with what each was, oldest first.
        standing: where it stands, in words; empty of one that is simply there.
    """

    url: str
    folder: str
    texts: tuple[Text, ...]
    seen: tuple[Observed, ...]
    standing: str

    @property
    def latest(self) -> Text:
        """The text that it said last."""
        return next(text for text in self.texts if text.is_latest)

    @property
    def title(self) -> str:
        """The title of that; else the address."""
        return self.latest.version.title or self.url

    @property
    def source(self) -> str | None:
        """The source whose capture shows it."""
        return self.latest.last.source

    @property
    def day(self) -> str:
        """The day that it bears: published, else first captured."""
        published = self.latest.version.published
        return (published or f"{self.texts[0].first.time:%Y-%m-%d}")[:10]

    @property
    def changed(self) -> datetime:
        """When the last of its texts was first seen."""
        return self.texts[-1].first.time


def count(archive: Archive, where: Selection) -> int:
    """How many pages of a selection have a text."""
    sql, values = _numbers(where)
    return sum(1 for _ in archive.connection.execute(sql, values))


def pages(archive: Archive, where: Selection) -> Iterator[Page]:
    """The pages of a selection that have a text, one after the other."""
    sql, values = _numbers(where)
    for (number,) in archive.connection.execute(sql, values).fetchall():
        found = _page(archive, number, where)
        if found is not None:
            yield found


def _numbers(where: Selection) -> tuple[str, list[object]]:
    condition, values = where.condition()
    return f"{_WITH_TEXT} AND {condition} GROUP BY page_id ORDER BY page_id", values


def _page(archive: Archive, number: int, where: Selection) -> Page | None:
    (url,) = archive.connection.execute("SELECT url FROM page WHERE id = ?", (number,)).fetchone()
    condition, values = where.condition()
    sql = f"{_OF_PAGE} AND {condition}"
    chosen = {row[0] for row in archive.connection.execute(sql, (number, *values)).fetchall()}
    seen = tuple(one for one in observations(archive, url) if one.capture.id in chosen)
    shown: dict[int, list[Capture]] = {}
    last = None
    for one in seen:
        if one.version is not None:
            shown.setdefault(one.version.id, []).append(one.capture)
            last = one.version.id
    found = []
    for place, (version_id, captures) in enumerate(shown.items(), 1):
        version = texts.by_id(archive.connection, version_id)
        if version is not None:
            found.append(Text(place, version, tuple(captures), version_id == last))
    if not any(text.is_latest for text in found):
        return None
    return Page(url, folder_of(url), tuple(found), seen, _standing(archive, url, where))


def _standing(archive: Archive, url: str, where: Selection) -> str:
    """Where a page stands now; nothing of it where only captures before a time are published."""
    stands = None if where.until else of_url(archive.connection, url)
    if stands is None or stands.state in ("there", "never"):
        return ""
    told = of_presence(stands)
    return f"{told.state}: {sentence(told)}"
