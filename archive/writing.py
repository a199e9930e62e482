"""Writing captures: records, texts, index rows, links and frontier, in one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archive import derivation
from archive.derivation import alike_of, derive, draft_of
from archive.exchange import Exchange
from archive.history import keeping
from archive.judgement import judged
from archive.ledger import Ledger
from archive.observation import Observation, seen
from archive.presence.keeping import noticed
from archive.store import captures, crawls, frontier
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.store.frontier import Entry, Progress
from archive.store.records import Record, answer_of, records_of
from archive.store.sites import Models


def added(
    ledger: Ledger, models: Models, exchange: Exchange, *, observation: Observation | None,
    source: str | None, crawl: int | None,
    progress: Callable[[Observation], Progress | None] | None,
    discover: Callable[[Observation], Sequence[Entry]] | None,
) -> tuple[Capture, Observation]:  # fmt: skip
    """Keep an exchange; see ``Archive.add``."""
    connection = ledger.connection
    observation = observation or seen(exchange, site=models.of(exchange.url))
    with ledger.transaction():
        observation = judged(connection, observation)
        entries = discover(observation) if discover else ()
        source_id = crawls.source_id(connection, source) if source else None
        capture_id = _kept(connection, observation, source_id, crawl)
        if progress and (after := progress(observation)):
            frontier.settle(connection, after, capture_id, exchange.began)
        if source_id is not None and entries:
            frontier.admit(connection, source_id, entries, exchange.began)
    return _capture(connection, capture_id), observation


def adopted(
    ledger: Ledger, models: Models, exchange: Exchange, records: Sequence[Record], *,
    revisit_of: Capture | None, source: str | None, observation: Observation | None,
) -> Capture:  # fmt: skip
    """Keep an exchange that another tool recorded; see ``Archive.adopt``."""
    connection = ledger.connection
    observation = observation or _read(connection, models, exchange, records, revisit_of)
    with ledger.transaction():
        observation = judged(connection, observation)
        source_id = crawls.source_id(connection, source) if source else None
        draft = draft_of(connection, observation, revisit_of, source_id)
        alike = alike_of(connection, observation, revisit_of)
        capture_id = captures.written(connection, draft, records)
        derive(connection, observation, capture_id, alike)
        _told(connection, capture_id)
    return _capture(connection, capture_id)


def resolved(
    ledger: Ledger, models: Models, orphan: Capture, exchange: Exchange, original: Capture
) -> None:
    """Give a revisit the capture that holds its payload; see ``Archive.resolve``."""
    connection = ledger.connection
    records = captures.records(connection, orphan)
    observation = _read(connection, models, exchange, records, original)
    with ledger.transaction():
        observation = judged(connection, observation)
        draft = draft_of(connection, observation, original)
        alike = alike_of(connection, observation, original)
        captures.resolved(connection, orphan.id, draft)
        derive(connection, observation, orphan.id, alike)
        _told(connection, orphan.id)


def _read(
    connection: Connection, models: Models, exchange: Exchange, records: Sequence[Record],
    revisit_of: Capture | None,
) -> Observation:  # fmt: skip
    held = answer_of(captures.records(connection, revisit_of)) if revisit_of else None
    site = models.of(exchange.url)
    return derivation.adopted(exchange, answer_of(records), revisit_of, held, site)


def _kept(
    connection: Connection, observation: Observation, source_id: int | None, crawl: int | None
) -> int:
    exchange = observation.exchange
    held = None
    if observation.outcome == "unchanged":
        held = captures.last_whole(connection, exchange.url)
    elif observation.outcome == "ok" and observation.size and not exchange.content_type:
        # A payload without a head has no revisit record: it is kept whole each time.
        assert observation.digest is not None  # noqa: S101  # of what has a size
        held = captures.original_of(connection, observation.digest, exchange.url)
    original = held[1] if held else None
    records = records_of(exchange, digest=observation.digest, original=original)
    draft = draft_of(connection, observation, held[0] if held else None, source_id, crawl)
    alike = alike_of(connection, observation, held[0] if held else None)
    capture_id = captures.written(connection, draft, records)
    derive(connection, observation, capture_id, alike)
    _told(connection, capture_id)
    return capture_id


def _told(connection: Connection, capture_id: int) -> None:
    """Write what follows from a capture beside what came before it."""
    keeping.kept(connection, capture_id)
    noticed(connection, capture_id)


def _capture(connection: Connection, capture_id: int) -> Capture:
    capture = captures.by_id(connection, capture_id)
    assert capture is not None  # noqa: S101  # just written
    return capture
