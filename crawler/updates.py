"""What feeds and sitemaps say was changed, and how far they are believed.

A known page that is said to have changed since it was looked at is due at once. Some sites say so
of every page whenever they are asked, others of a page whose text stays as it is; so no list is
believed that says it of most of its pages, and a page of which it was said in vain is left alone
for ever longer before that is believed again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from archive import Archive
from archive.observation import Observation
from archive.store import dues, looks
from archive.store.frontier import Entry, Waiting
from crawler.plan import SAID, SAID_OLD, is_of_older_years
from crawler.sources.source import Source

_FEW = 3
"""Known pages that a list names, below which it may say so of all of them."""
_GROWTH = 6
"""So many times longer is a page left alone after each time that it was said in vain."""
_MOST = 8
_VAIN = "said to have changed, in vain"
_TIMES = re.compile(rf"{_VAIN} (\d+) times?")


class Updates:
    """The word of a source's lists about its known pages.

    Args:
        archive: where the frontier and what was seen are.
        source: whose.
        source_id: its number in the archive.
    """

    def __init__(self, archive: Archive, source: Source, source_id: int) -> None:
        self._archive = archive
        self._source_id = source_id
        self._first = source.schedule.terms.first
        self._longest = source.schedule.terms.longest

    def followed(self, found: Sequence[Entry], now: datetime) -> int:
        """Let pages wait that a list says have changed since they were looked at.

        Within the transaction of the caller.

        Args:
            found: what the list names.
            now: the time; what is said to have changed later is not believed.

        Returns:
            How many there are.
        """
        known = [
            (entry.changed, page)
            for entry in found
            if entry.changed and entry.kind == "page"
            if (page := dues.looked_at(self._archive.connection, self._source_id, entry.url))
        ]
        newer = [page for changed, page in known if page.time < changed <= now]
        if len(known) > _FEW and 2 * len(newer) > len(known):
            return 0
        believed = [page for page in newer if now - page.time >= self._patience(page.reason)]
        for page in believed:
            place = SAID_OLD if is_of_older_years(page.priority) else SAID
            dues.bring_forward(self._archive.connection, page.id, now, place)
        return len(believed)

    def told(self, waiting: Waiting, observation: Observation) -> str | None:
        """What is to be remembered of a page after a look at it: how often it was said in vain.

        Args:
            waiting: its entry.
            observation: what it showed, whose capture is in the archive.
        """
        before = dues.reason_of(self._archive.connection, waiting.id)
        times, was_said = _times(before), waiting.entry.priority in (SAID, SAID_OLD)
        if observation.outcome not in ("ok", "unchanged") or not (times or was_said):
            return None
        seen = looks.of_url(self._archive.connection, observation.exchange.url, 2)
        if seen and seen.looks[-1:] and seen.looks[-1][1]:
            return None
        times += was_said
        return f"{_VAIN} {times} {'time' if times == 1 else 'times'}" if times else None

    def _patience(self, reason: str | None) -> timedelta:
        """How long a page must have been left alone for such a word to be believed."""
        growth: int = _GROWTH ** min(_times(reason), _MOST)
        return min(self._first * growth, self._longest)


def _times(reason: str | None) -> int:
    match = _TIMES.fullmatch(reason or "")
    return int(match[1]) if match else 0
