"""What a search found, as records for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from archive.search import MARK
from archive.search.results import Facet, Facets, Hit, Results

MARKS = ("**", "**")
"""What stands before and after a found word in a snippet."""


def hit_record(hit: Hit) -> dict[str, Any]:
    """A hit."""
    version = hit.version
    return {
        "url": version.url,
        "title": version.title,
        "type": version.kind,
        "source": hit.source,
        "language": version.language,
        "authors": list(version.authors),
        "published": version.published,
        "captured": iso(hit.captured),
        "is_current": version.is_current,
        "snippet": with_marks(hit.snippet),
        "score": float(f"{hit.score:.4g}") + 0.0,
        "places": [
            {"url": one.url, "source": one.source, "captured": iso(one.captured)}
            for one in hit.places
        ],
        "sightings": [
            {"version": one.version_id, "first": iso(one.first), "last": iso(one.last),
             "is_current": one.is_current}
            for one in hit.sightings
        ],
    }  # fmt: skip


def results_record(results: Results) -> dict[str, Any]:
    """What is said of a search beside its hits."""
    return {
        "understood": results.understood,
        "explained": results.explained,
        "notes": list(results.notes),
        "suggestion": results.suggestion or None,
        "total": results.total,
        "total_is_capped": results.total_is_capped,
        "has_more": results.has_more,
    }


def facets_record(facets: Facets) -> dict[str, Any]:
    """Hits by what they are."""
    groups = {name: [_facet(one) for one in found] for name, found in groups_of(facets)}
    return {**groups, "of": facets.of, "is_sample": facets.is_sample}


def groups_of(facets: Facets) -> Iterator[tuple[str, tuple[Facet, ...]]]:
    """The facets by their names."""
    yield "source", facets.source
    yield "language", facets.language
    yield "year", facets.year
    yield "type", facets.type


def trend_records(months: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Hits by month."""
    return [{"month": month, "hits": hits} for month, hits in months]


def with_marks(snippet: str) -> str:
    """A snippet with its found words between ``MARKS``."""
    return snippet.replace(MARK[0], MARKS[0]).replace(MARK[1], MARKS[1])


def iso(time: datetime) -> str:
    """A time by RFC 3339, in UTC."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _facet(one: Facet) -> dict[str, Any]:
    return {"value": one.value, "hits": one.hits}
