"""The checks of a page, out of an archive: its captures, what was thinned out, what lists left out.

Everything here follows from captures; nothing is remembered beside them. What was thinned out
still counts, by its tombstone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive.errors import DamagedArchive
from archive.health.plan import unpacked
from archive.identity import page_key
from archive.presence.checks import SHARED, THERE, Check, Host
from archive.presence.states import USUAL, Presence, Terms, presence
from archive.presence.targets import NOT_SEEN, Seen, Target, absolute, target_of
from archive.store import deltas, pages, unlisted
from archive.urls import microseconds, moment, urlkey

if TYPE_CHECKING:
    from archive.store.database import Connection

AROUND = timedelta(minutes=10)
"""What else a host showed is told by spans of this length: that of a check, and its neighbours."""
NEAR = timedelta(hours=6)
"""The same for whether a host answered at all."""
FOLLOWED = timedelta(hours=1)
"""Within this time of a redirect, what was seen where it leads is taken for what was there."""
ASKED = "method = 'GET' AND how NOT IN ('requisite', 'robots')"
"""Captures that tell of the presence of a page."""
SHOWN = "outcome IN ('ok', 'unchanged')"
LOST = "outcome IN ('absent', 'blocked', 'error', 'failure')"

_CHECKS = (
    "SELECT capture.time, outcome, capture.url, capture.id, status, coalesce(evidence, ''), wall, "
    "coalesce(reading.kind, ''), size, source_id, reading.version_id FROM capture "
    f"LEFT JOIN reading ON reading.capture_id = capture.id WHERE page_id = ? AND {ASKED} "
    "ORDER BY capture.time, capture.id"
)
# A capture that was thinned out was one of many that showed the same.
_THINNED = (
    "SELECT tombstone.time, outcome, url, status FROM tombstone "
    "JOIN removal ON removal.id = removal_id WHERE removal.kind = 'thinned' AND returned IS NULL "
    "AND urlkey IN (SELECT DISTINCT urlkey FROM capture WHERE page_id = ?) "
    "AND outcome IN ('ok', 'unchanged', 'absent', 'blocked', 'error', 'failure')"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an archive has of a page.

    Attributes:
        checks: its checks, oldest first.
        terms: by which it is judged: those of the source that asked last.
        is_page: whether a text, or a document, was ever read of it.
    """

    checks: tuple[Check, ...]
    terms: Terms
    is_page: bool


def presence_of(connection: Connection, page_id: int) -> Presence:
    """Where a page stands, with every check."""
    found = gathered(connection, page_id)
    return presence(found.checks, found.terms)


def of_url(connection: Connection, url: str) -> Presence | None:
    """Where the page that a URL names stands; ``None`` where the archive has no capture of it.

    That a crawl may not ask for it now, by robots.txt, counts as a check that says nothing.
    """
    page = pages.of_url(connection, url)
    if page is None:
        return None
    found = gathered(connection, page)
    refused = _refused(connection, url)
    return presence((*found.checks, *refused), found.terms)


def gathered(connection: Connection, page_id: int) -> Gathered:
    """What an archive has of a page, but for what its frontier says."""
    rows = connection.execute(_CHECKS, (page_id,)).fetchall()
    sources = [row[9] for row in rows if row[9] is not None]
    checks = list(_checks(connection, page_id, rows))
    for time, outcome, url, status in connection.execute(_THINNED, (page_id,)).fetchall():
        thinned = Check(moment(time), outcome, url, status=status, evidence="thinned out since")
        checks.append(replace(thinned, evidence="") if outcome in THERE else thinned)
    is_page = any(row[7] and row[1] in THERE for row in rows)
    if is_page and checks:
        last = max((one.time for one in checks if one.outcome in THERE), default=None)
        checks += _unlisted(connection, page_id, last)
    terms = terms_of(connection, sources[-1]) if sources else USUAL
    return Gathered(tuple(checks), terms, is_page)


