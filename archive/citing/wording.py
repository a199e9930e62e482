"""Whether quoted words stand, in sentences: what captures showed and when, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from archive.citing.selectors import Likeness
from archive.citing.standing import Standing

Clock = Callable[[datetime], str]
_ABSENCES = 3
"""Times at which words were away that are told, the latest ones."""

LIKENESS: dict[Likeness, str] = {
    "exact": "",
    "marks": "The page has them with other spaces, quotation marks, dashes or invisible characters",
    "capitals": "The page has them with other capital letters",
}
"""How the words of a page differ from those that were typed."""


def verdict(one: Standing, clock: Clock) -> str:
    """Whether they stand, in a sentence without its full stop."""
    if one.verdict == "stands" or one.without is None:
        return f"The words stand: they are in the latest text, captured {clock(one.latest)}"
    seen = f"The words no longer stand: last seen {clock(one.last)}"
    first = one.became.kind if one.became else one.verdict
    if first == "gone" and one.verdict == "edited":
        return f"{seen}, first absent {clock(one.without)}; other words stand in their place now"
    if first == "gone":
        return f"{seen}, first absent {clock(one.without)}"
    then = f"{seen}, first seen edited {clock(one.without)}"
    if one.verdict == "gone":
        return f"{then}; the sentence is not in the latest text, captured {clock(one.latest)}"
    return then


def details(one: Standing, clock: Clock) -> Iterator[str]:
    """What else is to be said: since when they were seen, when they were away, what is unsure."""
    if one.before:
        yield f"First seen {clock(one.first)}, not yet there {clock(one.before)}"
    else:
        yield f"First seen {clock(one.first)}, in the first text that was captured: may be older"
    for away in one.absences[-_ABSENCES:]:
        yield (
            f"Away for a time: last seen {clock(away.last)}, absent {clock(away.without)}, "
            f"back {clock(away.back)}"
        )
    if len(one.absences) > _ABSENCES:
        yield f"Away {len(one.absences):,} times in all"
    if one.is_reread:
        yield "The texts before and after that were read in two ways: it may be no edit of the page"
    if one.with_beside:
        yield "As they are few, they were looked for with the words beside them"


def missed(held: tuple[datetime, ...], clock: Clock) -> str:
    """Where words are that a capture does not have."""
    if not held:
        return "no capture of this page has them"
    if len(held) == 1:
        return f"the capture of {clock(held[0])} has them"
    return f"captures from {clock(held[0])} to {clock(held[-1])} have them"
