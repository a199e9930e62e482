"""What a source file says that the archive judges its source by."""

from __future__ import annotations

from datetime import timedelta

from archive.health.plan import Plan
from crawler.sources.source import Source


def plan_of(source: Source) -> Plan:
    """What is planned for a source."""
    starts = (*source.seeds, *source.listings, *source.feeds, *source.sitemaps)
    return Plan(
        tuple(dict.fromkeys(starts)), source.scope.include, source.expect, interval_of(source),
        source.gone, source.publisher,
    )  # fmt: skip


def interval_of(source: Source) -> timedelta:
    """How long after one another its crawls begin at most, by its schedule.

    Every feed and listing is looked at within ``lists``, and no crawl begins sooner than ``every``.
    """
    return max(source.schedule.every, source.schedule.terms.lists)
