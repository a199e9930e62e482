"""The words of messages about how sources do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from archive.health.states import FINE
from archive.health.wording import counted, minute
from archive.store.conditions import Condition
from archive.watching.letters import LONGEST, Letter

_NAMES = 3
_ROOM = 100
"""Characters kept for the line that says how much was left out."""


def letter(
    found: Sequence[tuple[Condition, Condition | None]], *, longest: int, room: str | None
) -> Letter:
    """The message about states of sources.

    Args:
        found: what the message is about, each with the state that the source is in now, where
            that is another.
        longest: characters of the body at most.
        room: address of a reading room to link to.
    """
    wrong = [one for one, _ in found if one.state not in FINE]
    parts = [
        _named(f"{len(wrong):,} wrong" if len(wrong) > 1 else wrong[0].state, wrong)
        if wrong
        else "",
        _named("ok again", [one for one, _ in found if one.state in FINE]),
    ]
    title = f"Greffe: {'; '.join(part for part in parts if part)}"
    return Letter(title, _body(found, min(longest, LONGEST), room))


def trial() -> Letter:
    """The message that tries whether alerts arrive."""
    return Letter(
        "Greffe: a test of alerts",
        "This is a test. When a source begins to do badly, and when it does well again, that is "
        "told here.\n\nNothing is wrong by this message, and nothing has to be done.",
    )


def _named(what: str, found: Sequence[Condition]) -> str:
    if not found:
        return ""
    names = [one.source for one in found[:_NAMES]]
    names += [f"and {len(found) - _NAMES:,} more"] if len(found) > _NAMES else []
    return f"{what} ({', '.join(names)})"


def _body(
    found: Sequence[tuple[Condition, Condition | None]], longest: int, room: str | None
) -> str:
    text, left = "", 0
    # What is wrong is not to be cut off by what is well again.
    for condition, now in sorted(found, key=lambda pair: pair[0].state in FINE):
        part = "\n".join(_lines(condition, now, room)) + "\n"
        part = f"\n{part}" if text else part
        if len(text) + len(part) > longest - _ROOM:
            left += 1
            continue
        text += part
    if left:
        text += f"\nLeft out here: {counted(left, 'source')}. greffe status shows all.\n"
    return text[:longest] or f"{counted(left, 'source')}; greffe status"


def _lines(condition: Condition, now: Condition | None, room: str | None) -> Iterator[str]:
    name = condition.source
    title = f" ({condition.title})" if condition.title not in ("", name) else ""
    again = " again" if condition.state == "ok" else ""
    yield f"{name}{title}: {condition.state.upper()}{again} since {minute(condition.since)}"
    yield f"  {condition.evidence}"
    if condition.step:
        yield f"  next: {condition.step}"
    if now is not None:
        yield f"  by now: {now.state}, since {minute(now.since)}: {now.evidence}"
    if room:
        yield f"  {room.rstrip('/')}/sources/{quote(name)}"
