"""What there is to tell of a whole archive: changes, what is gone, sources, crawls, watches."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from archive.api.of_pages import Record, Want
from archive.archive import Archive
from archive.errors import NotFound
from archive.health.noting import healths
from archive.history.reports import USUAL, Wanted, report
from archive.search.options import require_source
from archive.serving.base import Base
from archive.store import conditions, crawls, outbox, presences
from archive.store import watches as kept
from archive.telling.archives import archive_record
from archive.telling.changes import event_record, totals_record
from archive.telling.presence import listed_record, terms_by_source
from archive.telling.sources import brought_record, crawl_record, health_record, held_record
from archive.telling.watches import message_record, watch_record
from archive.urls import microseconds
from archive.watching.accounts import recent
from archive.watching.feed import record as finding_record

STATES = ("gone", "suspect", "back", "unknown", "moved")
_USUALLY = ("gone", "suspect", "back")
_CRAWLS, _STATES, _MESSAGES = 30, 50, 20


def status(archive: Archive, want: Want, base: Base) -> Record:
    """What the archive holds."""
    del want, base
    return archive_record(archive)


def changes(archive: Archive, want: Want, base: Base) -> Record:
    """What became of pages."""
    del base
    source = want["source"]
    require_source(archive, source or None)
    wanted = Wanted(
        since=want["since"], until=want["until"], sources=(source,) if source else (),
        host=want["host"], kinds=(want["kind"],) if want["kind"] else USUAL, least=want["least"],
        words=want["words"], lists=want["lists"], order=want["order"],
    )  # fmt: skip
    found = report(archive, wanted, limit=want["limit"], offset=want["offset"])
    return {
        "events": [event_record(one) for one in found.events],
        "totals": [totals_record(one) for one in found.totals],
        "reread": found.reread,
        "limit": want["limit"],
        "offset": want["offset"],
        "has_more": found.has_more,
    }


def gone(archive: Archive, want: Want, base: Base) -> Record:
    """Pages that are gone, that may be, and that are back, the newest first."""
    del base
    source, state, since = want["source"], want["state"], want["since"]
    require_source(archive, source or None)
    rows = presences.listed(
        archive.connection, (state,) if state else _USUALLY, limit=want["limit"] + 1,
        sources=[source] if source else (), since=microseconds(since) if since else None,
        host=want["host"] or None,
    )  # fmt: skip
    terms = terms_by_source(archive)
    return {
        "pages": [listed_record(row, terms) for row in rows[: want["limit"]]],
        "limit": want["limit"],
        "has_more": len(rows) > want["limit"],
    }


def sources(archive: Archive, want: Want, base: Base) -> Record:
    """All sources, and how they do."""
    del want, base
    now = datetime.now(UTC)
    told = {one.history.name: health_record(one, now) for one in healths(archive, now)}
    last = {one.source: one for one in archive.crawls()}
    names = crawls.names(archive.connection)
    return {"sources": [_source(archive, name, last.get(name), told.get(name)) for name in names]}


def source(archive: Archive, want: Want, base: Base) -> Record:
    """A source: how it does and did, and its last crawls."""
    del base
    name = want["name"]
    if name not in crawls.names(archive.connection):
        raise NotFound(f"the archive has no source {name!r}; /api/sources names them")
    now = datetime.now(UTC)
    told = next((one for one in healths(archive, now) if one.history.name == name), None)
    past = crawls.past(archive.connection, name, _CRAWLS)
    record = _source(
        archive, name, past[0] if past else None, health_record(told, now) if told else None
    )
    states = [asdict(one) for one in conditions.past(archive.connection, name, _STATES)]
    for one in states:
        del one["id"], one["source"], one["title"]
    return record | {"states": states, "crawls": [crawl_record(one) for one in past]}


def crawl(archive: Archive, want: Want, base: Base) -> Record:
    """The report of a crawl."""
    del base
    number, most = want["number"], want["limit"]
    found = crawls.by_id(archive.connection, number)
    if found is None:
        raise NotFound(f"the archive has no crawl {number}; /api/source names those of a source")
    changed = report(archive, Wanted(crawl=number), limit=most)
    return {
        **crawl_record(found),
        **brought_record(archive, number, most),
        "changes": [event_record(one) for one in changed.events],
        "has_more_changes": changed.has_more,
        "limit": most,
    }


def watches(archive: Archive, want: Want, base: Base) -> Record:
    """The watches, and messages that could not be sent."""
    del want, base
    connection = archive.connection
    return {
        "watches": [watch_record(archive, one) for one in kept.everything(connection)],
        "unsent": [message_record(one) for one in outbox.unsent(connection)],
    }


def watch(archive: Archive, want: Want, base: Base) -> Record:
    """What a watch found, the newest first."""
    del base
    name = want["name"]
    one = next((w for w in kept.everything(archive.connection) if w.name == name), None)
    if one is None:
        raise NotFound(f"the archive has no watch {name!r}; /api/watches names them")
    messages = outbox.of_watch(archive.connection, one.id, _MESSAGES)
    return {
        **watch_record(archive, one),
        "messages": [message_record(message) for message in messages],
        "found": [finding_record(account) for account in recent(archive, [one], want["limit"])],
        "limit": want["limit"],
    }


def _source(
    archive: Archive, name: str, last: crawls.Crawl | None, health: dict[str, Any] | None
) -> Record:
    """What is told of a source in lists and on its own; what is not known is left out."""
    row = crawl_record(last) if last else {"source": name}
    return row | held_record(archive, name) | (health or {})
