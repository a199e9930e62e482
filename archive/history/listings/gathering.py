"""Lists out of the archive: what their captures were read to name, and where an article stood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from archive.archive import READABLE, Archive
from archive.clean import FEEDS, LISTS
from archive.errors import DamagedArchive
from archive.history.listings.items import Form, Item, Life, Listing, Look, Unread
from archive.history.listings.lives import told
from archive.history.listings.wording import ANSWERS
from archive.identity import page_key
from archive.store import facts, links, pages
from archive.store.database import Connection
from archive.translation import _
from archive.translation.names import PAGE_KINDS
from archive.urls import moment

_KINDS = (*LISTS, *FEEDS)
_NEAR = 24
"""Looks on either side of those that an article stood in, by which its coming and going is told."""
_SPANS = 4_000
"""Links to an article that are looked at."""
_CAPTURES = (
    "SELECT capture.id, time, outcome, status, coalesce(evidence, ''), kind, leads_id, "
    "coalesce(extractor, '') FROM capture LEFT JOIN reading ON capture_id = capture.id "
    "WHERE page_id = ? AND method = 'GET' ORDER BY time, capture.id"
)
_IS_LIST = (
    "SELECT page.url FROM page JOIN capture ON capture.page_id = page.id "
    "JOIN reading ON reading.capture_id = capture.id WHERE page.id = ? "
    f"AND leads_id IS NOT NULL AND kind IN ({', '.join('?' * len(_KINDS))}) LIMIT 1"
)
_Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Stood:
    """An article on a list.

    Attributes:
        url: of the list.
        form: what kind of list it is.
        life: of the article there.
        looks: at the list, about that time.
    """

    url: str
    form: Form
    life: Life
    looks: tuple[Look, ...]

    @property
    def is_there(self) -> bool:
        """Whether it stood there when the list was looked at last."""
        return self.life.stays[-1].by is None


def listing_of(archive: Archive, url: str) -> Listing | None:
    """A list through time, by all captures of its page; ``None`` where none of them shows one.

    Raises:
        DamagedArchive: what was read from one of them cannot be read.
    """
    page = pages.of_url(archive.connection, url)
    if page is None:
        return None
    rows = archive.connection.execute(_CAPTURES, (page,)).fetchall()
    return _listing(archive.connection, url, rows)


def stood_on(archive: Archive, url: str, limit: int = 12) -> list[Stood]:
    """The lists on which an article stood, those of pages first and where it stood highest.

    Args:
        archive: the archive.
        url: of the article, in any spelling.
        limit: lists at most.

    Raises:
        DamagedArchive: what was read from a list cannot be read.
    """
    connection, key = archive.connection, page_key(url)
    own = pages.of_url(connection, url)
    keys = {key} if own is None else {key, *_keys(connection, own)}
    found = []
    for page, spans in links.standing(connection, url, own, _SPANS).items():
        listing = _around(connection, page, spans) if page != own else None
        lives = [life for one in keys if listing and (life := listing.life(one))]
        if listing and lives:
            life = max(lives, key=lambda one: len(one.seen))
            found.append(Stood(listing.url, listing.form, life, listing.looks))
        if len(found) == limit:
            break
    return sorted(found, key=lambda one: (one.form != "page", one.life.best[1].place, one.url))


def _around(
    connection: Connection, page: int, spans: Sequence[tuple[int, int | None]]
) -> Listing | None:
    """A list as it was about the time that a link stood on it."""
    row = connection.execute(_IS_LIST, (page, *_KINDS)).fetchone()
    if row is None:
        return None
    rows = connection.execute(_CAPTURES, (page,)).fetchall()
    places = [n for n, one in enumerate(rows) if _is_within(one[0], spans)]
    if not places:
        return None
    near = rows[max(0, places[0] - _NEAR) : places[-1] + _NEAR + 1]
    return _listing(connection, row[0], near)


def _is_within(capture_id: int, spans: Sequence[tuple[int, int | None]]) -> bool:
    return any(
        since <= capture_id and (until is None or capture_id < until) for since, until in spans
    )


def _keys(connection: Connection, page: int) -> set[str]:
    sql = "SELECT DISTINCT url FROM capture WHERE page_id = ? LIMIT 50"
    return {page_key(row[0]) for row in connection.execute(sql, (page,))}


def _listing(connection: Connection, url: str, rows: Iterable[_Row]) -> Listing | None:
    looks: list[Look] = []
    unread: list[Unread] = []
    forms: list[Form] = []
    held: dict[int, tuple[Item, ...]] = {}
    for number, time, outcome, status, evidence, kind, leads_id, extractor in rows:
        if leads_id is not None and leads_id not in held and kind in _KINDS:
            held[leads_id] = _items(connection, leads_id)
        items = held.get(leads_id, ()) if kind in _KINDS else ()
        if outcome in READABLE and items:
            # The revision and the parser; what was learned of the site does not make a list.
            reader = " ".join(extractor.split()[:2])
            looks.append(Look(number, moment(time), items, reader))
            forms.append("page" if kind in LISTS else kind)
        else:
            why = _why(outcome, status, evidence, kind)
            unread.append(Unread(number, moment(time), why))
    return told(url, forms[-1], looks, unread) if looks else None


def _why(outcome: str, status: int | None, evidence: str, kind: str | None) -> str:
    """Why a capture says nothing of what stood on the list."""
    if outcome in READABLE:
        is_other = kind and kind not in _KINDS
        if is_other:
            return _("read as {kind}, not as a list", kind=PAGE_KINDS.of(kind or ""))
        return _("no list was read")
    answer = ANSWERS.of(outcome)
    if status:
        answer = f"{answer} ({status})"
    return _("{answer}: {evidence}", answer=answer, evidence=evidence) if evidence else answer


def _items(connection: Connection, leads_id: int) -> tuple[Item, ...]:
    """The items of a list as it was read, each page once: where it stands first."""
    sql = "SELECT data FROM leads WHERE id = ?"
    row = connection.execute(sql, (leads_id,)).fetchone()
    found: dict[str, Item] = {}
    try:
        for url, title, day in json.loads(facts.unpacked(row[0])).get("entries", ()):
            key = page_key(url)
            if key not in found:
                found[key] = Item(key, url, title, day, len(found) + 1)
    except (TypeError, ValueError, AttributeError) as error:
        raise DamagedArchive(f"list {leads_id} is damaged: {error}") from error
    return tuple(found.values())
