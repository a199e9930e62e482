"""Two captures of a page as they looked, each in a frame of the replay origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.archive import READABLE, Archive
from archive.replay.closest import closest
from archive.replay.notes import in_place_of, is_page
from archive.serving.addresses import Address, address, asked
from archive.serving.guard import ENTRY, origin
from archive.serving.lock import Lock
from archive.serving.readers import Readers
from archive.store.captures import Capture
from archive.store.texts import Version
from archive.translation import _
from archive.web.answers import POLICY, Answers
from archive.web.views import off


@dataclass(frozen=True, slots=True)
class Side:
    """A capture beside another.

    Attributes:
        capture: which.
        off: how far it is from the time asked for.
        first: path of its frame on the replay origin; empty where it cannot be shown so.
        why: why it cannot, in words.
        version: its text, which is shown then.
    """

    capture: Capture
    off: timedelta | None
    first: str
    why: str = ""
    version: Version | None = None


def routes(readers: Readers, replay_port: int, lock: Lock | None) -> Sequence[BaseRoute]:
    """The address of two saved pages, for the reading room.

    Args:
        readers: the archive.
        replay_port: port on which saved pages are shown.
        lock: whose pass opens that, if it is locked.
    """
    desk = _Desk(readers, replay_port, lock)
    return (Route("/beside/{address:path}", desk.both),)


class _Desk:
    """The endpoint. It reads the archive and therefore runs in threads."""

    def __init__(self, readers: Readers, replay_port: int, lock: Lock | None) -> None:
        self._readers = readers
        self._port = replay_port
        self._lock = lock
        self._answers = Answers(readers)

    def both(self, request: Request) -> Response:
        """Both saved pages; the text in the place of one that cannot be shown."""
        place = asked(request.scope, "/beside/", times=2)
        archive = self._readers.here()
        sides = [_side(archive, Address(place.url, (at,))) for at in place.times] if place else []
        found = [side for side in sides if side is not None]
        if place is None or len(found) < 2:
            return self._nothing(place.url if place else "")
        saved = origin(request.scope, self._port)
        return self._answers.page(
            "beside.html", policy=f"{POLICY}; frame-src {saved}", url=found[1].capture.url,
            sides=found, origin=saved, has_texts=all(side.version for side in found),
            sources=[self._source(saved, side.first) for side in found],
        )  # fmt: skip

    def _source(self, saved: str, first: str) -> str:
        """Where a frame begins: where the origin is locked, it enters with a pass."""
        if not (self._lock and first):
            return saved + first
        return f"{saved}{ENTRY}?{urlencode({'pass': self._lock.given(), 'to': first})}"

    def _nothing(self, url: str) -> Response:
        words = _("The archive holds no two captures of it.") if url else (
            _("This address names no page; one looks like /beside/2025/2026/https://example.org/.")
        )  # fmt: skip
        return self._answers.message(404, _("Nothing to compare"), words, url=url)


def _side(archive: Archive, place: Address) -> Side | None:
    capture = closest(archive, place)
    memento = archive.memento(capture) if capture else None
    if capture is None or memento is None:
        return None
    version = archive.version_of(capture) if capture.outcome in READABLE else None
    distance = off(place, capture)
    if not is_page(memento):
        _, why = in_place_of(memento)
        return Side(capture, distance, "", why, version)
    return Side(capture, distance, address("/replay", place.url, capture.time), "", version)
