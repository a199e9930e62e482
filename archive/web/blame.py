"""Blame in the reading room: sentences with a margin that tells since when they are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.history.blame import Blame, Line, Saying, Stay, Turn
from archive.history.blame.gathering import PageBlame
from archive.history.blame.runs import ages, departures, runs
from archive.history.blame.wording import (
    afterwards,
    before,
    first_seen,
    last_seen,
    notes,
    unseen,
    went,
)
from archive.history.diff import Piece
from archive.serving.addresses import Address, whole_url
from archive.translation import _

_AGES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences of a block that came at one time, or one that has more to tell.

    Attributes:
        lines: the sentences.
        age: how late they came, from 0 to 5.
        opens: whether a block of the text begins with them.
        is_told: whether the margin says when they came: not if the row above says so.
        hint: the same and since when, in full.
        notes: what else there is to say.
        before: what the sentence said before, the latest first, and what changed of it.
    """

    lines: tuple[Line, ...]
    age: int
    opens: bool
    is_told: bool
    hint: str
    notes: tuple[str, ...]
    before: tuple[tuple[Saying, tuple[Piece, ...]], ...]

    @property
    def first(self) -> Stay:
        """The stay with which the words were first seen."""
        return self.lines[0].first


@dataclass(frozen=True, slots=True)
class View:
    """Who said it when, as it is shown.

    Attributes:
        page: what is known.
        rows: the sentences, those that came before a time left out if one was asked for.
        left: how many are left out.
        gone: what went, by when: in words, and the sentences.
        earlier, later: the texts before and after the one that is shown.
    """

    page: PageBlame
    rows: tuple[Row, ...]
    left: int
    gone: tuple[tuple[str, tuple[Row, ...]], ...]
    earlier: Turn | None
    later: Turn | None


def named(values: Mapping[str, str]) -> Address | None:
    """The page that a form names, and the time; ``None`` if there is no URL in it."""
    url = whole_url(values.get("url", ""))
    at = values.get("at", "").strip()
    return Address(url, ("".join(filter(str.isdigit, at))[:14],)) if url else None


def view_of(found: PageBlame, since: datetime | None) -> View:
    """What is shown of it.

    Args:
        found: what is known.
        since: only sentences are shown that were first seen then or later.
    """
    shown = found.since(since) if since else found
    age = ages(found.blame, _AGES)
    rows = tuple(_rows(shown.blame, shown.blame.lines, age, is_there=True))
    gone = tuple(
        (went(some[0]), tuple(_rows(found.blame, some, age, is_there=False)))
        for some in departures(found.blame)
    )
    left = len(found.blame.lines) - len(shown.blame.lines)
    turns, number = found.blame.turns, found.blame.shown
    earlier = turns[number - 1] if number else None
    later = turns[number + 1] if number + 1 < len(turns) else None
    return View(found, rows, left, gone, earlier, later)


def _rows(
    blame: Blame, lines: Sequence[Line], age: Mapping[int, int], *, is_there: bool
) -> Iterator[Row]:
    last: Line | None = None
    for run in runs(lines):
        line = run[0]
        more = [*notes(line), afterwards(line) if is_there else ""]
        hint = [first_seen(line), last_seen(line), unseen(blame, line.first)]
        yield Row(
            tuple(run),
            age[line.first.number],
            last is None or (last.part, last.block) != (line.part, line.block),
            last is None or last.first != line.first,
            _("; ").join(filter(None, hint)),
            tuple(filter(None, more)),
            tuple(before(line)),
        )
        last = run[-1]
