"""Presence in the reading room: where a page stands, a strip of its checks, and what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.archive import Archive
from archive.presence import USUAL, Presence, Says, Terms
from archive.presence.gathering import of_url, terms_of
from archive.presence.states import Step
from archive.presence.wording import Standing, certainty, of_presence, of_row, sentence
from archive.serving.readers import Readers
from archive.store import crawls, presences
from archive.translation import NP_, _, n_
from archive.translation.speaking import forms
from archive.translation.table import Table
from archive.urls import host_meant, microseconds, parsed_time
from archive.web.pages import environment
from archive.web.wording import PRESENCE, clock, day

WIDTH = 1000
_MOST, _SHOWN = 400, 200
_LANES: dict[Says, str] = {
    "there": "there", "moved": "there", "absent": "absent", "doubt": "unknown",
    "unknown": "unknown",
}  # fmt: skip
STATES = Table({
    "gone": NP_("pages", "Gone"), "suspect": NP_("pages", "Suspect"),
    "back": NP_("pages", "Back again"),
}, "pages")  # fmt: skip
"""The states that are listed, and their headings."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A check on the strip; ``x`` runs from 0 to 1000, ``lane`` is what it says."""

    x: int
    lane: str
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The checks of a page in order of time.

    Attributes:
        marks: of very many, evenly chosen ones, and all at which what they say changes.
        words: what the strip shows, in a sentence.
        first, last: of what it shows.
    """

    marks: tuple[Mark, ...]
    words: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a page stands, as its view shows it.

    Attributes:
        state: in a word.
        words: the sentence that says it.
        evidence, sure: by what it is told, and what it takes to be sure.
        strip: its checks, where there are several.
    """

    state: str
    words: str
    evidence: str
    sure: str
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Line:
    """A page in the list."""

    url: str
    title: str
    source: str | None
    stands: Standing
    words: str
    sure: str


def shown(archive: Archive, url: str) -> Shown | None:
    """Where a page stands; ``None`` where the archive has no check of it."""
    found = of_url(archive.connection, url)
    if found is None or not found.steps:
        return None
    one = of_presence(found)
    evidence = one.evidence if one.state in ("suspect", "gone") else ""
    return Shown(one.state, sentence(one, clock), evidence, certainty(one, found.terms),
                 strip(found))  # fmt: skip


def strip(found: Presence) -> Strip | None:
    """The strip of a page's checks; ``None`` of a single one."""
    steps = found.steps
    if len(steps) < 2:
        return None
    first, last = steps[0].check.time, steps[-1].check.time
    whole = (last - first).total_seconds() or 1.0
    every = max(1, -(-len(steps) // _MOST))
    marks = [
        Mark(
            round((step.check.time - first).total_seconds() * WIDTH / whole), _LANES[step.says],
            _mark(step),
        )
        for place, step in enumerate(steps)
        if not place % every or step is steps[-1] or step.says != steps[place - 1].says
    ]  # fmt: skip
    counts = {
        lane: sum(_LANES[step.says] == lane for step in steps)
        for lane in ("there", "absent", "unknown")
    }
    number = forms().number
    words = n_(
        "{n} check from {first} to {last}: there {there}, absent {absent}, unknown {unknown}",
        "{n} checks from {first} to {last}: there {there}, absent {absent}, unknown {unknown}",
        len(steps), first=day(first), last=day(last), there=number(counts["there"]),
        absent=number(counts["absent"]), unknown=number(counts["unknown"]),
    )  # fmt: skip
    return Strip(tuple(marks[: 2 * _MOST]), words, first, last)


def _mark(step: Step) -> str:
    """A check in words: ``14 March 2025, 10:32:05 UTC: absent, 404 Not Found``."""
    parts = {"time": clock(step.check.time), "presence": PRESENCE[_LANES[step.says]]}
    if step.why:
        return _("{time}: {presence}, {why}", why=step.why, **parts)
    return _("{time}: {presence}", **parts)


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of what is gone, for the reading room."""
    return (Route("/gone", _Desk(readers).gone),)


class _Desk:
    """The endpoint. It reads the archive and therefore runs in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def gone(self, request: Request) -> Response:
        """Pages that are gone, that may be, and that are back, the newest first."""
        archive = self._readers.here()
        asked = {name: request.query_params.get(name, "").strip()
                 for name in ("since", "source", "host")}  # fmt: skip
        start = parsed_time(asked["since"])
        host = asked["host"]
        names = crawls.names(archive.connection)
        terms = _terms(archive)
        groups = []
        for state, heading in STATES.items():
            rows = presences.listed(
                archive.connection, (state,), limit=_SHOWN + 1,
                sources=[asked["source"]] if asked["source"] else (),
                since=microseconds(start) if start else None,
                host=host_meant(host) if host else None,
            )  # fmt: skip
            lines = [_line(row, terms) for row in rows[:_SHOWN]]
            groups.append((state, heading, lines, len(rows) > _SHOWN))
        values: dict[str, Any] = {
            "query": "", "here": "gone", "groups": groups, "start": start, "sources": names,
            "most": _SHOWN, "usual": USUAL, **asked,
        }  # fmt: skip
        return HTMLResponse(self._pages.get_template("gone.html").render(**values))


def _line(row: tuple[presences.Row, str, str, str | None], terms: dict[str | None, Terms]) -> Line:
    kept, url, title, source = row
    one = of_row(kept)
    return Line(url, title, source, one, sentence(one, clock),
                certainty(one, terms.get(source, USUAL)))  # fmt: skip


def _terms(archive: Archive) -> dict[str | None, Terms]:
    rows = archive.connection.execute("SELECT id, name FROM source").fetchall()
    return {None: USUAL, **{name: terms_of(archive.connection, number) for number, name in rows}}
