"""What a source file says that the archive judges its source by."""

from __future__ import annotations

from archive.health.plan import Plan
from crawler.sources.source import Source


def plan_of(source: Source) -> Plan:
    """What is planned for a source."""
    starts = (*source.seeds, *source.listings, *source.feeds, *source.sitemaps)
    return Plan(tuple(dict.fromkeys(starts)), source.scope.include, source.expect)