def terms_of(connection: Connection, source_id: int) -> Terms:
    """When pages of a source count as gone, by what its last crawl left of its file."""
    row = connection.execute("SELECT plan FROM source WHERE id = ?", (source_id,)).fetchone()
    try:
        return unpacked(row[0]).presence if row and row[0] else USUAL
    except ValueError:
        return USUAL


def _checks(connection: Connection, page_id: int, rows: Sequence[tuple]) -> Iterator[Check]:  # type: ignore[type-arg]
    seen: dict[str, tuple[Seen, int]] = {}
    near: dict[tuple[str, int], bool] = {}
    kind = ""
    for time, outcome, url, number, status, evidence, wall, read, size, _, version in rows:
        check = Check(_moment(time, number), outcome, url, number, status, evidence, wall, read)
        if outcome == "redirect":
            check = replace(check, target=_target(connection, check, seen))
        elif outcome in THERE:
            if kind == "document" and read != "document":
                check = replace(check, words=_words(connection, version))
            # An answer that was cut before anything came shows nothing.
            check = (
                replace(check, outcome="failure") if outcome == "partial" and not size else check
            )
            kind = read or kind
        if outcome == "absent" or (check.target and check.target.place not in ("itself", "barred")):
            check = replace(check, host=host_at(connection, page_id, urlkey(url), check.time, near))
        yield check


def _moment(time: int, number: int) -> datetime:
    try:
        return moment(time)
    except DamagedArchive as error:
        raise DamagedArchive(f"capture {number}: {error}") from error


def _words(connection: Connection, version: int | None) -> int | None:
    if version is None:
        return None
    sql = f"SELECT {deltas.TEXT} FROM version WHERE id = ?"
    row = connection.execute(sql, (version,)).fetchone()
    return len(row[0].split()) if row and row[0] else None


# What lists and frontiers say


def _unlisted(connection: Connection, page_id: int, last: datetime | None) -> Iterator[Check]:
    """The lists that left a page out since it was last there, one check each."""
    for time, capture, url in unlisted.of_page(connection, page_id):
        if last is not None and moment(time) > last:
            words = f"{url} no longer lists it, and still lists what stood below it"
            yield Check(moment(time), "unlisted", url, capture, evidence=words)


def _refused(connection: Connection, url: str) -> Iterator[Check]:
    """That crawls of a source may not ask for a URL, by its robots.txt, since some time."""
    sql = (
        "SELECT settled, robots_id, reason FROM frontier WHERE urlkey = ? AND state = 'refused' "
        "AND robots_id IS NOT NULL AND settled IS NOT NULL"
    )
    for settled, robots, reason in connection.execute(sql, (page_key(url),)).fetchall():
        yield Check(moment(settled), "refused", url, robots, evidence=reason or "")


# Where redirects lead


def _target(
    connection: Connection, check: Check, known: dict[str, tuple[Seen, int]]
) -> Target | None:
    there = absolute(check.url, check.evidence)
    plain = target_of(check.url, check.evidence)
    if plain is None or plain.place in ("itself", "front"):
        return plain
    key = f"{there} {microseconds(check.time) // microseconds_of(FOLLOWED)}"
    if key not in known:
        known[key] = (_seen(connection, there, check.time), _shared(connection, check))
    return target_of(check.url, check.evidence, *known[key])


def _seen(connection: Connection, url: str, time: datetime) -> Seen:
    """What was seen at an address around a time."""
    page = pages.of_url(connection, url)
    if page is None:
        return NOT_SEEN
    at, span = microseconds(time), microseconds_of(FOLLOWED)
    sql = (
        "SELECT outcome, coalesce(evidence, status, ''), coalesce(reading.kind, '') FROM capture "
        "LEFT JOIN reading ON reading.capture_id = capture.id WHERE page_id = ? "
        "AND method = 'GET' AND time BETWEEN ? AND ? AND outcome <> 'redirect' "
        "ORDER BY abs(time - ?), outcome, url LIMIT 1"
    )
    row = connection.execute(sql, (page, at - span, at + span, at)).fetchone()
    if row is None:
        return NOT_SEEN
    is_shown = row[0] in THERE
    is_list = row[2] in ("listing", "search", "profile")
    return Seen(row[0], str(row[1]), is_shown and is_list, is_shown and not is_list)


