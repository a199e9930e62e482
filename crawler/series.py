"""What only the archive knows of findings in sitemaps and in older pages of listings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from archive import Archive
from archive.clean.paging import pages
from archive.errors import DamagedArchive
from archive.observation import Observation
from archive.store import frontier, texts
from archive.store.frontier import Entry
from crawler.plan import is_list
from crawler.sources.source import Source
from crawler.spiders.backfill import continued
from crawler.spiders.discovery import CHANGED, LATER, NEXT, SITEMAP


class Series:
    """Weighs what an answer reveals by what was there before.

    Args:
        archive: where the frontier is kept.
        source: whose.
        source_id: its number in the archive.
    """

    def __init__(self, archive: Archive, source: Source, source_id: int) -> None:
        self._archive = archive
        self._source = source
        self._source_id = source_id
        self._listed: dict[str, frozenset[str]] = {}

    def weighed(self, entry: Entry, observation: Observation, found: list[Entry]) -> list[Entry]:
        """The entries that an answer to ``entry`` reveals, each in its place."""
        if entry.kind == "sitemap":
            return self._with_news(entry, found)
        if self._has_ended(entry, observation):
            return [one for one in found if one.priority not in (NEXT, LATER)]
        return found

    def older_pages(self, entry: Entry, observation: Observation, now: datetime) -> list[Entry]:
        """The older pages of a listing that come after this page of it.

        One that was read before is read again where everything on this page is new: then more
        was published since than the page holds.
        """
        connection = self._archive.connection
        more = continued(
            self._source, entry, observation, lambda url: texts.links_of(connection, url)
        )
        if more and not frontier.known(connection, self._source_id, more[0].fresh):
            frontier.reset(connection, self._source_id, [more[0].entry.url], now)
        return [one.entry for one in more]

    def _with_news(self, entry: Entry, found: list[Entry]) -> list[Entry]:
        """What a sitemap names that it did not name when it was last looked at may be new."""
        if not frontier.is_settled(self._archive.connection, self._source_id, entry.url):
            return found
        old = [one.url for one in found if one.priority == SITEMAP]
        new = frontier.unknown(self._archive.connection, self._source_id, old)
        return [
            replace(one, priority=CHANGED) if one.priority == SITEMAP and one.url in new else one
            for one in found
        ]

    def _has_ended(self, entry: Entry, observation: Observation) -> bool:
        """Whether an older page of a listing names nothing that the one before it does not.

        Some sites answer any number of a page with their last one.
        """
        article = observation.article
        if article is None or not is_list(entry, observation):
            return False
        named = frozenset(one.url for one in article.entries)
        self._listed[observation.exchange.url] = named
        if not _is_older(entry):
            return False
        via = entry.via or ""
        before = self._listed.get(via)
        return named <= (self._kept(via) if before is None else before)

    def _kept(self, url: str) -> frozenset[str]:
        """What a listing named when it was last captured, in an earlier crawl."""
        capture = self._archive.capture(url)
        try:
            entries = self._archive.facts_of(capture).entries if capture else ()
        except DamagedArchive:
            return frozenset()
        return frozenset(one.url for one in entries)


def _is_older(entry: Entry) -> bool:
    """Whether an entry is a page of a listing after the one that named it."""
    if entry.via is None:
        return False
    return entry.priority in (NEXT, LATER) or entry.url in pages(entry.via, [(entry.url, "")])
