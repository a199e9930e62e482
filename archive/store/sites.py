"""What has been learned of sites: the model by which their pages are read, and the layouts seen.

A site is a host as urlkeys begin with it: ``www.`` left out, the port kept. The captures that a
model was learned from, its *lessons*, are listed, so that it can be learned again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.errors import DamagedArchive
from archive.store.database import Connection
from archive.urls import host_of, microseconds, moment, name_of

if TYPE_CHECKING:
    from archive.clean.site import SiteModel

COLUMNS = (
    "host", "name", "first", "last", "pages", "generation", "stamp", "model", "taught", "layouts",
    "learned", "behind", "anew", "lost",
)  # fmt: skip
"""The columns that ``site.fixity`` is taken of, in order."""
_SELECT = f"SELECT id, {', '.join(COLUMNS)}, fixity FROM site"


@dataclass(frozen=True, slots=True)
class SeenLayout:
    """A layout of a site's pages.

    Attributes:
        id: stands for it; 12 hexadecimal digits.
        pages: how many different pages have it, of those that were learned from.
        first, last: when it was seen.
        replaces: the id of the layout that its pages had before; else empty.
        noticed: when the archive came to know it.
    """

    id: str
    pages: int
    first: datetime
    last: datetime
    replaces: str
    noticed: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site.

    Attributes:
        id: its number in the archive file; 0 before it has one.
        host: as its urlkeys begin.
        first, last: times of the first and the last page of it that was looked at.
        pages: articles that its model was learned from.
        generation: how far that has come; 0 without a model.
        stamp: stands for the model; empty without one.
        model: by which its pages are read.
        taught: what has been learned since; ``None`` where that is nothing.
        layouts: in the order in which they came.
        learned: when the model was learned.
        behind: since when texts wait to be read anew by it; ``None`` where none do.
        anew: when all of them were last read anew.
        lost: captures that something was learned of and that were taken out since.
    """

    id: int
    host: str
    first: datetime
    last: datetime
    pages: int = 0
    generation: int = 0
    stamp: str = ""
    model: bytes | None = None
    taught: bytes | None = None
    layouts: tuple[SeenLayout, ...] = ()
    learned: datetime | None = None
    behind: datetime | None = None
    anew: datetime | None = None
    lost: int = 0

    @property
    def name(self) -> str:
        """The host as people write it."""
        return name_of(self.host)

    @property
    def redesigns(self) -> tuple[SeenLayout, ...]:
        """The layouts that took the place of others."""
        return tuple(layout for layout in self.layouts if layout.replaces)


def scope_of(host: str, column: str = "urlkey") -> tuple[str, tuple[str, str]]:
    """The SQL condition on a urlkey by which captures and pages are of a site; its values."""
    return f"{column} >= ? AND {column} < ?", (f"{host})", f"{host}*")


def of_host(connection: Connection, host: str) -> Site | None:
    """What is known of a site; ``None`` where nothing is.

    Raises:
        DamagedArchive: it cannot be read.
    """
    row = connection.execute(f"{_SELECT} WHERE host = ?", (host,)).fetchone()
    return _site(row) if row else None


def known(connection: Connection) -> list[Site]:
    """All sites with a page that was looked at, by name.

    Raises:
        DamagedArchive: one cannot be read.
    """
    return [_site(row) for row in connection.execute(f"{_SELECT} ORDER BY name, id").fetchall()]


def behind(connection: Connection) -> list[Site]:
    """The sites whose texts wait to be read anew, those that wait longest first."""
    sql = f"{_SELECT} WHERE behind IS NOT NULL ORDER BY behind, id"
    return [_site(row) for row in connection.execute(sql).fetchall()]


def kept(connection: Connection, site: Site) -> Site:
    """Write what is known of a site; its number comes with it."""
    values = _values(site)
    names = (*COLUMNS, "fixity")
    assigned = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    sql = (
        f"INSERT INTO site ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (host) DO UPDATE SET {assigned}"
    )
    connection.execute(sql, (*values, fixity(values)))
    (number,) = connection.execute("SELECT id FROM site WHERE host = ?", (site.host,)).fetchone()
    return replace(site, id=int(number))


