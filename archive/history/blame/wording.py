"""How blame is told: intervals between captures, never instants."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from archive.clean.article import Block
from archive.history.blame.model import Blame, Line, Move, Saying, Stay
from archive.history.diff import Piece, compared, quieted

REREAD = "the page was read in another way from then on, so who wrote it cannot be told (technical)"


def clock(time: datetime) -> str:
    """``2025-10-05 14:02``, in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"


def between(after: datetime | None, by: datetime) -> str:
    """When something happened that two captures show: ``between 2025-10-05 14:02 and 14:31 UTC``.

    Where no capture shows that it had not: ``at or before 2025-10-05 14:02 UTC``.
    """
    if after is None:
        return f"at or before {clock(by)} UTC"
    start, end = clocks(after, by)
    return f"between {start} and {end[11:] if end[:10] == start[:10] else end} UTC"


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
    return f"first seen {between(stay.after, stay.first)}, with text {stay.number}"


def last_seen(line: Line) -> str:
    """Until when words were there."""
    stay = line.last
    if stay.by is None:
        return f"still there at {clock(stay.last)} UTC"
    return f"last seen {clock(stay.last)} UTC, first missing {clock(stay.by)} UTC"


def went(line: Line) -> str:
    """When a sentence went that is not there any more."""
    stay = line.stay
    words = f"gone {between(stay.last, stay.by)}" if stay.by else ""
    technical = "; the page was read in another way from then on (technical)"
    return words + (technical if stay.went_reread else "")


def notes(line: Line) -> list[str]:
    """What else there is to say of a sentence that is shown."""
    found: list[str] = []
    if line.first.came_reread:
        found.append(f"first read {between(line.first.after, line.first.first)}: {REREAD}")
    if len(line.edits) > 1 or (line.edits and not line.said_before):
        found.append(f"edited {_times(line.edits)}")
    found += [
        f"gone {between(one.last, one.by)}, back {between(back.after, back.first)}"
        + (" (technical)" if one.went_reread or back.came_reread else "")
        for one in line.gaps
        if one.by and (back := _after(line, one))
    ]
    if line.moves:
        found.append(f"moved {_times(line.moves)}")
    return found


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
        return f"edited afterwards, {between(line.stay.last, line.later[0].stay.first)}"
    technical = f"; {REREAD.replace('wrote it', 'took it away')}" if line.last.went_reread else ""
    return last_seen(line) + technical


def times(count: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


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
    return ", ".join(f"{count:,} {outcome}" for outcome, count in found.most_common())


def unseen(blame: Blame, stay: Stay) -> str:
    """The captures between the last without words and the first with them that say nothing."""
    if stay.after is None or not (found := outcomes(blame, stay.after, stay.first)):
        return ""
    return f"{between(stay.after, stay.first)} further captures show no text: {found}"


def _after(line: Line, stay: Stay) -> Stay:
    return line.stays[line.stays.index(stay) + 1]


def _times(moves: tuple[Move, ...]) -> str:
    last = between(moves[-1].after, moves[-1].by)
    return last if len(moves) == 1 else f"{times(len(moves))}, last {last}"
