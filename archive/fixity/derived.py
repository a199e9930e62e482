"""Every derived row: texts, readings, pages, short answers, and what the frontier refers to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from archive.exchange import How
from archive.fixity.check import Check, Fault
from archive.fixity.ranges import ranges
from archive.identity import own_key, page_key
from archive.store import deltas, facts
from archive.store.addresses import key_of
from archive.store.digests import VERSION_FACTS, facts_digest, text_digest
from archive.store.facts import Table
from archive.store.frontier import KINDS, State
from archive.store.imprints import imprint_of

_FIRST = (
    "SELECT min(time) FROM capture JOIN reading ON reading.capture_id = capture.id "
    "WHERE reading.version_id = version.id"
)
_FACTS = {"blocks": deltas.BLOCKS}
_VERSIONS = (
    f"SELECT version.id, title, summary, {deltas.TEXT}, version.digest, "
    f"{', '.join(_FACTS.get(name, f'version.{name}') for name in VERSION_FACTS)}, fixity, "
    f"page.url, version.capture_id, capture.time IS ({_FIRST}), "
    "page.version_id IS version.id AND version.text IS NULL FROM version "
    "LEFT JOIN page ON page.id = version.page_id "
    "LEFT JOIN capture ON capture.id = version.capture_id "
    "WHERE version.id > ? AND version.id <= ? ORDER BY version.id"
)
_NEWEST = (
    "SELECT reading.version_id FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE capture.page_id = page.id AND reading.version_id IS NOT NULL "
    "ORDER BY capture.time DESC, capture.id DESC LIMIT 1"
)
_PAGES = (
    "SELECT page.id, page.urlkey, page.url, page.version_id IS "
    f"({_NEWEST}), EXISTS (SELECT 1 FROM capture WHERE page_id = page.id AND url = page.url), "
    "EXISTS (SELECT 1 FROM capture WHERE page_id = page.id AND urlkey = page.urlkey), "
    "(SELECT json_group_array(url) FROM capture WHERE page_id = page.id "
    "AND (urlkey <> page.urlkey OR instr(url, '#'))) "
    "FROM page WHERE page.id > ? AND page.id <= ? ORDER BY page.id"
)
_READINGS = (
    "SELECT reading.capture_id, capture.url, capture.outcome, version.page_id IS NOT NULL "
    "AND version.page_id <> capture.page_id, reading.version_id, imprint, layout FROM reading "
    "JOIN capture ON capture.id = reading.capture_id "
    "LEFT JOIN version ON version.id = reading.version_id "
    "WHERE reading.capture_id > ? AND reading.capture_id <= ?"
)
_BRIEFS = (
    "SELECT capture_id, url, urlkey, host, capture.time = brief.time FROM brief "
    "JOIN capture ON capture.id = capture_id WHERE capture_id > ? AND capture_id <= ?"
)
_TARGETS = (
    "SELECT target.id, key, stem.text || rest FROM target LEFT JOIN stem ON stem.id = stem_id "
    "WHERE target.id > ? AND target.id <= ?"
)
_LINKED = (
    "SELECT capture_id, url, linked.page_id = capture.page_id FROM linked "
    "JOIN capture ON capture.id = capture_id WHERE capture_id > ? AND capture_id <= ?"
)
_WAITING = "SELECT id, url, urlkey, kind, how, state FROM frontier WHERE id > ? AND id <= ?"
_STATES = frozenset(get_args(State))
_HOWS = frozenset(get_args(How))


def versions(check: Check, after: int) -> Iterator[int]:
    """Every text: its words, what is said of them, and the capture it was first seen in."""
    for high, rows in walked(check, "version", _VERSIONS, after):
        for row in rows:
            check.outcome.versions += 1
            _version(check, row)
        yield high


def pages(check: Check, after: int) -> Iterator[int]:
    """Every page: its key, its URL, and that the text it has now is the newest."""
    for high, rows in walked(check, "page", _PAGES, after):
        for number, key, url, is_newest, is_met, is_plain, found in rows:
            check.outcome.pages += 1
            where = f"page {number}, {url}"
            if not _is_of(url, key):
                check.fault(Fault(where, f"its urlkey {key} is not that of its URL"))
            others = [other for other in json.loads(found) if _is_of(other, key)]
            # Texts that a catalogue knows under another address are held against their records.
            if not is_met and (is_plain or others):
                check.fault(Fault(where, "no capture of it is of that URL"))
            if not is_newest:
                check.fault(Fault(where, "the text it has now is not the newest"))
        yield high


def _is_of(url: str, key: str) -> bool:
    """Whether a URL can name the page with a key."""
    return key in (page_key(url), own_key(url))


def readings(check: Check, after: int) -> Iterator[int]:
    """Every reading: its text is one of its page, and its capture one that shows a text."""
    for high, rows in walked(check, "reading", _READINGS, after):
        for number, url, outcome, is_foreign, version, imprint, layout in rows:
            where = f"capture {number}, {url}"
            if reason := _mismatch(imprint, layout):
                check.fault(Fault(where, reason, capture=number))
            if is_foreign:
                check.fault(Fault(where, f"text {version} is one of another page", capture=number))
            if version is not None and outcome not in ("ok", "unchanged"):
                reason = f"it is {outcome} and has text {version}"
                check.fault(Fault(where, reason, capture=number))
        yield high


def _mismatch(imprint: bytes | None, layout: str | None) -> str:
    try:
        imprint_of(imprint, layout)
    except ValueError as error:
        return str(error)
    return ""


def said(check: Check, after: int) -> Iterator[int]:
    """What pages say of themselves: as it was stored, and of a capture that is there."""
    yield from _facts(check, after, "facts")


def leads(check: Check, after: int) -> Iterator[int]:
    """Where pages lead: as it was stored, and of a capture that is there."""
    yield from _facts(check, after, "leads")


def briefs(check: Check, after: int) -> Iterator[int]:
    """Every short answer: it is of the host and the time of its capture."""
    for high, rows in walked(check, "brief", _BRIEFS, after):
        for number, url, key, host, is_then in rows:
            if host != key.partition(")")[0] or not is_then:
                where = f"capture {number}, {url}"
                reason = "its short answer is of another host or time"
                check.fault(Fault(where, reason, capture=number))
        yield high


def targets(check: Check, after: int) -> Iterator[int]:
    """Every address that pages point to: it is the one that its number was taken of."""
    for high, rows in walked(check, "target", _TARGETS, after):
        for number, key, url in rows:
            if url is None or key != key_of(url):
                check.fault(Fault(f"address {number}, {url}", "it is not as it was stored"))
        yield high


def linked(check: Check, after: int) -> Iterator[int]:
    """Every capture whose links were read: they are those of its page."""
    for high, rows in walked(check, "linked", _LINKED, after):
        for number, url, is_own in rows:
            if not is_own:
                where = f"capture {number}, {url}"
                check.fault(Fault(where, "its links are those of another page", capture=number))
        yield high


def waiting(check: Check, after: int) -> Iterator[int]:
    """Every frontier entry: its urlkey is that of its URL, its state, kind and way are known."""
    for high, rows in walked(check, "frontier", _WAITING, after):
        for number, url, key, kind, how, state in rows:
            where = f"frontier {number}, {url}"
            if key != page_key(url):
                check.fault(Fault(where, f"its urlkey {key} is not that of its URL"))
            if kind not in KINDS or how not in _HOWS or state not in _STATES:
                check.fault(Fault(where, f"it is a {kind!r}, by {how!r}, in state {state!r}"))
        yield high


def _facts(check: Check, after: int, table: Table) -> Iterator[int]:
    sql = (
        f"SELECT {table}.id, digest, data, (SELECT min(capture_id) FROM reading "
        f"WHERE {table}_id = {table}.id) FROM {table} WHERE id > ? AND id <= ?"
    )
    for high, rows in walked(check, table, sql, after):
        for number, digest, data, capture in rows:
            if capture is None:
                check.fault(Fault(f"row {number} of {table}", "no capture says it"))
            elif not _is_stored(table, digest, data):
                reason = "what it says of itself does not have the digest it was stored with"
                where = f"row {number} of {table}, capture {capture}"
                check.fault(Fault(where, reason, capture=capture))
        yield high


def _is_stored(table: Table, digest: bytes, data: str | bytes) -> bool:
    try:
        return facts.digest(table, data) == digest
    except ValueError:
        return False


def _version(check: Check, row: Any) -> None:
    number, title, summary, text, digest, *about, fixity, url, capture, is_first, is_hid = row
    where = f"text {number}, {url}"
    if text is None:
        reason = "it, or a text that it is told by, cannot be read"
        check.fault(Fault(where, reason, capture=capture))
        return
    if is_hid:
        check.fault(Fault(where, "it is packed, and the page shows it now", capture=capture))
    if text_digest(title, summary, text) != digest:
        reason = "it does not have the digest it was stored with"
        check.fault(Fault(where, reason, capture=capture))
    if facts_digest(about) != fixity:
        reason = "what is said of it does not have the digest it was stored with"
        check.fault(Fault(where, reason, capture=capture))
    if not is_first:
        reason = f"capture {capture} is not the first to show it"
        check.fault(Fault(where, reason, capture=capture))


def walked(check: Check, table: str, sql: str, after: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a table, a range at a time; those that cannot be read are told of."""
    connection = check.archive.connection

    def read(low: int, high: int) -> list[Any]:
        return list(connection.execute(sql, (low, high)).fetchall())

    def lost(number: int, reason: str) -> None:
        check.fault(Fault(f"row {number} of {table}", f"it cannot be read: {reason}"))

    yield from ranges(read, after, check.highest(table), lost)
