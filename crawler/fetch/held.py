"""robots.txt files that the archive holds: what a crawl need not ask for again, and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from archive import Archive
from archive.errors import DamagedArchive
from archive.store.captures import Capture
from archive.store.records import answer_of

_ANSWERS = ("ok", "unchanged", "absent", "redirect")
"""Outcomes that may be used again. What failed, or was an error, is asked for anew."""
_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class HeldRules:
    """A robots.txt as the archive holds it.

    Attributes:
        capture: what was answered, after redirects.
        status: of that answer.
        body: content codings removed; empty where the file is absent.
    """

    capture: Capture
    status: int
    body: bytes


class HeldRobots:
    """The robots.txt files of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def of(self, origin: str, now: datetime, lifetime: timedelta) -> HeldRules | None:
        """The rules of an origin captured within ``lifetime`` before ``now``, if all went well.

        The oldest answer on the way through redirects counts.
        """
        url = f"{origin}/robots.txt"
        for _ in range(1 + _REDIRECTS):
            capture = next((c for c in reversed(self._archive.captures(url)) if c.url == url), None)
            if capture is None or capture.outcome not in _ANSWERS or capture.method != "GET":
                return None
            if not timedelta() <= now - capture.time < lifetime:
                return None
            if capture.outcome != "redirect":
                return self._read(capture)
            url = urljoin(url, capture.evidence or "")
        return None

    def record(self, capture: Capture) -> str | None:
        """Id of the WARC record that shows what was answered, or that nothing was."""
        try:
            records = self._archive.records(capture)
        except DamagedArchive:
            return None
        shown = answer_of(records) or (records[-1] if records else None)
        return shown.uri if shown else None

    def _read(self, capture: Capture) -> HeldRules | None:
        if capture.outcome == "absent":
            return HeldRules(capture, capture.status or 404, b"")
        try:
            memento = self._archive.memento(capture)
        except DamagedArchive:
            return None
        if memento is None or memento.fault or not memento.fits:
            return None
        body, fault = memento.body()
        return None if fault else HeldRules(capture, 200, body)
