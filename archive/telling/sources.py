"""Sources, how they do, and their crawls."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from archive.archive import Archive
from archive.health.history import History
from archive.health.noting import Health
from archive.health.rhythm import days_of, weekly
from archive.store import runs
from archive.store.crawls import Crawl

_WEEKS = 52


def health_record(health: Health, now: datetime) -> dict[str, Any]:
    """How a source does."""
    history, judgement = health.history, health.judgement
    days = days_of(history.texts, history.first_run)
    interval = history.plan.interval if history.plan else None
    return {
        "source": history.name,
        "title": history.title,
        "state": judgement.state,
        "is_fine": judgement.is_fine,
        "since": health.since,
        "evidence": judgement.evidence,
        "next": judgement.step or None,
        "failures": judgement.failures,
        "last_crawl": history.runs[0].began if history.runs else None,
        "last_text": last_text(history),
        "interval": interval.total_seconds() if interval else None,
        "weeks": weekly(days, now, _WEEKS),
    }


def last_text(history: History) -> datetime | None:
    """When the last new text was seen."""
    return history.texts[-1].seen if history.texts else None


def crawl_record(crawl: Crawl) -> dict[str, Any]:
    """A crawl."""
    return {
        "source": crawl.source,
        "crawl": crawl.id,
        "began": crawl.began,
        "ended": crawl.ended,
        "outcome": crawl.outcome or "not ended",
        "reason": crawl.reason,
        "stats": dict(crawl.stats),
    }


def held_record(archive: Archive, source: str) -> dict[str, Any]:
    """Block pages of a source, by kind, and entries of its frontier, by state."""
    return {"blocked": archive.blocked(source), "frontier": archive.frontier_counts(source)}


def brought_record(archive: Archive, number: int, most: int) -> dict[str, Any]:
    """What a crawl brought, and what it did not get.

    Args:
        archive: where.
        number: of the crawl.
        most: pages of either at most, the latest.
    """
    pages, parts = runs.outcomes(archive.connection, number)
    new = (asdict(one) for one in runs.new_texts(archive.connection, number, most))
    amiss = (asdict(one) for one in runs.amiss(archive.connection, number, most))
    return {
        "outcomes": pages,
        "requisites": parts,
        "new": [_captured(one) for one in new],
        "amiss": [_captured(one) for one in amiss],
    }


def _captured(record: dict[str, Any]) -> dict[str, Any]:
    url, time = record.pop("url"), record.pop("time")
    return {"url": url, "captured": time, **{k: v if v != "" else None for k, v in record.items()}}
