"""What becomes of an entry of the frontier after an answer: done, failed, or asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from archive import Archive
from archive.observation import Observation
from archive.store import frontier
from archive.store.frontier import ELSEWHERE, Entry, Kind, Progress, Waiting
from crawler.backoff import asked_wait
from crawler.plan import Plan, is_list
from crawler.sources.source import Source
from crawler.spiders import queries
from crawler.updates import Updates

TRIES = 3
"""Requests for a URL that gets no answer or one of ``PASSING``, within a crawl."""
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
"""Statuses that may be over soon."""
LONGEST_WAIT = timedelta(days=30)
"""Whatever a ``Retry-After`` says: a server's slip must not lose a page for ever."""
_COUNTED_BLOCKS = 8


class Settlement:
    """Says what becomes of entries of one source.

    Args:
        archive: what was seen.
        source: whose entries.
        plan: when pages and lists are looked at again.
        updates: what lists said of pages.
        revisit_of: how long what lies elsewhere is left alone, by its kind.
        step: the wait before the second try of a URL; it doubles with every further one.
        clock: tells the time.
    """

    def __init__(
        self,
        archive: Archive,
        source: Source,
        plan: Plan,
        updates: Updates,
        revisit_of: Callable[[Kind], timedelta],
        step: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._archive, self._source, self._plan, self._updates = archive, source, plan, updates
        self._revisit_of, self._step, self._clock = revisit_of, step, clock

    def after(self, waiting: Waiting, observation: Observation, found: Sequence[Entry]) -> Progress:
        """What becomes of an entry after an answer to it, which revealed ``found``."""
        now, entry = self._clock(), waiting.entry
        outcome, reason = observation.outcome, observation.evidence
        if outcome == "blocked":
            due = now + self._after_block(entry)
            return Progress(waiting.id, "failed", due, reason)
        passing = outcome == "failure" or observation.status in PASSING
        if passing and waiting.tries + 1 < TRIES and not is_final(reason):
            asked = asked_wait(observation, now)
            delay = min(asked, LONGEST_WAIT) if asked else self._step * 2**waiting.tries
            return Progress(waiting.id, "waiting", now + delay, reason)
        wait, place = self._wait(waiting, observation, found, now)
        if outcome in ("failure", "error"):
            return Progress(waiting.id, "failed", now + wait, reason)
        if outcome == "ok" and (lack := self._lack(waiting, observation)):
            return Progress(waiting.id, "failed", now + wait, lack)
        said = reason if outcome == "partial" else self._updates.told(waiting, observation)
        return Progress(waiting.id, "done", now + wait, said, priority=place)

    def _wait(
        self, waiting: Waiting, observation: Observation, found: Sequence[Entry], now: datetime
    ) -> tuple[timedelta, int | None]:
        """How long the entry is left alone, and its place from then on."""
        entry = waiting.entry
        if entry.kind in ELSEWHERE:
            return self._revisit_of(entry.kind), None
        if observation.outcome in ("failure", "error"):
            return self._plan.after_fault(entry), None
        # The links of a page that is no list tell nothing, and may be many.
        is_told = is_list(entry, observation)
        pages = [one.url for one in found if one.kind == "page"] if is_told else []
        named = len(frontier.unknown(self._archive.connection, self._plan.source_id, pages))
        return self._plan.after(waiting, observation, named, now)

    def _lack(self, waiting: Waiting, observation: Observation) -> str | None:
        """What an answer lacks that came whole: results of a query, the text of a document."""
        article, url = observation.article, waiting.entry.url
        if queries.is_query(self._source, url):
            return queries.fault(self._source, url, observation.payload)
        is_empty = article is not None and observation.exchange.notice and not article.blocks
        return article.note or "no text" if article and is_empty else None

    def _after_block(self, entry: Entry) -> timedelta:
        blocks = max(1, self._archive.blocked_in_a_row(entry.url, _COUNTED_BLOCKS))
        if entry.kind not in ELSEWHERE:
            return self._plan.after_blocks(entry, blocks, LONGEST_WAIT)
        revisit = self._revisit_of(entry.kind)
        return max(2 * revisit, min((1 << blocks) * revisit, LONGEST_WAIT))


def is_final(reason: str | None) -> bool:
    """Whether trying again is of no use."""
    return bool(reason) and "private address" in str(reason)
