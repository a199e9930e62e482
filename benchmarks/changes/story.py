"""A story of a page: captures of it and of its site, the last of which is known for what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from archive import Exchange
from archive.observation import Observation, observed
from benchmarks.changes.answers import Answer
from benchmarks.changes.page import Kind

BEGAN = datetime(2025, 3, 3, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """An answer: so many hours after the beginning, of a URL."""

    hours: float
    url: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Story:
    """What a page and its site answered.

    Attributes:
        name: of what happens to it.
        kind: what the last step is against the one before it.
        url: of the page.
        steps: the answers, in order.
        before: the answer with a text that the last one is held against.
    """

    name: str
    kind: Kind
    url: str
    steps: tuple[Step, ...]
    before: Answer

    @property
    def after(self) -> Answer:
        """The last answer."""
        return self.steps[-1].answer


@lru_cache(512)
def kept(step: Step) -> tuple[Exchange, Observation]:
    """A step as it went over the wire, and what is read in it."""
    said = exchange(step.url, step.answer, BEGAN + timedelta(hours=step.hours))
    return said, observed(said)


def exchange(url: str, answer: Answer, when: datetime) -> Exchange:
    """What went over the wire."""
    split = urlsplit(url)
    request = f"GET {split.path or '/'} HTTP/1.1\r\nHost: {split.netloc}\r\n\r\n".encode()
    if answer.error:
        return Exchange(url=url, began=when, request=request, response=b"", error=answer.error)
    head = (
        f"HTTP/1.1 {answer.status}\r\nContent-Type: text/html; charset=utf-8\r\n{answer.fields}"
        f"Content-Length: {len(answer.body)}\r\n\r\n"
    )
    return Exchange(
        url=url, began=when, request=request, response=head.encode() + answer.body, ip="192.0.2.7"
    )
