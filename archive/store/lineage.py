"""Lineage: which frames a new one may rest on, told by what is like it.

A page is most like its last capture. What else is new on it stands on the other pages of the same
run: the first page of a site that a run comes to is the hub of those that follow, and itself rests
on the hub of the run before. Each line of captures has a root, a frame that rests on few others:
where reading the last one would take too much, a page is told by the root again. A page that was
never here before is told by the first of its run that stands as deep in the site.

Measured on pages that were fetched every hour or month: ``python -m benchmarks.store``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.store.database import Connection
from archive.store.frames import Stored

_RUN = 15 * 60 * 1_000_000
"""Microseconds within which captures of no crawl are taken for those of one run."""
_SMALL = 8 * 1024
"""Bytes of records, headers and all, that say no more than headers."""
_DEEPEST = 4
_ROOT = 1
"""Frames that a root rests on at most."""
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("json", "xml", "javascript", "text/plain", "text/css", "text/csv")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture stands, as far as it matters for what it is like.

    Attributes:
        page_id: the page it is of.
        urlkey: its SURT key.
        media_type: of its payload.
        size: bytes of its records.
        crawl_id: the crawl it is of, if any.
        time: microseconds since 1970.
        is_whole: whether its records hold a payload.
    """

    page_id: int
    urlkey: str
    media_type: str
    size: int
    crawl_id: int | None
    time: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Hub:
    frame_id: int
    root_id: int
    is_near: bool


def candidates(connection: Connection, place: Place) -> list[tuple[int, ...]]:
    """Frames that a capture's records may rest on, the best choice first."""
    hubs = [_hub(connection, name, place) for name in _names(place)]
    front = hubs[0] if hubs else None
    if _is_small(place):
        return [(front.frame_id,), (front.root_id,)] if front else []
    last, root = _line(connection, place.page_id)
    beside = front.frame_id if front and front.is_near else None
    hub_root = front.root_id if front else None
    if last is not None:
        choice = [(beside, last), (beside, root), (beside,), (hub_root, root), (hub_root,)]
    else:
        deep = next((hub for hub in hubs[1:] if hub), front)
        alike = (deep.frame_id, deep.root_id) if deep else (None, None)
        choice = [(alike[0],), (beside,), (alike[1],), (hub_root,)]
    found = (tuple(dict.fromkeys(n for n in some if n is not None)) for some in choice)
    return [some for some in dict.fromkeys(found) if some]


def noted(connection: Connection, place: Place, frame: Stored) -> None:
    """Let those that come next rest on a frame."""
    is_root = frame.depth <= _ROOT
    if place.is_whole and not _is_small(place):
        sql = (
            "UPDATE page SET last_frame_id = :frame, "
            "root_frame_id = iif(:is_root OR root_frame_id IS NULL, :frame, root_frame_id) "
            "WHERE id = :page"
        )
        values = {"frame": frame.id, "is_root": is_root, "page": place.page_id}
        connection.execute(sql, values)
    for name in _names(place):
        hub = _hub(connection, name, place)
        if hub is None or _is_small(place) or not hub.is_near:
            root = frame.id if hub is None or is_root else hub.root_id
            row = (name, frame.id, root, place.crawl_id, place.time)
            connection.execute("INSERT OR REPLACE INTO hub VALUES (?, ?, ?, ?, ?)", row)


def forgotten(connection: Connection, page_ids: Iterable[int], frame_ids: Iterable[int]) -> None:
    """Let nothing that comes rest on frames that are to be deleted.

    Args:
        connection: where.
        page_ids: the pages whose captures they are of.
        frame_ids: the frames.
    """
    gone = json.dumps(sorted(frame_ids))
    pages = [(gone, page_id) for page_id in page_ids]
    for column in ("last_frame_id", "root_frame_id"):
        connection.executemany(
            f"UPDATE page SET {column} = NULL "
            f"WHERE {column} IN (SELECT value FROM json_each(?)) AND id = ?",
            pages,
        )
    connection.execute(
        "DELETE FROM hub WHERE frame_id IN (SELECT value FROM json_each(?1)) "
        "OR root_id IN (SELECT value FROM json_each(?1))",
        (gone,),
    )


def _is_small(place: Place) -> bool:
    return place.size < _SMALL


def _names(place: Place) -> Sequence[str]:
    """The names of the hubs of a capture: that of the whole site, and that of its depth."""
    host, _, path = place.urlkey.partition(")")
    if _is_small(place):
        return (f"{host} small",)
    if place.media_type in _HTML:
        depth = min(path.partition("?")[0].strip("/").count("/") + bool(path.strip("/")), _DEEPEST)
        return (f"{host} html", f"{host} html {depth}")
    if any(word in place.media_type for word in _TEXT):
        return (f"{host} {place.media_type}",)
    return ()


def _hub(connection: Connection, name: str, place: Place) -> _Hub | None:
    sql = "SELECT frame_id, root_id, crawl_id, time FROM hub WHERE name = ?"
    row = connection.execute(sql, (name,)).fetchone()
    if row is None:
        return None
    frame_id, root_id, crawl_id, time = row
    if place.crawl_id is not None:
        return _Hub(frame_id, root_id, crawl_id == place.crawl_id)
    return _Hub(frame_id, root_id, crawl_id is None and abs(place.time - time) <= _RUN)


def _line(connection: Connection, page_id: int) -> tuple[int | None, int | None]:
    sql = "SELECT last_frame_id, root_frame_id FROM page WHERE id = ?"
    row = connection.execute(sql, (page_id,)).fetchone()
    return (row[0], row[1]) if row else (None, None)
