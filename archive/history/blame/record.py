"""Blame as records for programs: JSON and rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.history.blame.gathering import PageBlame
from archive.history.blame.model import Blame, Line, Move, Saying, Stay
from archive.history.blame.wording import outcomes


def record(found: PageBlame) -> dict[str, Any]:
    """All of it as one object."""
    blame, turn = found.blame, found.blame.turn
    return {
        "url": found.url,
        "title": found.title,
        "text": turn.number,
        "texts": blame.texts,
        "captured_first": turn.first,
        "captured_last": turn.last,
        "captures": blame.looks,
        "captures_without_text": len(blame.silent),
        "sentences": [sentence(blame, one, is_there=True) for one in blame.lines],
        "gone": [sentence(blame, one, is_there=False) for one in blame.gone],
    }


def sentence(blame: Blame, line: Line, *, is_there: bool) -> dict[str, Any]:
    """A sentence."""
    first, last = line.first, line.last
    return {
        "state": "there" if is_there else "gone",
        "part": line.part,
        "form": line.form,
        "block": line.block,
        "text": line.words,
        "first_seen": {
            "after": first.after, "by": first.first, "text": first.number,
            "reread": first.came_reread,
            "without_text_between": outcomes(blame, first.after, first.first)
            if first.after else "",
        },
        "last_seen": {
            "at": last.last, "missing_by": last.by, "is_there": last.by is None,
            "reread": last.went_reread,
        },
        "stays": [_stay(one) for one in line.stays],
        "edited": len(line.edits),
        "edits": [_move(one) for one in line.edits],
        "earlier": [_saying(one) for one in line.earlier],
        "later": [_saying(one) for one in line.later],
        "moves": [_move(one) for one in line.moves],
    }  # fmt: skip


def rows(found: PageBlame, *, with_gone: bool) -> Iterator[dict[str, Any]]:
    """Sentences as rows of a table."""
    lines = [("there", one) for one in found.blame.lines]
    lines += [("gone", one) for one in found.blame.gone] if with_gone else []
    for state, line in lines:
        first, last = line.first, line.last
        yield {
            "state": state, "part": line.part, "block": line.block, "text": line.words,
            "not_seen_at": first.after, "first_seen": first.first, "first_text": first.number,
            "last_seen": last.last, "first_missing": last.by, "stays": len(line.stays),
            "edited": len(line.edits), "moved": len(line.moves),
            "said_before": line.said_before[-1].words if line.said_before else "",
            "reread": first.came_reread or last.went_reread,
        }  # fmt: skip


def _stay(one: Stay) -> dict[str, Any]:
    return {
        "after": one.after, "first": one.first, "last": one.last, "by": one.by,
        "text": one.number, "came_reread": one.came_reread, "went_reread": one.went_reread,
    }  # fmt: skip


def _saying(one: Saying) -> dict[str, Any]:
    return {"text": one.words, **{k: v for k, v in _stay(one.stay).items() if k != "text"},
            "text_number": one.stay.number}  # fmt: skip


def _move(one: Move) -> dict[str, Any]:
    return {"after": one.after, "by": one.by}
