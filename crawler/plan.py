"""When the entries of a source's frontier are due again, by what the archive saw of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from archive import Archive
from archive.clean import LISTS
from archive.observation import Observation
from archive.store import crawls, frontier, looks
from archive.store.frontier import BACKFILL, Entry, Waiting
from archive.store.looks import Seen
from archive.urls import microseconds, moment
from crawler.revisit import History, Look, after_list, after_look, edits_of_site, hours_of
from crawler.sources.source import Source

SOON, AGAIN, AGAIN_OLD = 22, 50, 51
"""Priorities of known pages: those that are a day old at most, others, those of older years. What
is new and is named as such comes before them; so do links that nobody has followed yet."""
SAID, SAID_OLD = 21, 32
"""Priorities of known pages that a feed or sitemap says were changed; of such of older years."""
YOUNG = timedelta(days=1)
LIST_FAULT = timedelta(hours=1)
"""A feed or listing that gave no answer is tried again that soon: what is new is told by it."""
_LOOKS, _LIST_LOOKS = 40, 24
"""Captures of a page, and of a list, by which it is judged."""
_SITE, _SITE_PAGES = timedelta(days=90), 200
"""How far back a site is judged, and by how many articles."""
_SITEMAPS = 4
"""A sitemap is long, and tells late: it is looked at that much more rarely than a feed."""


class Plan:
    """Says how long the URLs of a source are left alone.

    Args:
        archive: what was seen.
        source: whose URLs.
        source_id: its number in the archive.
        now: the time.
    """

    def __init__(self, archive: Archive, source: Source, source_id: int, now: datetime) -> None:
        self._archive = archive
        self._source = source
        self.source_id = source_id
        self._now, self._since = now, now - _SITE
        self._terms = replace(source.schedule.terms, gone=source.gone)

    def after(
        self, waiting: Waiting, observation: Observation, named: int, now: datetime
    ) -> tuple[timedelta, int | None]:
        """How long a URL is left alone after an answer that showed something, or its absence.

        Args:
            waiting: its entry.
            observation: the answer, whose capture is in the archive.
            named: how many pages it names that the source did not know.
            now: the time.

        Returns:
            How long, and the entry's priority from then on; ``None`` where it keeps its own.
        """
        entry = waiting.entry
        if self._source.pages.is_older(observation.exchange.url):
            # Crawls read it again where everything on the pages before it is new.
            return self._terms.longest, AGAIN_OLD
        if is_list(entry, observation):
            wait = self._after_list(entry, observation, named, now)
            place = None if entry.kind != "page" else _again(entry, is_young=False)
            return self._fixed(wait), place
        if self._source.revisit is not None:
            return self._source.revisit, _again(entry, is_young=False)
        seen = looks.of_url(self._archive.connection, observation.exchange.url, _LOOKS)
        history = self._history(seen, waiting) if seen else History(None, ())
        is_young = history.born is not None and now - history.born < YOUNG
        wait = after_look(history, now, self._edits if history.born else 0.0, self._terms)
        return wait, _again(entry, is_young=is_young)

    def after_fault(self, entry: Entry) -> timedelta:
        """How long a URL is left alone that gave no answer, or an error."""
        return min(self._source.usual, LIST_FAULT) if _is_start(entry) else self._source.usual

    def after_blocks(self, entry: Entry, blocks: int, most: timedelta) -> timedelta:
        """How long a URL is left alone that answered with so many block pages in a row.

        Twice the usual time, doubled by every block page but the first, up to ``most``; what tells
        of new pages is tried at least once a day.
        """
        base = self.after_fault(entry)
        limit = min(timedelta(days=1), most) if _is_start(entry) else most
        return max(2 * base, min((1 << blocks) * base, limit))

    def _fixed(self, wait: timedelta) -> timedelta:
        return wait if self._source.revisit is None else min(wait, self._source.revisit)

    def _after_list(
        self, entry: Entry, observation: Observation, named: int, now: datetime
    ) -> timedelta:
        terms = self._terms
        longest = terms.lists if _is_start(entry) else terms.longest
        if entry.kind == "sitemap":
            longest = min(_SITEMAPS * longest, terms.longest)
        counts = self._named.setdefault(entry.url, {})
        counts[microseconds(observation.exchange.began)] = named
        url, last = observation.exchange.url, _LIST_LOOKS
        times = looks.times_of(self._archive.connection, self.source_id, url, last)
        told = [(time, counts.get(microseconds(time), 0)) for time in times if time <= now]
        return after_list(told, now, terms, longest, self._hours)

    def _history(self, seen: Seen, waiting: Waiting) -> History:
        first = moment(seen.first)
        absences, absent = seen.absences, moment(seen.absent) if seen.absent else None
        shown = tuple(Look(moment(time), is_edit) for time, is_edit in seen.looks)
        published = _published(seen.published) if seen.kind == "article" else None
        if published:
            return History(min(published, first), shown, absences, absent)
        born = first if self._is_new(waiting) else None
        return History(born, shown, absences, absent)

    def _is_new(self, waiting: Waiting) -> bool:
        """Whether a page without a date came up after the source was crawled for the first time."""
        if is_of_older_years(waiting.entry.priority):
            return False
        found = frontier.found(self._archive.connection, waiting.id)
        return found is not None and self._known_since is not None and found > self._known_since

    @cached_property
    def _known_since(self) -> datetime | None:
        return crawls.first_end(self._archive.connection, self.source_id, self._now)

    @cached_property
    def _named(self) -> dict[str, dict[int, int]]:
        return looks.named_first(self._archive.connection, self.source_id, self._since)

    @cached_property
    def _hours(self) -> tuple[float, ...]:
        """When the site publishes: what its lists named after the source was crawled first."""
        source, since = self._source, self._known_since
        lists = (*source.feeds, *source.listings, *source.seeds)
        found = [
            (moment(time), count)
            for url in dict.fromkeys(lists)
            for time, count in self._named.get(url, {}).items()
        ]
        new = (time for time, count in found for _ in range(count) if since and time > since)
        return hours_of(new)

    @cached_property
    def _edits(self) -> float:
        found = looks.of_source(self._archive.connection, self.source_id, self._since, _SITE_PAGES)
        return edits_of_site(
            History(
                min(published, moment(one.first)),
                tuple(Look(moment(time), is_edit) for time, is_edit in one.looks),
            )
            for one in found
            if (published := _published(one.published)) and one.looks
        )


def is_list(entry: Entry, observation: Observation) -> bool:
    """Whether what was answered is of worth by what it names."""
    article = observation.article
    return entry.kind in ("listing", "feed", "sitemap") or (
        article is not None and article.kind in LISTS
    )


def is_of_older_years(priority: int) -> bool:
    """Whether an entry with this priority came up where older years are walked through."""
    return priority >= BACKFILL or priority in (AGAIN_OLD, SAID_OLD)


def _is_start(entry: Entry) -> bool:
    # What a seed was moved to by its site takes its place.
    return entry.how in ("seed", "redirect") and entry.kind != "page"


def _again(entry: Entry, *, is_young: bool) -> int | None:
    if entry.kind != "page" or entry.how in ("seed", "save"):
        return None
    if is_of_older_years(entry.priority):
        return AGAIN_OLD
    return SOON if is_young else AGAIN


def _published(told: str | None) -> datetime | None:
    """The time in a page's date; of a day its end, as the hour is not known."""
    try:
        found = datetime.fromisoformat(told or "")
        if len(told or "") <= len("2025-01-01"):
            found = datetime.combine(found, time.max)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
