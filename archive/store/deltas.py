"""Deltas: texts that a page showed before, told by those that it showed next to them.

The text that a page shows now stands whole in its row. Every other is ``packed``: its outline, a
line feed and its text as one Zstandard frame, with the same of another version, its base, as the
prefix. What has to be read for one is bounded (``archive.store.chains``); where that would be too
far, and where a base is of no use, the frame stands alone. The frame has a checksum, as a wrong
base would give wrong words, and the version its digest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import zstandard

from archive.errors import DamagedArchive
from archive.store import chains
from archive.store.packing import framed, unpacked
from archive.store.sqlite import sqlite3

if TYPE_CHECKING:
    from archive.store.database import Connection

TEXT = "coalesce(version.text, worded(version.id, 'main'))"
"""The text of a version in SQL, however it is kept; NULL where it is damaged."""
BLOCKS = "coalesce(version.blocks, outlined(version.id, 'main'))"
"""Its outline, the same."""
_POOR = 0.25
"""What does not become smaller than this share by its base is tried without it, too."""
_ALONE = 1.1
"""It may take so much more if it then rests on nothing."""
_KEPT = 8 * 1024 * 1024
"""Bytes of contents that are kept at hand."""
_ROW = "SELECT packed, size, base_id, digest, fixity, text, blocks FROM {schema}.version"
_WHOLE = "packed = NULL, size = NULL, base_id = NULL"


class Wording(NamedTuple):
    """The words of a version: its text, and the outline of its blocks."""

    text: str
    blocks: str


def wording(connection: Connection, number: int, schema: str = "main") -> Wording:
    """The words of a version, however they are kept.

    They are not compared with the digest of the version, for which its title is needed.

    Raises:
        DamagedArchive: there is no such version, or it or one that it rests on is damaged.
    """
    try:
        row = connection.execute(f"{_ROW.format(schema=schema)} WHERE id = ?", (number,)).fetchone()
        if row is not None and row[5] is not None and row[6] is not None:
            return Wording(row[5], row[6])
        data = _content(connection, number, schema)
    except (sqlite3.Error, zstandard.ZstdError, ValueError, TypeError) as error:
        raise DamagedArchive(f"text {number} is damaged: {error}") from error
    return _told(data)


def opened(
    connection: Connection, packed: bytes, base: int | None, schema: str = "main"
) -> Wording:
    """The words of a version that is not there any more, of what its row held.

    Raises:
        DamagedArchive: it, or what it rests on, is not what was stored.
    """
    try:
        prefix = b"" if base is None else _content(connection, base, schema)
        return _told(unpacked(packed, zstandard.frame_content_size(packed), prefix))
    except (sqlite3.Error, zstandard.ZstdError, ValueError, TypeError) as error:
        raise DamagedArchive(f"a text is damaged: {error}") from error


def register(connection: Connection) -> None:
    """Add ``worded`` and ``outlined`` to a connection, which ``TEXT`` and ``BLOCKS`` call."""
    last: list[tuple[tuple[Any, str], Wording]] = []

    def worded(number: Any, schema: str) -> str | None:
        found = _or_none(connection, number, schema)
        last[:] = [((number, schema), found)] if found else []
        return found.text if found else None

    def outlined(number: Any, schema: str) -> str | None:
        # Of a row of which the text is asked for, too, it is asked for next, and that once.
        if last and last[0][0] == (number, schema):
            return last.pop()[1].blocks
        found = _or_none(connection, number, schema)
        return found.blocks if found else None

    connection.create_function("worded", 2, worded)
    connection.create_function("outlined", 2, outlined)


def settled(connection: Connection, page_id: int, schema: str = "main") -> None:
    """Let the text that a page shows now stand whole, and no other. Within a transaction."""
    sql = f"SELECT version_id FROM {schema}.page WHERE id = ?"
    (current,) = connection.execute(sql, (page_id,)).fetchone() or (None,)
    if current is None:
        return
    unfolded(connection, [current], schema)
    sql = (
        f"SELECT version.id FROM {schema}.version JOIN {schema}.capture "
        "ON capture.id = capture_id WHERE version.page_id = ? AND packed IS NULL "
        "AND version.id <> ? ORDER BY time DESC, version.id DESC"
    )
    for (number,) in connection.execute(sql, (page_id, current)).fetchall():
        _fold(connection, number, _candidates(connection, number, current, schema), schema)


def all_settled(connection: Connection, progress: Callable[[int, int], None]) -> None:
    """The same for all pages of an archive, some of which have had all their texts whole.

    Args:
        connection: of the archive.
        progress: told how many texts of how many are done, now and then.
    """
    sql = "SELECT page_id, count(*) FROM version GROUP BY page_id HAVING count(*) > 1"
    pages = connection.execute(sql).fetchall()
    total, done = sum(count for _, count in pages), 0
    for page_id, count in pages:
        settled(connection, page_id)
        done += count
        progress(done, total)


def unfolded(connection: Connection, numbers: Iterable[int], schema: str = "main") -> None:
    """Let versions stand whole; those that are damaged rest on nothing any more."""
    is_packed = f"SELECT 1 FROM {schema}.version WHERE id = ? AND packed IS NOT NULL"
    for number in numbers:
        if connection.execute(is_packed, (number,)).fetchone() is None:
            continue
        words = _or_none(connection, number, schema)
        if words is None:
            sql = f"UPDATE {schema}.version SET base_id = NULL WHERE id = ?"
            connection.execute(sql, (number,))
        else:
            sql = f"UPDATE {schema}.version SET text = ?, blocks = ?, {_WHOLE} WHERE id = ?"
            connection.execute(sql, (*words, number))


def parted(connection: Connection, numbers: Iterable[int], schema: str = "main") -> None:
    """Let nothing rest on versions that are to go or to change, and note what their words were.

    What rests on them and stays is told by what they rest on. Within a transaction, before they
    are deleted in one statement.
    """
    gone = set(numbers)
    for number in sorted(gone):
        sql = f"SELECT packed FROM {schema}.version WHERE id = ?"
        (packed,) = connection.execute(sql, (number,)).fetchone() or (None,)
        words = _or_none(connection, number, schema) if packed is not None else None
        if words is not None:
            connection.execute(_NOTED.format(schema=schema), (words.text, number))
    left = {
        heir: number
        for number in gone
        for heir in chains.resting_on(connection, "version", number, schema)
        if heir not in gone
    }
    for heir, number in sorted(left.items()):
        choices = _heirs_bases(connection, heir, number, gone, schema)
        unfolded(connection, [heir], schema)
        _fold(connection, heir, choices, schema)


_NOTED = (
    "INSERT INTO {schema}.unindexed (version_id, title, summary, text, authors, language) "
    "SELECT id, title, summary, ?, authors, language FROM {schema}.version WHERE id = ? "
    "ON CONFLICT (version_id) DO UPDATE SET title = excluded.title, summary = excluded.summary, "
    "text = excluded.text, authors = excluded.authors, language = excluded.language "
    "WHERE unindexed.text IS NULL AND unindexed.packed IS NULL"
)


def _or_none(connection: Connection, number: Any, schema: str) -> Wording | None:
    try:
        return wording(connection, number, schema)
    except DamagedArchive:
        return None


def _told(data: bytes) -> Wording:
    blocks, _, text = data.decode().partition("\n")
    return Wording(text, blocks)


def _joined(text: str, blocks: str) -> bytes:
    return f"{blocks}\n{text}".encode()


def _content(connection: Connection, number: int, schema: str) -> bytes:
    """What a version is the prefix of others by; it itself is read from the file in any case."""
    steps: list[tuple[Any, ...]] = []
    data = b""
    following: int | None = number
    while following is not None:
        row = connection.execute(
            f"{_ROW.format(schema=schema)} WHERE id = ?", (following,)
        ).fetchone()
        if row is None or len(steps) > chains.DEPTH:
            raise ValueError("what it rests on is missing, or rests on itself")
        held = _at_hand.get((row[3], row[4])) if steps else None
        if held is not None or row[0] is None:
            data = _joined(row[5], row[6]) if held is None else held
            break
        steps.append(row)
        following = row[2]
    for packed, size, _, digest, fixity, *_ in reversed(steps):
        data = unpacked(packed, size, data)
        _at_hand.put((digest, fixity), data)
    return data


def _fold(connection: Connection, number: int, bases: Iterable[int], schema: str) -> None:
    """Pack a version by the base that makes it smallest of those that are near enough."""
    sql = f"SELECT text, blocks FROM {schema}.version WHERE id = ? AND packed IS NULL"
    row = connection.execute(sql, (number,)).fetchone()
    if row is None or not all(isinstance(part, str) for part in row):
        return
    data = _joined(*row)
    best: tuple[int | None, bytes] | None = None
    for base in bases:
        if chains.is_near(connection, "version", number, len(data), base, schema):
            try:
                made = framed(data, _content(connection, base, schema))
            except (sqlite3.Error, zstandard.ZstdError, ValueError, TypeError):
                continue
            if best is None or len(made) < len(best[1]):
                best = base, made
    if best is None or len(best[1]) > len(data) * _POOR:
        alone = framed(data)
        if best is None or len(alone) <= len(best[1]) * _ALONE:
            best = None, alone
    sql = (
        f"UPDATE {schema}.version SET text = NULL, blocks = NULL, packed = ?, size = ?, "
        "base_id = ? WHERE id = ?"
    )
    connection.execute(sql, (best[1], len(data), best[0], number))


def _candidates(connection: Connection, number: int, current: int, schema: str) -> Sequence[int]:
    """Versions that are likely to be like one: which the page showed after and before it."""
    found = []
    for order, sign in (("", ">"), (" DESC", "<")):
        sql = (
            f"SELECT reading.version_id FROM {schema}.version AS own "
            f"JOIN {schema}.capture AS first ON first.id = own.capture_id "
            f"JOIN {schema}.capture AS next ON next.page_id = own.page_id "
            f"AND (next.time, next.id) {sign} (first.time, first.id) "
            f"JOIN {schema}.reading ON reading.capture_id = next.id "
            "WHERE own.id = ? AND reading.version_id IS NOT NULL AND reading.version_id <> own.id "
            f"ORDER BY next.time{order}, next.id{order} LIMIT 1"
        )
        row = connection.execute(sql, (number,)).fetchone()
        if row and row[0] == current:
            return (current,)
        found += [row[0]] if row else []
    return tuple(dict.fromkeys([*found, current]))


def _heirs_bases(
    connection: Connection, heir: int, base: int, gone: set[int], schema: str
) -> Sequence[int]:
    """What may take the place of a base that goes: what that rests on, what was near in time."""
    sql = f"SELECT base_id FROM {schema}.version WHERE id = ?"
    following: int | None = base
    for _ in range(chains.DEPTH):
        if following is None or following not in gone:
            break
        (following,) = connection.execute(sql, (following,)).fetchone() or (None,)
    sql = (
        f"SELECT page.version_id FROM {schema}.version "
        f"JOIN {schema}.page ON page.id = page_id WHERE version.id = ?"
    )
    (current,) = connection.execute(sql, (heir,)).fetchone() or (None,)
    found = [following, *_candidates(connection, heir, current or heir, schema)]
    return [one for one in dict.fromkeys(found) if one is not None and one not in gone]


class _AtHand:
    """Contents that were needed last, whichever file they are of: known by what they are."""

    def __init__(self) -> None:
        self._contents: OrderedDict[tuple[bytes, bytes], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[bytes, bytes]) -> bytes | None:
        with self._lock:
            if key in self._contents:
                self._contents.move_to_end(key)
            return self._contents.get(key)

    def put(self, key: tuple[bytes, bytes], data: bytes) -> None:
        with self._lock:
            self._size += len(data) - len(self._contents.pop(key, b""))
            self._contents[key] = data
            while self._size > _KEPT:
                _, gone = self._contents.popitem(last=False)
                self._size -= len(gone)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._contents.clear()
            self._size = 0


_at_hand = _AtHand()


def let_go() -> None:
    """Drop the contents that are kept at hand, as in a process that has read nothing yet."""
    _at_hand.clear()
