"""Back-off: which answers mean that a server is not to be asked for a while, and for how long."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive import http
from archive.observation import Observation
from archive.store.captures import Capture
from archive.store.rests import LONGEST, Rest, origin_of
from crawler.fetch.rules import retry_after

_PORTS = {"http": 80, "https": 443}


class Backoff:
    """Tells from answers when to leave a server alone.

    A 429 means the client and not the URL (RFC 6585, 4), and a ``Retry-After`` with a 503 the
    service (RFC 9110, 10.2.3): the whole host rests. A server that sends 429 and names no time is
    left alone for six steps. One that goes on like that is left alone for twice as long each time,
    whatever it names: else a crawl would go on for hours, and come to nothing.
    """

    def __init__(self, step: timedelta) -> None:
        self._step = step
        self._in_a_row: Counter[str] = Counter()

    def rests(self, observation: Observation, capture: Capture, now: datetime) -> list[Rest]:
        """The rests that an answer asks for: of its origin, and of the same host's other scheme."""
        origin = origin_of(capture.url)
        status = observation.status
        asked = asked_wait(observation, now) if status in (429, 503) else None
        if status != 429 and not (status == 503 and asked):
            if status is not None and status < 400:
                del self._in_a_row[origin]
            return []
        self._in_a_row[origin] += 1
        before = self._in_a_row[origin] - 1
        own = 6 * self._step * 2 ** min(before, 20) if before or not asked else timedelta()
        wait = max(own, asked or timedelta())
        until = now + min(wait, LONGEST)
        host = urlsplit(origin).netloc
        told = f"Retry-After {asked.total_seconds():g} s" if asked else "no time named"
        then = f"{until:%Y-%m-%d %H:%M:%S} UTC"
        reason = f"{host} answered {status} ({told}): nothing asked there before {then}"
        return [
            Rest(place, until, reason, is_asked=asked is not None, capture_id=capture.id)
            for place in _alike(origin)
        ]


def asked_wait(observation: Observation, now: datetime) -> timedelta | None:
    """The wait a server asks for (RFC 9110, 10.2.3), if it makes sense."""
    value = http.split(observation.exchange.response).field("retry-after")
    seconds = retry_after(value.encode(), now) if value else None
    return None if seconds is None else timedelta(seconds=seconds)


def _alike(origin: str) -> tuple[str, ...]:
    parts = urlsplit(origin)
    if parts.port in (None, _PORTS.get(parts.scheme)):
        return tuple(f"{scheme}://{parts.netloc}" for scheme in _PORTS)
    return (origin,)


def is_hostile(outcome: str, wall: str | None) -> bool:
    """Whether an answer is a block page that fewer requests may spare us.

    One that asks who we are answers the same however rarely it is asked.
    """
    return outcome == "blocked" and wall != "login"
