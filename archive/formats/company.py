"""What has to come along with chosen captures, so that they mean something elsewhere.

Revisits need the capture with their payload; pages need their requisites, at the nearest time, to
look as they did; and whoever asks why a page was fetched needs the robots.txt it was fetched by.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from archive.errors import NotFound
from archive.formats.selection import Selection
from archive.store.busters import alike
from archive.store.database import Connection
from archive.store.requisites import NAMED
from archive.urls import urlkey

_BATCH = 1000
_REMEMBERED = 10_000
_SHOWN = ("ok", "unchanged", "partial", "redirect")
_COLUMNS = "capture.id, time, page_id, digest, url, outcome, evidence"


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many captures are to be written.

    Attributes:
        chosen: by the selection.
        originals: besides, as they hold the payload of revisits.
        requisites: besides, as pages need them.
        robots: besides, answers for robots.txt.
    """

    chosen: int
    originals: int
    requisites: int
    robots: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.chosen + self.originals + self.requisites + self.robots


def gathered(connection: Connection, where: Selection, *, has_requisites: bool = True) -> Gathered:
    """Note the captures that are to be written in the table ``temp.gathered``, with why.

    Args:
        connection: within a snapshot; the table is gone with it.
        where: the selection.
        has_requisites: whether requisites and robots.txt come along.

    Raises:
        NotFound: nothing is chosen.
    """
    condition, values = where.condition()
    connection.execute("DROP TABLE IF EXISTS temp.gathered")
    connection.execute("CREATE TEMP TABLE gathered (id INTEGER PRIMARY KEY, why TEXT NOT NULL)")
    connection.execute(
        f"INSERT INTO temp.gathered SELECT id, 'chosen' FROM capture WHERE {condition}",  # noqa: S608
        values,
    )
    if has_requisites and condition != "1":
        _Gathering(connection).run()
    connection.execute(
        "INSERT OR IGNORE INTO temp.gathered SELECT DISTINCT revisit_of, 'original' FROM capture "
        "WHERE id IN (SELECT id FROM temp.gathered) AND revisit_of IS NOT NULL"
    )
    sql = "SELECT why, count(*) FROM temp.gathered GROUP BY why"
    counts = dict(connection.execute(sql).fetchall())
    if not counts:
        raise NotFound(where.lack)
    names = ("chosen", "original", "requisite", "robots")
    return Gathered(*(counts.get(name, 0) for name in names))


@dataclass(frozen=True, slots=True)
class _One:
    id: int
    time: int
    page_id: int
    digest: bytes | None
    url: str
    outcome: str
    evidence: str | None


class _Gathering:
    """Finds what chosen captures need, and what that needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shown: dict[str, list[_One]] = {}
        self._named: dict[tuple[int, bytes | None], Sequence[str]] = {}
        self._robots: dict[str, list[_One]] = {}
        self._known: set[int] = set()

    def run(self) -> None:
        """Note all of it."""
        for one in self._chosen():
            self._note_robots(one)
            layer = [one]
            while layer:
                needed = (self._nearest(url, by.time) for by in layer for url in self._needs(by))
                layer = [new for new in needed if new and self._noted(new, "requisite")]
                for new in layer:
                    self._note_robots(new)

    def _chosen(self) -> Iterator[_One]:
        last = 0
        sql = (
            f"SELECT {_COLUMNS} FROM temp.gathered JOIN capture ON capture.id = gathered.id "  # noqa: S608
            "WHERE gathered.id > ? AND why = 'chosen' ORDER BY gathered.id LIMIT ?"
        )
        while rows := self._connection.execute(sql, (last, _BATCH)).fetchall():
            last = rows[-1][0]
            yield from (_One(*row) for row in rows)

    def _noted(self, one: _One, why: str) -> bool:
        """Note a capture; whether it is new."""
        if one.id in self._known:
            return False
        self._known.add(one.id)
        sql = "INSERT OR IGNORE INTO temp.gathered VALUES (?, ?)"
        return bool(self._connection.execute(sql, (one.id, why)).rowcount)

    def _needs(self, one: _One) -> Sequence[str]:
        if one.outcome == "redirect":
            return _target(one)
        if one.outcome not in _SHOWN:
            return ()
        key = (one.page_id, one.digest)
        if key not in self._named:
            # What has one payload has one set of links, stored with one of them.
            sql = (
                "SELECT address.url FROM link JOIN address ON address.id = address_id "  # noqa: S608
                f"WHERE {NAMED} AND link.capture_id = ("
                "SELECT id FROM capture WHERE page_id = ? AND digest IS ? "
                "AND id IN (SELECT capture_id FROM linked) LIMIT 1)"
            )
            found = tuple(row[0] for row in self._connection.execute(sql, key))
            _remember(self._named, key, found)
        return self._named[key]

    def _nearest(self, url: str, time: int) -> _One | None:
        """The capture of a URL that is nearest in time and shows what it was."""
        key = urlkey(url)
        if key not in self._shown:
            found = self._captures(key)
            if not found and (match := alike(self._connection, key)):
                found = [one for name in match.keys for one in self._captures(name)]
            _remember(self._shown, key, [one for one in found if one.outcome in _SHOWN] or found)
        return min(self._shown[key], key=lambda one: abs(one.time - time), default=None)

    def _note_robots(self, one: _One) -> None:
        origin = "/".join(one.url.split("/", 3)[:3])
        if origin not in self._robots:
            found = self._captures(urlkey(f"{origin}/robots.txt"))
            _remember(self._robots, origin, found)
        answers = self._robots[origin]
        place = bisect_right(answers, one.time, key=lambda answer: answer.time)
        if place:
            self._noted(answers[place - 1], "robots")

    def _captures(self, key: str) -> list[_One]:
        sql = (
            f"SELECT {_COLUMNS} FROM capture WHERE urlkey = ? AND method = 'GET' "  # noqa: S608
            "AND outcome <> 'failure' ORDER BY time, id"
        )
        return [_One(*row) for row in self._connection.execute(sql, (key,))]


def _target(one: _One) -> Sequence[str]:
    try:
        target = urljoin(one.url, one.evidence or "")
        return (target,) if one.evidence and urlsplit(target).hostname else ()
    except ValueError:
        return ()


def _remember(memory: dict[Any, Any], key: object, value: object) -> None:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
