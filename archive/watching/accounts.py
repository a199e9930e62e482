"""What watches found, as it is told: with title, address, times and words, out of the archive.

Nothing of it is kept: what is taken out of the archive is in no message and no feed from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.archive import READABLE, Archive
from archive.history.diff import difference
from archive.serving.addresses import address, is_web
from archive.store import texts, watches
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.store.watches import Place, Sighting, SightingKind, Watch
from archive.translation import N_, _
from archive.translation.table import Table
from archive.watching.passage import lost, passage, stems

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST_BLOCKS = 3000
"""Blocks of texts that are compared with one another; of longer ones only the old is shown."""
UNSEEN = Table({
    "absent": N_("the site says that it is not there"),
    "redirect": N_("it leads elsewhere now"),
    "blocked": N_("the site showed a block page instead"),
    "error": N_("the server answered with an error"),
    "failure": N_("there was no answer"),
    "partial": N_("it came incomplete"),
})  # fmt: skip
"""Why a page could not be seen, by outcome."""
NO_TEXT = N_("no text could be read in it")
TAKEN_BACK = N_(
    "what was seen then has since been judged to be no page of the site, so that this is not known"
)
"""What is said of texts that were told of, and that later answers showed to be block pages."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where something was found.

    Attributes:
        url: the page.
        time: when it was captured so.
        last_seen: when the words were last seen there; ``None`` for what is new.
        source: name of the source, if any.
    """

    url: str
    time: datetime
    last_seen: datetime | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of something that a watch found.

    Attributes:
        watch: name of the watch.
        uid: its id in feeds, a UUID.
        kind: whether words came, vanished, or their page could not be seen.
        found: when it was found.
        title: of the text with the words.
        language: ISO 639-1, or ``None``.
        published: ISO 8601 as the page says, or ``None``.
        words: what it says around the words, or said; plain text.
        reason: why the page could not be seen, or why this does not hold any more; else empty.
        spots: where, the first of them first.
    """

    watch: str
    uid: str
    kind: SightingKind
    found: datetime
    title: str
    language: str | None
    published: str | None
    words: str
    reason: str
    spots: tuple[Spot, ...]

    @property
    def spot(self) -> Spot:
        """The first place."""
        return self.spots[0]

    @property
    def path(self) -> str:
        """Where the reading room shows it: what changed, or the page."""
        spot = self.spot
        if self.kind == "vanished":
            return address("/diff", spot.url, spot.last_seen, spot.time)
        return address("/page", spot.url, spot.last_seen or spot.time)

    def link(self, room: str | None) -> str:
        """Its address in a reading room; without one the page itself, if it is on the web."""
        if room:
            return room.rstrip("/") + self.path
        return self.spot.url if is_web(self.spot.url) else f"urn:uuid:{self.uid}"


def accounts(
    archive: Archive, found: Sequence[Sighting], held: Sequence[Watch]
) -> Iterator[Account]:
    """What is told of sightings; nothing of those that are nowhere any more."""
    by_id = {watch.id: watch for watch in held}
    for sighting in found:
        if account := _account(archive, sighting, by_id[sighting.watch_id]):
            yield account


def recent(archive: Archive, held: Sequence[Watch], limit: int) -> list[Account]:
    """What is told of the last things that watches found, newest first."""
    ids = [watch.id for watch in held]
    found = watches.sightings(archive.connection, ids, limit=limit)
    return list(accounts(archive, found, held))


def _account(archive: Archive, sighting: Sighting, watch: Watch) -> Account | None:
    pairs = [pair for place in sighting.places if (pair := _captures(archive, place))]
    if not pairs:
        return None
    capture, before = pairs[0]
    shown = archive.version_of(before or capture)
    title = shown.title if shown else ""
    return Account(
        watch=watch.name,
        uid=sighting.uid,
        kind=sighting.kind,
        found=sighting.time,
        title=_plain(title),
        language=shown.language if shown else None,
        published=shown.published if shown else None,
        words=_plain(_words(archive, sighting.kind, shown, capture, watch.query)),
        reason=_reason(sighting.kind, capture),
        spots=tuple(
            Spot(one.url, one.time, last.time if last else None, one.source) for one, last in pairs
        ),
    )


def _reason(kind: SightingKind, capture: Capture) -> str:
    if kind == "unseen":
        return UNSEEN[capture.outcome] if capture.outcome in UNSEEN else _(NO_TEXT)
    return "" if capture.outcome in READABLE else _(TAKEN_BACK)


def _plain(text: str) -> str:
    """A text of others on one line, without what XML 1.0 (2.2) forbids and terminals obey."""
    return " ".join(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split())).split())


def _captures(archive: Archive, place: Place) -> tuple[Capture, Capture | None] | None:
    capture = archive.capture_by_id(place.capture_id)
    before = archive.capture_by_id(place.before_id) if place.before_id else None
    if capture is None or (place.before_id and before is None):
        return None
    return capture, before


def _words(
    archive: Archive, kind: SightingKind, shown: Version | None, capture: Capture, query: str
) -> str:
    if shown is None:
        return ""
    begins = stems(query)
    if kind == "vanished":
        new = texts.of_capture(archive.connection, capture.id)
        is_short = new and len(shown.blocks) + len(new.blocks) < _MOST_BLOCKS
        if new and is_short and (words := lost(difference(shown, new), begins)):
            return words
    said = (shown.summary, *(block.text for block in shown.blocks))
    return passage(" ".join(part for part in said if part), begins)