def _shared(connection: Connection, check: Check) -> int:
    """How many pages of the host were sent to one place within some hours, up to ``SHARED``."""
    at, span = microseconds(check.time), microseconds_of(NEAR)
    host = urlkey(check.url).partition(")")[0]
    sql = (
        "SELECT DISTINCT page_id FROM capture INDEXED BY capture_time "
        "WHERE time BETWEEN ? AND ? AND outcome = 'redirect' AND evidence = ? "
        f"AND urlkey >= ? AND urlkey < ? AND {ASKED} LIMIT ?"
    )
    values = (at - span, at + span, check.evidence, f"{host})", f"{host}*", SHARED)
    return len(connection.execute(sql, values).fetchall())


# What the host showed


def microseconds_of(span: timedelta) -> int:
    """A time as the archive counts it."""
    return span // timedelta(microseconds=1)


def spans(time: int, size: timedelta) -> tuple[int, int]:
    """From when to when what else happened counts: the span a time is in, and those beside it."""
    length = microseconds_of(size)
    start = time // length * length
    return start - length, start + 2 * length


def host_at(
    connection: Connection, page_id: int, key: str, time: datetime,
    known: dict[tuple[str, int], bool] | None = None,
) -> Host:  # fmt: skip
    """What other pages of the host of a page showed around a time.

    Args:
        connection: of the archive.
        page_id: the page.
        key: its urlkey, or another of its host.
        time: when.
        known: whether any was there within hours, by host and span, as far as that was asked.
    """
    host, at = key.partition(")")[0], microseconds(time)
    around = spans(at, AROUND)
    there = is_any(connection, host, around, SHOWN, page_id)
    front = _front(connection, host, around, page_id)
    lost = False if there else is_any(connection, host, around, LOST, page_id, is_known=True)
    hours, known = spans(at, NEAR), {} if known is None else known
    if not there and (host, hours[0]) not in known:
        known[host, hours[0]] = is_any(connection, host, hours, SHOWN, page_id)
    near = there or known[host, hours[0]]
    return Host(there, lost, front, near)


def is_any(
    connection: Connection, host: str, span: tuple[int, int], which: str, but: int,
    *, is_known: bool = False,
) -> bool:  # fmt: skip
    """Whether any page of a host but one showed something within a span.

    Args:
        connection: of the archive.
        host: as its urlkeys begin.
        span: from and until when.
        which: SQL condition on captures.
        but: the page that does not count.
        is_known: whether only pages count that were there at some time.
    """
    known = (
        "AND EXISTS (SELECT 1 FROM capture AS other WHERE other.page_id = capture.page_id "
        f"AND other.{SHOWN} AND other.method = 'GET')"
    )
    sql = (
        "SELECT 1 FROM capture INDEXED BY capture_time WHERE time >= ? AND time < ? "
        f"AND urlkey >= ? AND urlkey < ? AND page_id <> ? AND {ASKED} AND {which} "
        f"{known if is_known else ''} LIMIT 1"
    )
    values = (*span, f"{host})", f"{host}*", but)
    return connection.execute(sql, values).fetchone() is not None


def _front(connection: Connection, host: str, span: tuple[int, int], but: int) -> bool | None:
    """Whether the front page of a host was there within a span; ``None`` where nothing tells."""
    sql = (
        "SELECT outcome FROM capture WHERE urlkey = ? AND time >= ? AND time < ? "
        f"AND page_id <> ? AND {ASKED} AND ({SHOWN} OR {LOST} OR outcome = 'redirect')"
    )
    rows = connection.execute(sql, (f"{host})/", *span, but)).fetchall()
    outcomes = {outcome for (outcome,) in rows}
    if outcomes & {"ok", "unchanged", "redirect"}:
        return True
    return False if outcomes else None
