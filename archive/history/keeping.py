"""In what captures differ from those before them, written as captures come, in their transactions.

It is what follows from all captures at once, in whatever order they came. A capture that comes late
is what the next one is held against from then on, and may be what a later one returned to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from archive.clean import LISTS
from archive.errors import DamagedArchive
from archive.history import kinds
from archive.history.aside import Around
from archive.history.kinds import REVISION, Shown
from archive.history.surroundings import Lines, lines_of
from archive.store import changes, facts, texts
from archive.store.changes import Row
from archive.store.imprints import imprint_of

if TYPE_CHECKING:
    from archive.store.database import Connection

_SIGHT = (
    "SELECT capture.id, capture.time, capture.url, version_id, reading.kind, reading.extractor, "
    "facts_id, imprint, layout "
    "FROM capture CROSS JOIN reading ON capture_id = capture.id "
)
_OF_PAGE = f"{_SIGHT} WHERE page_id = ? AND version_id IS NOT NULL ORDER BY time, capture.id"
_OF_CAPTURE = f"{_SIGHT} WHERE capture.id = ? AND version_id IS NOT NULL"
_NEXT = (
    f"{_SIGHT} WHERE page_id = (SELECT page_id FROM capture WHERE id = ?) AND "
    "version_id IS NOT NULL AND (time, capture.id) {sign} (?, ?) "
    "ORDER BY time {way}, capture.id {way} LIMIT 1"
)
_BEFORE, _AFTER = (_NEXT.format(sign=sign, way=way) for sign, way in (("<", "DESC"), (">", "ASC")))
_SHOWN_BEFORE = (
    "SELECT 1 FROM reading JOIN capture ON capture.id = capture_id "
    "WHERE version_id = ? AND (time, capture.id) < (?, ?) LIMIT 1"
)
# Later captures that took this text up again after another.
_RETURNS = (
    "SELECT one.before_id, one.capture_id FROM reading AS now "
    "JOIN change AS one ON one.capture_id = now.capture_id "
    "WHERE now.version_id = ? AND (one.time, one.capture_id) > (?, ?) AND one.returned = 0"
)
_DIGESTS = (
    "SELECT version.digest, version.fixity, facts.digest, capture.digest FROM reading "
    "JOIN capture ON capture.id = reading.capture_id "
    "JOIN version ON version.id = version_id LEFT JOIN facts ON facts.id = facts_id "
    "WHERE reading.capture_id = ?"
)
# Most pages have shown one thing only, and cost nothing.
_DIFFERING = (
    "SELECT page_id FROM capture CROSS JOIN reading ON capture_id = capture.id "
    "WHERE version_id IS NOT NULL {where} GROUP BY page_id "
    "HAVING min(version_id) <> max(version_id) "
    "OR min(coalesce(facts_id, 0)) <> max(coalesce(facts_id, 0)) "
    "OR min(coalesce(imprint, x'')) <> max(coalesce(imprint, x'')) "
    "OR min(coalesce(layout, '')) <> max(coalesce(layout, ''))"
)
_TOLD = "SELECT page_id FROM change CROSS JOIN capture ON capture.id = capture_id WHERE 1 {where}"

Tell = Callable[[int, int], None]
"""Told how many pages of how many are done."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """A capture that shows a text, by the numbers of what it shows."""

    id: int
    time: int
    url: str
    version: int
    kind: str
    extractor: str
    facts: int | None
    imprint: bytes | None
    layout: str | None

    def shows_as(self, other: _Sight) -> bool:
        """Whether there is nothing to compare."""
        return (self.version, self.facts, self.imprint, self.layout) == (
            other.version, other.facts, other.imprint, other.layout,
        )  # fmt: skip


def kept(connection: Connection, capture_id: int) -> None:
    """Write in what a capture differs that has just been kept. Within its transaction."""
    now = _one(connection, _OF_CAPTURE, (capture_id,))
    if now is None:
        return
    place = (capture_id, now.time, capture_id)
    before, after = (_one(connection, sql, place) for sql in (_BEFORE, _AFTER))
    if before is not None:
        _put(connection, before, now)
    if after is not None:
        _put(connection, now, after)
        for pair in connection.execute(_RETURNS, (now.version, now.time, now.id)).fetchall():
            one, other = (_one(connection, _OF_CAPTURE, (number,)) for number in pair)
            if one and other:
                _put(connection, one, other)


def settled(connection: Connection, pages: Iterable[int]) -> None:
    """Write in what the captures of pages differ. Within a transaction.

    What was told of the same texts by the same rules is not worked out again.
    """
    for page in pages:
        written(connection, page, changes.of_page(connection, page))


def written(connection: Connection, page: int, told: Mapping[int, Row]) -> None:
    """Write in what the captures of a page differ. Within a transaction.

    Args:
        connection: of the archive.
        page: its number.
        told: what was worked out before; what is not to be told otherwise is not worked out again.
    """
    wanted = rows_of(connection, page, told)
    changes.put_right(connection, changes.of_page(connection, page), wanted)


def rows_of(
    connection: Connection, page: int, known: Mapping[int, Row], *, is_anew: bool = False
) -> dict[int, Row]:
    """What the archive is to say of the captures of a page.

    Args:
        connection: of the archive.
        page: its number.
        known: what was told before; it holds where it was told from the same, and where texts are
            damaged, so that it cannot be told.
        is_anew: whether all is to be worked out again that can be.
    """
    found: dict[int, Row] = {}
    seen: set[int] = set()
    before: _Sight | None = None
    for values in connection.execute(_OF_PAGE, (page,)).fetchall():
        now = _Sight(*values)
        if before is not None:
            is_return = now.version in seen and now.version != before.version
            was = known.get(now.id)
            row = _row(connection, before, now, was, returned=is_return, is_anew=is_anew)
            found |= {row.capture_id: row} if row else {}
        seen.add(now.version)
        before = now
    return found


def difference(connection: Connection, page: int) -> str | None:
    """In what the rows of a page are not what follows from its captures; ``None`` if nothing."""
    known = changes.of_page(connection, page)
    wanted = rows_of(connection, page, known, is_anew=True)
    for number in sorted(known.keys() | wanted.keys()):
        if known.get(number) != wanted.get(number):
            return f"that of capture {number} is another"
    return None


def candidates(connection: Connection, host: str | None = None) -> list[int]:
    """The pages of an archive, or of a host, of which there is, or may be, anything to tell."""
    where, values = "", tuple[str, ...]()
    if host is not None:
        where, values = "AND capture.urlkey >= ? AND capture.urlkey < ?", (f"{host})", f"{host}*")
    sql = f"{_DIFFERING} UNION {_TOLD} ORDER BY 1".format(where=where)
    return [page for (page,) in connection.execute(sql, (*values, *values)).fetchall()]


def made_anew(connection: Connection, tell: Tell = lambda *_: None) -> None:
    """Write in what all captures differ. Within a transaction."""
    connection.execute("DELETE FROM change")
    pages = candidates(connection)
    for done, page in enumerate(pages, 1):
        changes.put_right(connection, {}, rows_of(connection, page, {}))
        tell(done, len(pages))


def _one(connection: Connection, sql: str, values: tuple[int, ...]) -> _Sight | None:
    row = connection.execute(sql, values).fetchone()
    return _Sight(*row) if row else None


def _put(connection: Connection, before: _Sight, now: _Sight) -> None:
    known = changes.of_capture(connection, now.id)
    is_return = now.version != before.version and _was_shown(connection, now)
    row = _row(connection, before, now, known, returned=is_return)
    if row != known:
        changes.put(connection, now.id, row)


def _was_shown(connection: Connection, now: _Sight) -> bool:
    values = (now.version, now.time, now.id)
    return connection.execute(_SHOWN_BEFORE, values).fetchone() is not None


def _row(
    connection: Connection, before: _Sight, now: _Sight, known: Row | None, *, returned: bool,
    is_anew: bool = False,
) -> Row | None:  # fmt: skip
    """In what a capture differs from the one before; ``None`` where there is nothing to say."""
    if now.shows_as(before):
        return None
    inputs = _inputs(connection, before, now, returned=returned)
    if known is not None and known.inputs == inputs and not is_anew:
        return replace(known, before_id=before.id, time=now.time, returned=int(returned))
    try:
        shown = _shown(connection, before), _shown(connection, now)
        one = kinds.change(
            *shown, returned=returned, around=_around(connection, before, now, known)
        )
    except DamagedArchive:
        # A check of the archive names it; what is captured is not lost for it.
        return known
    if one.kind == "unchanged" and now.version == before.version:
        return None
    return Row(
        now.id, before.id, now.time, one.kind, one.added, one.removed, one.moved, int(returned),
        one.disclosure, one.evidence.written(), inputs,
    )  # fmt: skip


def _around(
    connection: Connection, before: _Sight, now: _Sight, known: Row | None
) -> Around:  # fmt: skip
    """All blocks of two pages, when they are asked for."""

    def told() -> tuple[Lines, Lines]:
        try:
            return lines_of(connection, before.id), lines_of(connection, now.id)
        except DamagedArchive:
            # Without them it is told as far as texts tell it, unless it was told better before.
            if known is not None:
                raise
            return frozenset(), frozenset()

    return told


def _inputs(connection: Connection, *sights: _Sight, returned: bool) -> bytes:
    """Eight bytes that stand for all that two captures are told from, and for the rules."""
    digest = blake2b(f"{REVISION} {returned}".encode(), digest_size=8)
    for sight in sights:
        row = connection.execute(_DIGESTS, (sight.id,)).fetchone()
        words = f"\0{sight.url}\0{sight.kind}\0{sight.extractor}\0{sight.layout}\0"
        digest.update(words.encode("utf-8", "surrogatepass"))
        # Of a list what stands round it is not looked at.
        said = (row or ())[: 3 if sight.kind in LISTS else 4]
        for part in (*said, sight.imprint):
            digest.update(part if isinstance(part, bytes) else b"-")
    return digest.digest()


def _shown(connection: Connection, sight: _Sight) -> Shown:
    text = texts.by_id(connection, sight.version)
    if text is None:
        raise DamagedArchive(f"capture {sight.id}: text {sight.version} is not there")
    try:
        imprint = imprint_of(sight.imprint, sight.layout)
    except ValueError as error:
        raise DamagedArchive(f"capture {sight.id}: {error}") from error
    said = facts.said_by(connection, sight.id)
    layout = sight.layout or ""
    return Shown(sight.url, text, sight.kind, sight.extractor, said, imprint, layout)


def pages_of(connection: Connection, capture_ids: Iterable[int]) -> Iterator[int]:
    """The pages of some captures."""
    sql = "SELECT page_id FROM capture WHERE id = ?"
    for number in capture_ids:
        yield from (page for (page,) in connection.execute(sql, (number,)).fetchall())
