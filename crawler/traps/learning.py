"""The detector of a crawl, fed with what the archive has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.observation import Observation
from archive.store import fingerprints, frontier, pages
from archive.store.captures import Capture
from archive.store.frontier import Entry
from crawler.traps.detector import DEAD, SET_ASIDE, Answer, Detector

REST = timedelta(days=30)
"""How long what is set aside is left alone; then some of it is tried again."""
_MARKUP = frozenset(("text/html", "application/xhtml+xml", ""))
_JUDGED = frozenset(("ok", "redirect"))
"""Outcomes that say something of the URL rather than of the day."""
_KNOWN = 0.9
"""Of what a page says, so much stands on others where it is a copy."""
_ENOUGH = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def detector_of(archive: Archive, source_id: int, now: datetime) -> Detector:
    """A detector that knows what earlier crawls of a source have set aside."""
    sql = "SELECT count(*), min(day) FROM indexed WHERE source_id = ? AND is_published"
    count, day = archive.connection.execute(sql, (source_id,)).fetchone()
    first = (_EPOCH + timedelta(days=day)).year if count >= _ENOUGH else None
    reasons = frontier.reasons(archive.connection, source_id, SET_ASIDE)
    return Detector(now.year, first, reasons)


def is_first(archive: Archive, entry: Entry) -> bool:
    """Whether a page has never been had: what is known is asked for again, trap or not."""
    return entry.kind == "page" and pages.of_url(archive.connection, entry.url) is None


def answer_of(
    archive: Archive, capture: Capture, observation: Observation, revealed: list[str]
) -> Answer | None:
    """What came of a URL; ``None`` where that says nothing of it."""
    if observation.outcome == "absent":
        return DEAD
    if observation.outcome not in _JUDGED:
        return None
    article = observation.article
    text = article.full if article and article.blocks else ""
    if text:
        known = fingerprints.share_known(archive.connection, capture.page_id)
        return Answer(text, known < _KNOWN, revealed)
    is_file = observation.outcome == "ok" and observation.media_type not in _MARKUP
    return Answer("", is_file and capture.revisit_of is None, revealed)
