"""How blame is told: intervals between captures, never instants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import pairwise

from archive.clean.article import Block
from archive.history.blame.model import Blame, Line, Move, Saying, Stay
from archive.history.diff import Piece, compared, quieted
from archive.translation import _, n_

_COUNTED: Mapping[str, Callable[[int], str]] = {
    "ok": lambda number: n_("{n} ok", "{n} ok", number),
    "partial": lambda number: n_("{n} partial", "{n} partial", number),
    "unchanged": lambda number: n_("{n} unchanged", "{n} unchanged", number),
    "redirect": lambda number: n_("{n} redirect", "{n} redirect", number),
    "absent": lambda number: n_("{n} absent", "{n} absent", number),
    "error": lambda number: n_("{n} error", "{n} error", number),
    "blocked": lambda number: n_("{n} blocked", "{n} blocked", number),
    "failure": lambda number: n_("{n} failure", "{n} failure", number),
}
"""Captures of an outcome, counted."""


def clock(time: datetime) -> str:
    """``2025-10-05 14:02``, in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"


def between(after: datetime | None, by: datetime) -> str:
    """When something happened that two captures show: ``between 2025-10-05 14:02 and 14:31 UTC``.

    Where no capture shows that it had not: ``at or before 2025-10-05 14:02 UTC``.
    """
    if after is None:
        return _("at or before {time} UTC", time=clock(by))
    start, end = clocks(after, by)
    end = end[11:] if end[:10] == start[:10] else end
    return _("between {start} and {end} UTC", start=start, end=end)


def clocks(after: datetime, by: datetime) -> tuple[str, str]:
    """Two times in UTC, to the second where they are within one minute."""
    times = clock(after), clock(by)
    if times[0] != times[1]:
        return times
    first, last = (one.astimezone(UTC) for one in (after, by))
    return f"{first:%Y-%m-%d %H:%M:%S}", f"{last:%Y-%m-%d %H:%M:%S}"


def margin(stay: Stay) -> tuple[str, ...]:
    """When words were first seen, in two short lines; in one where nothing came before."""
    if stay.after is None:
        return (f"≤ {clock(stay.first)}",)
    start, end = clocks(stay.after, stay.first)
    return f"{start} –", end


def first_seen(line: Line) -> str:
    """Since when words are there, and with which text they came."""
    stay = line.first
    when = between(stay.after, stay.first)
    return _("first seen {when}, with text {number}", when=when, number=stay.number)


def last_seen(line: Line) -> str:
    """Until when words were there."""
    stay = line.last
    if stay.by is None:
        return _("still there at {time} UTC", time=clock(stay.last))
    last, by = clock(stay.last), clock(stay.by)
    return _("last seen {last} UTC, first missing {by} UTC", last=last, by=by)


def went(line: Line) -> str:
    """When a sentence went that is not there any more."""
    stay = line.stay
    if stay.by is None:
        return ""
    when = between(stay.last, stay.by)
    if stay.went_reread:
        return _(
            "gone {when}; the page was read in another way from then on (technical)", when=when
        )
    return _("gone {when}", when=when)


def notes(line: Line) -> list[str]:
    """What else there is to say of a sentence that is shown."""
    found: list[str] = []
    if line.first.came_reread:
        found.append(
            _(
                "first read {when}: the page was read in another way from then on, so who wrote it "
                "cannot be told (technical)",
                when=between(line.first.after, line.first.first),
            )
        )
    if len(line.edits) > 1 or (line.edits and not line.said_before):
        found.append(_edited(line.edits))
    found += [_away(one, back) for one in line.gaps if one.by and (back := _after(line, one))]
    if line.moves:
        found.append(_moved(line.moves))
    return found


def _away(one: Stay, back: Stay) -> str:
    gone = between(one.last, one.by) if one.by else ""
    again = between(back.after, back.first)
    if one.went_reread or back.came_reread:
        return _("gone {gone}, back {back} (technical)", gone=gone, back=again)
    return _("gone {gone}, back {back}", gone=gone, back=again)


def _edited(edits: tuple[Move, ...]) -> str:
    last = between(edits[-1].after, edits[-1].by)
    if len(edits) == 1:
        return _("edited {when}", when=last)
    if len(edits) == 2:
        return _("edited twice, last {when}", when=last)
    return n_(
        "edited {n} time, last {when}", "edited {n} times, last {when}", len(edits), when=last
    )


def _moved(moves: tuple[Move, ...]) -> str:
    last = between(moves[-1].after, moves[-1].by)
    if len(moves) == 1:
        return _("moved {when}", when=last)
    if len(moves) == 2:
        return _("moved twice, last {when}", when=last)
    return n_("moved {n} time, last {when}", "moved {n} times, last {when}", len(moves), when=last)


def before(line: Line) -> list[tuple[Saying, tuple[Piece, ...]]]:
    """What a sentence said before, the latest first, and what changed of it to what followed."""
    chain = [*line.earlier, Saying(line.words, line.stay)]
    then = {one: following.words for one, following in pairwise(chain)}
    found = []
    for one in reversed(line.said_before):
        some, others = [Block("paragraph", one.words)], [Block("paragraph", then[one])]
        change = quieted(compared(some, others))
        found.append((one, tuple(piece for block in change.blocks for piece in block.pieces)))
    return found


def afterwards(line: Line) -> str:
    """What became of words that are shown as of a time before; empty if they are still there."""
    if line.last.by is None:
        return ""
    if line.later and line.later[0].stay.after == line.stay.last:
        when = between(line.stay.last, line.later[0].stay.first)
        return _("edited afterwards, {when}", when=when)
    if line.last.went_reread:
        return _(
            "{last_seen}; the page was read in another way from then on, so who took it away "
            "cannot be told (technical)",
            last_seen=last_seen(line),
        )
    return last_seen(line)


def counted(blame: Blame) -> str:
    """Which text is shown, and by how many captures the page is known."""
    turn = blame.turn
    span = clock(turn.first)
    if turn.last != turn.first:
        span += f" to {clock(turn.last)}"
    words = f"text {turn.number} of {blame.texts}, captured {span} UTC"
    known = f"{blame.looks:,} {'capture shows' if blame.looks == 1 else 'captures show'} a text"
    if blame.silent:
        count = len(blame.silent)
        known += f", {count:,} {'shows' if count == 1 else 'show'} none ({outcomes(blame)})"
    return f"{words}; {known}"


def outcomes(blame: Blame, after: datetime | None = None, by: datetime | None = None) -> str:
    """Captures that show no text, by outcome, between two times: ``2 blocked, 1 error``."""
    found = Counter(
        outcome
        for time, outcome in blame.silent
        if (after is None or time > after) and (by is None or time < by)
    )
    return ", ".join(_COUNTED[outcome](number) for outcome, number in found.most_common())


def unseen(blame: Blame, stay: Stay) -> str:
    """The captures between the last without words and the first with them that say nothing."""
    if stay.after is None or not (found := outcomes(blame, stay.after, stay.first)):
        return ""
    when = between(stay.after, stay.first)
    return _("{when} further captures show no text: {outcomes}", when=when, outcomes=found)


def _after(line: Line, stay: Stay) -> Stay:
    return line.stays[line.stays.index(stay) + 1]
