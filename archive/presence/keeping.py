"""Where pages stand, written as captures come, in the transaction of each.

It is what follows from all captures at once, in whatever order they came. What a check says may
hang on what other pages of its host showed, so that another page's capture changes it. That is
looked for where it can be, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from archive.identity import page_key
from archive.presence.checks import SHARED
from archive.presence.gathering import (
    AROUND,
    ASKED,
    FOLLOWED,
    LOST,
    NEAR,
    SHOWN,
    gathered,
    microseconds_of,
    spans,
)
from archive.presence.states import Presence, presence
from archive.store import presences, unlisted
from archive.store.presences import Row
from archive.urls import microseconds

if TYPE_CHECKING:
    from archive.store.database import Connection

_CAPTURE = (
    f"SELECT page_id, urlkey, url, time, outcome, status, ({ASKED}) FROM capture WHERE id = ?"
)
_CANDIDATES = (
    f"SELECT DISTINCT page_id FROM capture WHERE outcome NOT IN ('ok', 'unchanged') AND {ASKED} "
    "UNION SELECT page.id FROM unlisted JOIN page ON page.urlkey = key "
    "UNION SELECT page_id FROM presence"
)


def noticed(connection: Connection, capture_id: int) -> None:
    """Write where pages stand now that a capture has been kept. Within its transaction."""
    page, key, url, time, outcome, _, is_asked = connection.execute(
        _CAPTURE, (capture_id,)
    ).fetchone()
    if not is_asked:
        return
    touched = {page} if outcome != "ok" or _may_differ(connection, page) else set()
    touched |= unlisted.settled(connection, capture_id) if outcome == "ok" else set()
    length = microseconds_of(FOLLOWED)
    touched |= set(presences.sent_to(connection, page_key(url), time - length, time + length))
    settled(connection, touched)
    if outcome == "redirect":
        _sent_alike(connection, page, time)
    if outcome in ("ok", "unchanged"):
        _host_shown(connection, page, key, time)
    elif outcome != "redirect" and outcome != "partial":
        _host_lost(connection, page, key, time)


def settled(connection: Connection, pages: Iterable[int]) -> int:
    """Write where pages stand; how many rows became others."""
    return sum(presences.put(connection, page, row_of(connection, page)) for page in pages)


def rejudged(connection: Connection, capture_ids: Iterable[int], heirs: Iterable[int]) -> None:
    """Write where pages stand whose captures are taken for something else than before.

    Args:
        connection: of the archive.
        capture_ids: the captures.
        heirs: captures of lists that came after these (``unlisted.heirs``).
    """
    touched = unlisted.dropped(connection, capture_ids)
    touched |= {page for heir in heirs for page in unlisted.settled(connection, heir)}
    settled(connection, touched)
    for number in sorted(set(capture_ids)):
        row = connection.execute(_CAPTURE, (number,)).fetchone()
        if row is not None:
            settled(connection, {row[0], *_around(connection, row[1], row[3])})


def parted(connection: Connection, pages: Iterable[int], hosts: Iterable[str]) -> None:
    """Write where pages stand now that captures of theirs were taken out."""
    held = [page for page in pages if _is_there(connection, page)]
    others = {
        page for host in hosts for page in presences.around(connection, host, -(1 << 62), 1 << 62)
    }
    settled(connection, {*held, *others})


def row_of(connection: Connection, page_id: int) -> Row | None:
    """What the archive is to say of a page; ``None`` where it is there, or is none."""
    found = gathered(connection, page_id)
    return _row(connection, page_id, presence(found.checks, found.terms)) if found.is_page else None


def difference(connection: Connection) -> str | None:
    """In what the rows are not what follows from the captures; ``None`` where they are."""
    for page in _candidates(connection):
        if presences.of_page(connection, page) != row_of(connection, page):
            (url,) = connection.execute("SELECT url FROM page WHERE id = ?", (page,)).fetchone()
            return f"that of {url} is another"
    for (capture,) in connection.execute("SELECT DISTINCT capture_id FROM unlisted").fetchall():
        sql = "SELECT key FROM unlisted WHERE capture_id = ?"
        held = {key for (key,) in connection.execute(sql, (capture,))}
        if held != unlisted.expected(connection, capture):
            return f"the list in capture {capture} does not leave out what it is said to"
    return None


def made_anew(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    """Write where all pages stand. Within a transaction.

    Args:
        connection: of the archive.
        progress: told how many lists and pages of how many are done, now and then.
    """
    connection.execute("DELETE FROM unlisted")
    lists = list(unlisted.all_lists(connection))
    total = len(lists)
    for done, captures in enumerate(lists, 1):
        unlisted.made_anew(connection, captures)
        if progress:
            progress(done, total)
    pages = list(_candidates(connection))
    for done, page in enumerate(pages, 1):
        settled(connection, [page])
        if progress:
            progress(total + done, total + len(pages))


def of_host(connection: Connection, host: str) -> None:
    """Write where the pages of a host stand whose captures were read anew. Within a transaction."""
    where, values = "urlkey >= ? AND urlkey < ?", (f"{host})", f"{host}*")
    lists = (
        f"SELECT id FROM capture JOIN reading ON capture_id = id WHERE {where} "
        "AND reading.kind = 'listing' UNION SELECT capture_id FROM unlisted JOIN capture "
        f"ON id = capture_id WHERE {where}"
    )
    pages = {
        page
        for (capture,) in connection.execute(lists, (*values, *values)).fetchall()
        for page in unlisted.settled(connection, capture)
    }
    found = (
        f"SELECT DISTINCT page_id FROM capture WHERE {where} AND {ASKED} "
        "AND outcome NOT IN ('ok', 'unchanged')"
    )
    pages.update(page for (page,) in connection.execute(found, values).fetchall())
    settled(connection, pages)


def of_source(connection: Connection, source_id: int) -> None:
    """Write where pages of a source stand by its new terms. Within a transaction."""
    sql = (
        "SELECT page_id FROM presence WHERE EXISTS (SELECT 1 FROM capture "
        "WHERE capture.page_id = presence.page_id AND source_id = ?)"
    )
    settled(connection, [page for (page,) in connection.execute(sql, (source_id,)).fetchall()])


def _candidates(connection: Connection) -> Iterator[int]:
    yield from (page for (page,) in connection.execute(_CANDIDATES).fetchall())


def _row(connection: Connection, page_id: int, now: Presence) -> Row | None:
    if now.last_seen is None or now.last is None or now.since is None:
        return None
    if now.state == "there" and not now.is_back:
        return None
    (key,) = connection.execute("SELECT urlkey FROM page WHERE id = ?", (page_id,)).fetchone()
    absent, checked = (
        microseconds(one.time) if one else None for one in (now.first_absent, now.last_absent)
    )
    target = now.last.target
    is_told = target is not None and target.place != "front"
    return Row(
        page_id=page_id,
        host=key.partition(")")[0],
        state="back" if now.is_back else now.state,
        since=microseconds(now.since),
        seen=microseconds(now.last_seen.time),
        absent=absent,
        checked=checked,
        checks=now.checks,
        unclear=now.unclear,
        last=microseconds(now.last.time),
        target=page_key(target.url) if target and is_told else None,
        evidence=now.why,
    )


def _may_differ(connection: Connection, page: int) -> bool:
    """Whether a page that shows its text may be anything but simply there."""
    if presences.of_page(connection, page):
        return True
    sql = (
        f"SELECT 1 FROM capture WHERE page_id = ? AND outcome NOT IN ('ok', 'unchanged') "
        f"AND {ASKED} UNION ALL SELECT 1 FROM unlisted JOIN page ON page.urlkey = key "
        "WHERE page.id = ? LIMIT 1"
    )
    return connection.execute(sql, (page, page)).fetchone() is not None


def _is_there(connection: Connection, page: int) -> bool:
    sql = "SELECT 1 FROM page WHERE id = ?"
    return connection.execute(sql, (page,)).fetchone() is not None


# What a capture says of other pages of its host


def _sent_alike(connection: Connection, page: int, time: int) -> None:
    """A page was sent somewhere: with others that were, it may be that all are."""
    row = presences.of_page(connection, page)
    if row is None or row.target is None:
        return
    length = microseconds_of(NEAR)
    alike = presences.sent_to(connection, row.target, time - length, time + length)
    if len(alike) <= SHARED:
        settled(connection, alike)


def _host_shown(connection: Connection, page: int, key: str, time: int) -> None:
    """A page of a host was there: what others were not at that time, they were not alone."""
    host = key.partition(")")[0]
    affected = _around(connection, key, time)
    if affected and (_is_front(key) or not _was_shown(connection, host, page, time)):
        settled(connection, affected)
    for earlier in _newly_known(connection, page):
        settled(connection, _around(connection, key, earlier))


def _host_lost(connection: Connection, page: int, key: str, time: int) -> None:
    """A page of a host was not there: it may be that none was."""
    affected = _around(connection, key, time)
    if not affected:
        return
    host = key.partition(")")[0]
    sql = (
        "SELECT DISTINCT page_id FROM capture INDEXED BY capture_time WHERE time >= ? AND time < ? "
        f"AND urlkey >= ? AND urlkey < ? AND page_id <> ? AND {ASKED} AND {LOST} LIMIT 2"
    )
    start = time // microseconds_of(AROUND) * microseconds_of(AROUND)
    span = (start, start + microseconds_of(AROUND))
    others = connection.execute(sql, (*span, f"{host})", f"{host}*", page)).fetchall()
    if _is_front(key) or len(others) < 2:
        settled(connection, affected)


def _around(connection: Connection, key: str, time: int) -> list[int]:
    """The pages of a host of which a capture at a time may tell something."""
    return presences.around(connection, key.partition(")")[0], *spans(time, NEAR))


def _is_front(key: str) -> bool:
    return key.partition(")")[2] == "/"


def _was_shown(connection: Connection, host: str, page: int, time: int) -> bool:
    """Whether two pages of a host were seen there before, in the very span of time.

    Two, as each of them counts for the other, too.
    """
    sql = (
        "SELECT DISTINCT page_id FROM capture INDEXED BY capture_time WHERE time >= ? AND time < ? "
        f"AND urlkey >= ? AND urlkey < ? AND {ASKED} AND {SHOWN} AND page_id <> ? LIMIT 2"
    )
    length = microseconds_of(AROUND)
    start = time // length * length
    span = (start, start + length)
    found = connection.execute(sql, (*span, f"{host})", f"{host}*", page)).fetchall()
    return len(found) > 1


def _newly_known(connection: Connection, page: int) -> list[int]:
    """When a page was not there that has just been seen to exist, for the first time."""
    sql = f"SELECT count(*) FROM capture WHERE page_id = ? AND {SHOWN} AND method = 'GET'"
    if connection.execute(sql, (page,)).fetchone()[0] > 1:
        return []
    sql = f"SELECT time FROM capture WHERE page_id = ? AND {ASKED} AND {LOST}"
    return [time for (time,) in connection.execute(sql, (page,)).fetchall()]