def fixity(values: Sequence[Any]) -> bytes:
    """The SHA-256 over the columns of a site, models by their own."""
    plain = [hashlib.sha256(v).hexdigest() if isinstance(v, bytes) else v for v in values]
    words = json.dumps(plain, ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


# Lessons


def teaches(connection: Connection, site_id: int, slot: int) -> bool:
    """Whether a site has a lesson of this page in this layout and quarter already."""
    sql = "SELECT 1 FROM lesson WHERE site_id = ? AND slot = ?"
    return connection.execute(sql, (site_id, slot)).fetchone() is not None


def lessons_of_page(connection: Connection, page_id: int) -> list[datetime]:
    """When the captures of a page were made that something was learned of."""
    sql = "SELECT time FROM lesson JOIN capture ON id = capture_id WHERE lesson.page_id = ?"
    return [moment(row[0]) for row in connection.execute(sql, (page_id,))]


def lessons(connection: Connection, site_id: int, *, is_used: bool) -> list[int]:
    """The captures that a site's model was learned from; else those learned of since."""
    sql = "SELECT capture_id FROM lesson WHERE site_id = ? AND is_used = ? ORDER BY capture_id"
    return [row[0] for row in connection.execute(sql, (site_id, is_used))]


def learned_of(
    connection: Connection, site_id: int, page_id: int, capture_id: int, slot: int
) -> None:
    """Write that something was learned of a capture."""
    connection.execute(
        "INSERT OR IGNORE INTO lesson (capture_id, site_id, page_id, slot, is_used) "
        "VALUES (?, ?, ?, ?, 0)",
        (capture_id, site_id, page_id, slot),
    )


def used(connection: Connection, site_id: int) -> None:
    """Write that the model has all lessons."""
    connection.execute("UPDATE lesson SET is_used = 1 WHERE site_id = ?", (site_id,))


def parted(connection: Connection, capture_ids: Iterable[int]) -> None:
    """Take captures that are to be deleted out of the lessons.

    Models stay that were learned from them: they hold numbers that stand for blocks, no words.
    """
    lost: Counter[str] = Counter()
    sql = "SELECT host FROM lesson JOIN site ON site.id = site_id WHERE capture_id = ?"
    for number in capture_ids:
        lost.update(row[0] for row in connection.execute(sql, (number,)).fetchall())
        connection.execute("DELETE FROM lesson WHERE capture_id = ?", (number,))
    for host, count in lost.items():
        if site := of_host(connection, host):
            kept(connection, replace(site, lost=site.lost + count))


def forgotten(connection: Connection, hosts: Iterable[str]) -> None:
    """Delete what is known of those of these sites that have no capture any more."""
    for host in hosts:
        where, values = scope_of(host)
        if not connection.execute(f"SELECT 1 FROM capture WHERE {where}", values).fetchone():
            sql = (
                "DELETE FROM site WHERE host = ? "
                "AND NOT EXISTS (SELECT 1 FROM lesson WHERE site_id = site.id)"
            )
            connection.execute(sql, (host,))


def looked(connection: Connection) -> int:
    """The last capture that was looked at for lessons."""
    return int(connection.execute("SELECT max(looked) FROM learning").fetchone()[0] or 0)


def note_looked(connection: Connection, capture_id: int) -> None:
    """Write that captures up to this one were looked at."""
    connection.execute("UPDATE learning SET looked = ?", (capture_id,))


class Models:
    """The models by which pages of an archive are read, each loaded when it is first needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, tuple[tuple[str, int], SiteModel | None]] = {}

    def of(self, url: str) -> SiteModel | None:
        """The model of the site that a URL is of; ``None`` where none was learned.

        One that cannot be loaded is none: a check of the archive names it.
        """
        host = host_of(url)
        sql = "SELECT stamp, learned FROM site WHERE host = ? AND model IS NOT NULL"
        row = self._connection.execute(sql, (host,)).fetchone()
        if row is None:
            return None
        if host not in self._loaded or self._loaded[host][0] != row:
            if len(self._loaded) >= _LOADED:
                self._loaded.pop(next(iter(self._loaded)))
            self._loaded[host] = (row, self._load(host))
        return self._loaded[host][1]

    def _load(self, host: str) -> SiteModel | None:
        sql = "SELECT model FROM site WHERE host = ?"
        return model_of(self._connection.execute(sql, (host,)).fetchone()[0])


_LOADED = 50
"""Models that are held at a time."""


def model_of(packet: bytes | None) -> SiteModel | None:
    """The model in bytes; ``None`` where there is none, or this Greffe cannot read it."""
    from archive.clean.site import NotAModel, SiteModel

    if packet is None:
        return None
    try:
        return SiteModel.from_bytes(packet)
    except NotAModel:
        return None


def _values(site: Site) -> tuple[Any, ...]:
    layouts = [
        [one.id, one.pages, *map(_micros, (one.first, one.last)), one.replaces,
         _micros(one.noticed)]
        for one in site.layouts
    ]  # fmt: skip
    return (
        site.host, site.name, _micros(site.first), _micros(site.last), site.pages, site.generation,
        site.stamp, site.model, site.taught, json.dumps(layouts, separators=(",", ":")),
        *map(_micros, (site.learned, site.behind, site.anew)), site.lost,
    )  # fmt: skip


def _site(row: Sequence[Any]) -> Site:
    number, host, _, first, last, pages, generation, stamp, model, taught, layouts, *times = row
    try:
        seen = tuple(
            SeenLayout(one, count, moment(since), moment(until), before, moment(noticed))
            for one, count, since, until, before, noticed in json.loads(layouts)
        )
        learned, waiting, anew = (_moment(micros) for micros in times[:3])
        return Site(
            number, host, moment(first), moment(last), pages, generation, stamp, model, taught,
            seen, learned, waiting, anew, times[3],
        )  # fmt: skip
    except (ValueError, TypeError, OverflowError) as error:
        raise DamagedArchive(f"what is known of site {host} is damaged: {error}") from error


def _micros(time: datetime | None) -> int | None:
    return None if time is None else microseconds(time)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else moment(micros)
