"""What a watch makes of a page's course: the words came, went, or nobody can tell. Pure.

Three things are told apart that look alike: an edit, a page that could not be seen, and a text that
was read in another way than the one before, by another version of Greffe or when more had been
learned of the site. The last says nothing of the page: unless the very bytes were the same, it
stays undecided until both texts were read in one way.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from archive.store.watches import SightingKind
from archive.watching.steps import Course, Step


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that became of a page.

    Attributes:
        kind: what.
        step: the capture that shows it.
        before: the last capture with the words; ``None`` for what is new.
        is_first: whether no earlier text of the page is known.
    """

    kind: SightingKind
    step: Step
    before: Step | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of a page.

    Attributes:
        turns: what became of it, in order; two at most: its text, and that it is not seen now.
        is_undecided: whether the texts must be read in one way first.
    """

    turns: tuple[Turn, ...] = ()
    is_undecided: bool = False


def judged(course: Course, matches: Container[int]) -> Verdict:
    """What became of a page.

    Of several turns of its text the last one counts: what is told is where the page stands.

    Args:
        course: its captures.
        matches: numbers of the texts that the query matches.
    """
    base = course.base
    last = base if base and base.version_id else None
    blank = base if base and not base.version_id else None
    turn: Turn | None = None
    is_undecided = False
    for step in course.steps:
        if step.version_id is None:
            continue
        has, had = step.version_id in matches, last is not None and last.version_id in matches
        if has != had and not _is_same_payload(last or blank, step):
            is_undecided = _is_reread(last or blank, step)
            turn = _turn(step, last, has=has)
        last, blank = step, None
    turns = [] if turn is None or is_undecided else [turn]
    if not is_undecided and (unseen := _unseen(course, last, matches)):
        turns.append(unseen)
    return Verdict(tuple(turns), is_undecided)


def _turn(step: Step, last: Step | None, *, has: bool) -> Turn:
    return Turn("new", step, is_first=last is None) if has else Turn("vanished", step, last)


def _unseen(course: Course, last: Step | None, matches: Container[int]) -> Turn | None:
    """That a page with the words is not seen now; once for each way of not being seen."""
    final = course.steps[-1] if course.steps else None
    if final is None or final.version_id is not None or last is None:
        return None
    if last.version_id not in matches:
        return None
    is_known = last is course.base and final.outcome in course.blind
    if is_known:
        return None
    blind = [s for s in course.steps if (s.time, s.capture_id) > (last.time, last.capture_id)]
    first = next(step for step in blind if step.outcome == final.outcome)
    return Turn("unseen", first, last)


def _is_same_payload(before: Step | None, step: Step) -> bool:
    """Whether the very bytes were seen before: then nothing became of the page."""
    return before is not None and before.payload is not None and before.payload == step.payload


def _is_reread(before: Step | None, step: Step) -> bool:
    return before is not None and before.extractor != step.extractor
