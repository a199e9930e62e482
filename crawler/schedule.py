"""What is due: of each source when, and why; the most overdue first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive import Archive
from archive.store import crawls, dues
from archive.store.crawls import Crawl
from crawler.sources.source import Source


@dataclass(frozen=True, slots=True)
class Turn:
    """When a source is to be crawled next.

    Attributes:
        source: the source.
        due: when; in the past where it is overdue.
        why: in a few words.
        last: its last crawl; ``None`` where there was none.
        entries: how many of its pages, listings, feeds and sitemaps are due now.
    """

    source: Source
    due: datetime
    why: str
    last: Crawl | None
    entries: int

    def is_due(self, now: datetime) -> bool:
        """Whether it is due by then."""
        return self.due <= now


def turns(archive: Archive | None, sources: Sequence[Source], now: datetime) -> list[Turn]:
    """When each source is to be crawled next, the most overdue first.

    A source is due when something of it is, and ``every`` has passed since its last crawl began;
    one that was killed or told to stop goes on at once. What a clock that was wrong put into the
    future makes nothing wait.

    Args:
        archive: what was crawled so far; ``None`` where there is no archive yet.
        sources: the sources.
        now: the time.
    """
    last = {crawl.source: crawl for crawl in archive.crawls()} if archive else {}
    found = [_turn(archive, source, last, now) for source in sources]
    return sorted(found, key=lambda turn: (turn.due, turn.source.name))


def _turn(
    archive: Archive | None, source: Source, last: Mapping[str, Crawl], now: datetime
) -> Turn:
    crawl = last.get(source.name)
    if archive is None or crawl is None:
        return Turn(source, _EVER, "never crawled", None, 0)
    number = crawls.known_id(archive.connection, source.name)
    begins = (*source.seeds, *source.listings, *source.feeds, *source.sitemaps)
    ahead = dues.soonest(archive.connection, number or 0, begins, now)
    is_cut_off = crawl.ended is None or (crawl.outcome == "interrupted" and not crawl.reason)
    if ahead.has_new:
        due, why = crawl.began, "the source file names something new"
    elif ahead.due is None:
        due, why = now + source.usual, "nothing is known to ask for"
    elif is_cut_off and ahead.now:
        return Turn(source, min(crawl.began, now), "its crawl was cut off", crawl, ahead.now)
    else:
        due, why = ahead.due, f"{ahead.now:,} due" if ahead.now else "the next page or list"
    since, every = crawl.began, source.schedule.every
    if crawl.ended is not None and crawl.ended - crawl.began > every:
        # It took long, or is one that went on in several runs.
        since = crawl.ended
    if since <= now:
        due = max(due, since + every)
    return Turn(source, min(due, now + _FARTHEST), why, crawl, ahead.now)


_EVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_FARTHEST = timedelta(days=36525)
