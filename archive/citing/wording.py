"""Whether quoted words stand, in sentences: what captures showed and when, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from archive.citing.selectors import Likeness
from archive.citing.standing import Standing
from archive.translation import N_, _, n_

Clock = Callable[[datetime], str]
_ABSENCES = 3
"""Times at which words were away that are told, the latest ones."""

_LIKENESS: dict[Likeness, str] = {
    "marks": N_(
        "The page has them with other spaces, quotation marks, dashes or invisible characters "
        "than they were typed."
    ),
    "capitals": N_("The page has them with other capital letters than they were typed."),
}
"""How the words of a page differ from those that were typed."""


def likeness(one: Likeness) -> str:
    """How the words of a page differ from those that were typed; empty where they do not."""
    return _(_LIKENESS[one]) if one in _LIKENESS else ""


def verdict(one: Standing, clock: Clock) -> str:
    """Whether they stand, in a sentence without its full stop."""
    if one.verdict == "stands" or one.without is None:
        return _(
            "The words stand: they are in the latest text, captured {time}", time=clock(one.latest)
        )
    times = {"last": clock(one.last), "without": clock(one.without)}
    first = one.became.kind if one.became else one.verdict
    if first == "gone" and one.verdict == "edited":
        return _(
            "The words no longer stand: last seen {last}, first absent {without}; other words "
            "stand in their place now",
            **times,
        )
    if first == "gone":
        return _("The words no longer stand: last seen {last}, first absent {without}", **times)
    if one.verdict == "gone":
        return _(
            "The words no longer stand: last seen {last}, first seen edited {without}; the "
            "sentence is not in the latest text, captured {latest}",
            latest=clock(one.latest), **times,
        )  # fmt: skip
    return _("The words no longer stand: last seen {last}, first seen edited {without}", **times)


def details(one: Standing, clock: Clock) -> Iterator[str]:
    """What else is to be said: since when they were seen, when they were away, what is unsure."""
    if one.before:
        yield _(
            "First seen {first}, not yet there {before}",
            first=clock(one.first), before=clock(one.before),
        )  # fmt: skip
    else:
        yield _(
            "First seen {first}, in the first text that was captured: may be older",
            first=clock(one.first),
        )
    for away in one.absences[-_ABSENCES:]:
        yield _(
            "Away for a time: last seen {last}, absent {without}, back {back}",
            last=clock(away.last), without=clock(away.without), back=clock(away.back),
        )  # fmt: skip
    if len(one.absences) > _ABSENCES:
        yield n_("Away {n} time in all", "Away {n} times in all", len(one.absences))
    if one.is_reread:
        yield _(
            "The texts before and after that were read in two ways: it may be no edit of the page"
        )
    if one.with_beside:
        yield _("As they are few, they were looked for with the words beside them")


def missed(held: tuple[datetime, ...], clock: Clock) -> str:
    """Where words are that a capture does not have."""
    if not held:
        return _("no capture of this page has them")
    if len(held) == 1:
        return _("the capture of {time} has them", time=clock(held[0]))
    first, last = clock(held[0]), clock(held[-1])
    return _("captures from {first} to {last} have them", first=first, last=last)
