"""What an archive holds, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.archive import Archive
from archive.store.crawls import Crawl
from archive.urls import moment


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is, and of which time."""

    pages: int
    captures: int
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Name:
    """A source: the name it is filtered by and the title it is read by."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source and what the archive has of it.

    Attributes:
        name, title: see ``Name``.
        captures: how many.
        earliest, latest: the times of the first and the last.
        crawl: the last crawl.
        frontier: how many entries of its frontier are in each state.
    """

    name: str
    title: str
    captures: int
    earliest: datetime | None
    latest: datetime | None
    crawl: Crawl | None
    frontier: Mapping[str, int]


def of(archive: Archive) -> Holdings:
    """Count what there is."""
    run = archive.connection.execute
    (pages,) = run("SELECT count(*) FROM page WHERE version_id IS NOT NULL").fetchone()
    (captures,) = run("SELECT count(*) FROM capture").fetchone()
    # Each on its own is read off the end of the index; together they would be a scan.
    (first,) = run("SELECT min(time) FROM capture").fetchone()
    (last,) = run("SELECT max(time) FROM capture").fetchone()
    return Holdings(pages, captures, _time(first), _time(last))


def names(archive: Archive) -> list[Name]:
    """The sources by their titles."""
    sql = "SELECT name, title FROM source ORDER BY title COLLATE NOCASE"
    return [Name(*row) for row in archive.connection.execute(sql)]


def sources(archive: Archive) -> list[Source]:
    """The sources and what there is of each, by their titles."""
    sql = (
        "SELECT name, title, count(capture.id), min(time), max(time) FROM source "
        "LEFT JOIN capture ON source_id = source.id GROUP BY source.id "
        "ORDER BY title COLLATE NOCASE"
    )
    crawls = {crawl.source: crawl for crawl in archive.crawls()}
    return [
        Source(
            name, title, captures, _time(first), _time(last),
            crawls.get(name), archive.frontier_counts(name),
        )
        for name, title, captures, first, last in archive.connection.execute(sql)
    ]  # fmt: skip


def _time(micros: int | None) -> datetime | None:
    return moment(micros) if micros is not None else None
