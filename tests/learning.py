"""A site of ours that repeats itself, in two designs; and runs that learn it, in this process."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from archive import Archive
from archive.learning.looks import look
from archive.learning.run import Learned, learned
from archive.rebuild.observing import Shown, shown
from tests.exchanges import DAY_ONE, exchange

SITE = "http://news.example"
HOST = "example,news"
APPEAL = (
    "Subscribe to our weekly letter and never miss a story from our newsroom: it costs nothing, "
    "and you can leave at any time you like."
)
_WORDS = (
    "harbour", "council", "prison", "report", "tunnel", "winter", "minister", "bridge", "river",
    "school", "visit", "cell", "wing", "committee", "delegation", "hospital", "storm", "market",
)  # fmt: skip


def story(number: int, design: int = 1, more: str = "") -> bytes:
    """An article that nobody else has, with an appeal in its text that all have."""
    chance = random.Random(number)  # no secret
    said = "".join(f"<p>{_sentence(chance)} {_sentence(chance)}</p>" for _ in range(4))
    said += f"<p>{more}</p>" if more else ""
    head = f'<!doctype html><html lang="en"><head><title>Story {number}</title></head>'
    links = '<a href="/">Home</a> <a href="/world">World</a> <a href="/contact">Contact</a>'
    if design == 1:
        return (
            f'{head}<body><div class="top"><ul class="nav"><li>{links}</li></ul></div>'
            f'<div class="content"><article><h1>Story {number}</h1>{said}<p>{APPEAL}</p></article>'
            '</div><div class="foot"><p>Printed by the Gazette</p></div></body></html>'
        ).encode()
    return (
        f'{head}<body><header id="masthead"><nav>{links}</nav></header><main><section class="one">'
        f'<div class="inner"><h1>Story {number}</h1><div class="prose">{said}</div><aside>'
        f"<p>{APPEAL}</p></aside></div></section></main><footer><div><p>All rights reserved</p>"
        "</div></footer></body></html>"
    ).encode()


def url(number: int) -> str:
    """Where a story stands."""
    return f"{SITE}/story/{number}"


def grown(archive: Archive, numbers: Iterable[int], *, hours: float = 0, design: int = 1) -> None:
    """Capture stories, one an hour."""
    for count, number in enumerate(numbers):
        archive.add(exchange(url(number), story(number, design), hours=hours + count))


def learn(
    archive: Archive,
    *,
    days: float = 1,
    patience: float | None = None,
    looks: list[int] | None = None,
) -> Learned:
    """A run in this process."""
    now = DAY_ONE + timedelta(days=days)

    def told(number: int) -> object:
        if looks is not None:
            looks.append(number)
        return look(archive, number)

    return learned(archive, told, partial(_read, archive), lambda: now, patience=patience)  # type: ignore[arg-type]


def _read(archive: Archive, numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
    for number in numbers:
        capture = archive.capture_by_id(number)
        assert capture is not None
        yield number, shown(archive, capture)


def _sentence(chance: random.Random) -> str:
    words = [f"{chance.choice(_WORDS)}{chance.choice(_WORDS)}" for _ in range(14)]
    return " ".join(words).capitalize() + "."


def at(days: float) -> datetime:
    """So many days after the first."""
    return DAY_ONE + timedelta(days=days)
