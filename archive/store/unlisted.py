"""Pages that a list left out while it kept what stood below them.

That a list leaves out what is at its end says nothing: it made room for something new. Nor does
what an editor's choice leaves out, such as a front page: so only dated lists count, the newest
first. A feed and a sitemap are no lists here: they name what is new, and leave it out in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING

from archive.errors import DamagedArchive
from archive.identity import page_key
from archive.store import facts

if TYPE_CHECKING:
    from archive.store.database import Connection

_LISTS = "('listing')"


Named = tuple[str, str]
"""The key of a page that a list names, and the day it gives."""


def left_out(before: Sequence[Named], after: Sequence[Named]) -> list[str]:
    """What a list left out although it still has something older.

    Args:
        before: what it named, from the top.
        after: what it names now.

    Returns:
        Keys of pages; nothing unless both lists are by date, the newest first. What stood above
        all that is still there counts only where something newer stands there now.
    """
    if not (_is_by_date(before) and _is_by_date(after)):
        return []
    had, kept = {key for key, _ in before}, {key for key, _ in after}
    oldest = min((day for key, day in before if key in kept), default="")
    # The top of a second page goes to the first one where something above was taken out.
    newest = max((day for _, day in takewhile(lambda one: one[0] not in had, after)), default="")
    above = {key for key, _ in takewhile(lambda one: one[0] not in kept, before)}
    return [
        key
        for key, day in before
        if key not in kept and oldest and day > oldest and (key not in above or day <= newest)
    ]


def _is_by_date(named: Sequence[Named]) -> bool:
    days = [day for _, day in named]
    return len(days) > 2 and all(days) and all(a >= b for a, b in pairwise(days))


def settled(connection: Connection, capture_id: int) -> set[int]:
    """Write down what a capture of a list leaves out against the one before it, and the next one.

    Returns:
        The pages of which that says something else than before.
    """
    row = connection.execute(
        "SELECT page_id, time FROM capture JOIN reading ON reading.capture_id = capture.id "
        f"WHERE capture.id = ? AND kind IN {_LISTS}", (capture_id,),
    ).fetchone()  # fmt: skip
    if row is None:
        return set()
    page, time = row
    before = _beside(connection, page, time, capture_id, is_before=True)
    after = _beside(connection, page, time, capture_id, is_before=False)
    touched = _written(connection, before, capture_id)
    return touched | (_written(connection, capture_id, after) if after else set())


def all_lists(connection: Connection) -> Iterator[list[int]]:
    """The captures of each page that is a list, oldest first; those with one capture only aside."""
    sql = (
        "SELECT page_id, capture.id FROM reading JOIN capture ON capture.id = capture_id "
        f"WHERE reading.kind IN {_LISTS} AND outcome = 'ok' ORDER BY page_id, time, capture.id"
    )
    rows = connection.execute(sql).fetchall()
    for _, group in groupby(rows, key=lambda row: row[0]):
        captures = [capture for _, capture in group]
        if len(captures) > 1:
            yield captures


def made_anew(connection: Connection, captures: Sequence[int]) -> None:
    """Write what each capture of a list leaves out, of which nothing is written yet.

    Args:
        connection: of the archive.
        captures: all of the list, oldest first.
    """
    before: list[Named] | None = None
    for capture in captures:
        named = _named(connection, capture)
        rows = [(key, capture) for key in sorted(set(left_out(before, named)))] if before else []
        connection.executemany("INSERT INTO unlisted (key, capture_id) VALUES (?, ?)", rows)
        before = named


def heirs(connection: Connection, capture_ids: Iterable[int]) -> set[int]:
    """The captures of lists that come after some, which are about to be no captures of them."""
    given = set(capture_ids)
    sql = (
        "SELECT page_id, time FROM capture JOIN reading ON reading.capture_id = capture.id "
        f"WHERE capture.id = ? AND kind IN {_LISTS}"
    )
    found = set()
    for number in given:
        last: int | None = number
        while last in given:
            row = connection.execute(sql, (last,)).fetchone()
            last = _beside(connection, row[0], row[1], last, is_before=False) if row else None
        if last:
            found.add(last)
    return found


def dropped(connection: Connection, capture_ids: Iterable[int]) -> set[int]:
    """Take away what captures leave out; the pages of which that was said."""
    found: set[str] = set()
    for number in capture_ids:
        sql = "SELECT key FROM unlisted WHERE capture_id = ?"
        found.update(key for (key,) in connection.execute(sql, (number,)).fetchall())
        connection.execute("DELETE FROM unlisted WHERE capture_id = ?", (number,))
    return _pages(connection, found)


def of_page(connection: Connection, page_id: int) -> Iterator[tuple[int, int, str]]:
    """When a page was left out: the time, the capture of the list and its URL, oldest first."""
    sql = (
        "SELECT time, capture.id, capture.url FROM unlisted "
        "JOIN capture ON capture.id = capture_id "
        "WHERE key = (SELECT urlkey FROM page WHERE id = ?) ORDER BY time, capture.id"
    )
    yield from connection.execute(sql, (page_id,)).fetchall()


def named_by(connection: Connection, capture_id: int) -> list[str]:
    """The URLs of the pages that a capture of a list leaves out."""
    sql = (
        "SELECT page.url FROM unlisted JOIN page ON page.urlkey = key WHERE capture_id = ? "
        "ORDER BY page.id"
    )
    return [url for (url,) in connection.execute(sql, (capture_id,)).fetchall()]


def expected(connection: Connection, capture_id: int) -> set[str]:
    """The keys of the pages that a capture of a list leaves out, told anew."""
    row = connection.execute(
        "SELECT page_id, time FROM capture JOIN reading ON reading.capture_id = capture.id "
        f"WHERE capture.id = ? AND kind IN {_LISTS}", (capture_id,),
    ).fetchone()  # fmt: skip
    before = _beside(connection, row[0], row[1], capture_id, is_before=True) if row else None
    return _left_out(connection, before, capture_id) if before else set()


def _written(connection: Connection, before: int | None, after: int) -> set[int]:
    wanted = _left_out(connection, before, after) if before else set[str]()
    sql = "SELECT key FROM unlisted WHERE capture_id = ?"
    known = {key for (key,) in connection.execute(sql, (after,))}
    if wanted != known:
        connection.execute("DELETE FROM unlisted WHERE capture_id = ?", (after,))
        rows = [(key, after) for key in sorted(wanted)]
        connection.executemany("INSERT INTO unlisted (key, capture_id) VALUES (?, ?)", rows)
    return _pages(connection, wanted ^ known)


def _left_out(connection: Connection, before: int, after: int) -> set[str]:
    return set(left_out(_named(connection, before), _named(connection, after)))


def _pages(connection: Connection, keys: Iterable[str]) -> set[int]:
    """The pages with some keys that the archive has."""
    sql = "SELECT id FROM page WHERE urlkey = ?"
    return {int(page) for key in keys for (page,) in connection.execute(sql, (key,)).fetchall()}


def _named(connection: Connection, capture_id: int) -> list[Named]:
    """The pages that a capture of a list names, from the top."""
    try:
        said = facts.of_capture(connection, capture_id)
    except DamagedArchive:
        return []
    named = {page_key(entry.url): (entry.date or "")[:10] for entry in reversed(said.entries)}
    return list(reversed(named.items()))


def _beside(
    connection: Connection, page: int, time: int, capture_id: int, *, is_before: bool
) -> int | None:
    """The capture of a list that comes before, or after, one of it in time."""
    sign, order = ("<", "DESC") if is_before else (">", "ASC")
    sql = (
        "SELECT capture.id FROM capture JOIN reading ON reading.capture_id = capture.id "
        f"WHERE page_id = ? AND (time, capture.id) {sign} (?, ?) AND outcome = 'ok' "
        f"AND reading.kind IN {_LISTS} ORDER BY time {order}, capture.id {order} LIMIT 1"
    )
    row = connection.execute(sql, (page, time, capture_id)).fetchone()
    return int(row[0]) if row else None
